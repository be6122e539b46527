"""Who may say that a rule is right. The rules and their confirmations are open to everyone."""

from sqlalchemy import Select, false, select

from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.rulebook.models import RuleConfirmation


def can_confirm_rule(actor: Actor) -> bool:
    """Whether ``actor`` may confirm rules and withdraw confirmations: counsel or a privacy officer, signed in."""
    return actor.side is Side.ENGAGE and actor.is_signed_in and actor.may(Permission.RULEBOOK_RULE_CONFIRM)


def visible_confirmations(actor: Actor) -> Select[tuple[RuleConfirmation]]:
    """The confirmations ``actor`` may see: those that stand for everyone; withdrawn ones only for who confirms."""
    statement = select(RuleConfirmation)
    if actor.side is not Side.ENGAGE:
        return statement.where(false())
    if can_confirm_rule(actor):
        return statement
    return statement.where(RuleConfirmation.withdrawn_on.is_(None))
