"""Quorum, posting clocks and local time: pure functions over plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Quorum:
    """How many voting members held a seat that day, how many took part, and how many were needed."""

    seated: int
    present: int
    needed: int

    @property
    def is_met(self) -> bool:
        """Whether enough took part; never where nobody held a voting seat."""
        return self.seated > 0 and self.present >= self.needed


def quorum_of(*, seated: Iterable[int], present: Iterable[int]) -> Quorum:
    """The quorum of a meeting: more than half of the voting members seated that day.

    ``seated`` and ``present`` are ids of people; one who is present without a voting seat does not count.
    A person with two voting seats counts once.
    """
    voting = frozenset(seated)
    return Quorum(len(voting), len(voting & frozenset(present)), len(voting) // 2 + 1 if voting else 0)


@dataclass(frozen=True)
class Clock:
    """A deadline as it stands on a day: ``done_on`` is the day it was kept or missed, None while it runs."""

    due_on: date
    days_total: int
    days_left: int
    citation: str
    done_on: date | None = None

    @property
    def is_late(self) -> bool:
        """Whether it was missed, or is being missed."""
        return (self.done_on or self.due_on - timedelta(days=self.days_left)) > self.due_on


def notice_clock(held_on: date, published_on: date | None, today: date, *, days: int, citation: str) -> Clock:
    """The clock of the public notice: at least ``days`` calendar days before the meeting (42 CFR 431.12(f)(4))."""
    due_on = held_on - timedelta(days=days)
    return Clock(due_on, days, (due_on - today).days, citation, published_on)


def minutes_clock(held_on: date, published_on: date | None, today: date, *, days: int, citation: str) -> Clock:
    """The clock of the minutes: public within ``days`` calendar days after the meeting (42 CFR 431.12(h)(2))."""
    due_on = held_on + timedelta(days=days)
    return Clock(due_on, days, (due_on - today).days, citation, published_on)


class LocalTimeFault(StrEnum):
    """Why a time on the wall names no single moment."""

    GAP = "gap"
    TWICE = "twice"


def moment_of(day: date, at: time, time_zone: str) -> datetime | LocalTimeFault:
    """The moment at which the clock in ``time_zone`` shows ``at`` on ``day``.

    The hour skipped in spring names none; the one repeated in fall names two.
    """
    zone = ZoneInfo(time_zone)
    first = datetime.combine(day, at, tzinfo=zone)
    second = first.replace(fold=1)
    if first.utcoffset() != second.utcoffset():
        comes_back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == first.replace(tzinfo=None)
        return LocalTimeFault.TWICE if comes_back else LocalTimeFault.GAP
    return first.astimezone(UTC)


def moved(order: list[int], item_id: int, step: int) -> list[int]:
    """``order`` with ``item_id`` one place up (-1) or down (1); at the end of the list nothing changes."""
    place = order.index(item_id)
    target = place + step
    if not 0 <= target < len(order):
        return list(order)
    changed = list(order)
    changed[place], changed[target] = changed[target], changed[place]
    return changed
