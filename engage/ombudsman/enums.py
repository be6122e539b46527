"""The words of casework; the values are what the database holds."""

from enum import StrEnum


class Channel(StrEnum):
    """How a request reached the office."""

    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"
    WALK_IN = "walk_in"
    MEETING = "meeting"
    REFERRED = "referred"


class CaseStatus(StrEnum):
    """Where a case stands."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What a case came to when it was closed."""

    RESOLVED = "resolved"
    PARTLY_RESOLVED = "partly_resolved"
    NOT_RESOLVED = "not_resolved"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    INFORMATION_GIVEN = "information_given"
    NO_CONTACT = "no_contact"


class Move(StrEnum):
    """A named step from one status to another."""

    ACCEPT = "accept"
    WAIT = "wait"
    RESUME = "resume"
    CLOSE = "close"
    REOPEN = "reopen"


class ComplainantType(StrEnum):
    """Who brought the case (NORS element CA-05)."""

    RESIDENT = "01"
    REPRESENTATIVE = "02"
    OMBUDSMAN = "03"
    FACILITY_STAFF = "04"
    OTHER_AGENCY = "05"
    CONCERNED_PERSON = "06"
    COUNCIL = "07"
    UNKNOWN = "99"


class DecidedBy(StrEnum):
    """Who made the decision a complaint is about; not knowing is a good answer."""

    UNKNOWN = "unknown"
    MEDICARE = "medicare"
    MEDICAID = "medicaid"
    PLAN = "plan"
    PLAN_MEDICARE = "plan_medicare"
    PLAN_MEDICAID = "plan_medicaid"
    PROVIDER = "provider"
    OTHER = "other"


class Verification(StrEnum):
    """Whether what was complained of was found to be so (NORS element CD-06)."""

    PENDING = "pending"
    VERIFIED = "01"
    NOT_VERIFIED = "02"


class Disposition(StrEnum):
    """What became of a complaint (NORS resolution)."""

    PENDING = "pending"
    RESOLVED = "01"
    WITHDRAWN = "02"
    NOT_RESOLVED = "03"


class EntryKind(StrEnum):
    """What a line of the journal is. A note stays inside; the two kinds of message do not."""

    NOTE = "note"
    TO_PERSON = "to_person"
    FROM_PERSON = "from_person"
    CHANGE = "change"


class Change(StrEnum):
    """What happened to a case, as a line of the journal of kind ``change``."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    RESUMED = "resumed"
    CLOSED = "closed"
    REOPENED = "reopened"
    PERSON_WROTE = "person_wrote"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    RELEASED = "released"
    RELEASE_WITHDRAWN = "release_withdrawn"
    ANSWERED = "answered"
    TOLD = "told"


class ConsentKind(StrEnum):
    """What a person agreed to; each is asked for and withdrawn by itself (45 CFR 1324.11(e))."""

    ACT = "act"
    SEE_RECORDS = "see_records"
    DISCLOSE = "disclose"


class ConsentManner(StrEnum):
    """How consent was given."""

    WRITTEN = "written"
    ORAL = "oral"
    VISUAL = "visual"
    COURT_ORDER = "court_order"


class ReleaseState(StrEnum):
    """Where a release stands on its way out."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"


class ReleaseGround(StrEnum):
    """Why an issue may leave: the person agreed, or the office decides and nobody can be recognized."""

    CONSENT = "consent"
    DISCRETION = "discretion"


class PlanType(StrEnum):
    """The kind of coverage, wide enough that it names no plan."""

    UNKNOWN = "unknown"
    INTEGRATED_DSNP = "integrated_dsnp"
    COORDINATED_DSNP = "coordinated_dsnp"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    ORIGINAL_MEDICARE = "original_medicare"
    MEDICAID_PLAN = "medicaid_plan"
    PACE = "pace"


class RegionBand(StrEnum):
    """A kind of place, never a place: anything smaller than the state could name somebody (45 CFR 164.514(b)(2))."""

    STATE = "state"
    CITY = "city"
    TOWN = "town"
    RURAL = "rural"


class IdentifierKind(StrEnum):
    """What the screen found in a text that is about to leave."""

    MBI = "mbi"
    SSN = "ssn"
    HICN = "hicn"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    NUMBER = "number"
    CASE = "case"
    ADDRESS = "address"
    ZIP = "zip"
    DATE = "date"
    AGE = "age"
    NAME = "name"
    PLACE = "place"


#: Found for certain, or the case's own: a release with one of these cannot be sent on.
CERTAIN = frozenset(
    {
        IdentifierKind.MBI,
        IdentifierKind.SSN,
        IdentifierKind.HICN,
        IdentifierKind.PHONE,
        IdentifierKind.EMAIL,
        IdentifierKind.CASE,
    }
)
