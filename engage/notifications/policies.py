"""Who may look after the outbox: whoever reads the log of that side. Nobody reads a message there."""

from typing import Any

from sqlalchemy import Select, false, select

from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.core.sides import Side, concrete
from engage.notifications.models import OutboxMessageMixin

_MANAGE = {Side.ENGAGE: Permission.AUDIT_ENTRY_READ, Side.OMBUDSMAN: Permission.OMBUDSMAN_AUDIT_READ}


def can_manage_messages(actor: Actor) -> bool:
    """Whether ``actor`` may see how deliveries of their own side stand and have one tried again."""
    return actor.may(_MANAGE[actor.side])


def visible_messages(actor: Actor) -> Select[Any]:
    """The messages of the actor's own side, for whoever may manage them."""
    model = concrete(OutboxMessageMixin, actor.side)
    statement = select(model)
    return statement if can_manage_messages(actor) else statement.where(false())
