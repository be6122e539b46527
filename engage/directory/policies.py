"""The state's lists are open to read; the administrator alone changes them."""

from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.core.sides import Side


def can_edit_profile(actor: Actor) -> bool:
    """Whether ``actor`` may change the profile and the lists."""
    return actor.side is Side.ENGAGE and actor.may(Permission.DIRECTORY_PROFILE_EDIT)
