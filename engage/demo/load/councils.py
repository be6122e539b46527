"""Chapter two: the councils, who can sign in, who sits where and since when."""

from datetime import date
from typing import Any

from engage.accounts.enums import Role
from engage.accounts.services import create_account, grant_role, invite_account
from engage.core.actor import Actor, system_actor
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.councils import services
from engage.councils.enums import BodyKind, ContactWay, LeftReason, SeatCategory
from engage.demo.load.stage import Stage, read
from engage.demo.people import PASSWORD, SIGN_INS, DemoPerson

_MADE_AGO = 205
_ACCOUNTS_AGO = 200
_INVITED_AGO = 2
#: Who of those who can sign in is, or helps, which person of the councils.
_PERSON_OF = {"member": "rosa", "member_es": "lucia", "helper": "walter"}
_COORDINATED = ("council", "bac", "mac")


def tell(stage: Stage) -> None:
    """Make bodies, accounts, seats, people and their terms."""
    data = read("councils.toml")
    with stage.at(_MADE_AGO):
        _make_bodies(stage, data["body"])
    with stage.at(_ACCOUNTS_AGO):
        _make_staff(stage)
        runs = {"plan": stage.actor("plan_coordinator")}
        coordinator = stage.actor("coordinator")
        for person in data["person"]:
            _record_person(stage, runs.get(person["body"], coordinator), person)
        _make_members(stage)
        for place, seat in enumerate(data["seat"], start=1):
            _fill_seat(stage, runs.get(seat["body"], coordinator), place, seat)
    with stage.at(_INVITED_AGO):
        _invite(stage)


def _make_bodies(stage: Stage, bodies: list[dict[str, Any]]) -> None:
    actor = system_actor(Side.ENGAGE, Permission.COUNCILS_BODY_CREATE)
    for body in bodies:
        key = body.pop("key")
        plan_id = stage.plan_id(body.pop("plan", None))
        texts = {name: value.strip() if isinstance(value, str) else value for name, value in body.items()}
        details = services.BodyDetails(plan_id=plan_id, **{**texts, "kind": BodyKind(texts["kind"])})
        stage.bodies[key] = services.create_body(actor=actor, details=details)


def _keeper() -> Actor:
    return system_actor(Side.ENGAGE, Permission.ACCOUNTS_ACCOUNT_MANAGE)


def _account(person: DemoPerson, **scope: int | None) -> int:
    return create_account(
        actor=_keeper(),
        email=person.email,
        name=person.name,
        password=PASSWORD,
        role=person.role,
        language=person.language,
        **scope,
    )


def _make_staff(stage: Stage) -> None:
    for key, person in SIGN_INS.items():
        if person.side is Side.ENGAGE and key not in _PERSON_OF:
            scope = {
                Role.COORDINATOR: {"body_id": stage.bodies[_COORDINATED[0]]},
                Role.PLAN_COORDINATOR: {"plan_id": stage.plan_id(0)},
            }.get(person.role, {})
            account_id = _account(person, **scope)
            if person.role is Role.COORDINATOR:
                for body in _COORDINATED[1:]:
                    grant_role(actor=_keeper(), account_id=account_id, role=person.role, body_id=stage.bodies[body])


def _make_members(stage: Stage) -> None:
    for key, whose in _PERSON_OF.items():
        _account(SIGN_INS[key], person_id=stage.people[whose])


def _invite(stage: Stage) -> None:
    """Somebody new in the program team has not followed the link yet."""
    invite_account(
        actor=stage.actor("administrator"), email="helen@demo.example", name="Helen Marsh", role=Role.PROGRAM_TEAM
    )


def _record_person(stage: Stage, actor: Actor, person: dict[str, Any]) -> None:
    key, body = person.pop("key"), person.pop("body")
    details = services.PersonDetails(
        **{
            **person,
            "format_needs": tuple(person.get("format_needs", ())),
            "preferred_contact": ContactWay(person.get("preferred_contact", "email")),
        }
    )
    stage.people[key] = services.record_person(actor=actor, body_id=stage.bodies[body], details=details)


def _fill_seat(stage: Stage, actor: Actor, place: int, seat: dict[str, Any]) -> None:
    body_id, terms = stage.bodies[seat.pop("body")], seat.pop("terms", ())
    retired_on: date | None = seat.pop("retired_on", None)
    details = services.SeatDetails(position=place, **{**seat, "category": SeatCategory(seat["category"])})
    seat_id = services.add_seat(actor=actor, body_id=body_id, details=details)
    for term in terms:
        starts_on = term.get("from_day") or stage.day(term["from"])
        ends_on = term.get("to_day") or stage.day(term["to"])
        term_id = services.start_term(
            actor=actor, seat_id=seat_id, person_id=stage.people[term["who"]], starts_on=starts_on, ends_on=ends_on
        )
        if "left" in term:
            services.end_term(
                actor=actor, term_id=term_id, expected_version=1, left_on=ends_on, reason=LeftReason(term["left"])
            )
    if retired_on is not None:
        services.retire_seat(actor=actor, seat_id=seat_id, expected_version=1, retired_on=retired_on)
