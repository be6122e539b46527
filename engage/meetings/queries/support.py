"""What members need to take part."""

from dataclasses import dataclass

from sqlalchemy import select

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.errors import NotAllowed, NotFound
from engage.councils.models import Person
from engage.councils.queries import current_people
from engage.meetings.enums import SupportState
from engage.meetings.models import Meeting, SupportRequest
from engage.meetings.policies import can_ask_support, can_manage_meeting
from engage.meetings.queries.meetings import find_meeting


@dataclass(frozen=True)
class MySupport:
    """What the form "I need support to take part" starts from.

    ``is_carried_over`` says that it is filled with what was asked for last time.
    """

    meeting_id: int
    meeting_title: Words
    person_id: int
    person_name: str
    needs: tuple[str, ...]
    arranged: tuple[str, ...]
    other: str
    language: str
    state: SupportState | None
    is_carried_over: bool


@dataclass(frozen=True)
class SupportRow:
    """What one person needs, for staff. ``phone`` and ``preferred_contact`` are there to call back."""

    id: int
    person_id: int
    person_name: str
    phone: str | None
    email: str | None
    person_language: str
    needs: tuple[str, ...]
    arranged: tuple[str, ...]
    other: str
    is_other_arranged: bool
    language: str
    state: SupportState
    version: int


def my_support(actor: Actor, meeting_id: int, person_id: int | None = None) -> MySupport:
    """What this person asked for, or else what they asked for last time. Raises `NotFound`, `NotAllowed`."""
    meeting = find_meeting(actor, meeting_id)
    person_id = person_id if person_id is not None else _whose(actor, meeting)
    if person_id is None or not can_ask_support(actor, meeting, person_id):
        raise NotAllowed
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    asked = db.session.scalar(
        select(SupportRequest).where(SupportRequest.meeting_id == meeting_id, SupportRequest.person_id == person_id)
    )
    shown = asked or last_request(person_id)
    return MySupport(
        meeting_id=meeting.id,
        meeting_title=meeting.words,
        person_id=person.id,
        person_name=person.name,
        needs=tuple(shown.needs) if shown else (),
        arranged=tuple(asked.arranged) if asked else (),
        other=shown.other if shown else "",
        language=shown.language if shown else "",
        state=SupportState(asked.state) if asked else None,
        is_carried_over=asked is None and shown is not None,
    )


def _whose(actor: Actor, meeting: Meeting) -> int | None:
    """For whom the actor asks when nobody is named: themselves, else the one they help who sits there."""
    if actor.person_id is not None:
        return actor.person_id
    seated = {person.person_id for person in current_people(meeting.body_id, meeting.held_on)}
    return next(iter(sorted(actor.helped_person_ids & seated)), None)


def last_request(person_id: int) -> SupportRequest | None:
    """The newest request of this person at any meeting that was not withdrawn."""
    return db.session.scalar(
        select(SupportRequest)
        .join(Meeting, Meeting.id == SupportRequest.meeting_id)
        .where(SupportRequest.person_id == person_id, SupportRequest.state != SupportState.WITHDRAWN)
        .order_by(Meeting.starts_at.desc(), SupportRequest.id.desc())
        .limit(1)
    )


def support_rows(actor: Actor, meeting_id: int) -> tuple[SupportRow, ...]:
    """Who needs what at a meeting the actor runs, by name. Raises `NotFound`."""
    meeting = find_meeting(actor, meeting_id)
    if not can_manage_meeting(actor, meeting):
        raise NotFound
    rows = db.session.execute(
        select(SupportRequest, Person)
        .join(Person, Person.id == SupportRequest.person_id)
        .where(SupportRequest.meeting_id == meeting_id)
        .order_by(Person.name, Person.id)
    )
    return tuple(_row(request, person) for request, person in rows)


def _row(request: SupportRequest, person: Person) -> SupportRow:
    return SupportRow(
        id=request.id,
        person_id=person.id,
        person_name=person.name,
        phone=person.phone,
        email=person.email,
        person_language=person.language,
        needs=tuple(request.needs),
        arranged=tuple(request.arranged),
        other=request.other,
        is_other_arranged=request.is_other_arranged,
        language=request.language,
        state=SupportState(request.state),
        version=request.version,
    )
