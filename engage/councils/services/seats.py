"""Making, changing and retiring seats."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.changes import check_version, take_over
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.councils import audit_events
from engage.councils.enums import SeatCategory
from engage.councils.models import Seat, Term
from engage.councils.policies import can_manage_body
from engage.councils.queries.bodies import find_body
from engage.councils.queries.seats import find_seat


@dataclass(frozen=True)
class SeatDetails:
    """What can be said about a seat. ``term_months`` None means that terms have no usual length."""

    label: str
    category: SeatCategory
    label_es: str | None = None
    is_voting: bool = True
    is_ex_officio: bool = False
    appointer: str = ""
    takes_applications: bool = False
    term_months: int | None = None
    position: int = 1


def add_seat(*, actor: Actor, body_id: int, details: SeatDetails) -> int:
    """Add an empty seat; returns its id. Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    body = find_body(actor, body_id)
    ensure(can_manage_body(actor, body))
    _check(details, body_id, None)
    seat = Seat(body_id=body_id, **asdict(details))
    db.session.add(seat)
    db.session.flush()
    audit.record(actor, audit_events.SEAT_ADDED, f"seat:{seat.id}", body_id=body_id, category=details.category.value)
    return seat.id


def edit_seat(*, actor: Actor, seat_id: int, expected_version: int | None, details: SeatDetails) -> None:
    """Change a seat. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    seat, body = find_seat(actor, seat_id)
    ensure(can_manage_body(actor, body))
    check_version(seat, expected_version)
    _check(details, body.id, seat)
    changed = take_over(seat, details)
    audit.record(actor, audit_events.SEAT_EDITED, f"seat:{seat.id}", body_id=body.id, fields=changed)


def _check(details: SeatDetails, body_id: int, seat: Seat | None) -> None:
    taken = select(Seat.id).where(Seat.body_id == body_id, func.lower(Seat.label) == details.label.lower())
    if seat is not None:
        taken = taken.where(Seat.id != seat.id)
    if db.session.scalar(taken):
        raise RuleBroken(
            N_("This council has a seat with this name. Add something to tell them apart."), field="label"
        )
    if details.is_voting and details.is_ex_officio:
        raise RuleBroken(N_("An ex officio seat has no vote here. Choose one of the two."), field="is_ex_officio")


def retire_seat(*, actor: Actor, seat_id: int, expected_version: int | None, retired_on: date) -> None:
    """Let ``retired_on`` be the last day on which the seat exists; its history stays.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken` when somebody holds it longer.
    """
    seat, body = find_seat(actor, seat_id)
    ensure(can_manage_body(actor, body))
    check_version(seat, expected_version)
    last = select(Term).where(Term.seat_id == seat.id).order_by(Term.starts_on.desc()).limit(1)
    term = db.session.scalar(last)
    if term is not None and (term.left_on is None or term.left_on > retired_on):
        raise RuleBroken(N_("Someone still holds this seat after that day. End the term first."), field="retired_on")
    seat.retired_on = retired_on
    audit.record(
        actor,
        audit_events.SEAT_RETIRED,
        f"seat:{seat.id}",
        body_id=body.id,
        retired_on=retired_on.isoformat(),
    )
