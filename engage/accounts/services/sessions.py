"""Signing in and out. The dear part, checking a password, is done before a transaction is open.

A view counts the try in one unit of work (so that a refused one stays counted), checks the password outside of
any, and starts the session in a second one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, or_, select, update

from engage.accounts import audit_events
from engage.accounts.models import (
    AccountMixin,
    InvitationMixin,
    PasswordResetMixin,
    SignInAttemptMixin,
    SignInSessionMixin,
)
from engage.accounts.rules import (
    ATTEMPT_MEMORY,
    ATTEMPT_WINDOW,
    LONGEST_PASSWORD,
    SESSION_LIFE,
    attempt_key,
    network_of,
    normal_email,
)
from engage.audit.services import record
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.ids import new_token, token_hash
from engage.core.passwords import hash_password, is_password, needs_new_hash
from engage.core.runtime import settings
from engage.core.sides import Side, concrete

WRONG = N_("The e-mail address or the password is not right. Check both and try again.")
_SESSION_MEMORY = timedelta(days=30)
_LINK_MEMORY = timedelta(days=90)


@dataclass(frozen=True)
class CheckedPassword:
    """An account whose password was right, and the hash it was right for; ``new_hash`` when it should be renewed."""

    account_id: int
    stored_hash: str
    new_hash: str | None


def count_attempt(*, side: Side, purpose: str, limits: dict[str, int], email: str, address: str) -> bool:
    """Count one try for ``email`` and from ``address``; False, and not counted, when either had too many this hour.

    The rows are the database's, so every process of a side shares one count.
    """
    model = concrete(SignInAttemptMixin, side)
    named = {"email": normal_email(email)[:254], "address": network_of(address)}
    keys = {kind: attempt_key(_secret(side), f"{purpose}:{kind}", value) for kind, value in named.items()}
    _wait_for_others(side, keys.values())
    since = clock.now() - ATTEMPT_WINDOW
    found = dict(
        db.session.execute(
            select(model.key_hash, func.count())
            .where(model.key_hash.in_(keys.values()), model.at > since)
            .group_by(model.key_hash)
        ).all()
    )
    if any(found.get(key, 0) >= limits[kind] for kind, key in keys.items()):
        return False
    db.session.add_all(model(key_hash=key) for key in keys.values())
    return True


def _wait_for_others(side: Side, keys: Iterable[str]) -> None:
    """On PostgreSQL, let tries under the same keys count one after the other; SQLite has one writer anyway."""
    engine = db.engines[side.bind_key]
    if engine.dialect.name == "postgresql":
        for key in sorted(keys):
            lock = select(func.pg_advisory_xact_lock(int(key[:15], 16)))
            db.session.execute(lock, bind_arguments={"bind": engine})


def check_password(*, side: Side, email: str, password: str) -> CheckedPassword | None:
    """The account that ``email`` and ``password`` belong to; None, after the same work, when there is none."""
    model = concrete(AccountMixin, side)
    row = db.session.execute(
        select(model.id, model.password_hash).where(model.email == normal_email(email), model.is_active)
    ).first()
    stored = row.password_hash if row else None
    if not is_password(stored, password[:LONGEST_PASSWORD]) or len(password) > LONGEST_PASSWORD:
        return None
    return CheckedPassword(row.id, stored, hash_password(password) if needs_new_hash(stored) else None)


def start_session(*, side: Side, checked: CheckedPassword) -> str:
    """Start a session for ``checked`` and return its token, the only copy of it.

    Raises `RuleBroken` when the account was closed or its password changed since the check.
    """
    model = concrete(AccountMixin, side)
    account = db.session.get(model, checked.account_id, with_for_update=True)
    if account is None or not account.is_active or account.password_hash != checked.stored_hash:
        raise RuleBroken(WRONG)
    if checked.new_hash:
        account.password_hash = checked.new_hash
    forget_tries(side, account.email)
    return open_session(side, account.id)


def open_session(side: Side, account_id: int) -> str:
    """A new session of ``account_id``, whose right to one was just proved by a password or an invitation."""
    token = new_token()
    db.session.add(concrete(SignInSessionMixin, side)(account_id=account_id, token_hash=token_hash(token)))
    record(Actor(side=side, account_id=account_id), audit_events.SESSION_STARTED, f"account:{account_id}")
    return token


def sign_in(*, side: Side, email: str, password: str) -> str:
    """Check and start in one go, for commands and tests. Raises `RuleBroken`."""
    checked = check_password(side=side, email=email, password=password)
    if checked is None:
        raise RuleBroken(WRONG)
    return start_session(side=side, checked=checked)


def refuse_sign_in(*, side: Side, email: str) -> None:
    """Note a sign-in that failed, in the same way whether or not the address has an account."""
    model = concrete(AccountMixin, side)
    account_id = db.session.scalar(select(model.id).where(model.email == normal_email(email)))
    record(Actor(side=side), audit_events.SESSION_REFUSED, f"account:{account_id or 'unknown'}")


def note_seen(*, side: Side, session_id: int) -> None:
    """Write down that a session is in use."""
    model = concrete(SignInSessionMixin, side)
    db.session.execute(
        update(model).where(model.id == session_id, model.ended_at.is_(None)).values(last_seen_at=clock.now())
    )


def end_session(*, side: Side, token: str) -> None:
    """End the session behind ``token``; nothing happens when it ended before."""
    model = concrete(SignInSessionMixin, side)
    held = db.session.scalar(select(model).where(model.token_hash == token_hash(token), model.ended_at.is_(None)))
    if held is not None:
        held.ended_at = clock.now()
        record(
            Actor(side=side, account_id=held.account_id),
            audit_events.SESSION_ENDED,
            f"account:{held.account_id}",
            sessions_ended=1,
        )


def end_own_sessions(*, actor: Actor, keep_this: bool) -> int:
    """Sign the actor's own account out everywhere, or everywhere else. Returns in how many browsers."""
    ensure(actor.is_signed_in)
    ended = end_sessions_of(actor.side, actor.account_id, but=actor.session_key if keep_this else "")
    record(actor, audit_events.SESSION_ENDED, f"account:{actor.account_id}", sessions_ended=ended)
    return ended


def end_own_session(*, actor: Actor, session_id: int) -> None:
    """Sign the actor's own account out in one browser. Raises `NotFound` for anybody else's."""
    ensure(actor.is_signed_in)
    model = concrete(SignInSessionMixin, actor.side)
    held = db.session.get(model, session_id)
    if held is None or held.account_id != actor.account_id or held.ended_at is not None:
        raise NotFound
    held.ended_at = clock.now()
    record(actor, audit_events.SESSION_ENDED, f"account:{actor.account_id}", sessions_ended=1)


def end_sessions_of(side: Side, account_id: int | None, *, but: str = "") -> int:
    """End every open session of an account, except the one with the token hash ``but``. Returns how many."""
    model = concrete(SignInSessionMixin, side)
    result = db.session.execute(
        update(model)
        .where(model.account_id == account_id, model.ended_at.is_(None), model.token_hash != but)
        .values(ended_at=clock.now())
    )
    return result.rowcount


def forget_old_rows(*, side: Side) -> int:
    """Delete tries older than a day, and sessions and links that ended long ago. Returns how many rows."""
    now = clock.now()
    tries, sessions = concrete(SignInAttemptMixin, side), concrete(SignInSessionMixin, side)
    invitations, resets = concrete(InvitationMixin, side), concrete(PasswordResetMixin, side)
    old_session = now - _SESSION_MEMORY - SESSION_LIFE
    old_link = now - _LINK_MEMORY
    statements = (
        delete(tries).where(tries.at < now - ATTEMPT_MEMORY),
        delete(sessions).where(sessions.started_at < old_session),
        delete(resets).where(resets.expires_at < old_link),
        delete(invitations).where(
            invitations.expires_at < old_link,
            or_(invitations.used_at.is_not(None), invitations.withdrawn_at.is_not(None)),
        ),
    )
    return sum(db.session.execute(statement).rowcount for statement in statements)


def forget_tries(side: Side, email: str) -> None:
    """Start counting the sign-in tries of an address anew, once its owner has proved to be there."""
    model = concrete(SignInAttemptMixin, side)
    key = attempt_key(_secret(side), "sign_in:email", email)
    db.session.execute(delete(model).where(model.key_hash == key))


def _secret(side: Side) -> str:
    key = settings().ombudsman_secret_key if side is Side.OMBUDSMAN else settings().secret_key
    return f"tries:{key}"
