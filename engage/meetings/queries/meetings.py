"""Meetings as members and the public see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from engage.core import clock
from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PageOf, read_page
from engage.councils.models import Body
from engage.councils.policies import body_is_in_scope
from engage.councils.queries import current_people
from engage.meetings.enums import (
    AgendaKind,
    AttendanceMode,
    AttendanceStatus,
    MeetingState,
    MinutesState,
    MotionResult,
)
from engage.meetings.models import AgendaItem, Attendance, Meeting, Minutes, MinutesRevision, Motion
from engage.meetings.policies import can_manage_meeting, visible_meetings, visible_minutes
from engage.meetings.queries.papers import PaperRow, paper_rows
from engage.meetings.rules import Quorum, quorum_of


@dataclass(frozen=True)
class MeetingRow:
    """One meeting in a list."""

    id: int
    body_id: int
    body_name: Words
    title: Words
    held_on: date
    starts_at: datetime
    ends_at: datetime
    place: str
    join_url: str | None
    phone_number: str | None
    phone_code: str | None
    is_open: bool
    state: MeetingState
    notice_on: date | None
    #: Where the minutes stand, and whether the public can read any.
    minutes_state: MinutesState | None
    has_public_minutes: bool


@dataclass(frozen=True)
class AgendaRow:
    """One agenda item; ``notes`` are empty unless the reader runs the meeting."""

    id: int
    position: int
    title: Words
    kind: AgendaKind
    minutes_planned: int
    is_internal: bool
    notes: str


@dataclass(frozen=True)
class MotionRow:
    """One motion with what became of it at the meeting."""

    id: int
    body_id: int
    meeting_id: int
    number: int
    text: Words
    result: MotionResult
    votes_for: int
    votes_against: int
    abstained: int
    held_on: date


@dataclass(frozen=True)
class PublicAttendance:
    """One seat that was held that day. ``shown_name`` is None for a member who chose not to be named."""

    seat_label: Words
    shown_name: str | None
    status: AttendanceStatus
    mode: AttendanceMode | None


@dataclass(frozen=True)
class PublishedMinutes:
    """Minutes everybody may read, with who took part."""

    text: Words
    published_on: date
    approved_on: date
    approved_by: str
    attendance: tuple[PublicAttendance, ...]
    motions: tuple[MotionRow, ...]
    quorum: Quorum


@dataclass(frozen=True)
class MeetingPage:
    """One meeting, for whoever may see it."""

    id: int
    body_id: int
    body_name: Words
    body_phone: str | None
    body_email: str | None
    title: Words
    held_on: date
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    join_url: str | None
    phone_number: str | None
    phone_code: str | None
    is_open: bool
    state: MeetingState
    canceled_reason: Words
    notice_on: date | None
    version: int
    agenda: tuple[AgendaRow, ...]
    #: Those the reader may read.
    papers: tuple[PaperRow, ...]
    minutes: PublishedMinutes | None
    can_manage: bool
    #: The actor, or somebody they help, sits on this council.
    is_seated: bool


def meeting_rows(
    actor: Actor,
    *,
    when: str = "",
    body_id: int | None = None,
    search: str = "",
    is_mine: bool = False,
    is_seated: bool = False,
    open_only: bool = False,
    number: int = 1,
    size: int = 25,
) -> PageOf[MeetingRow]:
    """One page of the meetings the actor may see.

    ``when`` is ``upcoming`` (soonest first), ``past`` or empty for all (newest first).
    """
    statement = visible_meetings(actor)
    if is_mine:
        statement = statement.where(body_is_in_scope(actor))
    if is_seated:
        statement = statement.where(Meeting.body_id.in_(actor.seated_body_ids))
    if open_only:
        statement = statement.where(Meeting.is_open, Body.is_public, Meeting.notice_on.is_not(None))
    if body_id is not None:
        statement = statement.where(Meeting.body_id == body_id)
    if search:
        fields = (Meeting.title, Meeting.title_es, Body.name, Body.name_es, Meeting.place)
        statement = statement.where(or_(*(field.icontains(search, autoescape=True) for field in fields)))
    if when == "upcoming":
        statement = statement.where(Meeting.ends_at > clock.now()).order_by(Meeting.starts_at, Meeting.id)
    else:
        if when == "past":
            statement = statement.where(Meeting.ends_at <= clock.now())
        statement = statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    return read_page(_with_names(statement), meeting_row, number=number, size=size)


def _with_names(statement: Select) -> Select:
    return statement.outerjoin(Minutes, Minutes.meeting_id == Meeting.id).add_columns(
        Body.name, Body.name_es, Minutes.state, Minutes.published_on
    )


def meeting_row(row) -> MeetingRow:
    """A row of `_with_names` as a `MeetingRow`."""
    meeting, name, name_es, minutes_state, published_on = row
    return MeetingRow(
        id=meeting.id,
        body_id=meeting.body_id,
        body_name=Words(name, name_es),
        title=meeting.words,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        join_url=meeting.join_url,
        phone_number=meeting.phone_number,
        phone_code=meeting.phone_code,
        is_open=meeting.is_open,
        state=MeetingState(meeting.state),
        notice_on=meeting.notice_on,
        minutes_state=MinutesState(minutes_state) if minutes_state else None,
        has_public_minutes=published_on is not None,
    )


def upcoming_meetings(actor: Actor, limit: int = 3) -> tuple[MeetingRow, ...]:
    """The next meetings the actor may see that are not canceled, soonest first; one query."""
    return _soonest(visible_meetings(actor), limit)


def next_meeting(actor: Actor) -> MeetingRow | None:
    """The next meeting of a council the actor, or somebody they help, sits on; one query."""
    rows = _soonest(visible_meetings(actor).where(Meeting.body_id.in_(actor.seated_body_ids)), 1)
    return rows[0] if rows else None


def next_meeting_of(body_ids: Iterable[int]) -> MeetingRow | None:
    """The next announced meeting of these bodies; for callers that checked who is asking."""
    statement = select(Meeting).join(Body, Body.id == Meeting.body_id)
    rows = _soonest(statement.where(Meeting.body_id.in_(list(body_ids)), Meeting.notice_on.is_not(None)), 1)
    return rows[0] if rows else None


def _soonest(statement: Select, limit: int) -> tuple[MeetingRow, ...]:
    statement = statement.where(Meeting.ends_at > clock.now(), Meeting.state == MeetingState.SCHEDULED)
    rows = db.session.execute(_with_names(statement).order_by(Meeting.starts_at, Meeting.id).limit(limit))
    return tuple(meeting_row(row) for row in rows)


def find_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """The meeting with its body, for this area. Raises `NotFound` when the actor may not see it."""
    statement = visible_meetings(actor).options(contains_eager(Meeting.body)).where(Meeting.id == meeting_id)
    meeting = db.session.scalar(statement)
    if meeting is None:
        raise NotFound
    return meeting


def meeting_page(actor: Actor, meeting_id: int) -> MeetingPage:
    """One meeting with its public agenda and its published minutes. Raises `NotFound`."""
    meeting = find_meeting(actor, meeting_id)
    return MeetingPage(
        id=meeting.id,
        body_id=meeting.body_id,
        body_name=meeting.body.words,
        body_phone=meeting.body.phone,
        body_email=meeting.body.email,
        title=meeting.words,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        time_zone=meeting.time_zone,
        place=meeting.place,
        join_url=meeting.join_url,
        phone_number=meeting.phone_number,
        phone_code=meeting.phone_code,
        is_open=meeting.is_open,
        state=MeetingState(meeting.state),
        canceled_reason=Words(meeting.canceled_reason or "", meeting.canceled_reason_es),
        notice_on=meeting.notice_on,
        version=meeting.version,
        agenda=agenda_rows(meeting.id, with_internal=False),
        papers=paper_rows(actor, meeting.id),
        minutes=_published_minutes(actor, meeting),
        can_manage=can_manage_meeting(actor, meeting),
        is_seated=meeting.body_id in actor.seated_body_ids,
    )


def agenda_rows(meeting_id: int, *, with_internal: bool) -> tuple[AgendaRow, ...]:
    """The agenda in its order; internal items and notes only ``with_internal``."""
    statement = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)
    if not with_internal:
        statement = statement.where(AgendaItem.is_internal.is_(False))
    items = db.session.scalars(statement.order_by(AgendaItem.position, AgendaItem.id))
    return tuple(
        AgendaRow(
            item.id,
            item.position,
            item.words,
            AgendaKind(item.kind),
            item.minutes_planned,
            item.is_internal,
            item.notes if with_internal else "",
        )
        for item in items
    )


def _published_minutes(actor: Actor, meeting: Meeting) -> PublishedMinutes | None:
    minutes = db.session.scalar(
        visible_minutes(actor).where(Minutes.meeting_id == meeting.id, Minutes.published_on.is_not(None))
    )
    if minutes is None:
        return None
    revision = db.session.scalars(
        select(MinutesRevision).where(
            MinutesRevision.minutes_id == minutes.id, MinutesRevision.number == minutes.published_revision
        )
    ).one()
    attended = attendance_of(meeting.id)
    seated = current_people(meeting.body_id, meeting.held_on)
    return PublishedMinutes(
        text=Words(revision.text, revision.text_es),
        published_on=minutes.published_on,
        approved_on=minutes.approved_on,
        approved_by=minutes.approved_by or "",
        attendance=tuple(
            PublicAttendance(
                person.seat_label, person.name if person.is_named_publicly else None, *attended[person.person_id]
            )
            for person in seated
            if person.person_id in attended
        ),
        motions=motions_of(meeting.id),
        quorum=meeting_quorum(seated, attended),
    )


def newest_revision(minutes_id: int) -> MinutesRevision:
    """The text that minutes have now."""
    return db.session.scalars(
        select(MinutesRevision)
        .where(MinutesRevision.minutes_id == minutes_id)
        .order_by(MinutesRevision.number.desc())
        .limit(1)
    ).one()


def attendance_of(meeting_id: int) -> dict[int, tuple[AttendanceStatus, AttendanceMode | None]]:
    """Who took part and how, by person."""
    rows = db.session.execute(
        select(Attendance.person_id, Attendance.status, Attendance.mode).where(Attendance.meeting_id == meeting_id)
    )
    return {
        person_id: (AttendanceStatus(status), AttendanceMode(mode) if mode else None)
        for person_id, status, mode in rows
    }


def meeting_quorum(seated, attended) -> Quorum:
    """The quorum from `current_people` of the day and `attendance_of`."""
    return quorum_of(
        seated=(person.person_id for person in seated if person.is_voting),
        present=(person for person, (status, _) in attended.items() if status is AttendanceStatus.PRESENT),
    )


def motions_of(meeting_id: int) -> tuple[MotionRow, ...]:
    """The motions of one meeting, by number."""
    rows = db.session.execute(
        select(Motion, Meeting.held_on).join(Meeting).where(Motion.meeting_id == meeting_id).order_by(Motion.number)
    )
    return tuple(motion_row(*row) for row in rows)


def motion_row(motion: Motion, held_on: date) -> MotionRow:
    """One motion as shown."""
    return MotionRow(
        motion.id,
        motion.body_id,
        motion.meeting_id,
        motion.number,
        motion.words,
        MotionResult(motion.result),
        motion.votes_for,
        motion.votes_against,
        motion.abstained,
        held_on,
    )


def motion_rows(actor: Actor, body_id: int, *, number: int = 1) -> PageOf[MotionRow]:
    """One page of a body's register of motions, newest first; to the public those of published minutes."""
    return read_page(_register(actor, body_id), lambda row: motion_row(*row), number=number)


def all_motions(actor: Actor, body_id: int) -> tuple[MotionRow, ...]:
    """The whole register of `motion_rows`, for a file."""
    return tuple(motion_row(*row) for row in db.session.execute(_register(actor, body_id)))


def _register(actor: Actor, body_id: int) -> Select:
    mine = select(Meeting.id).join(Body, Body.id == Meeting.body_id).where(body_is_in_scope(actor))
    public = select(Minutes.meeting_id).where(Minutes.published_on.is_not(None))
    return (
        select(Motion, Meeting.held_on)
        .join(Meeting, Meeting.id == Motion.meeting_id)
        .where(
            Motion.body_id == body_id,
            Motion.meeting_id.in_(visible_meetings(actor).with_only_columns(Meeting.id)),
            or_(Motion.meeting_id.in_(public), Motion.meeting_id.in_(mine)),
        )
        .order_by(Motion.number.desc())
    )
