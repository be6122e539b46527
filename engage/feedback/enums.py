"""The words of feedback that are stored."""

from enum import StrEnum


class Audience(StrEnum):
    """Who a form is for."""

    PUBLIC = "public"
    MEMBERS = "members"


class FormState(StrEnum):
    """Where a form is in its life."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class QuestionKind(StrEnum):
    """How a question is answered."""

    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"

    @property
    def has_options(self) -> bool:
        """Whether staff write the choices down."""
        return self in (QuestionKind.CHOICE, QuestionKind.CHOICES)


class GroupKind(StrEnum):
    """What a group question sorts people by; the state's own lists, or choices of the form."""

    PLAN = "plan"
    REGION = "region"
    PROGRAM = "program"
    OTHER = "other"


class Channel(StrEnum):
    """How an answer reached us."""

    WEB = "web"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"


class AnswerState(StrEnum):
    """Whether an answer counts."""

    STANDS = "stands"
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"


class SetAsideReason(StrEnum):
    """Why staff set an answer aside; the person reads it through the receipt."""

    OFF_TOPIC = "off_topic"
    NAMES_A_PERSON = "names_a_person"
    THREAT = "threat"
    ADVERT = "advert"
    TEST = "test"


class Step(StrEnum):
    """A place on the road of a voice, in order."""

    HEARD = "heard"
    IN_THEME = "in_theme"
    RECOMMENDED = "recommended"
    ANSWERED = "answered"
    CHANGED = "changed"


class Speaker(StrEnum):
    """Under whose name an answer is given."""

    NAMED = "named"
    ANONYMOUS = "anonymous"
