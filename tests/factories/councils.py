"""Councils, seats, people and terms for tests."""

from datetime import date
from itertools import count
from typing import Any

from engage.core.actor import Actor
from engage.core.db import db, is_at_work, unit_of_work
from engage.core.permissions import Permission
from engage.councils.enums import BodyKind, LeftReason, SeatCategory
from engage.councils.models import Body, Person, Seat, Term
from engage.directory.models import Plan

_number = count(1)


def _keep(row: Any) -> int:
    """Store a row, in the open unit of work or one of its own; returns its id."""
    if is_at_work():
        db.session.add(row)
        db.session.flush()
        return row.id
    with unit_of_work():
        db.session.add(row)
        db.session.flush()
        return row.id


def make_body(**details: Any) -> int:
    """A public council."""
    details = {"name": f"Council {next(_number)}", "kind": BodyKind.BAC, "has_posting_clocks": True} | details
    return _keep(Body(**details))


def make_seat(body_id: int, **details: Any) -> int:
    """A voting member's seat with two-year terms."""
    details = {"label": f"Seat {next(_number)}", "category": SeatCategory.MEMBER, "term_months": 24} | details
    return _keep(Seat(body_id=body_id, **details))


def make_person(body_id: int, **details: Any) -> int:
    """Somebody who did not choose to be named."""
    number = next(_number)
    details = {"name": f"Person {number}", "email": f"person{number}@example.org"} | details
    return _keep(Person(body_id=body_id, **details))


def make_term(
    seat_id: int,
    person_id: int,
    starts_on: date = date(2026, 1, 1),
    ends_on: date = date(2027, 12, 31),
    left_on: date | None = None,
) -> int:
    """A term; one that ended early ended by resignation."""
    body_id = db.session.get(Seat, seat_id).body_id
    return _keep(
        Term(
            seat_id=seat_id,
            body_id=body_id,
            person_id=person_id,
            starts_on=starts_on,
            ends_on=ends_on,
            left_on=left_on,
            left_reason=LeftReason.RESIGNED if left_on else None,
        )
    )


def seat_somebody(body_id: int, *, seat: dict[str, Any] | None = None, **person: Any) -> tuple[int, int]:
    """A seat with somebody on it in 2026 and 2027; returns (seat id, person id)."""
    seat_id = make_seat(body_id, **(seat or {}))
    person_id = make_person(body_id, **person)
    make_term(seat_id, person_id)
    return seat_id, person_id


def make_plan(name: str = "") -> int:
    """A health plan."""
    name = name or f"Plan {next(_number)}"
    return _keep(Plan(name=name, name_key=name.casefold(), kind="fide_snp"))


_MANAGER = frozenset(
    {
        Permission.COUNCILS_BODY_READ,
        Permission.COUNCILS_BODY_MANAGE,
        Permission.COUNCILS_PERSON_MANAGE,
        Permission.MEETINGS_MEETING_MANAGE,
        Permission.MEETINGS_MINUTES_APPROVE,
    }
)


def coordinator(*body_ids: int, account_id: int = 901) -> Actor:
    """The coordinator of these councils."""
    return Actor(
        account_id=account_id,
        name="Cora Coordinator",
        roles=frozenset({"coordinator"}),
        permissions=_MANAGER,
        body_ids=frozenset(body_ids),
    )


def plan_coordinator(*plan_ids: int, account_id: int = 902) -> Actor:
    """The coordinator of these plans' committees."""
    return Actor(
        account_id=account_id,
        name="Paula Plan",
        roles=frozenset({"plan_coordinator"}),
        permissions=_MANAGER,
        plan_ids=frozenset(plan_ids),
    )


def member(person_id: int | None, *body_ids: int, account_id: int = 903) -> Actor:
    """A council member who sits on these councils."""
    return Actor(
        account_id=account_id,
        person_id=person_id,
        name="Mem Ber",
        roles=frozenset({"member"}),
        permissions=frozenset({Permission.MEETINGS_MEETING_ATTEND, Permission.FEEDBACK_ANSWER_GIVE}),
        seated_body_ids=frozenset(body_ids),
    )


def helper(*person_ids: int, body_ids: tuple[int, ...] = (), account_id: int = 904) -> Actor:
    """Somebody who helps these people, who sit on these councils."""
    return Actor(
        account_id=account_id,
        name="Hel Per",
        roles=frozenset({"helper"}),
        permissions=frozenset({Permission.MEETINGS_MEETING_ATTEND, Permission.FEEDBACK_ANSWER_GIVE}),
        helped_person_ids=frozenset(person_ids),
        seated_body_ids=frozenset(body_ids),
    )


def program_team(account_id: int = 905) -> Actor:
    """Somebody of the state's program team."""
    return Actor(
        account_id=account_id,
        name="Pro Gram",
        roles=frozenset({"program_team"}),
        permissions=frozenset({Permission.COUNCILS_BODY_READ, Permission.THEMES_THEME_READ}),
    )


def administrator(account_id: int = 906) -> Actor:
    """The system administrator, who sees no people."""
    return Actor(
        account_id=account_id,
        name="Ad Min",
        roles=frozenset({"administrator"}),
        permissions=frozenset(
            {Permission.COUNCILS_BODY_CREATE, Permission.ACCOUNTS_ACCOUNT_MANAGE, Permission.AUDIT_ENTRY_READ}
        ),
    )
