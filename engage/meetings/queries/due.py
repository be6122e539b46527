"""What is due for a coordinator, with a fixed number of queries however many councils they run."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.councils.models import Body
from engage.councils.policies import manageable_bodies
from engage.councils.queries import SeatDue, seats_due
from engage.meetings.enums import MeetingState, SupportState
from engage.meetings.models import Meeting, Minutes, SupportRequest
from engage.meetings.queries.clocks import minutes_clock_of, notice_clock_of
from engage.meetings.rules import Clock

#: How far ahead notices are listed as due, and how far back missing minutes are.
LOOK_AHEAD = timedelta(days=90)
LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True)
class MeetingDue:
    """A meeting whose notice or minutes are not public yet."""

    meeting_id: int
    body_name: Words
    title: Words
    held_on: date
    clock: Clock


@dataclass(frozen=True)
class SupportDue:
    """A coming meeting for which support is asked and not yet arranged. ``requests`` counts requests, for staff."""

    meeting_id: int
    title: Words
    held_on: date
    requests: int


@dataclass(frozen=True)
class CoordinatorDue:
    """Everything due on the councils an actor runs, each list the most urgent first."""

    notices: tuple[MeetingDue, ...]
    minutes: tuple[MeetingDue, ...]
    support: tuple[SupportDue, ...]
    seats: tuple[SeatDue, ...]


def coordinator_due(actor: Actor, today: date) -> CoordinatorDue:
    """What is due on ``today`` (the state's day) on the councils the actor runs; five queries."""
    rows = db.session.execute(_open_meetings(actor, today)).all()
    notices = [
        MeetingDue(meeting.id, body.words, meeting.words, meeting.held_on, clock)
        for meeting, body, _ in rows
        if meeting.notice_on is None and meeting.held_on >= today
        if (clock := notice_clock_of(meeting, body, today)) is not None
    ]
    minutes = [
        MeetingDue(meeting.id, body.words, meeting.words, meeting.held_on, clock)
        for meeting, body, published_on in rows
        if published_on is None
        if (clock := minutes_clock_of(meeting, body, published_on, today)) is not None
    ]
    return CoordinatorDue(
        tuple(sorted(notices, key=_by_day)),
        tuple(sorted(minutes, key=_by_day)),
        _support_due(actor, today),
        seats_due(actor, today),
    )


def _by_day(row: MeetingDue) -> date:
    return row.clock.due_on


def _open_meetings(actor: Actor, today: date):
    before = and_(Meeting.held_on >= today, Meeting.held_on <= today + LOOK_AHEAD, Meeting.notice_on.is_(None))
    after = and_(
        Meeting.held_on <= today,
        Meeting.held_on >= today - LOOK_BACK,
        Minutes.published_on.is_(None),
    )
    mine = manageable_bodies(actor).with_only_columns(Body.id)
    return (
        select(Meeting, Body, Minutes.published_on)
        .join(Body, Body.id == Meeting.body_id)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            Meeting.body_id.in_(mine),
            Meeting.state != MeetingState.CANCELED,
            Body.has_posting_clocks,
            or_(before, after),
        )
    )


def _support_due(actor: Actor, today: date) -> tuple[SupportDue, ...]:
    waiting = func.count(SupportRequest.id)
    rows = db.session.execute(
        select(Meeting, waiting)
        .join(SupportRequest, SupportRequest.meeting_id == Meeting.id)
        .where(
            Meeting.body_id.in_(manageable_bodies(actor).with_only_columns(Body.id)),
            Meeting.held_on >= today,
            Meeting.state == MeetingState.SCHEDULED,
            SupportRequest.state == SupportState.ASKED,
        )
        .group_by(Meeting.id)
        .order_by(Meeting.starts_at)
    )
    return tuple(SupportDue(meeting.id, meeting.words, meeting.held_on, count) for meeting, count in rows)
