"""What the audit log says about accounts: ids, roles and counts."""

from engage.audit.services import declare

_SCOPE = ("role", "body_id", "plan_id", "person_id")

ACCOUNT_CREATED = declare("accounts:account:created", *_SCOPE)
ACCOUNT_CHANGED = declare("accounts:account:changed", "fields")
ACCOUNT_EDITED = declare("accounts:account:edited", "fields")
ACCOUNT_DEACTIVATED = declare("accounts:account:deactivated", "sessions_ended")
ACCOUNT_REACTIVATED = declare("accounts:account:reactivated")
GRANT_GIVEN = declare("accounts:grant:given", "account_id", "ends_at", *_SCOPE)
GRANT_ENDED = declare("accounts:grant:ended", "account_id", "ends_at", *_SCOPE)
INVITATION_SENT = declare("accounts:invitation:sent", *_SCOPE)
INVITATION_WITHDRAWN = declare("accounts:invitation:withdrawn")
INVITATION_ACCEPTED = declare("accounts:invitation:accepted", "account_id", *_SCOPE)
PASSWORD_CHANGED = declare("accounts:password:changed", "sessions_ended")
RESET_ASKED = declare("accounts:password:reset_asked")
RESET_USED = declare("accounts:password:reset", "sessions_ended")
SESSION_STARTED = declare("accounts:session:started")
SESSION_REFUSED = declare("accounts:session:refused")
SESSION_ENDED = declare("accounts:session:ended", "sessions_ended")
