"""What each landing page shows, gathered from the areas below."""

from dataclasses import dataclass
from datetime import date

from engage.accountability.queries import (
    RecommendationRow,
    WhatChanged,
    answers_of_my_councils,
    waiting_answers,
    what_changed,
)
from engage.core.actor import Actor
from engage.feedback.queries import OpenForm, open_forms, waiting_for_member
from engage.meetings.queries import (
    CoordinatorDue,
    MeetingDesk,
    MeetingRow,
    coordinator_due,
    meeting_desk,
    meeting_rows,
)
from engage.meetings.queries import next_meeting as next_meeting_for
from engage.themes.queries import RisingTheme, rising_themes, waiting_count

_MOST_WAITING = 3


@dataclass(frozen=True)
class LandingPage:
    """The front door."""

    next_open_meeting: MeetingRow | None
    forms: tuple[OpenForm, ...]


@dataclass(frozen=True)
class MemberHome:
    """A member's home: at most three things waiting."""

    waiting: tuple[OpenForm, ...]
    more_waiting: int
    next_meeting: MeetingRow | None
    answered: tuple[RecommendationRow, ...]


@dataclass(frozen=True)
class CoordinatorHome:
    """What is due, and whether the next meeting is ready."""

    due: CoordinatorDue
    next_meeting: MeetingDesk | None


@dataclass(frozen=True)
class ProgramHome:
    """What people say more often than before, what waits for an answer, what changed because of them."""

    rising: tuple[RisingTheme, ...]
    waiting: tuple[RecommendationRow, ...]
    changed: tuple[WhatChanged, ...]
    to_code: int


def landing_page(actor: Actor) -> LandingPage:
    """What a stranger can do here today."""
    open_meetings = meeting_rows(actor, when="upcoming", open_only=True, size=1)
    return LandingPage(
        next_open_meeting=open_meetings.rows[0] if open_meetings.rows else None,
        forms=open_forms(actor)[:_MOST_WAITING],
    )


def member_home(actor: Actor) -> MemberHome:
    """What waits for this member, the next meeting, and the newest answers to what their councils said."""
    waiting = waiting_for_member(actor)
    return MemberHome(
        waiting=waiting[:_MOST_WAITING],
        more_waiting=max(0, len(waiting) - _MOST_WAITING),
        next_meeting=next_meeting_for(actor),
        answered=answers_of_my_councils(actor),
    )


def coordinator_home(actor: Actor, today: date) -> CoordinatorHome:
    """What is due on ``today`` on the councils this person runs."""
    coming = meeting_rows(actor, when="upcoming", is_mine=True, size=1)
    return CoordinatorHome(
        due=coordinator_due(actor, today),
        next_meeting=meeting_desk(actor, coming.rows[0].id, today) if coming.rows else None,
    )


def program_home(actor: Actor) -> ProgramHome:
    """What the program team reads first."""
    return ProgramHome(
        rising=rising_themes(actor),
        waiting=waiting_answers(actor, limit=5),
        changed=what_changed(actor),
        to_code=waiting_count(actor),
    )
