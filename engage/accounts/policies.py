"""Who may see and keep accounts: the administrator on the state's side, the lead on the ombudsman's."""

from sqlalchemy import Select, false, select

from engage.accounts.models import AccountMixin
from engage.accounts.rules import MANAGE
from engage.core.actor import Actor
from engage.core.sides import Side, concrete


def can_manage_accounts(actor: Actor, side: Side) -> bool:
    """Whether ``actor`` keeps the accounts of ``side``; nobody keeps those of the other side."""
    return actor.side is side and actor.may(MANAGE[side])


def can_grant_role(actor: Actor, account: AccountMixin) -> bool:
    """Whether ``actor`` may give roles to ``account``, take them or close it: never to their own account.

    Whoever keeps the accounts cannot make themselves a reader of what people said.
    """
    return can_manage_accounts(actor, actor.side) and actor.account_id != account.id


def visible_accounts(actor: Actor) -> Select[tuple[AccountMixin]]:
    """The accounts ``actor`` may see: all of their side when they keep them, else their own, else none."""
    model = concrete(AccountMixin, actor.side)
    statement = select(model)
    if can_manage_accounts(actor, actor.side):
        return statement
    if actor.is_signed_in:
        return statement.where(model.id == actor.account_id)
    return statement.where(false())
