"""Planning, announcing, moving and canceling meetings."""

from dataclasses import dataclass
from datetime import date, datetime, time

from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.bilingual import Words
from engage.core.changes import check_version, take_over
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.councils.models import Body
from engage.councils.queries import current_people, state_today
from engage.councils.queries.bodies import find_body
from engage.meetings import audit_events, messages
from engage.meetings.enums import MeetingState
from engage.meetings.messages import MeetingFacts, Recipient
from engage.meetings.models import Meeting
from engage.meetings.policies import can_manage_meeting, can_manage_meetings
from engage.meetings.queries.meetings import find_meeting
from engage.meetings.queries.staff import gets_email
from engage.meetings.rules import LocalTimeFault, moment_of
from engage.notifications.services import Email, enqueue, send_email

#: A change of one of these is news to whoever was invited.
_NEWS = frozenset(
    {"starts_at", "ends_at", "time_zone", "place", "join_url", "phone_number", "phone_code", "title", "title_es"}
)


@dataclass(frozen=True)
class MeetingDetails:
    """What can be said about a meeting; the times are those of the clock on the wall on ``day``."""

    title: str
    day: date
    starts: time
    ends: time
    title_es: str | None = None
    place: str = ""
    join_url: str | None = None
    phone_number: str | None = None
    phone_code: str | None = None
    is_open: bool = True


@dataclass(frozen=True)
class _Stored:
    """The details as the table holds them."""

    title: str
    title_es: str | None
    held_on: date
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    join_url: str | None
    phone_number: str | None
    phone_code: str | None
    is_open: bool


def schedule_meeting(*, actor: Actor, body_id: int, time_zone: str, details: MeetingDetails) -> int:
    """Plan a meeting; only staff see it until its notice is published. Returns its id.

    Raises `NotFound`, `NotAllowed`, `RuleBroken` naming the field.
    """
    body = find_body(actor, body_id)
    ensure(can_manage_meetings(actor, body))
    stored = _read(details, time_zone)
    meeting = Meeting(body_id=body.id, **{name: getattr(stored, name) for name in _Stored.__dataclass_fields__})
    db.session.add(meeting)
    db.session.flush()
    audit.record(
        actor,
        audit_events.MEETING_SCHEDULED,
        f"meeting:{meeting.id}",
        body_id=body.id,
        held_on=meeting.held_on.isoformat(),
    )
    return meeting.id


def edit_meeting(
    *, actor: Actor, meeting_id: int, expected_version: int | None, time_zone: str, details: MeetingDetails
) -> None:
    """Change a planned meeting; who was invited is told when day, time or way to join changed.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`.
    """
    meeting = _planned(actor, meeting_id, expected_version)
    changed = take_over(meeting, _read(details, time_zone))
    db.session.flush()
    mails = 0
    if meeting.notice_on is not None and _NEWS & set(changed) and meeting.ends_at > clock.now():
        mails = _send(messages.changes(facts_of(meeting), recipients(meeting.body_id)))
    audit.record(actor, audit_events.MEETING_EDITED, f"meeting:{meeting.id}", fields=changed, mails=mails)


def publish_notice(
    *, actor: Actor, meeting_id: int, expected_version: int | None, posted_on: date | None = None
) -> int:
    """Announce a meeting: its page opens and seated members are invited by e-mail. Returns how many mails left.

    ``posted_on`` is the day the notice was already posted elsewhere; today when it is None. Nobody is
    invited to a meeting that is over. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken` when the
    notice would not say how to take part.
    """
    meeting = find_meeting(actor, meeting_id)
    ensure(can_manage_meeting(actor, meeting))
    check_version(meeting, expected_version)
    today = state_today()
    if meeting.state == MeetingState.CANCELED:
        raise RuleBroken(N_("This meeting was canceled. Plan a new one."))
    if meeting.notice_on is not None:
        raise RuleBroken(N_("The notice of this meeting is public already."))
    if not (meeting.place or meeting.join_url or meeting.phone_number):
        raise RuleBroken(N_("Add a place, a link or a phone number first, so that people know how to join."))
    if posted_on is not None and posted_on > today:
        raise RuleBroken(N_("This day has not come yet. Enter today or an earlier day."), field="posted_on")
    meeting.notice_on = posted_on or today
    db.session.flush()
    mails = 0
    if meeting.ends_at > clock.now():
        mails = _send(messages.invitations(facts_of(meeting), recipients(meeting.body_id)))
    audit.record(
        actor,
        audit_events.NOTICE_PUBLISHED,
        f"meeting:{meeting.id}",
        notice_on=meeting.notice_on.isoformat(),
        mails=mails,
    )
    return mails


def cancel_meeting(
    *, actor: Actor, meeting_id: int, expected_version: int | None, reason: str, reason_es: str | None = None
) -> int:
    """Call a planned meeting off and tell whoever was invited. Returns how many mails left.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`.
    """
    meeting = _planned(actor, meeting_id, expected_version)
    meeting.state = MeetingState.CANCELED
    meeting.canceled_reason, meeting.canceled_reason_es = reason, reason_es
    db.session.flush()
    mails = 0
    if meeting.notice_on is not None and meeting.ends_at > clock.now():
        mails = _send(messages.cancellations(facts_of(meeting), recipients(meeting.body_id)))
    audit.record(actor, audit_events.MEETING_CANCELED, f"meeting:{meeting.id}", body_id=meeting.body_id, mails=mails)
    return mails


def mark_meeting_held(*, actor: Actor, meeting_id: int, expected_version: int | None) -> None:
    """Record that a meeting took place, and tell the areas above (topic ``meetings:meeting:held``).

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken` when it has not begun.
    """
    meeting = _planned(actor, meeting_id, expected_version)
    if meeting.starts_at > clock.now():
        raise RuleBroken(N_("This meeting has not begun yet."))
    meeting.state = MeetingState.HELD
    enqueue(
        "meetings:meeting:held",
        {"meeting_id": meeting.id, "body_id": meeting.body_id, "held_on": meeting.held_on.isoformat()},
        dedupe_key=f"meetings:held:{meeting.id}",
    )
    audit.record(actor, audit_events.MEETING_HELD, f"meeting:{meeting.id}", body_id=meeting.body_id)


def _planned(actor: Actor, meeting_id: int, expected_version: int | None) -> Meeting:
    meeting = find_meeting(actor, meeting_id)
    ensure(can_manage_meeting(actor, meeting))
    check_version(meeting, expected_version)
    if meeting.state == MeetingState.CANCELED:
        raise RuleBroken(N_("This meeting was canceled. Plan a new one."))
    if meeting.state == MeetingState.HELD:
        raise RuleBroken(N_("This meeting has taken place, so it cannot be changed."))
    return meeting


def _read(details: MeetingDetails, time_zone: str) -> _Stored:
    starts_at = _moment(details.day, details.starts, time_zone, "starts")
    ends_at = _moment(details.day, details.ends, time_zone, "ends")
    if ends_at <= starts_at:
        raise RuleBroken(N_("The meeting must end after it starts."), field="ends")
    return _Stored(
        title=details.title,
        title_es=details.title_es,
        held_on=details.day,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        place=details.place,
        join_url=details.join_url,
        phone_number=details.phone_number,
        phone_code=details.phone_code,
        is_open=details.is_open,
    )


def _moment(day: date, at: time, time_zone: str, field: str) -> datetime:
    moment = moment_of(day, at, time_zone)
    if moment is LocalTimeFault.GAP:
        raise RuleBroken(
            N_("On %(day)s the clocks go forward and skip this time. Choose another time."), field=field, day=day
        )
    if moment is LocalTimeFault.TWICE:
        raise RuleBroken(
            N_("On %(day)s the clocks go back and show this time twice. Choose another time."), field=field, day=day
        )
    return moment


def facts_of(meeting: Meeting) -> MeetingFacts:
    """What mails about the meeting (its ``body`` must be loaded) need to know."""
    body: Body = meeting.body
    return MeetingFacts(
        id=meeting.id,
        body_name=body.words,
        title=meeting.words,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        time_zone=meeting.time_zone,
        place=meeting.place,
        join_url=meeting.join_url,
        phone_number=meeting.phone_number,
        phone_code=meeting.phone_code,
        sequence=meeting.version,
        changed_at=clock.now(),
        canceled_reason=Words(meeting.canceled_reason or "", meeting.canceled_reason_es),
        is_canceled=meeting.state == MeetingState.CANCELED,
    )


def recipients(body_id: int) -> list[Recipient]:
    """Who sits on the body today and gets e-mail from us."""
    return [
        Recipient(person.person_id, person.email, person.language)
        for person in current_people(body_id, state_today())
        if person.email and gets_email(person)
    ]


def _send(mails: list[tuple[Email, str]]) -> int:
    return sum(send_email(mail, dedupe_key=key) for mail, key in mails)
