"""The posting clocks of a meeting, with the numbers of the law that was in force on its day."""

from datetime import date

from engage.councils.models import Body
from engage.meetings.enums import MeetingState
from engage.meetings.models import Meeting
from engage.meetings.rules import Clock, minutes_clock, notice_clock
from engage.rulebook.rules import rule_on

#: Public notice and minutes of a MAC and a BAC (42 CFR 431.12(f)(4) and (h)(2)).
NOTICE_RULE = "MB-09"
MINUTES_RULE = "MB-16"


def notice_clock_of(meeting: Meeting, body: Body, today: date) -> Clock | None:
    """The notice clock of an open meeting of a body that has posting clocks.

    None where the meeting was canceled, or no such rule was in force on its day.
    """
    if not (body.has_posting_clocks and meeting.is_open) or meeting.state == MeetingState.CANCELED:
        return None
    rule = rule_on(NOTICE_RULE, meeting.held_on)
    if rule is None:
        return None
    days = rule.parameters["days"]
    return notice_clock(meeting.held_on, meeting.notice_on, today, days=days, citation=rule.citation)


def minutes_clock_of(meeting: Meeting, body: Body, published_on: date | None, today: date) -> Clock | None:
    """The minutes clock of a meeting that took place, on a body that has posting clocks; else None."""
    if not body.has_posting_clocks or meeting.state == MeetingState.CANCELED or meeting.held_on > today:
        return None
    rule = rule_on(MINUTES_RULE, meeting.held_on)
    if rule is None:
        return None
    days = rule.parameters["days"]
    return minutes_clock(meeting.held_on, published_on, today, days=days, citation=rule.citation)
