"""Words for what becomes of a recommendation."""

from enum import StrEnum


class RecommendationState(StrEnum):
    """Whether the council stands by a recommendation."""

    MADE = "made"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What the state decided."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    DECLINED = "declined"
    STUDYING = "studying"


class ResponseState(StrEnum):
    """Whether people can read the answer."""

    DRAFT = "draft"
    PUBLISHED = "published"


class CommitmentState(StrEnum):
    """A promise is kept only when it is done; a promise that was given up says so."""

    OPEN = "open"
    DONE = "done"
    NOT_DONE = "not_done"


class Progress(StrEnum):
    """Where a recommendation stands as people see it; derived from its answer and promises, never stored."""

    WAITING = "waiting"
    STUDYING = "studying"
    DECLINED = "declined"
    UNDER_WAY = "under_way"
    LATE = "late"
    DONE = "done"
    NOT_DONE = "not_done"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Satisfaction(StrEnum):
    """Does this answer it? In a member's own judgment."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Step(StrEnum):
    """A step on the road of a voice, as receipts name them."""

    HEARD = "heard"
    IN_THEME = "in_theme"
    RECOMMENDED = "recommended"
    ANSWERED = "answered"
    CHANGED = "changed"
