"""What each role may do, how long things last, and what a password must be. Plain data and pure functions."""

import hashlib
import ipaddress
from datetime import datetime, timedelta

from engage.accounts.enums import Role, Scope
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.core.sides import Side

_COORDINATOR = frozenset(
    {
        Permission.COUNCILS_BODY_READ,
        Permission.COUNCILS_BODY_MANAGE,
        Permission.COUNCILS_PERSON_MANAGE,
        Permission.MEETINGS_MEETING_MANAGE,
        Permission.MEETINGS_MINUTES_APPROVE,
        Permission.FEEDBACK_FORM_MANAGE,
        Permission.FEEDBACK_ANSWER_ENTER,
        Permission.FEEDBACK_ANSWER_READ,
        Permission.ACCOUNTABILITY_RECOMMENDATION_READ,
    }
)
_MEMBER = frozenset(
    {Permission.MEETINGS_MEETING_ATTEND, Permission.FEEDBACK_ANSWER_GIVE, Permission.ACCOUNTABILITY_VERDICT_GIVE}
)
_OMBUDSMAN_STAFF = frozenset(
    {
        Permission.OMBUDSMAN_CASE_CREATE,
        Permission.OMBUDSMAN_CASE_READ,
        Permission.OMBUDSMAN_CASE_UPDATE,
        Permission.OMBUDSMAN_RELEASE_DRAFT,
        Permission.OMBUDSMAN_RELEASE_APPROVE,
    }
)

#: A helper may do what a member may, for that member; where, the policies decide. Nobody may do everything: the
#: administrator reads neither cases nor who said what, and no role of one side holds a permission of the other.
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: _MEMBER,
    Role.HELPER: _MEMBER,
    Role.COORDINATOR: _COORDINATOR,
    Role.PLAN_COORDINATOR: _COORDINATOR,
    Role.PROGRAM_TEAM: frozenset(
        {
            Permission.COUNCILS_BODY_READ,
            Permission.THEMES_COMMENT_READ,
            Permission.THEMES_THEME_READ,
            Permission.THEMES_CODEBOOK_EDIT,
            Permission.THEMES_CODING_APPLY,
            Permission.ACCOUNTABILITY_RECOMMENDATION_CREATE,
            Permission.ACCOUNTABILITY_RECOMMENDATION_READ,
            Permission.ACCOUNTABILITY_RESPONSE_DRAFT,
            Permission.ACCOUNTABILITY_RESPONSE_PUBLISH,
            Permission.ACCOUNTABILITY_COMMITMENT_UPDATE,
        }
    ),
    Role.INTEGRATION_TEAM: frozenset(
        {Permission.COUNCILS_BODY_READ, Permission.THEMES_THEME_READ, Permission.ACCOUNTABILITY_RECOMMENDATION_READ}
    ),
    Role.COUNSEL: frozenset(
        {
            Permission.RULEBOOK_RULE_CONFIRM,
            Permission.COUNCILS_BODY_READ,
            Permission.ACCOUNTABILITY_RECOMMENDATION_READ,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.ACCOUNTS_ACCOUNT_MANAGE,
            Permission.DIRECTORY_PROFILE_EDIT,
            Permission.COUNCILS_BODY_CREATE,
            Permission.AUDIT_ENTRY_READ,
        }
    ),
    Role.OMBUDSMAN_STAFF: _OMBUDSMAN_STAFF,
    Role.OMBUDSMAN_LEAD: _OMBUDSMAN_STAFF
    | {Permission.OMBUDSMAN_CASE_ASSIGN, Permission.OMBUDSMAN_ACCOUNT_MANAGE, Permission.OMBUDSMAN_AUDIT_READ},
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
MANAGE = {Side.ENGAGE: Permission.ACCOUNTS_ACCOUNT_MANAGE, Side.OMBUDSMAN: Permission.OMBUDSMAN_ACCOUNT_MANAGE}

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
_FEWEST_CHARACTERS = 4
_AROUND = " 0123456789!@#$%^&*()-_=+.,?"
#: What is left of the passwords that people use most once digits and signs around it are taken off: of those, only
#: such as reach twelve characters matter here, alone or with digits and signs.
COMMON_WORDS = frozenset(
    """
    password passwordpassword passw0rd p@ssword p@ssw0rd mypassword newpassword thepassword passphrase changeme
    changemenow letmein letmeinplease letmeinletmein welcome welcomehome welcomeback qwerty qwertyuiop qwertyqwerty
    qwertyuiopasdfgh qwerty123qwerty 1qaz2wsx3edc 1q2w3e4r5t6y asdfghjkl asdfghjklzxcvbnm asdfasdfasdf zxcvbnm
    zxcvbnmzxcvbnm iloveyou iloveyouso iloveyouforever iloveyoubaby iloveyousomuch iloveyouiloveyou sunshine
    sunshinesunshine princess princessprincess football footballfootball baseball basketball superman spiderman batman
    pokemon starwars dragon dragondragon monkey monkeymonkey shadow master michael jennifer jessica ashley charlie
    computer computercomputer internet trustno trustnoone whatever abcdefgh abcdefghijkl abcdefghijklmnop abcdabcdabcd
    abc123abc123 liverpool chelsea arsenal administrator admin adminadmin adminadminadmin administration default
    secret topsecret secretsecret hello hellohello hellohellohello helloworld medicare medicaid medicaremedicaid
    medicareandmedicaid ombudsman council member members coordinator engage healthcare health insurance massachusetts
    connecticut pennsylvania newhampshire northcarolina southcarolina westvirginia contraseña contrasena teamo
    teamomucho tequiero tequieromucho correcthorsebatterystaple incorrect spring summer autumn winter january february
    september october november december
    """.split()  # noqa: SIM905 - a list of one word a line would be four screens long
)
_RUNS = frozenset(
    (digits * 3)[:length] for digits in ("1234567890", "0987654321", "0123456789") for length in range(12, 25)
)


def roles_of(side: Side) -> tuple[Role, ...]:
    """The roles that can be granted on ``side``, in the order they are offered."""
    return tuple(role for role in Role if role.side is side)


def permissions_of(roles: frozenset[str] | set[str]) -> frozenset[Permission]:
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


def password_fault(password: str, email: str = "") -> str | None:
    """Why ``password`` cannot be used, as a msgid; None when it can (NIST SP 800-63B-4, section 3.1.1.2).

    Length counts, not the kinds of characters.
    """
    folded = password.casefold()
    core = folded.strip(_AROUND)
    address = normal_email(email)
    own = {address, address.split("@")[0], address.split("@")[0].strip(_AROUND)} - {""}
    if len(password) < SHORTEST_PASSWORD:
        return N_("Use at least 12 characters. Three or four words that do not belong together work well.")
    if len(password) > LONGEST_PASSWORD:
        return N_("Use 200 characters or fewer.")
    if len(set(folded)) < _FEWEST_CHARACTERS or folded in _RUNS or {folded, core} & COMMON_WORDS:
        return N_("Many people use a password like this, so it is easy to guess. Choose another one.")
    if {folded, core} & own:
        return N_("Do not use your e-mail address as your password.")
    return None


def attempt_key(secret: str, kind: str, value: str) -> str:
    """A name for an e-mail or network address by which tries are counted and nobody is told."""
    return hashlib.blake2b(f"{kind}:{value}".encode(), key=secret.encode()[:64], digest_size=32).hexdigest()


def network_of(address: str) -> str:
    """The network address tries are counted under: of IPv6 the /64, within which one household can pick any."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
