"""The only place that reads the time, so that tests and rules can be given any day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today(time_zone: str = "UTC") -> date:
    """The calendar day it is in ``time_zone`` (an IANA name), which decides what a deadline means."""
    return now().astimezone(ZoneInfo(time_zone)).date()
