"""Changing a password, and choosing a new one by a mailed link."""

from sqlalchemy import select

from engage.accounts import audit_events, messages
from engage.accounts.models import AccountMixin, PasswordResetMixin
from engage.accounts.rules import LONGEST_PASSWORD, RESET_LIFE, normal_email
from engage.accounts.services.accounts import check_new_password, load_account, stop_links
from engage.accounts.services.sessions import end_sessions_of, forget_tries
from engage.audit.services import record
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.ids import new_token, token_hash
from engage.core.passwords import hash_password, is_password
from engage.core.sides import Side, concrete
from engage.notifications.services import send_email


def change_password(*, actor: Actor, current_password: str, password: str) -> None:
    """Change the actor's own password; their other browsers are signed out and a mail tells them.

    Raises `NotAllowed`, `RuleBroken`.
    """
    ensure(actor.is_signed_in)
    account = load_account(actor.side, actor.account_id)
    if len(current_password) > LONGEST_PASSWORD or not is_password(account.password_hash, current_password):
        raise RuleBroken(N_("This is not your password. Check it and try again."), field="current_password")
    check_new_password(password, account.email)
    _set(account, password)
    ended = end_sessions_of(actor.side, account.id, but=actor.session_key)
    stop_links(actor.side, account.id)
    _tell(actor.side, account)
    record(actor, audit_events.PASSWORD_CHANGED, f"account:{account.id}", sessions_ended=ended)


def request_password_reset(*, side: Side, email: str) -> None:
    """Mail a link to choose a new password, if the address has an open account; nobody is told whether it has."""
    model = concrete(AccountMixin, side)
    account = db.session.scalar(select(model).where(model.email == normal_email(email), model.is_active))
    if account is None:
        return
    token = new_token()
    db.session.add(
        concrete(PasswordResetMixin, side)(
            account_id=account.id, token_hash=token_hash(token), expires_at=clock.now() + RESET_LIFE
        )
    )
    send_email(messages.password_reset(side, account, token=token))
    record(Actor(side=side), audit_events.RESET_ASKED, f"account:{account.id}")


def reset_password(*, side: Side, token: str, password: str) -> None:
    """Set the password by the mailed link; every session of the account ends, and so do its other links.

    Raises `NotFound` when the link was used or is too old, `RuleBroken`.
    """
    model = concrete(PasswordResetMixin, side)
    reset = db.session.scalar(select(model).where(model.token_hash == token_hash(token)).with_for_update())
    if reset is None or reset.used_at is not None or reset.expires_at <= clock.now():
        raise NotFound
    account = load_account(side, reset.account_id)
    if not account.is_active:
        raise NotFound
    check_new_password(password, account.email)
    _set(account, password)
    ended = end_sessions_of(side, account.id)
    stop_links(side, account.id)
    forget_tries(side, account.email)
    _tell(side, account)
    record(
        Actor(side=side, account_id=account.id),
        audit_events.RESET_USED,
        f"account:{account.id}",
        sessions_ended=ended,
    )


def _set(account: AccountMixin, password: str) -> None:
    account.password_hash = hash_password(password)
    account.password_changed_at = clock.now()


def _tell(side: Side, account: AccountMixin) -> None:
    send_email(messages.password_changed(side, account))
