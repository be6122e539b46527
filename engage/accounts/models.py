"""Accounts, grants, invitations, resets, sessions and tries, once in each database.

Bodies and persons belong to areas above, so their ids are opaque here.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from engage.core import clock
from engage.core.db import CreatedMixin, OmbudsmanModel, StateModel


class AccountMixin(CreatedMixin):
    """Somebody who can sign in. ``email`` is stored in small letters."""

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(255))
    password_changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    language: Mapped[str] = mapped_column(String(2), default="en")
    is_active: Mapped[bool] = mapped_column(default=True)
    #: The council member this account belongs to; it counts only while the role of a member is held.
    person_id: Mapped[int | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)


class ScopedRoleMixin:
    """A role with the council, plan or person it is for."""

    role: Mapped[str] = mapped_column(String(32))
    body_id: Mapped[int | None]
    plan_id: Mapped[int | None]
    person_id: Mapped[int | None]


class RoleGrantMixin(ScopedRoleMixin):
    """A role that an account holds until ``ends_at`` (without end when None). Never deleted."""

    id: Mapped[int] = mapped_column(primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)
    ends_at: Mapped[datetime | None]


class InvitationMixin(ScopedRoleMixin, CreatedMixin):
    """A link to make an account, good once. Only a hash of its token is stored."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="en")
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class PasswordResetMixin(CreatedMixin):
    """A link to choose a new password, good once. Only a hash of its token is stored."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class SignInSessionMixin:
    """One browser that is signed in. No address and no browser name is kept."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    #: Exact to `rules.seen_step`.
    last_seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]


class SignInAttemptMixin:
    """One try, under a keyed hash of the e-mail or network address; forgotten after a day."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class Account(AccountMixin, StateModel):
    """The state's side."""


class OmbudsmanAccount(AccountMixin, OmbudsmanModel):
    """The ombudsman's side."""


class RoleGrant(RoleGrantMixin, StateModel):
    """The state's side."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[CheckConstraint, ...]:  # noqa: N805
        return (CheckConstraint("role NOT LIKE 'ombudsman%'", name="role_of_this_side"),)


class OmbudsmanRoleGrant(RoleGrantMixin, OmbudsmanModel):
    """The ombudsman's side."""

    account_id: Mapped[int] = mapped_column(ForeignKey("ombudsman_account.id"), index=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[CheckConstraint, ...]:  # noqa: N805
        return (CheckConstraint("role LIKE 'ombudsman%'", name="role_of_this_side"),)


class Invitation(InvitationMixin, StateModel):
    """The state's side."""


class OmbudsmanInvitation(InvitationMixin, OmbudsmanModel):
    """The ombudsman's side."""


class PasswordReset(PasswordResetMixin, StateModel):
    """The state's side."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class OmbudsmanPasswordReset(PasswordResetMixin, OmbudsmanModel):
    """The ombudsman's side."""

    account_id: Mapped[int] = mapped_column(ForeignKey("ombudsman_account.id"), index=True)


class SignInSession(SignInSessionMixin, StateModel):
    """The state's side."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class OmbudsmanSignInSession(SignInSessionMixin, OmbudsmanModel):
    """The ombudsman's side."""

    account_id: Mapped[int] = mapped_column(ForeignKey("ombudsman_account.id"), index=True)


class SignInAttempt(SignInAttemptMixin, StateModel):
    """The state's side."""


class OmbudsmanSignInAttempt(SignInAttemptMixin, OmbudsmanModel):
    """The ombudsman's side."""
