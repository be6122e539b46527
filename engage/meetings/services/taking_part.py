"""Who needs what to take part, and who took part."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.changes import check_version
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.councils.models import Person
from engage.councils.queries import current_people, state_today
from engage.meetings import audit_events, messages
from engage.meetings.enums import AttendanceMode, AttendanceStatus, MeetingState, SupportNeed, SupportState
from engage.meetings.messages import Recipient
from engage.meetings.models import Attendance, Meeting, SupportRequest
from engage.meetings.policies import can_ask_support, can_manage_meeting
from engage.meetings.queries.meetings import find_meeting
from engage.meetings.services.schedule import facts_of
from engage.notifications.services import send_email


@dataclass(frozen=True)
class SupportDetails:
    """What somebody needs; ``language`` is the one to interpret into."""

    needs: tuple[SupportNeed, ...] = ()
    other: str = ""
    language: str = ""


@dataclass(frozen=True)
class Mark:
    """Whether and how one person took part."""

    person_id: int
    status: AttendanceStatus
    mode: AttendanceMode | None = None


def ask_support(*, actor: Actor, meeting_id: int, person_id: int, details: SupportDetails) -> None:
    """Ask for support for one person at one meeting, or change what was asked; staff are told by e-mail.

    The next time it is offered again. Raises `NotFound`, `NotAllowed`, `RuleBroken`.
    """
    meeting = _coming(actor, meeting_id, person_id)
    if not details.needs and not details.other:
        raise RuleBroken(N_("Choose what you need, or write it in the box."), field="needs")
    if SupportNeed.INTERPRETER in details.needs and not details.language:
        raise RuleBroken(N_("Write which language you need."), field="language")
    request = _request(meeting_id, person_id) or SupportRequest(meeting_id=meeting_id, person_id=person_id)
    needs = [need.value for need in details.needs]
    request.arranged = [need for need in request.arranged or [] if need in needs]
    request.is_other_arranged = bool(request.is_other_arranged) and request.other == details.other
    request.needs, request.other, request.language = needs, details.other, details.language
    request.state = _state(request)
    db.session.add(request)
    db.session.flush()
    if meeting.body.email:
        mail, key = messages.support_asked_mail(
            facts_of(meeting), meeting.body.email, f"meetings:support:{request.id}:{request.version}"
        )
        send_email(mail, dedupe_key=key)
    audit.record(
        actor,
        audit_events.SUPPORT_ASKED,
        f"support_request:{request.id}",
        meeting_id=meeting_id,
        person_id=person_id,
    )


def withdraw_support(*, actor: Actor, meeting_id: int, person_id: int) -> None:
    """Say that the support is no longer needed. Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    _coming(actor, meeting_id, person_id)
    request = _request(meeting_id, person_id)
    if request is None:
        raise NotFound
    request.state = SupportState.WITHDRAWN
    audit.record(
        actor,
        audit_events.SUPPORT_WITHDRAWN,
        f"support_request:{request.id}",
        meeting_id=meeting_id,
        person_id=person_id,
    )


def arrange_support(
    *,
    actor: Actor,
    request_id: int,
    expected_version: int | None,
    arranged: Iterable[SupportNeed],
    is_other_arranged: bool,
) -> None:
    """Tick off what is arranged; when it is all, the member is told by e-mail.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`.
    """
    request = db.session.get(SupportRequest, request_id)
    if request is None:
        raise NotFound
    meeting = find_meeting(actor, request.meeting_id)
    ensure(can_manage_meeting(actor, meeting))
    check_version(request, expected_version)
    if request.state == SupportState.WITHDRAWN:
        raise RuleBroken(N_("This person said they no longer need support."))
    ticked = {need.value for need in arranged}
    request.arranged = [need for need in request.needs if need in ticked]
    request.is_other_arranged = is_other_arranged and bool(request.other)
    before, request.state = request.state, _state(request)
    db.session.flush()
    is_complete = request.state is SupportState.ARRANGED
    if is_complete and before != SupportState.ARRANGED:
        _tell_arranged(meeting, request)
    audit.record(
        actor,
        audit_events.SUPPORT_ARRANGED,
        f"support_request:{request.id}",
        meeting_id=meeting.id,
        person_id=request.person_id,
        is_complete=is_complete,
    )


def _tell_arranged(meeting: Meeting, request: SupportRequest) -> None:
    person = db.session.get(Person, request.person_id)
    if person is not None and person.email:
        mail, key = messages.support_arranged_mail(
            facts_of(meeting),
            Recipient(person.id, person.email, person.language),
            f"meetings:arranged:{request.id}:{request.version}",
        )
        send_email(mail, dedupe_key=key)


def _state(request: SupportRequest) -> SupportState:
    needs_done = set(request.needs) <= set(request.arranged)
    other_done = not request.other or request.is_other_arranged
    return SupportState.ARRANGED if needs_done and other_done else SupportState.ASKED


def _coming(actor: Actor, meeting_id: int, person_id: int) -> Meeting:
    meeting = find_meeting(actor, meeting_id)
    ensure(can_ask_support(actor, meeting, person_id))
    # Who helps two people may do this for the one who sits on this council, not for the other.
    ensure(person_id in {person.person_id for person in current_people(meeting.body_id, state_today())})
    if meeting.state != MeetingState.SCHEDULED or meeting.ends_at <= clock.now():
        raise RuleBroken(N_("This meeting is over or was canceled."))
    return meeting


def _request(meeting_id: int, person_id: int) -> SupportRequest | None:
    return db.session.scalar(
        select(SupportRequest).where(SupportRequest.meeting_id == meeting_id, SupportRequest.person_id == person_id)
    )


def record_attendance(
    *, actor: Actor, meeting_id: int, expected_version: int | None, marks: Iterable[Mark], guests: int
) -> None:
    """Record who took part, in place of what was recorded before; only people who held a seat that day.

    ``guests`` counts others who came. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`.
    """
    meeting = find_meeting(actor, meeting_id)
    ensure(can_manage_meeting(actor, meeting))
    check_version(meeting, expected_version)
    marks = tuple(marks)
    if meeting.state == MeetingState.CANCELED or meeting.starts_at > clock.now():
        raise RuleBroken(N_("This meeting has not begun yet."))
    if guests < 0:
        raise RuleBroken(N_("Enter how many guests came, or 0."), field="guests")
    seated = {person.person_id for person in current_people(meeting.body_id, meeting.held_on)}
    if any(mark.person_id not in seated for mark in marks):
        raise RuleBroken(N_("Only people who held a seat on the day of the meeting can be marked."))
    if any((mark.mode is None) is (mark.status is AttendanceStatus.PRESENT) for mark in marks):
        raise RuleBroken(N_("Say how each person who was present took part."))
    db.session.execute(delete(Attendance).where(Attendance.meeting_id == meeting_id))
    for mark in marks:
        db.session.add(
            Attendance(meeting_id=meeting_id, person_id=mark.person_id, status=mark.status, mode=mark.mode)
        )
    meeting.guests = guests
    flag_modified(meeting, "guests")  # a new version even with as many guests, so that a stale sheet is noticed
    counts = Counter(mark.status for mark in marks)
    audit.record(
        actor,
        audit_events.ATTENDANCE_RECORDED,
        f"meeting:{meeting_id}",
        present=counts[AttendanceStatus.PRESENT],
        absent=counts[AttendanceStatus.ABSENT],
        excused=counts[AttendanceStatus.EXCUSED],
        guests=guests,
    )
