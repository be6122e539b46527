"""The only place that reads the time, so that tests and rules can be given any day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_stands_at: ContextVar[datetime | None] = ContextVar("stands_at", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _stands_at.get() or datetime.now(UTC)


def today(time_zone: str = "UTC") -> date:
    """The calendar day it is in ``time_zone`` (an IANA name), which decides what a deadline means."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Have the clock stand at ``moment`` inside the block, in this thread alone.

    Only for the demonstration, which tells of months gone by; what serves people never uses it.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _stands_at.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stands_at.reset(token)
