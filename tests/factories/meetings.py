"""Meetings for tests."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from engage.core import clock
from engage.core.actor import Actor
from engage.core.db import is_at_work, unit_of_work
from engage.meetings import services
from engage.meetings.enums import AgendaKind, MeetingState, MinutesState, MotionResult, PaperKind, SpeakerKind
from engage.meetings.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingComment,
    Minutes,
    MinutesRevision,
    Motion,
    SupportRequest,
)
from tests.factories.councils import _keep

ZONE = "America/New_York"
_number = count(1)


def make_meeting(body_id: int, day: date | None = None, hour: int = 14, **details: Any) -> int:
    """An open meeting of two hours, a month from now unless a day is given."""
    day = day or clock.today(ZONE) + timedelta(days=40)
    starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE))
    details = {
        "title": f"Meeting {next(_number)}",
        "held_on": day,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "time_zone": ZONE,
        "place": "1 Main Street",
        "phone_number": "555-010-0123",
        "phone_code": "4242",
    } | details
    return _keep(Meeting(body_id=body_id, **details))


def make_announced(body_id: int, day: date | None = None, **details: Any) -> int:
    """A meeting that everybody may see."""
    day = day or clock.today(ZONE) + timedelta(days=40)
    return make_meeting(body_id, day, **({"notice_on": day - timedelta(days=40)} | details))


def make_held(body_id: int, day: date | None = None, **details: Any) -> int:
    """A meeting that took place, ten days ago unless a day is given."""
    day = day or clock.today(ZONE) - timedelta(days=10)
    return make_announced(body_id, day, **({"state": MeetingState.HELD} | details))


def make_item(meeting_id: int, position: int = 1, **details: Any) -> int:
    """An agenda item."""
    details = {"title": f"Item {next(_number)}", "kind": AgendaKind.DISCUSSION} | details
    return _keep(AgendaItem(meeting_id=meeting_id, position=position, **details))


def make_attendance(meeting_id: int, person_id: int, status: str = "present", mode: str | None = "phone") -> int:
    """Somebody who took part by phone."""
    return _keep(Attendance(meeting_id=meeting_id, person_id=person_id, status=status, mode=mode))


def make_support(meeting_id: int, person_id: int, **details: Any) -> int:
    """Somebody who asked for a ride."""
    return _keep(SupportRequest(meeting_id=meeting_id, person_id=person_id, **({"needs": ["transport"]} | details)))


def make_minutes(meeting_id: int, text: str = "We met.", state: MinutesState = MinutesState.DRAFT) -> int:
    """Minutes with one text, in any state."""
    today = clock.today(ZONE)
    done = state in (MinutesState.APPROVED, MinutesState.PUBLISHED)
    minutes_id = _keep(
        Minutes(
            meeting_id=meeting_id,
            state=state,
            approved_on=today if done else None,
            approved_by="The council" if done else None,
            published_on=today if state is MinutesState.PUBLISHED else None,
            published_revision=1 if state is MinutesState.PUBLISHED else None,
        )
    )
    _keep(MinutesRevision(minutes_id=minutes_id, number=1, text=text))
    return minutes_id


def make_motion(body_id: int, meeting_id: int, number: int = 1, **details: Any) -> int:
    """A motion that passed."""
    details = {"text": f"Motion text {number}", "result": MotionResult.PASSED, "votes_for": 1} | details
    return _keep(Motion(body_id=body_id, meeting_id=meeting_id, number=number, **details))


def make_comment(meeting_id: int, **details: Any) -> int:
    """Something a member said."""
    details = {"text": "The ride never came.", "speaker_kind": SpeakerKind.MEMBER} | details
    return _keep(MeetingComment(meeting_id=meeting_id, **details))


def make_paper(
    meeting_id: int, *, actor: Actor, name: str = "agenda.txt", data: bytes = b"1. Rides", **details: Any
) -> int:
    """A paper for members, kept by ``actor``, who runs the meeting."""
    assert not is_at_work()
    details = {"title": f"Paper {next(_number)}", "kind": PaperKind.AGENDA} | details
    with unit_of_work():
        return services.add_paper(
            actor=actor,
            meeting_id=meeting_id,
            details=services.PaperDetails(**details),
            file=services.UploadedFile(name, data),
        )
