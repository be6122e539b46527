"""Starting, extending and ending terms."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.changes import check_version
from engage.core.db import db
from engage.core.errors import Conflict, RuleBroken
from engage.core.i18n import N_
from engage.councils import audit_events
from engage.councils.enums import LeftReason
from engage.councils.models import Person, Seat, Term
from engage.councils.policies import can_manage_body
from engage.councils.queries.people import find_person
from engage.councils.queries.scopes import state_today
from engage.councils.queries.seats import find_seat, find_term
from engage.councils.rules import holder_of, months_after, overlapping


def start_term(*, actor: Actor, seat_id: int, person_id: int, starts_on: date, ends_on: date | None = None) -> int:
    """Put a person on a seat from ``starts_on``; returns the term's id.

    Without ``ends_on`` the seat's usual length is taken. Somebody carried over on the seat is
    followed by this person. Raises `NotFound`, `NotAllowed`, `RuleBroken` naming the field, `Conflict`
    when somebody else filled the seat at the same moment.
    """
    seat, body = find_seat(actor, seat_id)
    ensure(can_manage_body(actor, body))
    person = find_person(actor, person_id)
    ends_on = ends_on or _usual_end(seat, starts_on)
    _check_days(seat, starts_on, ends_on)
    _check_seat_free(seat, starts_on, ends_on)
    _check_person_free(seat, person, starts_on, ends_on)
    term = Term(seat_id=seat.id, body_id=seat.body_id, person_id=person.id, starts_on=starts_on, ends_on=ends_on)
    db.session.add(term)
    _flush()
    audit.record(
        actor,
        audit_events.TERM_STARTED,
        f"term:{term.id}",
        seat_id=seat.id,
        person_id=person.id,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    return term.id


def extend_term(*, actor: Actor, term_id: int, expected_version: int | None, ends_on: date) -> None:
    """Move the last day of a term to a later day.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken` when the person left, the day is not
    later, or the seat is taken by then.
    """
    term, seat, body, person = find_term(actor, term_id)
    ensure(can_manage_body(actor, body))
    check_version(term, expected_version)
    if term.left_on is not None:
        raise RuleBroken(N_("This person left the seat. Start a new term instead."), field="ends_on")
    if ends_on <= term.ends_on:
        raise RuleBroken(
            N_("Enter a day after %(day)s, the last day of the term now."), field="ends_on", day=term.ends_on
        )
    _check_days(seat, term.starts_on, ends_on)
    _check_seat_free(seat, term.starts_on, ends_on, besides=term)
    _check_person_free(seat, person, term.starts_on, ends_on, besides=term)
    before, term.ends_on = term.ends_on, ends_on
    _flush()
    audit.record(
        actor,
        audit_events.TERM_EXTENDED,
        f"term:{term.id}",
        seat_id=seat.id,
        ends_on_before=before.isoformat(),
        ends_on=ends_on.isoformat(),
    )


def end_term(*, actor: Actor, term_id: int, expected_version: int | None, left_on: date, reason: LeftReason) -> None:
    """Record that ``left_on`` is the last day the person served; from the next day the seat is empty.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken` when the day is before the term or after
    somebody else began.
    """
    term, seat, body, person = find_term(actor, term_id)
    ensure(can_manage_body(actor, body))
    check_version(term, expected_version)
    if left_on < term.starts_on:
        raise RuleBroken(
            N_("The term began on %(day)s. Enter that day or a later one."), field="left_on", day=term.starts_on
        )
    _check_seat_free(seat, term.starts_on, left_on, besides=term, field="left_on")
    _check_person_free(seat, person, term.starts_on, left_on, besides=term, field="left_on")
    term.left_on, term.left_reason = left_on, reason.value
    _flush()
    audit.record(
        actor,
        audit_events.TERM_ENDED,
        f"term:{term.id}",
        seat_id=seat.id,
        left_on=left_on.isoformat(),
        reason=reason.value,
    )


def remove_term(*, actor: Actor, term_id: int, expected_version: int | None) -> None:
    """Take back a term that has not begun. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    term, seat, body, person = find_term(actor, term_id)
    ensure(can_manage_body(actor, body))
    check_version(term, expected_version)
    if term.starts_on <= state_today():
        raise RuleBroken(N_("This term has begun, so it stays in the history. End it instead."))
    db.session.delete(term)
    audit.record(
        actor,
        audit_events.TERM_REMOVED,
        f"term:{term.id}",
        seat_id=seat.id,
        person_id=person.id,
        starts_on=term.starts_on.isoformat(),
        ends_on=term.ends_on.isoformat(),
    )


def _usual_end(seat: Seat, starts_on: date) -> date:
    if seat.term_months is None:
        raise RuleBroken(N_("Enter the last day of the term."), field="ends_on")
    return months_after(starts_on, seat.term_months)


def _check_days(seat: Seat, starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise RuleBroken(N_("The last day must not be before the first day."), field="ends_on")
    if seat.retired_on is not None and ends_on > seat.retired_on:
        raise RuleBroken(N_("This seat exists only until %(day)s."), field="ends_on", day=seat.retired_on)


def _check_seat_free(
    seat: Seat, starts_on: date, ends_on: date, *, besides: Term | None = None, field: str = "starts_on"
) -> None:
    """Raise `RuleBroken` when somebody else has a term on the seat in these days."""
    rows = db.session.execute(
        select(Term, Person.name).join(Person, Person.id == Term.person_id).where(Term.seat_id == seat.id)
    ).all()
    names = {term.id: name for term, name in rows}
    others = [term.span for term, _ in rows if besides is None or term.id != besides.id]
    taken = overlapping(others, starts_on, ends_on)
    if taken is not None:
        raise RuleBroken(
            N_("%(name)s holds this seat from %(first)s to %(last)s. Choose other days, or end that term first."),
            field=field,
            name=names[taken.term_id],
            first=taken.starts_on,
            last=taken.last_on,
        )


def _check_person_free(
    seat: Seat,
    person: Person,
    starts_on: date,
    ends_on: date,
    *,
    besides: Term | None = None,
    field: str = "person_id",
) -> None:
    """Raise `RuleBroken` when the person already sits on this body in these days, carried over or not."""
    theirs = select(Term.seat_id).where(Term.body_id == seat.body_id, Term.person_id == person.id)
    rows = db.session.execute(
        select(Term, Seat.label).join(Seat, Seat.id == Term.seat_id).where(Term.seat_id.in_(theirs))
    ).all()
    labels = {term.seat_id: label for term, label in rows}
    others = [term.span for term, _ in rows if besides is None or term.id != besides.id]
    for seat_id in sorted(labels):
        of_seat = [term for term in others if term.seat_id == seat_id]
        holder = holder_of(of_seat, starts_on)
        is_carried = seat_id != seat.id and holder is not None and holder.person_id == person.id
        mine = [term for term in of_seat if term.person_id == person.id]
        if is_carried or overlapping(mine, starts_on, ends_on) is not None:
            raise RuleBroken(
                N_("%(name)s already sits on this council (%(seat)s). One person can hold one seat at a time."),
                field=field,
                name=person.name,
                seat=labels[seat_id],
            )


def _flush() -> None:
    """Write now, so that a term somebody else saved at the same moment is noticed here."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict from error
