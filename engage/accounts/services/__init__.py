"""Every change of accounts, on whichever side the unit of work is open."""

from engage.accounts.services.accounts import (
    create_account,
    deactivate_account,
    end_grant,
    grant_role,
    reactivate_account,
    update_account,
    update_own_account,
)
from engage.accounts.services.invitations import (
    accept_invitation,
    invite_account,
    resend_invitation,
    withdraw_invitation,
)
from engage.accounts.services.passwords import change_password, request_password_reset, reset_password
from engage.accounts.services.sessions import (
    WRONG,
    CheckedPassword,
    check_password,
    count_attempt,
    end_own_session,
    end_own_sessions,
    end_session,
    forget_old_rows,
    note_seen,
    refuse_sign_in,
    sign_in,
    start_session,
)

__all__ = [
    "WRONG",
    "CheckedPassword",
    "accept_invitation",
    "change_password",
    "check_password",
    "count_attempt",
    "create_account",
    "deactivate_account",
    "end_grant",
    "end_own_session",
    "end_own_sessions",
    "end_session",
    "forget_old_rows",
    "grant_role",
    "invite_account",
    "note_seen",
    "reactivate_account",
    "refuse_sign_in",
    "request_password_reset",
    "resend_invitation",
    "reset_password",
    "sign_in",
    "start_session",
    "update_account",
    "update_own_account",
    "withdraw_invitation",
]
