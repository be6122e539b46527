"""Reminding members of what comes up."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.permissions import Permission
from engage.meetings import audit_events, messages
from engage.meetings.enums import MeetingState
from engage.meetings.models import Meeting
from engage.meetings.services.schedule import facts_of, recipients
from engage.notifications.services import send_email

#: How long before a meeting members are reminded of it.
REMIND_BEFORE = timedelta(hours=48)


def send_reminders(*, actor: Actor) -> int:
    """Mail each seated member once about each announced meeting of the next two days. Returns how many mails left.

    For the timer alone: raises `NotAllowed` for anybody else.
    """
    ensure(actor.is_system and actor.may(Permission.MEETINGS_MEETING_MANAGE))
    now = clock.now()
    coming = db.session.scalars(
        select(Meeting)
        .options(joinedload(Meeting.body))
        .where(
            Meeting.state == MeetingState.SCHEDULED,
            Meeting.notice_on.is_not(None),
            Meeting.starts_at > now,
            Meeting.starts_at <= now + REMIND_BEFORE,
        )
    ).all()
    total = 0
    for meeting in coming:
        mails = messages.reminders(facts_of(meeting), recipients(meeting.body_id))
        sent = sum(send_email(mail, dedupe_key=key) for mail, key in mails)
        if sent:
            audit.record(actor, audit_events.REMINDERS_SENT, f"meeting:{meeting.id}", mails=sent)
        total += sent
    return total
