"""Accounts and the roles they hold."""

from datetime import datetime

from sqlalchemy import func, or_, select, update

from engage.accounts import audit_events, messages
from engage.accounts.enums import Role, Scope
from engage.accounts.models import AccountMixin, PasswordResetMixin, RoleGrantMixin
from engage.accounts.policies import can_grant_role, can_manage_accounts
from engage.accounts.rules import KEEPER_ROLE, ROLE_SCOPE, normal_email, password_fault
from engage.accounts.services.sessions import end_sessions_of
from engage.audit.services import record
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import Conflict, NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.passwords import hash_password
from engage.core.sides import Side, concrete
from engage.notifications.services import send_email

_MISSING = {
    Scope.BODY: ("body_id", N_("Choose the council this is for.")),
    Scope.PLAN: ("plan_id", N_("Choose the plan this is for.")),
    Scope.PERSON: ("person_id", N_("Choose the council member this is for.")),
}
TAKEN = N_("There is already an account with this e-mail address.")
OWN_ACCOUNT = N_("You cannot do this to your own account. Ask another administrator.")


def create_account(
    *,
    actor: Actor,
    email: str,
    name: str,
    password: str,
    role: Role,
    language: str = "en",
    body_id: int | None = None,
    plan_id: int | None = None,
    person_id: int | None = None,
) -> int:
    """Make an account with a first role on the actor's side, and return its id.

    Raises `NotAllowed`, `RuleBroken`.
    """
    ensure(can_manage_accounts(actor, actor.side))
    scope = checked_scope(actor.side, role, body_id=body_id, plan_id=plan_id, person_id=person_id)
    account = add_account(actor.side, email=email, name=name, password=password, language=language, scope=scope)
    record(actor, audit_events.ACCOUNT_CREATED, f"account:{account.id}", **scope)
    return account.id


def update_own_account(*, actor: Actor, name: str, language: str, version: int | None) -> None:
    """Change the actor's own name and language. Raises `NotAllowed`, `Conflict`."""
    ensure(actor.is_signed_in)
    account = load_account(actor.side, actor.account_id)
    if version != account.version:
        raise Conflict
    changed = [key for key, value in (("name", name), ("language", language)) if getattr(account, key) != value]
    account.name, account.language = name, language
    account.version += 1
    record(actor, audit_events.ACCOUNT_CHANGED, f"account:{account.id}", fields=changed)


def update_account(*, actor: Actor, account_id: int, name: str, email: str, version: int | None) -> None:
    """Change somebody's name or address; the old address is told of a new one, and open reset links stop.

    Raises `NotAllowed`, `NotFound`, `Conflict`, `RuleBroken`.
    """
    ensure(can_manage_accounts(actor, actor.side))
    account = load_account(actor.side, account_id)
    if version != account.version:
        raise Conflict
    new = {"name": name, "email": normal_email(email)}
    changed = [key for key, value in new.items() if getattr(account, key) != value]
    if "email" in changed:
        if has_account(actor.side, email):
            raise RuleBroken(TAKEN, field="email")
        send_email(messages.email_changed(actor.side, account))
        stop_links(actor.side, account.id)
    account.name, account.email = new["name"], new["email"]
    account.version += 1
    record(actor, audit_events.ACCOUNT_EDITED, f"account:{account.id}", fields=changed)


def stop_links(side: Side, account_id: int) -> None:
    """Let no mailed link set a password for this account any longer."""
    model = concrete(PasswordResetMixin, side)
    db.session.execute(
        update(model).where(model.account_id == account_id, model.used_at.is_(None)).values(used_at=clock.now())
    )


def grant_role(
    *,
    actor: Actor,
    account_id: int,
    role: Role,
    body_id: int | None = None,
    plan_id: int | None = None,
    person_id: int | None = None,
    ends_at: datetime | None = None,
) -> int:
    """Give an account a further role, until ``ends_at`` when it is named; returns the grant's id.

    Raises `NotAllowed`, `NotFound`, `RuleBroken`.
    """
    ensure(can_manage_accounts(actor, actor.side))
    account = load_account(actor.side, account_id)
    ensure(can_grant_role(actor, account), OWN_ACCOUNT)
    scope = checked_scope(actor.side, role, body_id=body_id, plan_id=plan_id, person_id=person_id)
    if ends_at is not None and ends_at <= clock.now():
        raise RuleBroken(N_("Choose a day that is still to come."), field="ends_on")
    model = concrete(RoleGrantMixin, actor.side)
    held = select(model.id).where(model.account_id == account.id, _is_current(model))
    if db.session.scalar(held.where(*(getattr(model, key) == value for key, value in scope.items()))):
        raise RuleBroken(N_("This account already has this role."), field="role")
    grant = _add_grant(actor.side, account, scope, ends_at)
    record(
        actor,
        audit_events.GRANT_GIVEN,
        f"grant:{grant.id}",
        account_id=account.id,
        ends_at=ends_at.isoformat() if ends_at else None,
        **scope,
    )
    return grant.id


def end_grant(*, actor: Actor, grant_id: int, ends_at: datetime | None = None) -> int:
    """Let a role end now, or at ``ends_at``. Returns the account's id.

    Raises `NotAllowed`, `NotFound`, and `RuleBroken` for the last one who keeps the accounts of a side.
    """
    ensure(can_manage_accounts(actor, actor.side))
    model = concrete(RoleGrantMixin, actor.side)
    grant = db.session.get(model, grant_id, with_for_update=True)
    now = clock.now()
    if grant is None or (grant.ends_at is not None and grant.ends_at <= now):
        raise NotFound
    account = load_account(actor.side, grant.account_id)
    ensure(can_grant_role(actor, account), OWN_ACCOUNT)
    if ends_at is not None and ends_at <= now:
        raise RuleBroken(N_("Choose a day that is still to come."), field="ends_on")
    if grant.role == KEEPER_ROLE[actor.side]:
        _ensure_another_keeper(actor.side, account.id)
    grant.ends_at = ends_at or now
    record(
        actor,
        audit_events.GRANT_ENDED,
        f"grant:{grant.id}",
        account_id=account.id,
        ends_at=grant.ends_at.isoformat(),
        role=grant.role,
        body_id=grant.body_id,
        plan_id=grant.plan_id,
        person_id=grant.person_id,
    )
    return account.id


def deactivate_account(*, actor: Actor, account_id: int) -> None:
    """Close an account: it cannot sign in, and its sessions end. Its roles come back if it is opened again.

    Raises `NotAllowed`, `NotFound`, and `RuleBroken` for the last one who keeps the accounts of a side.
    """
    ensure(can_manage_accounts(actor, actor.side))
    account = load_account(actor.side, account_id)
    ensure(can_grant_role(actor, account), OWN_ACCOUNT)
    if not account.is_active:
        return
    _ensure_another_keeper(actor.side, account.id)
    account.is_active = False
    account.version += 1
    ended = end_sessions_of(actor.side, account.id)
    record(actor, audit_events.ACCOUNT_DEACTIVATED, f"account:{account.id}", sessions_ended=ended)


def reactivate_account(*, actor: Actor, account_id: int) -> None:
    """Open a closed account again. Raises `NotAllowed`, `NotFound`."""
    ensure(can_manage_accounts(actor, actor.side))
    account = load_account(actor.side, account_id)
    if account.is_active:
        return
    account.is_active = True
    account.version += 1
    record(actor, audit_events.ACCOUNT_REACTIVATED, f"account:{account.id}")


def load_account(side: Side, account_id: int | None) -> AccountMixin:
    """The account, held against other writers until the transaction ends. Raises `NotFound`."""
    account = db.session.get(concrete(AccountMixin, side), account_id or 0, with_for_update=True)
    if account is None:
        raise NotFound
    return account


def has_account(side: Side, email: str) -> bool:
    """Whether the address already has an account on ``side``, closed ones included."""
    model = concrete(AccountMixin, side)
    return db.session.scalar(select(model.id).where(model.email == normal_email(email))) is not None


def checked_scope(
    side: Side, role: Role, *, body_id: int | None, plan_id: int | None, person_id: int | None
) -> dict[str, object]:
    """The role with just the id it needs. Raises `RuleBroken` when it is of the other side or the id is missing."""
    role = Role(role)
    if role.side is not side:
        raise RuleBroken(N_("This role belongs to the other office."), field="role")
    given = {"body_id": body_id, "plan_id": plan_id, "person_id": person_id}
    needed = ROLE_SCOPE.get(role)
    if needed is not None and given[_MISSING[needed][0]] is None:
        field, message = _MISSING[needed]
        raise RuleBroken(message, field=field)
    wanted = _MISSING[needed][0] if needed else None
    return {"role": role.value, **{key: value if key == wanted else None for key, value in given.items()}}


def check_new_password(password: str, email: str) -> None:
    """Raises `RuleBroken` at the field ``password`` when it must not be used."""
    fault = password_fault(password, email)
    if fault is not None:
        raise RuleBroken(fault, field="password")


def add_account(
    side: Side, *, email: str, name: str, password: str, language: str, scope: dict[str, object]
) -> AccountMixin:
    """A new account with its first grant. Raises `RuleBroken`."""
    check_new_password(password, email)
    if has_account(side, email):
        raise RuleBroken(TAKEN, field="email")
    account = concrete(AccountMixin, side)(
        email=normal_email(email), name=name, password_hash=hash_password(password), language=language
    )
    db.session.add(account)
    db.session.flush()
    _add_grant(side, account, scope, None)
    return account


def check_person_is_free(side: Side, person_id: int | None, account_id: int | None = None) -> None:
    """Raises `RuleBroken` when a council member already has an account, other than ``account_id``."""
    model = concrete(AccountMixin, side)
    owner = db.session.scalar(select(model.id).where(model.person_id == person_id))
    if owner is not None and owner != account_id:
        raise RuleBroken(N_("This council member already has an account."), field="person_id")


def _add_grant(
    side: Side, account: AccountMixin, scope: dict[str, object], ends_at: datetime | None
) -> RoleGrantMixin:
    if scope["role"] == Role.MEMBER:
        check_person_is_free(side, scope["person_id"], account.id)
        if account.person_id not in (None, scope["person_id"]):
            raise RuleBroken(N_("This account belongs to another council member."), field="person_id")
        account.person_id = scope["person_id"]
    grant = concrete(RoleGrantMixin, side)(account_id=account.id, ends_at=ends_at, **scope)
    db.session.add(grant)
    db.session.flush()
    return grant


def _is_current(model: type[RoleGrantMixin]):
    return or_(model.ends_at.is_(None), model.ends_at > clock.now())


def _ensure_another_keeper(side: Side, account_id: int) -> None:
    """Raises `RuleBroken` unless somebody else keeps the accounts of ``side``, without an end.

    The grants are locked, so that two keepers cannot remove each other at the same moment.
    """
    grants, accounts = concrete(RoleGrantMixin, side), concrete(AccountMixin, side)
    keepers = select(grants.account_id).where(grants.role == KEEPER_ROLE[side], grants.ends_at.is_(None))
    holders = set(db.session.scalars(keepers.order_by(grants.id).with_for_update()))
    if account_id not in holders:
        return
    others = select(func.count()).where(accounts.id.in_(holders - {account_id}), accounts.is_active)
    if not db.session.scalar(others):
        raise RuleBroken(
            N_("This is the last account that can manage accounts. Give the role to someone else first.")
        )
