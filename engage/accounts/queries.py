"""Reads of accounts, grants, invitations and sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, or_, select

from engage.accounts.enums import Role
from engage.accounts.models import (
    Account,
    AccountMixin,
    InvitationMixin,
    PasswordResetMixin,
    RoleGrantMixin,
    SignInSessionMixin,
)
from engage.accounts.policies import can_manage_accounts, visible_accounts
from engage.accounts.rules import normal_email, permissions_of, seen_step, session_is_open
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.ids import token_hash
from engage.core.paging import PageOf, read_page
from engage.core.runtime import settings
from engage.core.sides import Side, concrete


@dataclass(frozen=True)
class OpenSession:
    """Who holds a session; ``is_due`` when its last use should be written down again."""

    id: int
    actor: Actor
    is_due: bool


@dataclass(frozen=True)
class GrantRow:
    """A role that somebody holds or held, with the opaque id of what it is for."""

    id: int
    account_id: int
    role: Role
    body_id: int | None
    plan_id: int | None
    person_id: int | None
    granted_at: datetime
    ends_at: datetime | None
    is_current: bool


@dataclass(frozen=True)
class AccountRow:
    """One account in the list, with the roles it holds now."""

    id: int
    name: str
    email: str
    is_active: bool
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class AccountPage:
    """One account as its keeper sees it."""

    id: int
    name: str
    email: str
    language: str
    is_active: bool
    version: int
    created_at: datetime
    grants: tuple[GrantRow, ...]


@dataclass(frozen=True)
class OwnAccount:
    """One's own account."""

    id: int
    name: str
    email: str
    language: str
    version: int
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class SessionRow:
    """A browser in which one's own account is signed in."""

    id: int
    started_at: datetime
    last_seen_at: datetime
    is_this: bool


@dataclass(frozen=True)
class InvitationRow:
    """An invitation that nobody has accepted yet."""

    id: int
    name: str
    email: str
    role: Role
    created_at: datetime
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True)
class InvitationPage:
    """What the holder of an invitation's link is shown; ``state`` is open, used or expired."""

    state: str
    email: str = ""
    name: str = ""
    language: str = "en"
    role: Role | None = None


def actor_of_session(side: Side, token: str) -> Actor | None:
    """Who holds the session ``token`` on ``side``; None when it ended, was idle too long or never was."""
    found = session_of_token(side, token)
    return found.actor if found else None


def session_of_token(side: Side, token: str) -> OpenSession | None:
    """The open session behind ``token`` with its actor; None when there is none. Two statements."""
    sessions, accounts = concrete(SignInSessionMixin, side), concrete(AccountMixin, side)
    row = db.session.execute(
        select(sessions, accounts)
        .join(accounts, accounts.id == sessions.account_id)
        .where(sessions.token_hash == token_hash(token), accounts.is_active)
    ).first()
    idle = timedelta(minutes=settings().idle_minutes)
    now = clock.now()
    if row is None or not session_is_open(
        now=now,
        started_at=row[0].started_at,
        last_seen_at=row[0].last_seen_at,
        ended_at=row[0].ended_at,
        idle=idle,
    ):
        return None
    held, account = row
    return OpenSession(
        held.id, actor_of_account(side, account, held.token_hash), now - held.last_seen_at >= seen_step(idle)
    )


def actor_of_account(side: Side, account: AccountMixin, session_key: str = "") -> Actor:
    """``account`` as an actor, with the roles and scopes it holds at this moment."""
    grants = [grant for grant in _grants(side, [account.id]) if grant.is_current]

    def ids(role: Role, name: str) -> frozenset[int]:
        found = (getattr(grant, name) for grant in grants if grant.role is role)
        return frozenset(value for value in found if value is not None)

    roles = frozenset(grant.role.value for grant in grants)
    return Actor(
        side=side,
        account_id=account.id,
        person_id=account.person_id if Role.MEMBER in roles else None,
        name=account.name,
        language=account.language,
        roles=roles,
        permissions=permissions_of(roles),
        body_ids=ids(Role.COORDINATOR, "body_id"),
        plan_ids=ids(Role.PLAN_COORDINATOR, "plan_id"),
        helped_person_ids=ids(Role.HELPER, "person_id"),
        session_key=session_key,
    )


def account_email(side: Side, account_id: int) -> str | None:
    """The address of an active account; None when there is none."""
    model = concrete(AccountMixin, side)
    return db.session.scalar(select(model.email).where(model.id == account_id, model.is_active))


def account_id_of(side: Side, email: str) -> int | None:
    """The account with this address, closed ones included; None when there is none."""
    model = concrete(AccountMixin, side)
    return db.session.scalar(select(model.id).where(model.email == normal_email(email)))


def account_names(side: Side, account_ids: Iterable[int]) -> dict[int, str]:
    """Names by account id, for pages that say who did something."""
    model = concrete(AccountMixin, side)
    wanted = set(account_ids)
    if not wanted:
        return {}
    return dict(db.session.execute(select(model.id, model.name).where(model.id.in_(wanted))).all())


def person_account_emails(person_ids: Iterable[int]) -> dict[int, str]:
    """The addresses of those persons who have an active account on the state's side."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Account.person_id, Account.email).where(Account.person_id.in_(wanted), Account.is_active)
    )
    return dict(rows.all())


def emails_with_role(side: Side, role: Role) -> tuple[tuple[str, str], ...]:
    """(address, language) of every active account that holds ``role`` now, for notices to a team."""
    accounts, grants = concrete(AccountMixin, side), concrete(RoleGrantMixin, side)
    rows = db.session.execute(
        select(accounts.email, accounts.language)
        .where(accounts.is_active, _holds(accounts, grants, role))
        .order_by(accounts.email)
    )
    return tuple(rows.all())


def account_rows(*, actor: Actor, search: str = "", role: Role | None = None, number: int = 1) -> PageOf[AccountRow]:
    """One page of the accounts of the actor's side, active ones first, by name. Three statements.

    Raises `NotAllowed` for anyone who does not keep accounts.
    """
    ensure(can_manage_accounts(actor, actor.side))
    accounts, grants = concrete(AccountMixin, actor.side), concrete(RoleGrantMixin, actor.side)
    statement = visible_accounts(actor).order_by(accounts.is_active.desc(), func.lower(accounts.name), accounts.id)
    if search:
        statement = statement.where(_matches(accounts, search))
    if role is not None:
        statement = statement.where(_holds(accounts, grants, role))
    page = read_page(statement, lambda row: row[0], number=number)
    held: dict[int, list[Role]] = {}
    for grant in _grants(actor.side, [account.id for account in page.rows]):
        if grant.is_current and grant.role not in held.setdefault(grant.account_id, []):
            held[grant.account_id].append(grant.role)
    rows = tuple(AccountRow(a.id, a.name, a.email, a.is_active, tuple(held.get(a.id, ()))) for a in page.rows)
    return PageOf(rows, page.number, page.pages, page.total)


def account_page(*, actor: Actor, account_id: int) -> AccountPage:
    """One account with all its grants, current ones first.

    Raises `NotAllowed` for anyone who does not keep accounts, `NotFound`.
    """
    ensure(can_manage_accounts(actor, actor.side))
    account = _visible(actor, account_id)
    grants = sorted(_grants(actor.side, [account.id]), key=lambda g: (not g.is_current, g.granted_at, g.id))
    return AccountPage(
        account.id,
        account.name,
        account.email,
        account.language,
        account.is_active,
        account.version,
        account.created_at,
        tuple(grants),
    )


def own_account(*, actor: Actor) -> OwnAccount:
    """The actor's own account. Raises `NotFound` for a stranger."""
    account = _visible(actor, actor.account_id or 0)
    roles = tuple(role for role in Role if role in actor.roles)
    return OwnAccount(account.id, account.name, account.email, account.language, account.version, roles)


def session_rows(*, actor: Actor) -> tuple[SessionRow, ...]:
    """The browsers in which the actor's own account is signed in, the latest first."""
    sessions = concrete(SignInSessionMixin, actor.side)
    idle = timedelta(minutes=settings().idle_minutes)
    now = clock.now()
    found = db.session.scalars(
        select(sessions)
        .where(
            sessions.account_id == (actor.account_id or 0),
            sessions.ended_at.is_(None),
            sessions.last_seen_at > now - idle,
        )
        .order_by(sessions.last_seen_at.desc(), sessions.id.desc())
    ).all()
    return tuple(
        SessionRow(s.id, s.started_at, s.last_seen_at, s.token_hash == actor.session_key)
        for s in found
        if session_is_open(now=now, started_at=s.started_at, last_seen_at=s.last_seen_at, ended_at=None, idle=idle)
    )


def invitation_rows(*, actor: Actor, number: int = 1) -> PageOf[InvitationRow]:
    """One page of the invitations nobody has accepted yet, the latest first. Raises `NotAllowed`."""
    ensure(can_manage_accounts(actor, actor.side))
    model = concrete(InvitationMixin, actor.side)
    now = clock.now()
    statement = (
        select(model)
        .where(model.used_at.is_(None), model.withdrawn_at.is_(None))
        .order_by(model.created_at.desc(), model.id.desc())
    )

    def make(row) -> InvitationRow:
        i = row[0]
        return InvitationRow(i.id, i.name, i.email, Role(i.role), i.created_at, i.expires_at, i.expires_at <= now)

    return read_page(statement, make, number=number)


def invitation_of_token(side: Side, token: str) -> InvitationPage:
    """What the link with ``token`` still opens. Raises `NotFound` when there was never such a link."""
    model = concrete(InvitationMixin, side)
    row = db.session.scalar(select(model).where(model.token_hash == token_hash(token)))
    if row is None:
        raise NotFound
    if row.used_at is not None:
        return InvitationPage("used")
    if row.withdrawn_at is not None or row.expires_at <= clock.now():
        return InvitationPage("expired")
    return InvitationPage("open", row.email, row.name, row.language, Role(row.role))


def reset_is_open(side: Side, token: str) -> bool:
    """Whether the link with ``token`` can still be used to choose a new password."""
    model = concrete(PasswordResetMixin, side)
    row = db.session.scalar(select(model).where(model.token_hash == token_hash(token)))
    return row is not None and row.used_at is None and row.expires_at > clock.now()


def _visible(actor: Actor, account_id: int) -> AccountMixin:
    model = concrete(AccountMixin, actor.side)
    account = db.session.scalar(visible_accounts(actor).where(model.id == account_id))
    if account is None:
        raise NotFound
    return account


def _matches(accounts: type[AccountMixin], search: str):
    typed = search.strip()
    return or_(
        accounts.name.icontains(typed, autoescape=True),
        accounts.email.contains(normal_email(typed), autoescape=True),
    )


def _holds(accounts: type[AccountMixin], grants: type[RoleGrantMixin], role: Role):
    return exists(
        select(grants.id).where(
            grants.account_id == accounts.id,
            grants.role == role.value,
            or_(grants.ends_at.is_(None), grants.ends_at > clock.now()),
        )
    )


def _grants(side: Side, account_ids: list[int]) -> list[GrantRow]:
    model = concrete(RoleGrantMixin, side)
    now = clock.now()
    statement: Select = select(model).where(model.account_id.in_(account_ids)).order_by(model.id)
    return [
        GrantRow(
            g.id,
            g.account_id,
            Role(g.role),
            g.body_id,
            g.plan_id,
            g.person_id,
            g.granted_at,
            g.ends_at,
            g.ends_at is None or g.ends_at > now,
        )
        for g in db.session.scalars(statement)
    ]
