"""The words of casework; the values are what the database holds."""

from enum import StrEnum

from engage.core.i18n import N_


class _Labeled(StrEnum):
    @property
    def label(self) -> str:
        """The value in words, as a msgid."""
        return _LABELS[type(self)][self]


class Channel(_Labeled):
    """How a request reached the office."""

    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"
    WALK_IN = "walk_in"
    MEETING = "meeting"
    REFERRED = "referred"


class CaseStatus(_Labeled):
    """Where a case stands."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


class Outcome(_Labeled):
    """What a case came to when it was closed."""

    RESOLVED = "resolved"
    PARTLY_RESOLVED = "partly_resolved"
    NOT_RESOLVED = "not_resolved"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    INFORMATION_GIVEN = "information_given"
    NO_CONTACT = "no_contact"


class Move(_Labeled):
    """A named step from one status to another."""

    ACCEPT = "accept"
    WAIT = "wait"
    RESUME = "resume"
    CLOSE = "close"
    REOPEN = "reopen"


class ComplainantType(_Labeled):
    """Who brought the case (NORS element CA-05)."""

    RESIDENT = "01"
    REPRESENTATIVE = "02"
    OMBUDSMAN = "03"
    FACILITY_STAFF = "04"
    OTHER_AGENCY = "05"
    CONCERNED_PERSON = "06"
    COUNCIL = "07"
    UNKNOWN = "99"


class DecidedBy(_Labeled):
    """Who made the decision a complaint is about; not knowing is a good answer."""

    UNKNOWN = "unknown"
    MEDICARE = "medicare"
    MEDICAID = "medicaid"
    PLAN = "plan"
    PLAN_MEDICARE = "plan_medicare"
    PLAN_MEDICAID = "plan_medicaid"
    PROVIDER = "provider"
    OTHER = "other"


class Verification(_Labeled):
    """Whether what was complained of was found to be so (NORS element CD-06)."""

    PENDING = "pending"
    VERIFIED = "01"
    NOT_VERIFIED = "02"


class Disposition(_Labeled):
    """What became of a complaint (NORS resolution)."""

    PENDING = "pending"
    RESOLVED = "01"
    WITHDRAWN = "02"
    NOT_RESOLVED = "03"


class EntryKind(_Labeled):
    """What a line of the journal is. A note stays inside; the two kinds of message do not."""

    NOTE = "note"
    TO_PERSON = "to_person"
    FROM_PERSON = "from_person"
    CHANGE = "change"


class Change(_Labeled):
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
    FILE_ADDED = "file_added"
    FILE_REMOVED = "file_removed"


class AttachmentKind(_Labeled):
    """What a file of a case is."""

    LETTER = "letter"
    CONSENT = "consent"
    NOTES = "notes"
    OTHER = "other"


class ConsentKind(_Labeled):
    """What a person agreed to; each is asked for and withdrawn by itself (45 CFR 1324.11(e))."""

    ACT = "act"
    SEE_RECORDS = "see_records"
    DISCLOSE = "disclose"


class ConsentManner(_Labeled):
    """How consent was given."""

    WRITTEN = "written"
    ORAL = "oral"
    VISUAL = "visual"
    COURT_ORDER = "court_order"


class ReleaseState(_Labeled):
    """Where a release stands on its way out."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"


class ReleaseGround(_Labeled):
    """Why an issue may leave: the person agreed, or the office decides and nobody can be recognized."""

    CONSENT = "consent"
    DISCRETION = "discretion"


class AnswerStage(_Labeled):
    """How far a released issue has come on the other side."""

    RECOMMENDED = "recommended"
    ANSWERED = "answered"
    CHANGED = "changed"


class PlanType(_Labeled):
    """The kind of coverage, wide enough that it names no plan."""

    UNKNOWN = "unknown"
    INTEGRATED_DSNP = "integrated_dsnp"
    COORDINATED_DSNP = "coordinated_dsnp"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    ORIGINAL_MEDICARE = "original_medicare"
    MEDICAID_PLAN = "medicaid_plan"
    PACE = "pace"


class RegionBand(_Labeled):
    """A kind of place, never a place: anything smaller than the state could name somebody (45 CFR 164.514(b)(2))."""

    STATE = "state"
    CITY = "city"
    TOWN = "town"
    RURAL = "rural"


class IdentifierKind(_Labeled):
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

# Values of two enums may be the same text, so each has its own words.
_LABELS: dict[type[_Labeled], dict[_Labeled, str]] = {
    Channel: {
        Channel.WEB: N_("Web form"),
        Channel.PHONE: N_("Phone"),
        Channel.EMAIL: N_("E-mail"),
        Channel.LETTER: N_("Letter"),
        Channel.WALK_IN: N_("Visit to the office"),
        Channel.MEETING: N_("At a council meeting"),
        Channel.REFERRED: N_("Sent by another office"),
    },
    CaseStatus: {
        CaseStatus.NEW: N_("New"),
        CaseStatus.OPEN: N_("Open"),
        CaseStatus.WAITING: N_("Waiting"),
        CaseStatus.CLOSED: N_("Closed"),
    },
    Outcome: {
        Outcome.RESOLVED: N_("Solved"),
        Outcome.PARTLY_RESOLVED: N_("Partly solved"),
        Outcome.NOT_RESOLVED: N_("Not solved"),
        Outcome.WITHDRAWN: N_("The person no longer wanted help"),
        Outcome.REFERRED: N_("Passed on to another office"),
        Outcome.INFORMATION_GIVEN: N_("Information given"),
        Outcome.NO_CONTACT: N_("We could not reach the person"),
    },
    Move: {
        Move.ACCEPT: N_("Start work"),
        Move.WAIT: N_("Put on hold"),
        Move.RESUME: N_("Go on with it"),
        Move.CLOSE: N_("Close the case"),
        Move.REOPEN: N_("Open it again"),
    },
    ComplainantType: {
        ComplainantType.RESIDENT: N_("The person affected"),
        ComplainantType.REPRESENTATIVE: N_("Representative, friend or family"),
        ComplainantType.OMBUDSMAN: N_("The ombudsman's office"),
        ComplainantType.FACILITY_STAFF: N_("Staff of a facility"),
        ComplainantType.OTHER_AGENCY: N_("Another agency or organization"),
        ComplainantType.CONCERNED_PERSON: N_("A concerned person"),
        ComplainantType.COUNCIL: N_("Resident or family council"),
        ComplainantType.UNKNOWN: N_("Not known"),
    },
    DecidedBy: {
        DecidedBy.UNKNOWN: N_("I do not know"),
        DecidedBy.MEDICARE: N_("Medicare"),
        DecidedBy.MEDICAID: N_("Medicaid"),
        DecidedBy.PLAN: N_("The plan, side not known"),
        DecidedBy.PLAN_MEDICARE: N_("The plan, for Medicare"),
        DecidedBy.PLAN_MEDICAID: N_("The plan, for Medicaid"),
        DecidedBy.PROVIDER: N_("A provider"),
        DecidedBy.OTHER: N_("Somebody else"),
    },
    Verification: {
        Verification.PENDING: N_("Not looked into yet"),
        Verification.VERIFIED: N_("Found to be so"),
        Verification.NOT_VERIFIED: N_("Not found to be so"),
    },
    Disposition: {
        Disposition.PENDING: N_("Still open"),
        Disposition.RESOLVED: N_("Solved, or partly, to the person's satisfaction"),
        Disposition.WITHDRAWN: N_("Taken back, or nothing to do"),
        Disposition.NOT_RESOLVED: N_("Not solved to the person's satisfaction"),
    },
    EntryKind: {
        EntryKind.NOTE: N_("Internal note"),
        EntryKind.TO_PERSON: N_("Message to the person"),
        EntryKind.FROM_PERSON: N_("Message from the person"),
        EntryKind.CHANGE: N_("What happened"),
    },
    Change: {
        Change.RECEIVED: N_("Request received"),
        Change.ACCEPTED: N_("Work started"),
        Change.WAITING: N_("Put on hold"),
        Change.RESUMED: N_("Work went on"),
        Change.CLOSED: N_("Case closed"),
        Change.REOPENED: N_("Case opened again"),
        Change.PERSON_WROTE: N_("The person wrote, so the case is open"),
        Change.ASSIGNED: N_("Given to a worker"),
        Change.UNASSIGNED: N_("Put back"),
        Change.CONSENT_GIVEN: N_("Consent recorded"),
        Change.CONSENT_WITHDRAWN: N_("Consent taken back"),
        Change.RELEASED: N_("Issue released without the person"),
        Change.RELEASE_WITHDRAWN: N_("Released issue taken back"),
        Change.ANSWERED: N_("News on the released issue"),
        Change.TOLD: N_("The person was told"),
        Change.FILE_ADDED: N_("File added"),
        Change.FILE_REMOVED: N_("File removed"),
    },
    AttachmentKind: {
        AttachmentKind.LETTER: N_("Letter or notice"),
        AttachmentKind.CONSENT: N_("Signed consent"),
        AttachmentKind.NOTES: N_("Notes"),
        AttachmentKind.OTHER: N_("Other"),
    },
    ConsentKind: {
        ConsentKind.ACT: N_("To act for the person"),
        ConsentKind.SEE_RECORDS: N_("To see records"),
        ConsentKind.DISCLOSE: N_("To tell somebody else"),
    },
    ConsentManner: {
        ConsentManner.WRITTEN: N_("In writing"),
        ConsentManner.ORAL: N_("Spoken"),
        ConsentManner.VISUAL: N_("By sign or gesture"),
        ConsentManner.COURT_ORDER: N_("Court order"),
    },
    ReleaseState: {
        ReleaseState.DRAFT: N_("Draft"),
        ReleaseState.WAITING: N_("Waiting for a second person"),
        ReleaseState.APPROVED: N_("Approved, on its way"),
        ReleaseState.DELIVERED: N_("Delivered"),
        ReleaseState.WITHDRAWN: N_("Taken back"),
    },
    ReleaseGround: {
        ReleaseGround.CONSENT: N_("The person agreed to tell"),
        ReleaseGround.DISCRETION: N_("The office decides: nobody can be recognized"),
    },
    AnswerStage: {
        AnswerStage.RECOMMENDED: N_("A council made a recommendation"),
        AnswerStage.ANSWERED: N_("The state answered"),
        AnswerStage.CHANGED: N_("Something changed"),
    },
    PlanType: {
        PlanType.UNKNOWN: N_("Not known"),
        PlanType.INTEGRATED_DSNP: N_("Integrated plan for both (FIDE or HIDE)"),
        PlanType.COORDINATED_DSNP: N_("Coordination-only plan for both"),
        PlanType.MEDICARE_ADVANTAGE: N_("Medicare Advantage"),
        PlanType.ORIGINAL_MEDICARE: N_("Original Medicare"),
        PlanType.MEDICAID_PLAN: N_("Medicaid plan"),
        PlanType.PACE: N_("PACE"),
    },
    RegionBand: {
        RegionBand.STATE: N_("The state"),
        RegionBand.CITY: N_("City"),
        RegionBand.TOWN: N_("Town"),
        RegionBand.RURAL: N_("Country"),
    },
    IdentifierKind: {
        IdentifierKind.MBI: N_("Medicare number"),
        IdentifierKind.SSN: N_("Social Security number"),
        IdentifierKind.HICN: N_("Old Medicare number"),
        IdentifierKind.PHONE: N_("Phone number"),
        IdentifierKind.EMAIL: N_("E-mail address"),
        IdentifierKind.WEB: N_("Web address"),
        IdentifierKind.NUMBER: N_("Number that names a record"),
        IdentifierKind.CASE: N_("From this case"),
        IdentifierKind.ADDRESS: N_("Street address"),
        IdentifierKind.ZIP: N_("ZIP code"),
        IdentifierKind.DATE: N_("Date finer than a year"),
        IdentifierKind.AGE: N_("Age over 89"),
        IdentifierKind.NAME: N_("May be a name"),
        IdentifierKind.PLACE: N_("May be a place"),
    },
}
