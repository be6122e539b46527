"""Who holds a seat on a day, and how a seat stands: pure functions over days. Days are inclusive."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import cos, dist, pi, sin

from engage.councils.enums import SeatStatus

#: How long before its last day a term counts as ending soon. Our own choice, not law.
ENDING_SOON_DAYS = 90


@dataclass(frozen=True)
class TermSpan:
    """The days of one term: first day, last day agreed, and the last day served if the person left."""

    term_id: int
    seat_id: int
    person_id: int
    starts_on: date
    ends_on: date
    left_on: date | None = None

    @property
    def last_on(self) -> date:
        """The last day that is certain: the day the person left, else the last day of the term."""
        return self.left_on or self.ends_on


def holder_of(terms: Iterable[TermSpan], on: date) -> TermSpan | None:
    """The term under which one seat, whose ``terms`` these are, is held on ``on``; None when nobody holds it.

    Somebody whose term ran out stays until they leave or the next term starts.
    """
    begun = [term for term in terms if term.starts_on <= on]
    if not begun:
        return None
    latest = max(begun, key=lambda term: (term.starts_on, term.term_id))
    return None if latest.left_on is not None and latest.left_on < on else latest


def status_of(terms: Iterable[TermSpan], on: date) -> SeatStatus:
    """How one seat, whose ``terms`` these are, stands on ``on``; the same answer whatever day it is asked."""
    holder = holder_of(terms, on)
    if holder is None:
        return SeatStatus.VACANT
    if on > holder.ends_on:
        return SeatStatus.CARRIED_OVER
    if (min(holder.last_on, holder.ends_on) - on).days <= ENDING_SOON_DAYS:
        return SeatStatus.ENDING_SOON
    return SeatStatus.FILLED


def overlapping(terms: Iterable[TermSpan], starts_on: date, ends_on: date) -> TermSpan | None:
    """The first of ``terms`` that shares a day with ``starts_on`` to ``ends_on``."""
    for term in sorted(terms, key=lambda term: term.starts_on):
        if term.starts_on <= ends_on and starts_on <= term.last_on:
            return term
    return None


def months_after(start: date, months: int) -> date:
    """The last day of a term of ``months`` months that starts on ``start``: the day before the same day then."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last_of_month = first_of_next - timedelta(days=1)
    return date(year, month + 1, min(start.day, last_of_month.day)) - timedelta(days=1)


def is_circular(parents: dict[int, int | None], body_id: int, new_parent_id: int | None) -> bool:
    """Whether ``body_id`` would come to stand below itself under ``new_parent_id``."""
    above: int | None = new_parent_id
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == body_id:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def with_descendants(parents: dict[int, int | None], body_ids: Iterable[int]) -> frozenset[int]:
    """``body_ids`` and every body below them, given each body's parent."""
    found = set(body_ids)
    grew = True
    while grew:
        below = {child for child, parent in parents.items() if parent in found} - found
        grew = bool(below)
        found |= below
    return frozenset(found)


#: The drawing of a council's table: its size and the half axes of the ring of seats.
PICTURE_WIDTH, PICTURE_HEIGHT = 720, 400
_RING = (310.0, 155.0)


@dataclass(frozen=True)
class Place:
    """Where something stands in the drawing of the table; ``size`` is the radius of a seat."""

    x: float
    y: float
    size: float


def places_at_table(count: int, shrink: float = 1.0) -> tuple[Place, ...]:
    """``count`` places evenly round an oval table, from the top and clockwise.

    ``shrink`` moves the ring towards the middle, for what is written on the table.
    """
    wide, high = _RING
    steps = 720
    ring = [
        (
            PICTURE_WIDTH / 2 + wide * sin(2 * pi * step / steps),
            PICTURE_HEIGHT / 2 - high * cos(2 * pi * step / steps),
        )
        for step in range(steps + 1)
    ]
    travelled = [0.0]
    for before, after in pairwise(ring):
        travelled.append(travelled[-1] + dist(before, after))
    size = round(min(28.0, 0.42 * travelled[-1] / max(count, 1)), 1)
    found = []
    for number in range(count):
        x, y = ring[bisect_left(travelled, travelled[-1] * number / count)]
        x = PICTURE_WIDTH / 2 + (x - PICTURE_WIDTH / 2) * shrink
        y = PICTURE_HEIGHT / 2 + (y - PICTURE_HEIGHT / 2) * shrink
        found.append(Place(round(x, 1), round(y, 1), size))
    return tuple(found)
