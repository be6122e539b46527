"""The roster everybody may see. It holds no name of anyone who chose not to be named, and no ids of people."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.councils.enums import SeatCategory, SeatStatus
from engage.councils.queries.bodies import find_body
from engage.councils.queries.seats import SeatRow, change_days, seat_rows
from engage.councils.rules import Place, places_at_table


@dataclass(frozen=True)
class PublicSeat:
    """One seat as everybody may see it. ``shown_name`` is None for a member who chose not to be named."""

    label: Words
    category: SeatCategory
    is_voting: bool
    takes_applications: bool
    status: SeatStatus
    shown_name: str | None

    @property
    def is_held(self) -> bool:
        """Whether somebody sits there."""
        return self.status is not SeatStatus.VACANT


@dataclass(frozen=True)
class Roster:
    """The seats of a body on a day, and the days on which they changed."""

    body_id: int
    body_name: Words
    on: date
    seats: tuple[PublicSeat, ...]
    change_days: tuple[date, ...]

    @property
    def places(self) -> tuple[tuple[int, PublicSeat, Place], ...]:
        """Each seat with its number in the list, from 1, and its place in the drawing of the table."""
        places = places_at_table(len(self.seats))
        return tuple(
            (number, seat, place) for number, (seat, place) in enumerate(zip(self.seats, places, strict=True), 1)
        )

    @property
    def groups(self) -> tuple[tuple[SeatCategory, Place], ...]:
        """Each category once, with a place on the table in front of the middle of its seats."""
        inner = places_at_table(len(self.seats), shrink=0.66)
        found = []
        for category, seats in groupby(enumerate(self.seats), key=lambda pair: pair[1].category):
            numbers = [number for number, _ in seats]
            found.append((category, inner[numbers[len(numbers) // 2]]))
        return tuple(found)


def public_roster(actor: Actor, body_id: int, on: date) -> Roster:
    """Who sits on the body on ``on``, honouring what each member chose, by whom the seats speak for.

    Raises `NotFound`.
    """
    body = find_body(actor, body_id)
    order = list(SeatCategory)
    seats = tuple(
        _public(seat) for seat in sorted(seat_rows(body_id, on), key=lambda seat: order.index(seat.category))
    )
    return Roster(body_id, body.words, on, seats, change_days(body_id))


def _public(seat: SeatRow) -> PublicSeat:
    holder = seat.holder
    return PublicSeat(
        label=seat.label,
        category=seat.category,
        is_voting=seat.is_voting,
        takes_applications=seat.takes_applications,
        status=seat.status,
        shown_name=holder.name if holder is not None and holder.is_named_publicly else None,
    )
