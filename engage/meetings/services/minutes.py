"""Minutes: written, reviewed, approved, published. Every saved text is kept."""

from datetime import date

from sqlalchemy import select

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.changes import check_version
from engage.core.db import db
from engage.core.errors import Conflict, NotFound, RuleBroken
from engage.core.i18n import N_
from engage.councils.queries import state_today
from engage.meetings import audit_events, messages
from engage.meetings.enums import MeetingState, MinutesState
from engage.meetings.models import Meeting, Minutes, MinutesRevision
from engage.meetings.policies import can_approve_minutes, can_manage_meeting
from engage.meetings.queries.meetings import find_meeting, newest_revision
from engage.meetings.services.schedule import facts_of, recipients
from engage.notifications.services import send_email


def save_minutes(
    *, actor: Actor, meeting_id: int, expected_version: int | None, text: str, text_es: str | None = None
) -> int:
    """Save a text of the minutes as a new revision; returns its number.

    ``expected_version`` 0 means that there were none when the page was opened. The same text again is no new
    revision. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`.
    """
    meeting = find_meeting(actor, meeting_id)
    ensure(can_manage_meeting(actor, meeting))
    if meeting.state == MeetingState.CANCELED or meeting.held_on > state_today():
        raise RuleBroken(N_("Minutes can be written once the meeting has taken place."))
    minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting_id))
    if (minutes.version if minutes else 0) != (expected_version or 0):
        raise Conflict
    if minutes is None:
        minutes = Minutes(meeting_id=meeting_id, state=MinutesState.DRAFT, revision=1)
        db.session.add(minutes)
        db.session.flush()
        return _add_revision(actor, minutes, 1, text, text_es)
    if minutes.state in (MinutesState.APPROVED, MinutesState.PUBLISHED):
        raise RuleBroken(N_("These minutes are approved. Open them again before you change them."))
    newest = newest_revision(minutes.id)
    if (newest.text, newest.text_es) == (text, text_es):
        return newest.number
    return _add_revision(actor, minutes, newest.number + 1, text, text_es)


def _add_revision(actor: Actor, minutes: Minutes, number: int, text: str, text_es: str | None) -> int:
    db.session.add(
        MinutesRevision(minutes_id=minutes.id, number=number, text=text, text_es=text_es, account_id=actor.account_id)
    )
    minutes.revision = number
    audit.record(
        actor,
        audit_events.MINUTES_SAVED,
        f"minutes:{minutes.id}",
        meeting_id=minutes.meeting_id,
        revision=number,
    )
    return number


def send_minutes_to_review(*, actor: Actor, meeting_id: int, expected_version: int | None) -> None:
    """Give a draft to the council to read. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    minutes, meeting = _minutes(actor, meeting_id, expected_version)
    ensure(can_manage_meeting(actor, meeting))
    _require(minutes, MinutesState.DRAFT)
    minutes.state = MinutesState.IN_REVIEW
    audit.record(actor, audit_events.MINUTES_SENT_TO_REVIEW, f"minutes:{minutes.id}", meeting_id=meeting_id)


def approve_minutes(
    *,
    actor: Actor,
    meeting_id: int,
    expected_version: int | None,
    approved_on: date,
    approved_by: str,
    approved_meeting_id: int | None = None,
) -> None:
    """Record who approved the minutes, on which day, and at which meeting if at one.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken` naming the field.
    """
    minutes, meeting = _minutes(actor, meeting_id, expected_version)
    ensure(can_approve_minutes(actor, meeting))
    _require(minutes, MinutesState.IN_REVIEW)
    if approved_on < meeting.held_on:
        raise RuleBroken(
            N_("The meeting was on %(day)s. Enter that day or a later one."), field="approved_on", day=meeting.held_on
        )
    if approved_on > state_today():
        raise RuleBroken(N_("This day has not come yet. Enter today or an earlier day."), field="approved_on")
    if approved_meeting_id is not None:
        where = find_meeting(actor, approved_meeting_id)
        if where.body_id != meeting.body_id:
            raise RuleBroken(N_("Choose a meeting of the same council."), field="approved_meeting_id")
        if where.held_on != approved_on:
            raise RuleBroken(
                N_("That meeting was on %(day)s. Enter that day."), field="approved_on", day=where.held_on
            )
    minutes.state = MinutesState.APPROVED
    minutes.approved_on, minutes.approved_by = approved_on, approved_by
    minutes.approved_meeting_id = approved_meeting_id
    audit.record(
        actor,
        audit_events.MINUTES_APPROVED,
        f"minutes:{minutes.id}",
        meeting_id=meeting_id,
        approved_on=approved_on.isoformat(),
        approved_meeting_id=approved_meeting_id,
    )


def publish_minutes(*, actor: Actor, meeting_id: int, expected_version: int | None) -> int:
    """Put approved minutes on the meeting's page and tell members. Returns how many mails left.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`.
    """
    minutes, meeting = _minutes(actor, meeting_id, expected_version)
    ensure(can_approve_minutes(actor, meeting))
    _require(minutes, MinutesState.APPROVED)
    if meeting.notice_on is None:
        raise RuleBroken(N_("Publish the notice of the meeting first, so that its page is open."))
    revision, today = minutes.revision, state_today()
    minutes.state = MinutesState.PUBLISHED
    minutes.published_on = minutes.published_on or today
    minutes.published_revision = revision
    mails = messages.minutes_mails(facts_of(meeting), recipients(meeting.body_id), revision)
    sent = sum(send_email(mail, dedupe_key=key) for mail, key in mails)
    audit.record(
        actor,
        audit_events.MINUTES_PUBLISHED,
        f"minutes:{minutes.id}",
        meeting_id=meeting_id,
        revision=revision,
        mails=sent,
    )
    return sent


def reopen_minutes(*, actor: Actor, meeting_id: int, expected_version: int | None) -> None:
    """Turn minutes back into a draft, to correct them; what the public reads stays until they are published again.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`.
    """
    minutes, meeting = _minutes(actor, meeting_id, expected_version)
    ensure(can_approve_minutes(actor, meeting))
    if minutes.state == MinutesState.DRAFT:
        raise RuleBroken(N_("These minutes are a draft already."))
    before, minutes.state = minutes.state, MinutesState.DRAFT
    audit.record(
        actor,
        audit_events.MINUTES_REOPENED,
        f"minutes:{minutes.id}",
        meeting_id=meeting_id,
        state_before=str(before),
    )


def _minutes(actor: Actor, meeting_id: int, expected_version: int | None) -> tuple[Minutes, Meeting]:
    meeting = find_meeting(actor, meeting_id)
    ensure(can_manage_meeting(actor, meeting))
    minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting_id))
    if minutes is None:
        raise NotFound
    check_version(minutes, expected_version)
    return minutes, meeting


def _require(minutes: Minutes, state: MinutesState) -> None:
    if minutes.state != state:
        raise RuleBroken(N_("Something else has to be done with these minutes first. Look at the steps below."))
