"""The posting clocks of a meeting, with the numbers of the law that was in force on its day."""

from datetime import date

from engage.councils.models import Body
from engage.meetings.enums import MeetingState
from engage.meetings.models import Meeting
from engage.meetings.rules import Clock, minutes_clock, notice_clock

#: Public notice and minutes, 42 CFR 431.12(f)(4) and (h)(2).
NOTICE_RULE = ("MB-09", 30, "42 CFR 431.12(f)(4)")
MINUTES_RULE = ("MB-16", 30, "42 CFR 431.12(h)(2)")


def notice_clock_of(meeting: Meeting, body: Body, today: date) -> Clock | None:
    """The notice clock of an open meeting of a body that has posting clocks, unless it was canceled; else None."""
    if not (body.has_posting_clocks and meeting.is_open) or meeting.state == MeetingState.CANCELED:
        return None
    days, citation = _days(NOTICE_RULE, meeting.held_on)
    return notice_clock(meeting.held_on, meeting.notice_on, today, days=days, citation=citation)


def minutes_clock_of(meeting: Meeting, body: Body, published_on: date | None, today: date) -> Clock | None:
    """The minutes clock of a meeting that took place, on a body that has posting clocks; else None."""
    if not body.has_posting_clocks or meeting.state == MeetingState.CANCELED or meeting.held_on > today:
        return None
    days, citation = _days(MINUTES_RULE, meeting.held_on)
    return minutes_clock(meeting.held_on, published_on, today, days=days, citation=citation)


def _days(rule: tuple[str, int, str], on: date) -> tuple[int, str]:
    _, days, citation = rule
    return days, citation
