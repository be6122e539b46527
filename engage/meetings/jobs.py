"""Reminders of meetings, as a timer sends them."""

from datetime import timedelta

from engage.core.actor import system_actor
from engage.core.db import unit_of_work
from engage.core.permissions import Permission
from engage.core.registry import register_job
from engage.core.sides import Side
from engage.meetings.services import send_reminders


def register() -> None:
    """Offer the job on the state's side."""
    register_job("meetings:remind", Side.ENGAGE, timedelta(hours=1), remind)


def remind() -> int:
    """Remind members of the meetings of the next two days. Returns how many mails left."""
    with unit_of_work():
        return send_reminders(actor=system_actor(Side.ENGAGE, Permission.MEETINGS_MEETING_MANAGE))
