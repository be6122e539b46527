"""Words for what becomes of a recommendation. Labels are msgids."""

from enum import StrEnum

from engage.core.i18n import N_


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
    ANSWERED = "answered"
    UNDER_WAY = "under_way"
    LATE = "late"
    DONE = "done"
    NOT_DONE = "not_done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Satisfaction(StrEnum):
    """Does this answer it? In a member's own judgment."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


DECISIONS: dict[Decision, str] = {
    Decision.ACCEPTED: N_("Yes, we will do this"),
    Decision.PARTLY: N_("We will do part of this"),
    Decision.DECLINED: N_("No, we will not do this"),
    Decision.STUDYING: N_("We are looking into this"),
}
PROGRESS: dict[Progress, str] = {
    Progress.WAITING: N_("Waiting for the state's answer"),
    Progress.STUDYING: N_("The state is looking into this"),
    Progress.ANSWERED: N_("The state has answered"),
    Progress.UNDER_WAY: N_("The state is working on this"),
    Progress.LATE: N_("The state is late"),
    Progress.DONE: N_("Done"),
    Progress.NOT_DONE: N_("Closed, but not done"),
    Progress.DECLINED: N_("The state said no"),
    Progress.WITHDRAWN: N_("The council took this back"),
}
#: Kinds of status tag (word, shape and color) for how a recommendation stands.
PROGRESS_KINDS: dict[Progress, str] = {
    Progress.WAITING: "waiting",
    Progress.STUDYING: "waiting",
    Progress.ANSWERED: "active",
    Progress.UNDER_WAY: "active",
    Progress.LATE: "warn",
    Progress.DONE: "good",
    Progress.NOT_DONE: "bad",
    Progress.DECLINED: "bad",
    Progress.WITHDRAWN: "neutral",
}
COMMITMENT_STATES: dict[CommitmentState, str] = {
    CommitmentState.OPEN: N_("Under way"),
    CommitmentState.DONE: N_("Done"),
    CommitmentState.NOT_DONE: N_("Closed, but not done"),
}
SATISFACTIONS: dict[Satisfaction, str] = {
    Satisfaction.YES: N_("Yes"),
    Satisfaction.PARTLY: N_("Partly"),
    Satisfaction.NO: N_("No"),
}
