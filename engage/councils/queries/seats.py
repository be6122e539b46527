"""Reads of seats: who sits on a day, who sat before, and what will come."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.errors import NotAllowed, NotFound
from engage.councils.enums import SeatCategory, SeatStatus
from engage.councils.models import Body, Person, Seat, Term
from engage.councils.policies import can_manage_body, manageable_bodies, visible_bodies
from engage.councils.rules import holder_of, status_of


@dataclass(frozen=True)
class Holder:
    """Who holds a seat, for staff."""

    term_id: int
    person_id: int
    name: str
    is_named_publicly: bool
    starts_on: date
    ends_on: date
    left_on: date | None


@dataclass(frozen=True)
class SeatRow:
    """One seat as it stands on a day, for staff and for other areas' rules."""

    seat_id: int
    body_id: int
    label: Words
    category: SeatCategory
    is_voting: bool
    is_ex_officio: bool
    appointer: str
    takes_applications: bool
    term_months: int | None
    position: int
    status: SeatStatus
    holder: Holder | None


@dataclass(frozen=True)
class StaffBodyPage:
    """The seats of a body on a day, and the days on which something changes, for staff."""

    on: date
    seats: tuple[SeatRow, ...]
    change_days: tuple[date, ...]


@dataclass(frozen=True)
class TermRow:
    """One term in the history of a seat."""

    id: int
    person_id: int
    person_name: str
    starts_on: date
    ends_on: date
    left_on: date | None
    left_reason: str | None


@dataclass(frozen=True)
class SeatPage:
    """One seat with all its terms, newest first."""

    id: int
    body_id: int
    body_name: Words
    label: str
    label_es: str | None
    category: SeatCategory
    is_voting: bool
    is_ex_officio: bool
    appointer: str
    takes_applications: bool
    term_months: int | None
    position: int
    retired_on: date | None
    version: int
    status: SeatStatus
    holder_term_id: int | None
    terms: tuple[TermRow, ...]


@dataclass(frozen=True)
class TermPage:
    """One term, for the forms that change it."""

    id: int
    seat_id: int
    seat_label: Words
    body_id: int
    person_name: str
    starts_on: date
    ends_on: date
    left_on: date | None
    version: int


@dataclass(frozen=True)
class SeatDue:
    """A seat that needs somebody: vacant, carried over, or ending within `ENDING_SOON_DAYS`."""

    seat_id: int
    body_id: int
    body_name: Words
    label: Words
    status: SeatStatus
    ends_on: date | None


def seat_rows(body_id: int, on: date) -> tuple[SeatRow, ...]:
    """The seats of a body as they stand on ``on``, in their order. For callers that checked who is asking."""
    return seats_by_body([body_id], on).get(body_id, ())


def seats_by_body(body_ids: Iterable[int], on: date) -> dict[int, tuple[SeatRow, ...]]:
    """The seats of several bodies on ``on``, with two queries whatever their number."""
    body_ids = list(body_ids)
    if not body_ids:
        return {}
    seats = db.session.scalars(
        select(Seat)
        .where(Seat.body_id.in_(body_ids), or_(Seat.retired_on.is_(None), Seat.retired_on >= on))
        .order_by(Seat.body_id, Seat.position, Seat.label)
    ).all()
    terms = _terms_by_seat(body_ids)
    found: dict[int, list[SeatRow]] = defaultdict(list)
    for seat in seats:
        found[seat.body_id].append(_seat_row(seat, terms.get(seat.id, []), on))
    return {body_id: tuple(rows) for body_id, rows in found.items()}


def _terms_by_seat(body_ids: list[int]) -> dict[int, list[Term]]:
    terms = db.session.scalars(
        select(Term).where(Term.body_id.in_(body_ids)).options(joinedload(Term.person)).order_by(Term.starts_on)
    )
    found: dict[int, list[Term]] = defaultdict(list)
    for term in terms:
        found[term.seat_id].append(term)
    return found


def _seat_row(seat: Seat, terms: list[Term], on: date) -> SeatRow:
    spans = [term.span for term in terms]
    span = holder_of(spans, on)
    term = next((term for term in terms if span is not None and term.id == span.term_id), None)
    return SeatRow(
        seat_id=seat.id,
        body_id=seat.body_id,
        label=seat.words,
        category=SeatCategory(seat.category),
        is_voting=seat.is_voting,
        is_ex_officio=seat.is_ex_officio,
        appointer=seat.appointer,
        takes_applications=seat.takes_applications,
        term_months=seat.term_months,
        position=seat.position,
        status=status_of(spans, on),
        holder=_holder(term) if term else None,
    )


def _holder(term: Term) -> Holder:
    person = term.person
    return Holder(
        term.id, person.id, person.name, person.is_named_publicly, term.starts_on, term.ends_on, term.left_on
    )


def staff_body_page(actor: Actor, body_id: int, on: date) -> StaffBodyPage:
    """The seats of a body the actor runs, as they stood or will stand on ``on``. Raises `NotFound`."""
    if db.session.scalar(manageable_bodies(actor).where(Body.id == body_id)) is None:
        raise NotFound
    return StaffBodyPage(on, seat_rows(body_id, on), change_days(body_id))


def change_days(body_id: int) -> tuple[date, ...]:
    """The days on which a seat of the body changed hands or will, newest first; for moving along time."""
    days: set[date] = set()
    for starts_on, left_on in db.session.execute(select(Term.starts_on, Term.left_on).where(Term.body_id == body_id)):
        days.add(starts_on)
        if left_on is not None:
            days.add(left_on + timedelta(days=1))
    return tuple(sorted(days, reverse=True))


def find_seat(actor: Actor, seat_id: int) -> tuple[Seat, Body]:
    """A seat and its body, for this area's services and queries. Raises `NotFound` when the body is not visible."""
    row = db.session.execute(
        visible_bodies(actor).add_columns(Seat).join(Seat, Seat.body_id == Body.id).where(Seat.id == seat_id)
    ).first()
    if row is None:
        raise NotFound
    return row[1], row[0]


def seat_page(actor: Actor, seat_id: int, on: date) -> SeatPage:
    """One seat of a body the actor runs, with its history. Raises `NotFound`, `NotAllowed`."""
    seat, body = find_seat(actor, seat_id)
    if not can_manage_body(actor, body):
        raise NotAllowed
    terms = _terms_of_seat(seat_id)
    spans = [term.span for term in terms]
    holder = holder_of(spans, on)
    return SeatPage(
        id=seat.id,
        body_id=body.id,
        body_name=body.words,
        label=seat.label,
        label_es=seat.label_es,
        category=SeatCategory(seat.category),
        is_voting=seat.is_voting,
        is_ex_officio=seat.is_ex_officio,
        appointer=seat.appointer,
        takes_applications=seat.takes_applications,
        term_months=seat.term_months,
        position=seat.position,
        retired_on=seat.retired_on,
        version=seat.version,
        status=status_of(spans, on),
        holder_term_id=holder.term_id if holder else None,
        terms=tuple(_term_row(term) for term in terms),
    )


def _terms_of_seat(seat_id: int) -> list[Term]:
    return list(
        db.session.scalars(
            select(Term)
            .where(Term.seat_id == seat_id)
            .options(joinedload(Term.person))
            .order_by(Term.starts_on.desc())
        )
    )


def _term_row(term: Term) -> TermRow:
    return TermRow(
        term.id, term.person_id, term.person.name, term.starts_on, term.ends_on, term.left_on, term.left_reason
    )


def find_term(actor: Actor, term_id: int) -> tuple[Term, Seat, Body, Person]:
    """A term with its seat, body and person. Raises `NotFound` when the body is not visible."""
    row = db.session.execute(
        visible_bodies(actor)
        .add_columns(Term, Seat, Person)
        .join(Term, Term.body_id == Body.id)
        .join(Seat, Seat.id == Term.seat_id)
        .join(Person, Person.id == Term.person_id)
        .where(Term.id == term_id)
    ).first()
    if row is None:
        raise NotFound
    body, term, seat, person = row
    return term, seat, body, person


def term_page(actor: Actor, term_id: int) -> TermPage:
    """One term on a body the actor runs. Raises `NotFound`, `NotAllowed`."""
    term, seat, body, person = find_term(actor, term_id)
    if not can_manage_body(actor, body):
        raise NotAllowed
    return TermPage(
        term.id,
        seat.id,
        seat.words,
        body.id,
        person.name,
        term.starts_on,
        term.ends_on,
        term.left_on,
        term.version,
    )


def seats_due(actor: Actor, on: date) -> tuple[SeatDue, ...]:
    """What is to be done about the seats of the councils the actor runs, most urgent first; three queries."""
    bodies = {body.id: body.words for body in db.session.scalars(manageable_bodies(actor))}
    due = [
        SeatDue(
            seat.seat_id,
            body_id,
            bodies[body_id],
            seat.label,
            seat.status,
            seat.holder.ends_on if seat.holder else None,
        )
        for body_id, seats in seats_by_body(bodies, on).items()
        for seat in seats
        if seat.status is not SeatStatus.FILLED
    ]
    return tuple(sorted(due, key=lambda row: (row.ends_on or on, row.body_name.en, row.label.en)))
