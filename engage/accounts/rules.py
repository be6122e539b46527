"""What each role may do, how long things last, and what a password must be. Plain data and pure functions."""

import hashlib
from datetime import datetime, timedelta

from engage.accounts.enums import Role, Scope
from engage.core.i18n import N_
from engage.core.permissions import Permission as P
from engage.core.sides import Side

_COORDINATOR = frozenset(
    {
        P.COUNCILS_BODY_READ,
        P.COUNCILS_BODY_MANAGE,
        P.COUNCILS_PERSON_MANAGE,
        P.MEETINGS_MEETING_MANAGE,
        P.MEETINGS_MINUTES_APPROVE,
        P.FEEDBACK_FORM_MANAGE,
        P.FEEDBACK_ANSWER_ENTER,
        P.FEEDBACK_ANSWER_READ,
        P.ACCOUNTABILITY_RECOMMENDATION_READ,
    }
)
_MEMBER = frozenset({P.MEETINGS_MEETING_ATTEND, P.FEEDBACK_ANSWER_GIVE, P.ACCOUNTABILITY_VERDICT_GIVE})
_OMBUDSMAN_STAFF = frozenset(
    {
        P.OMBUDSMAN_CASE_CREATE,
        P.OMBUDSMAN_CASE_READ,
        P.OMBUDSMAN_CASE_UPDATE,
        P.OMBUDSMAN_RELEASE_DRAFT,
        P.OMBUDSMAN_RELEASE_APPROVE,
    }
)

#: A helper may do what a member may, for that member; where, the policies decide. Nobody may do everything: the
#: administrator reads neither cases nor who said what, and no role of one side holds a permission of the other.
ROLE_PERMISSIONS: dict[Role, frozenset[P]] = {
    Role.MEMBER: _MEMBER,
    Role.HELPER: _MEMBER,
    Role.COORDINATOR: _COORDINATOR,
    Role.PLAN_COORDINATOR: _COORDINATOR,
    Role.PROGRAM_TEAM: frozenset(
        {
            P.COUNCILS_BODY_READ,
            P.FEEDBACK_ANSWER_READ,
            P.THEMES_COMMENT_READ,
            P.THEMES_THEME_READ,
            P.THEMES_CODEBOOK_EDIT,
            P.THEMES_CODING_APPLY,
            P.ACCOUNTABILITY_RECOMMENDATION_CREATE,
            P.ACCOUNTABILITY_RECOMMENDATION_READ,
            P.ACCOUNTABILITY_RESPONSE_DRAFT,
            P.ACCOUNTABILITY_RESPONSE_PUBLISH,
            P.ACCOUNTABILITY_COMMITMENT_UPDATE,
        }
    ),
    Role.INTEGRATION_TEAM: frozenset(
        {P.COUNCILS_BODY_READ, P.THEMES_THEME_READ, P.ACCOUNTABILITY_RECOMMENDATION_READ}
    ),
    Role.COUNSEL: frozenset({P.RULEBOOK_RULE_CONFIRM, P.COUNCILS_BODY_READ, P.ACCOUNTABILITY_RECOMMENDATION_READ}),
    Role.ADMINISTRATOR: frozenset(
        {P.ACCOUNTS_ACCOUNT_MANAGE, P.DIRECTORY_PROFILE_EDIT, P.COUNCILS_BODY_CREATE, P.AUDIT_ENTRY_READ}
    ),
    Role.OMBUDSMAN_STAFF: _OMBUDSMAN_STAFF,
    Role.OMBUDSMAN_LEAD: _OMBUDSMAN_STAFF
    | {P.OMBUDSMAN_CASE_ASSIGN, P.OMBUDSMAN_ACCOUNT_MANAGE, P.OMBUDSMAN_AUDIT_READ},
}

#: Roles that mean nothing without naming a council, a plan or a person.
ROLE_SCOPE: dict[Role, Scope] = {
    Role.MEMBER: Scope.PERSON,
    Role.HELPER: Scope.PERSON,
    Role.COORDINATOR: Scope.BODY,
    Role.PLAN_COORDINATOR: Scope.PLAN,
}

#: Who keeps the accounts of a side. The last one on each side cannot be taken away.
KEEPER_ROLE = {Side.ENGAGE: Role.ADMINISTRATOR, Side.OMBUDSMAN: Role.OMBUDSMAN_LEAD}
MANAGE = {Side.ENGAGE: P.ACCOUNTS_ACCOUNT_MANAGE, Side.OMBUDSMAN: P.OMBUDSMAN_ACCOUNT_MANAGE}

INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=1)
SESSION_LIFE = timedelta(hours=12)
ATTEMPT_WINDOW = timedelta(hours=1)
ATTEMPT_MEMORY = timedelta(days=1)
#: Tries an hour for one e-mail address and from one network address, which a whole office may share.
SIGN_IN_TRIES = {"email": 20, "address": 100}
RESET_TRIES = {"email": 5, "address": 30}

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


def roles_of(side: Side) -> tuple[Role, ...]:
    """The roles that can be granted on ``side``, in the order they are offered."""
    return tuple(role for role in Role if role.side is side)


def permissions_of(roles: frozenset[str] | set[str]) -> frozenset[P]:
    """What holders of ``roles`` may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[Role(role)] for role in roles))


def seen_step(idle: timedelta) -> timedelta:
    """How coarsely a session's last use is stored: a sixth of the idle limit, five minutes at most.

    Coarse, so that a page view does not write and the table is no diary; never so coarse that somebody at work is
    signed out.
    """
    return min(timedelta(minutes=5), idle / 6)


def session_is_open(
    *, now: datetime, started_at: datetime, last_seen_at: datetime, ended_at: datetime | None, idle: timedelta
) -> bool:
    """Whether a session still stands: not ended, not idle for ``idle``, not older than `SESSION_LIFE`."""
    return ended_at is None and now - last_seen_at < idle and now - started_at < SESSION_LIFE


def normal_email(email: str) -> str:
    """The form in which an address is stored and looked up."""
    return email.strip().lower()


def password_fault(password: str, email: str = "", common: frozenset[str] = frozenset()) -> str | None:
    """Why ``password`` cannot be used, as a msgid; None when it can (NIST SP 800-63B-4, 3.1.1.2).

    Length counts, not the kinds of characters. ``common`` holds words too many people use, in small letters.
    """
    folded = password.casefold()
    if len(password) < SHORTEST_PASSWORD:
        return N_("Use at least 12 characters. Three or four words that do not belong together work well.")
    if len(password) > LONGEST_PASSWORD:
        return N_("Use 200 characters or fewer.")
    if len(set(folded)) < 4:
        return N_("Use more different characters.")
    if folded in common:
        return N_("Many people use this password, so it is easy to guess. Choose another one.")
    if email and (folded == normal_email(email) or folded == normal_email(email).split("@")[0]):
        return N_("Do not use your e-mail address as your password.")
    return None


def attempt_key(secret: str, kind: str, value: str) -> str:
    """A name for an e-mail or network address by which tries are counted and nobody is told."""
    return hashlib.blake2b(f"{kind}:{value}".encode(), key=secret.encode()[:64], digest_size=32).hexdigest()
