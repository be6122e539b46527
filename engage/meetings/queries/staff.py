"""Meetings as the staff who run them see them. Each read is refused to everybody else."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.errors import NotAllowed, NotFound
from engage.councils.enums import ContactWay
from engage.councils.queries import PersonRow, current_people
from engage.meetings.enums import AgendaKind, AttendanceMode, AttendanceStatus, MinutesState, SupportState
from engage.meetings.models import AgendaItem, Meeting, Minutes, MinutesRevision, Motion, SupportRequest
from engage.meetings.policies import can_approve_minutes, can_manage_meeting
from engage.meetings.queries.clocks import minutes_clock_of, notice_clock_of
from engage.meetings.queries.meetings import (
    AgendaRow,
    MeetingPage,
    MotionRow,
    agenda_rows,
    attendance_of,
    find_meeting,
    meeting_page,
    meeting_quorum,
    motions_of,
    newest_revision,
)
from engage.meetings.rules import Clock, Quorum


@dataclass(frozen=True)
class MeetingDesk:
    """Everything about one meeting that its coordinator works with."""

    page: MeetingPage
    agenda: tuple[AgendaRow, ...]
    motions: tuple[MotionRow, ...]
    minutes_state: MinutesState | None
    notice_clock: Clock | None
    minutes_clock: Clock | None
    quorum: Quorum
    is_attendance_recorded: bool
    guests: int
    support_asked: int
    support_open: int
    #: Seated members who get no e-mail from us and have to be called or written to.
    to_call: tuple[PersonRow, ...]
    seated: int


@dataclass(frozen=True)
class MeetingEdit:
    """What the form to change a meeting starts from; times are those of the clock on the wall."""

    id: int
    body_id: int
    title: str
    title_es: str | None
    day: date
    starts: time
    ends: time
    place: str
    join_url: str | None
    phone_number: str | None
    phone_code: str | None
    is_open: bool
    version: int


@dataclass(frozen=True)
class AgendaItemEdit:
    """What the form to change an agenda item starts from."""

    id: int
    meeting_id: int
    title: str
    title_es: str | None
    kind: AgendaKind
    minutes_planned: int
    is_internal: bool
    notes: str
    version: int


@dataclass(frozen=True)
class AttendanceRow:
    """One person who held a seat that day, with what is recorded."""

    person_id: int
    name: str
    seat_label: Words
    is_voting: bool
    status: AttendanceStatus | None
    mode: AttendanceMode | None


@dataclass(frozen=True)
class AttendanceSheet:
    """Who held a seat on the day of the meeting, for marking who took part."""

    meeting_id: int
    title: Words
    held_on: date
    rows: tuple[AttendanceRow, ...]
    guests: int
    quorum: Quorum
    version: int


@dataclass(frozen=True)
class RevisionRow:
    """One saved text of minutes, in the list of them."""

    number: int
    created_at: datetime
    text: str
    text_es: str | None


@dataclass(frozen=True)
class MinutesPage:
    """The minutes of one meeting at work; ``version`` 0 means nothing was written yet."""

    meeting_id: int
    title: Words
    body_id: int
    held_on: date
    state: MinutesState | None
    text: str
    text_es: str
    version: int
    approved_on: date | None
    approved_by: str
    approved_meeting_id: int | None
    published_on: date | None
    revisions: tuple[RevisionRow, ...]
    clock: Clock | None
    can_approve: bool
    motions: tuple[MotionRow, ...]
    #: Meetings of the same body on which these minutes may have been approved: (id, title, day).
    later_meetings: tuple[tuple[int, Words, date], ...]


@dataclass(frozen=True)
class MotionEdit:
    """What the form to change a motion starts from."""

    id: int
    meeting_id: int
    number: int
    text: str
    text_es: str | None
    result: str
    votes_for: int
    votes_against: int
    abstained: int
    version: int


def _run(actor: Actor, meeting_id: int) -> Meeting:
    """A meeting the actor runs. Raises `NotFound` or, where the meeting is visible, `NotAllowed`."""
    meeting = find_meeting(actor, meeting_id)
    if not can_manage_meeting(actor, meeting):
        raise NotAllowed
    return meeting


def meeting_desk(actor: Actor, meeting_id: int, today: date) -> MeetingDesk:
    """One meeting as its coordinator works on it. Raises `NotFound`, `NotAllowed`."""
    meeting = _run(actor, meeting_id)
    minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting_id))
    seated = current_people(meeting.body_id, meeting.held_on)
    attended = attendance_of(meeting_id)
    asked, still_open = _support_counts(meeting_id)
    return MeetingDesk(
        page=meeting_page(actor, meeting_id),
        agenda=agenda_rows(meeting_id, with_internal=True),
        motions=motions_of(meeting_id),
        minutes_state=MinutesState(minutes.state) if minutes else None,
        notice_clock=notice_clock_of(meeting, meeting.body, today),
        minutes_clock=minutes_clock_of(meeting, meeting.body, minutes.published_on if minutes else None, today),
        quorum=meeting_quorum(seated, attended),
        is_attendance_recorded=bool(attended),
        guests=meeting.guests,
        support_asked=asked,
        support_open=still_open,
        to_call=tuple(person for person in seated if not gets_email(person)),
        seated=len(seated),
    )


def gets_email(person: PersonRow) -> bool:
    """Whether invitations reach this person by e-mail: there is an address and they want e-mail."""
    return bool(person.email) and person.preferred_contact is ContactWay.EMAIL


def _support_counts(meeting_id: int) -> tuple[int, int]:
    counts = dict(
        db.session.execute(
            select(SupportRequest.state, func.count())
            .where(SupportRequest.meeting_id == meeting_id)
            .group_by(SupportRequest.state)
        ).all()
    )
    still_open = counts.get(SupportState.ASKED, 0)
    return still_open + counts.get(SupportState.ARRANGED, 0), still_open


def meeting_edit(actor: Actor, meeting_id: int) -> MeetingEdit:
    """What the form to change a meeting starts from. Raises `NotFound`, `NotAllowed`."""
    meeting = _run(actor, meeting_id)
    return MeetingEdit(
        id=meeting.id,
        body_id=meeting.body_id,
        title=meeting.title,
        title_es=meeting.title_es,
        day=meeting.held_on,
        starts=meeting.local_start,
        ends=meeting.local_end,
        place=meeting.place,
        join_url=meeting.join_url,
        phone_number=meeting.phone_number,
        phone_code=meeting.phone_code,
        is_open=meeting.is_open,
        version=meeting.version,
    )


def find_item(actor: Actor, item_id: int) -> tuple[AgendaItem, Meeting]:
    """An agenda item of a meeting the actor runs. Raises `NotFound`, `NotAllowed`."""
    item = db.session.get(AgendaItem, item_id)
    if item is None:
        raise NotFound
    meeting = _run(actor, item.meeting_id)
    return item, meeting


def agenda_item_edit(actor: Actor, item_id: int) -> AgendaItemEdit:
    """What the form to change an agenda item starts from. Raises `NotFound`, `NotAllowed`."""
    item, _ = find_item(actor, item_id)
    return AgendaItemEdit(
        item.id,
        item.meeting_id,
        item.title,
        item.title_es,
        AgendaKind(item.kind),
        item.minutes_planned,
        item.is_internal,
        item.notes,
        item.version,
    )


def attendance_sheet(actor: Actor, meeting_id: int) -> AttendanceSheet:
    """Who held a seat on the day of a meeting the actor runs, and who took part. Raises `NotFound`, `NotAllowed`."""
    meeting = _run(actor, meeting_id)
    seated = current_people(meeting.body_id, meeting.held_on)
    attended = attendance_of(meeting_id)
    rows = [
        AttendanceRow(
            p.person_id, p.name, p.seat_label or Words(""), p.is_voting, *attended.get(p.person_id, (None, None))
        )
        for p in seated
    ]
    return AttendanceSheet(
        meeting.id,
        meeting.words,
        meeting.held_on,
        tuple(rows),
        meeting.guests,
        meeting_quorum(seated, attended),
        meeting.version,
    )


def minutes_page(actor: Actor, meeting_id: int, today: date) -> MinutesPage:
    """The minutes of a meeting the actor runs, in whatever state they are. Raises `NotFound`, `NotAllowed`."""
    meeting = _run(actor, meeting_id)
    minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting_id))
    newest = newest_revision(minutes.id) if minutes else None
    return MinutesPage(
        meeting_id=meeting.id,
        title=meeting.words,
        body_id=meeting.body_id,
        held_on=meeting.held_on,
        state=MinutesState(minutes.state) if minutes else None,
        text=newest.text if newest else "",
        text_es=(newest.text_es or "") if newest else "",
        version=minutes.version if minutes else 0,
        approved_on=minutes.approved_on if minutes else None,
        approved_by=(minutes.approved_by or "") if minutes else "",
        approved_meeting_id=minutes.approved_meeting_id if minutes else None,
        published_on=minutes.published_on if minutes else None,
        revisions=_revisions(minutes.id) if minutes else (),
        clock=minutes_clock_of(meeting, meeting.body, minutes.published_on if minutes else None, today),
        can_approve=can_approve_minutes(actor, meeting),
        motions=motions_of(meeting_id),
        later_meetings=_later_meetings(meeting),
    )


def _revisions(minutes_id: int) -> tuple[RevisionRow, ...]:
    rows = db.session.scalars(
        select(MinutesRevision)
        .where(MinutesRevision.minutes_id == minutes_id)
        .order_by(MinutesRevision.number.desc())
    )
    return tuple(RevisionRow(row.number, row.created_at, row.text, row.text_es) for row in rows)


def _later_meetings(meeting: Meeting) -> tuple[tuple[int, Words, date], ...]:
    rows = db.session.scalars(
        select(Meeting)
        .where(Meeting.body_id == meeting.body_id, Meeting.held_on > meeting.held_on, Meeting.state != "canceled")
        .order_by(Meeting.starts_at)
        .limit(12)
    )
    return tuple((row.id, row.words, row.held_on) for row in rows)


def revision_page(actor: Actor, meeting_id: int, number: int) -> RevisionRow:
    """One saved text of the minutes of a meeting the actor runs. Raises `NotFound`, `NotAllowed`."""
    _run(actor, meeting_id)
    row = db.session.scalar(
        select(MinutesRevision)
        .join(Minutes, Minutes.id == MinutesRevision.minutes_id)
        .where(Minutes.meeting_id == meeting_id, MinutesRevision.number == number)
    )
    if row is None:
        raise NotFound
    return RevisionRow(row.number, row.created_at, row.text, row.text_es)


def motion_edit(actor: Actor, motion_id: int) -> MotionEdit:
    """What the form to change a motion starts from. Raises `NotFound`, `NotAllowed`."""
    motion = db.session.get(Motion, motion_id)
    if motion is None:
        raise NotFound
    _run(actor, motion.meeting_id)
    names = MotionEdit.__dataclass_fields__
    return MotionEdit(**{name: getattr(motion, name) for name in names})
