"""Accounts, invitations and actors, on either side."""

from datetime import datetime
from itertools import count

from engage.accounts import queries, services
from engage.accounts.enums import Role
from engage.accounts.models import AccountMixin
from engage.accounts.rules import KEEPER_ROLE, MANAGE, ROLE_SCOPE
from engage.core.actor import Actor, system_actor
from engage.core.db import db, unit_of_work
from engage.core.sides import Side, concrete

PASSWORD = "seven green lamps sing"
_numbers = count(1)


def keeper_of(side: Side) -> Actor:
    """The system, as one who keeps the accounts of ``side``."""
    return system_actor(side, MANAGE[side])


def scope_for(role: Role, value: int = 1) -> dict[str, int]:
    """The id that ``role`` has to name."""
    scope = ROLE_SCOPE.get(role)
    return {f"{scope.value}_id": value} if scope else {}


def make_account(
    role: Role = Role.ADMINISTRATOR,
    *,
    email: str | None = None,
    name: str = "Ana Ruiz",
    password: str = PASSWORD,
    language: str = "en",
    **scope: int,
) -> int:
    """An account with ``role``, on the side of the role. Returns its id."""
    number = next(_numbers)
    with unit_of_work(role.side):
        return services.create_account(
            actor=keeper_of(role.side),
            email=email or f"person{number}@example.org",
            name=name,
            password=password,
            role=role,
            language=language,
            **(scope or scope_for(role, number)),
        )


def make_grant(account_id: int, role: Role, *, ends_at: datetime | None = None, **scope: int) -> int:
    """A further role for an account. Returns the grant's id."""
    with unit_of_work(role.side):
        return services.grant_role(
            actor=keeper_of(role.side),
            account_id=account_id,
            role=role,
            ends_at=ends_at,
            **(scope or scope_for(role)),
        )


def make_invitation(role: Role = Role.PROGRAM_TEAM, *, email: str = "new@example.org", **fields) -> str:
    """An open invitation. Returns the token of its link."""
    values = {"name": "New Person", **scope_for(role), **fields}
    with unit_of_work(role.side):
        return services.invite_account(actor=keeper_of(role.side), email=email, role=role, **values)


def actor_of(account_id: int, side: Side = Side.ENGAGE) -> Actor:
    """The account as the actor of a request."""
    account = db.session.get(concrete(AccountMixin, side), account_id)
    return queries.actor_of_account(side, account)


def make_actor(role: Role, **scope: int) -> Actor:
    """A new account with ``role``, as an actor."""
    return actor_of(make_account(role, **scope), role.side)


def make_keeper(side: Side = Side.ENGAGE) -> Actor:
    """A new administrator, or lead on the ombudsman's side, as an actor."""
    return make_actor(KEEPER_ROLE[side])


def sign_in(side: Side, email: str, password: str = PASSWORD) -> str:
    """A session of the account with this address. Returns its token."""
    with unit_of_work(side):
        return services.sign_in(side=side, email=email, password=password)
