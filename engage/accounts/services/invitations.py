"""Invitations: a link by e-mail, good once and for a week."""

from sqlalchemy import select

from engage.accounts import audit_events, messages
from engage.accounts.enums import Role
from engage.accounts.models import InvitationMixin
from engage.accounts.policies import can_manage_accounts
from engage.accounts.rules import INVITATION_LIFE, normal_email
from engage.accounts.services.accounts import add_account, check_person_is_free, checked_scope, has_account
from engage.accounts.services.sessions import open_session
from engage.audit.services import record
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.ids import new_token, token_hash
from engage.core.sides import Side, concrete
from engage.notifications.services import send_email

_SCOPE = ("role", "body_id", "plan_id", "person_id")


def invite_account(
    *,
    actor: Actor,
    email: str,
    name: str,
    role: Role,
    language: str = "en",
    body_id: int | None = None,
    plan_id: int | None = None,
    person_id: int | None = None,
) -> str:
    """Mail a link to make an account with ``role`` on the actor's side; returns the link's token.

    An earlier invitation of the same address stops working. Raises `NotAllowed`, `RuleBroken`.
    """
    ensure(can_manage_accounts(actor, actor.side))
    scope = checked_scope(actor.side, role, body_id=body_id, plan_id=plan_id, person_id=person_id)
    if has_account(actor.side, email):
        raise RuleBroken(
            N_("This e-mail address already has an account. Open the account and add the role there."), field="email"
        )
    if scope["role"] == Role.MEMBER:
        check_person_is_free(actor.side, person_id)
    model = concrete(InvitationMixin, actor.side)
    for earlier in db.session.scalars(_open(model).where(model.email == normal_email(email))):
        earlier.withdrawn_at = clock.now()
    return _send(actor, model(email=normal_email(email), name=name, language=language, **scope))


def resend_invitation(*, actor: Actor, invitation_id: int) -> str:
    """Mail a fresh link, good for another week; the old one stops working. Raises `NotAllowed`, `NotFound`."""
    ensure(can_manage_accounts(actor, actor.side))
    earlier = _load(actor.side, invitation_id)
    return invite_account(
        actor=actor,
        email=earlier.email,
        name=earlier.name,
        language=earlier.language,
        role=Role(earlier.role),
        body_id=earlier.body_id,
        plan_id=earlier.plan_id,
        person_id=earlier.person_id,
    )


def withdraw_invitation(*, actor: Actor, invitation_id: int) -> None:
    """Stop the link of an invitation. Raises `NotAllowed`, `NotFound`."""
    ensure(can_manage_accounts(actor, actor.side))
    invitation = _load(actor.side, invitation_id)
    invitation.withdrawn_at = clock.now()
    record(actor, audit_events.INVITATION_WITHDRAWN, f"invitation:{invitation.id}")


def accept_invitation(*, side: Side, token: str, name: str, password: str, language: str) -> str:
    """Make the account that the link with ``token`` offers and sign it in; returns the session's token.

    The link itself is the right to do so. Raises `NotFound` when it was used, stopped or is too old, `RuleBroken`.
    """
    model = concrete(InvitationMixin, side)
    invitation = db.session.scalar(_open(model).where(model.token_hash == token_hash(token)).with_for_update())
    if invitation is None or invitation.expires_at <= clock.now():
        raise NotFound
    scope = {key: getattr(invitation, key) for key in _SCOPE}
    account = add_account(side, email=invitation.email, name=name, password=password, language=language, scope=scope)
    invitation.used_at = clock.now()
    record(
        Actor(side=side, account_id=account.id),
        audit_events.INVITATION_ACCEPTED,
        f"invitation:{invitation.id}",
        account_id=account.id,
        **scope,
    )
    return open_session(side, account.id)


def _send(actor: Actor, invitation: InvitationMixin) -> str:
    token = new_token()
    invitation.token_hash = token_hash(token)
    invitation.expires_at = clock.now() + INVITATION_LIFE
    db.session.add(invitation)
    db.session.flush()
    send_email(
        messages.invitation(
            actor.side,
            email=invitation.email,
            name=invitation.name,
            language=invitation.language,
            role=Role(invitation.role),
            token=token,
        )
    )
    details = {key: getattr(invitation, key) for key in _SCOPE}
    record(actor, audit_events.INVITATION_SENT, f"invitation:{invitation.id}", **details)
    return token


def _open(model: type[InvitationMixin]):
    return select(model).where(model.used_at.is_(None), model.withdrawn_at.is_(None))


def _load(side: Side, invitation_id: int) -> InvitationMixin:
    model = concrete(InvitationMixin, side)
    invitation = db.session.scalar(_open(model).where(model.id == invitation_id).with_for_update())
    if invitation is None:
        raise NotFound
    return invitation
