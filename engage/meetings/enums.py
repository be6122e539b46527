"""States, kinds and reasons of meetings, as data."""

from enum import StrEnum

from engage.core.i18n import N_


class MeetingState(StrEnum):
    """Where a meeting stands."""

    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELED = "canceled"


MEETING_STATES: dict[MeetingState, str] = {
    MeetingState.SCHEDULED: N_("Planned"),
    MeetingState.HELD: N_("Held"),
    MeetingState.CANCELED: N_("Canceled"),
}


class AgendaKind(StrEnum):
    """What happens under an agenda item."""

    WELCOME = "welcome"
    INFORMATION = "information"
    DISCUSSION = "discussion"
    DECISION = "decision"
    PUBLIC_COMMENT = "public_comment"
    BREAK = "break"


AGENDA_KINDS: dict[AgendaKind, str] = {
    AgendaKind.WELCOME: N_("Welcome"),
    AgendaKind.INFORMATION: N_("To know"),
    AgendaKind.DISCUSSION: N_("To talk about"),
    AgendaKind.DECISION: N_("To decide"),
    AgendaKind.PUBLIC_COMMENT: N_("Comments from the public"),
    AgendaKind.BREAK: N_("Break"),
}


class AttendanceStatus(StrEnum):
    """Whether somebody who holds a seat took part."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"


ATTENDANCE_STATUSES: dict[AttendanceStatus, str] = {
    AttendanceStatus.PRESENT: N_("Present"),
    AttendanceStatus.ABSENT: N_("Absent"),
    AttendanceStatus.EXCUSED: N_("Excused"),
}


class AttendanceMode(StrEnum):
    """How somebody took part."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"


ATTENDANCE_MODES: dict[AttendanceMode, str] = {
    AttendanceMode.IN_PERSON: N_("In person"),
    AttendanceMode.PHONE: N_("By phone"),
    AttendanceMode.VIDEO: N_("By video"),
}


class SupportNeed(StrEnum):
    """What a member needs to take part."""

    INTERPRETER = "interpreter"
    ASL = "asl"
    CART = "cart"
    LARGE_PRINT = "large_print"
    TRANSPORT = "transport"
    CALL_FIRST = "call_first"


SUPPORT_NEEDS: dict[SupportNeed, str] = {
    SupportNeed.INTERPRETER: N_("An interpreter for my language"),
    SupportNeed.ASL: N_("American Sign Language (ASL)"),
    SupportNeed.CART: N_("Live captions (CART)"),
    SupportNeed.LARGE_PRINT: N_("Papers in large print"),
    SupportNeed.TRANSPORT: N_("A ride"),
    SupportNeed.CALL_FIRST: N_("Call me before the meeting"),
}


class SupportState(StrEnum):
    """Where a request for support stands."""

    ASKED = "asked"
    ARRANGED = "arranged"
    WITHDRAWN = "withdrawn"


SUPPORT_STATES: dict[SupportState, str] = {
    SupportState.ASKED: N_("Asked for"),
    SupportState.ARRANGED: N_("Arranged"),
    SupportState.WITHDRAWN: N_("No longer needed"),
}


class MinutesState(StrEnum):
    """Where minutes stand; only published ones are public."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"


MINUTES_STATES: dict[MinutesState, str] = {
    MinutesState.DRAFT: N_("Draft"),
    MinutesState.IN_REVIEW: N_("In review"),
    MinutesState.APPROVED: N_("Approved"),
    MinutesState.PUBLISHED: N_("Published"),
}


class MotionResult(StrEnum):
    """What became of a motion at the meeting."""

    PASSED = "passed"
    FAILED = "failed"
    TABLED = "tabled"
    WITHDRAWN = "withdrawn"


MOTION_RESULTS: dict[MotionResult, str] = {
    MotionResult.PASSED: N_("Passed"),
    MotionResult.FAILED: N_("Did not pass"),
    MotionResult.TABLED: N_("Put off"),
    MotionResult.WITHDRAWN: N_("Withdrawn"),
}


class SpeakerKind(StrEnum):
    """Who said a comment, as far as it is kept."""

    MEMBER = "member"
    PUBLIC = "public"
    STAFF = "staff"


SPEAKER_KINDS: dict[SpeakerKind, str] = {
    SpeakerKind.MEMBER: N_("Council member"),
    SpeakerKind.PUBLIC: N_("Member of the public"),
    SpeakerKind.STAFF: N_("State or plan staff"),
}


class PaperKind(StrEnum):
    """What a paper of a meeting is."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    HANDOUT = "handout"
    PLAIN_VERSION = "plain_version"
    OTHER = "other"


PAPER_KINDS: dict[PaperKind, str] = {
    PaperKind.AGENDA: N_("Agenda"),
    PaperKind.MINUTES: N_("Minutes"),
    PaperKind.HANDOUT: N_("Handout"),
    PaperKind.PLAIN_VERSION: N_("Version in plain words"),
    PaperKind.OTHER: N_("Other paper"),
}
