"""Changing councils, seats, people and terms."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.audit.models import AuditEntry
from engage.core import clock
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from engage.councils import services
from engage.councils.enums import BodyKind, ContactWay, LeftReason, SeatCategory
from engage.councils.models import Body, Person, Seat, Term
from tests.factories import councils as make

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def do(service, **arguments):
    """Carry a service out in a unit of work of its own."""
    with unit_of_work():
        return service(**arguments)


def refused(service, **arguments):
    """The refusal of a service: (field, sentence)."""
    with pytest.raises(RuleBroken) as caught:
        do(service, **arguments)
    return caught.value.field, str(caught.value)


def last_audit():
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    return entry.event, entry.subject, entry.details


@pytest.fixture
def council(app):
    return make.make_body(name="Voices Council")


# Bodies


def test_create_body_forces_the_clocks_of_a_bac(app):
    details = services.BodyDetails(name="New council", kind=BodyKind.BAC)
    body_id = do(services.create_body, actor=make.administrator(), details=details)
    assert db.session.get(Body, body_id).has_posting_clocks is True
    assert last_audit() == (
        "councils:body:created",
        f"body:{body_id}",
        {"kind": "bac", "parent_id": None, "plan_id": None},
    )


@pytest.mark.parametrize("actor", [STRANGER, make.member(1), make.program_team(), make.coordinator(77)])
def test_create_body_is_for_administrators(app, actor):
    with pytest.raises(NotAllowed):
        do(services.create_body, actor=actor, details=services.BodyDetails(name="X", kind=BodyKind.OTHER))


def test_coordinator_makes_a_group_below_their_council_with_its_plan(app):
    plan_id = make.make_plan()
    parent_id = make.make_body(plan_id=plan_id)
    other_plan = make.make_plan()
    details = services.BodyDetails(name="Rides", kind=BodyKind.OTHER, parent_id=parent_id, plan_id=other_plan)
    body_id = do(services.create_body, actor=make.coordinator(parent_id), details=details)
    assert db.session.get(Body, body_id).plan_id == plan_id


def test_two_councils_cannot_have_one_name(council):
    details = services.BodyDetails(name="VOICES council", kind=BodyKind.BAC)
    assert refused(services.create_body, actor=make.administrator(), details=details)[0] == "name"


def test_council_cannot_stand_below_its_own_group(council):
    child_id = make.make_body(parent_id=council)
    details = services.BodyDetails(name="Voices Council", kind=BodyKind.BAC, parent_id=child_id)
    arguments = {"actor": make.administrator(), "body_id": council, "expected_version": 1, "details": details}
    assert refused(services.edit_body, **arguments)[0] == "parent_id"


def test_edit_body_notices_a_stale_form(council):
    details = services.BodyDetails(name="Renamed", kind=BodyKind.BAC)
    arguments = {"actor": make.coordinator(council), "body_id": council, "details": details}
    do(services.edit_body, expected_version=1, **arguments)
    with pytest.raises(Conflict):
        do(services.edit_body, expected_version=1, **arguments)


def test_coordinator_cannot_give_their_council_to_a_plan(council):
    plan_id = make.make_plan()
    details = services.BodyDetails(name="Voices Council", kind=BodyKind.BAC, plan_id=plan_id)
    do(
        services.edit_body,
        actor=make.coordinator(council),
        body_id=council,
        expected_version=1,
        details=details,
    )
    assert db.session.get(Body, council).plan_id is None


def test_unseen_council_is_not_found(app):
    hidden = make.make_body(is_public=False)
    details = services.BodyDetails(name="X", kind=BodyKind.OTHER)
    with pytest.raises(NotFound):
        do(
            services.edit_body,
            actor=make.coordinator(77),
            body_id=hidden,
            expected_version=1,
            details=details,
        )


# Seats


def test_add_seat(council):
    details = services.SeatDetails(label="Seat 1", category=SeatCategory.MEMBER, term_months=24)
    seat_id = do(services.add_seat, actor=make.coordinator(council), body_id=council, details=details)
    assert db.session.get(Seat, seat_id).term_months == 24


def test_seat_names_are_unique_on_a_council_only(council):
    make.make_seat(council, label="Seat 1")
    details = services.SeatDetails(label="SEAT 1", category=SeatCategory.MEMBER)
    arguments = {"actor": make.coordinator(council, other := make.make_body()), "details": details}
    assert refused(services.add_seat, body_id=council, **arguments)[0] == "label"
    do(services.add_seat, body_id=other, **arguments)


def test_other_coordinator_adds_no_seat(council):
    details = services.SeatDetails(label="Seat 1", category=SeatCategory.MEMBER)
    with pytest.raises(NotAllowed):
        do(services.add_seat, actor=make.coordinator(make.make_body()), body_id=council, details=details)


def test_ex_officio_seat_has_no_vote(council):
    details = services.SeatDetails(label="Seat 1", category=SeatCategory.AGENCY, is_ex_officio=True)
    arguments = {"actor": make.coordinator(council), "body_id": council, "details": details}
    assert refused(services.add_seat, **arguments)[0] == "is_ex_officio"


def test_seat_is_not_retired_under_its_holder(council):
    seat_id, _ = make.seat_somebody(council)
    arguments = {"actor": make.coordinator(council), "seat_id": seat_id, "expected_version": 1}
    assert refused(services.retire_seat, retired_on=LAST, **arguments)[0] == "retired_on"


def test_retired_seat_takes_no_later_term(council):
    seat_id, person_id = make.make_seat(council), make.make_person(council)
    actor = make.coordinator(council)
    do(services.retire_seat, actor=actor, seat_id=seat_id, expected_version=1, retired_on=LAST)
    arguments = {"actor": actor, "seat_id": seat_id, "person_id": person_id, "starts_on": FIRST}
    field, sentence = refused(services.start_term, ends_on=LAST + timedelta(days=1), **arguments)
    assert (field, sentence) == ("ends_on", "This seat exists only until 2026-12-31.")
    do(services.start_term, ends_on=LAST, **arguments)


# Terms


@pytest.fixture
def start(council):
    """Start a term on a council's seat, as its coordinator."""

    def start(seat_id, person_id, starts_on=FIRST, ends_on=LAST):
        return do(
            services.start_term,
            actor=make.coordinator(council),
            seat_id=seat_id,
            person_id=person_id,
            starts_on=starts_on,
            ends_on=ends_on,
        )

    return start


def test_usual_length_of_a_term(council, start):
    seat_id = make.make_seat(council, term_months=24)
    term_id = start(seat_id, make.make_person(council), date(2026, 3, 1), None)
    assert db.session.get(Term, term_id).ends_on == date(2028, 2, 29)
    assert last_audit()[0] == "councils:term:started"


def test_seat_without_usual_length_asks_for_the_last_day(council, start):
    seat_id = make.make_seat(council, term_months=None)
    with pytest.raises(RuleBroken) as caught:
        start(seat_id, make.make_person(council), FIRST, None)
    assert caught.value.field == "ends_on"


def test_term_cannot_end_before_it_starts(council, start):
    with pytest.raises(RuleBroken, match="must not be before the first day") as caught:
        start(make.make_seat(council), make.make_person(council), LAST, FIRST)
    assert caught.value.field == "ends_on"


def test_term_cannot_overlap_another_on_the_seat(council, start):
    seat_id = make.make_seat(council)
    start(seat_id, make.make_person(council, name="Ana Ruiz"))
    with pytest.raises(RuleBroken, match="Ana Ruiz holds this seat from 2026-01-01 to 2026-12-31") as caught:
        start(seat_id, make.make_person(council), LAST, LAST + timedelta(days=1))
    assert caught.value.field == "starts_on"
    start(seat_id, make.make_person(council), LAST + timedelta(days=1), LAST + timedelta(days=9))


def test_person_cannot_hold_two_seats_of_a_council(council, start):
    person_id = make.make_person(council, name="Ana Ruiz")
    start(make.make_seat(council, label="Seat 1"), person_id)
    with pytest.raises(RuleBroken, match=r"Ana Ruiz already sits on this council \(Seat 1\)") as caught:
        start(make.make_seat(council), person_id, LAST, LAST + timedelta(days=400))
    assert caught.value.field == "person_id"


def test_person_carried_over_cannot_take_a_second_seat(council, start):
    person_id = make.make_person(council)
    start(make.make_seat(council), person_id)
    with pytest.raises(RuleBroken):
        start(make.make_seat(council), person_id, LAST + timedelta(days=30), LAST + timedelta(days=400))


def test_person_may_sit_again_on_the_same_seat_and_on_another_council(council, start):
    seat_id, person_id = make.make_seat(council), make.make_person(council)
    start(seat_id, person_id)
    start(seat_id, person_id, LAST + timedelta(days=1), LAST + timedelta(days=300))
    other = make.make_body()
    do(
        services.start_term,
        actor=make.coordinator(council, other),
        seat_id=make.make_seat(other),
        person_id=person_id,
        starts_on=FIRST,
        ends_on=LAST,
    )


def test_person_of_another_council_cannot_be_seated_unseen(council, start):
    stranger_id = make.make_person(make.make_body())
    with pytest.raises(NotFound):
        start(make.make_seat(council), stranger_id)


def test_extend_term(council, start):
    term_id = start(make.make_seat(council), make.make_person(council))
    arguments = {"actor": make.coordinator(council), "term_id": term_id, "expected_version": 1}
    assert refused(services.extend_term, ends_on=LAST, **arguments)[0] == "ends_on"
    do(services.extend_term, ends_on=LAST + timedelta(days=1), **arguments)
    assert last_audit()[2]["ends_on_before"] == "2026-12-31"
    with pytest.raises(Conflict):
        do(services.extend_term, ends_on=LAST + timedelta(days=2), **arguments)


def test_extension_stops_before_the_next_term(council, start):
    seat_id = make.make_seat(council)
    term_id = start(seat_id, make.make_person(council))
    start(seat_id, make.make_person(council), date(2027, 2, 1), date(2028, 1, 31))
    arguments = {"actor": make.coordinator(council), "term_id": term_id, "expected_version": 1}
    assert refused(services.extend_term, ends_on=date(2027, 2, 1), **arguments)[0] == "starts_on"
    do(services.extend_term, ends_on=date(2027, 1, 31), **arguments)


def test_end_term(council, start):
    term_id = start(make.make_seat(council), make.make_person(council))
    arguments = {
        "actor": make.coordinator(council),
        "term_id": term_id,
        "expected_version": 1,
        "reason": LeftReason.RESIGNED,
    }
    assert refused(services.end_term, left_on=FIRST - timedelta(days=1), **arguments)[0] == "left_on"
    do(services.end_term, left_on=FIRST, **arguments)
    assert db.session.get(Term, term_id).left_reason == "resigned"
    field, sentence = refused(
        services.extend_term,
        actor=make.coordinator(council),
        term_id=term_id,
        expected_version=2,
        ends_on=LAST + timedelta(days=9),
    )
    assert (field, sentence) == ("ends_on", "This person left the seat. Start a new term instead.")


def test_nobody_leaves_after_the_next_person_began(council, start):
    seat_id = make.make_seat(council)
    term_id = start(seat_id, make.make_person(council))
    start(seat_id, make.make_person(council), date(2027, 2, 1), date(2028, 1, 31))
    arguments = {"actor": make.coordinator(council), "term_id": term_id, "expected_version": 1}
    field, _ = refused(services.end_term, left_on=date(2027, 2, 1), reason=LeftReason.OTHER, **arguments)
    assert field == "left_on"


def test_only_a_term_that_has_not_begun_is_taken_back(council, start):
    today = clock.today("America/New_York")
    begun = start(make.make_seat(council), make.make_person(council), today, today)
    later = start(make.make_seat(council), make.make_person(council), today + timedelta(days=2), today + timedelta(9))
    actor = make.coordinator(council)
    refused(services.remove_term, actor=actor, term_id=begun, expected_version=1)
    do(services.remove_term, actor=actor, term_id=later, expected_version=1)
    assert db.session.get(Term, later) is None


@pytest.mark.parametrize("service", [services.extend_term, services.end_term, services.remove_term])
def test_terms_belong_to_their_coordinator(council, start, service):
    term_id = start(make.make_seat(council), make.make_person(council))
    arguments = {
        services.extend_term: {"ends_on": LAST},
        services.end_term: {"left_on": LAST, "reason": LeftReason.OTHER},
    }.get(service, {})
    for actor in (STRANGER, make.member(1, council), make.coordinator(make.make_body()), make.administrator()):
        with pytest.raises(NotAllowed):
            do(service, actor=actor, term_id=term_id, expected_version=1, **arguments)


# What the database itself refuses


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "left_on"),
    [(LAST, LAST, None), (date(2025, 1, 1), FIRST, None), (date(2025, 1, 1), date(2025, 2, 1), FIRST)],
)
def test_database_refuses_overlap_on_a_seat(council, starts_on, ends_on, left_on):
    seat_id = make.make_seat(council)
    make.make_term(seat_id, make.make_person(council), FIRST, LAST)
    other = make.make_person(council)
    with pytest.raises(IntegrityError):
        make.make_term(seat_id, other, starts_on, ends_on, left_on)


def test_database_refuses_a_person_twice_on_a_council(council):
    person_id = make.make_person(council)
    make.make_term(make.make_seat(council), person_id, FIRST, LAST)
    second = make.make_seat(council)
    with pytest.raises(IntegrityError):
        make.make_term(second, person_id, LAST, LAST)


def test_database_refuses_an_overlap_made_by_a_change(council):
    seat_id = make.make_seat(council)
    term_id = make.make_term(seat_id, make.make_person(council), FIRST, date(2026, 6, 30))
    make.make_term(seat_id, make.make_person(council), date(2026, 7, 1), LAST)
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.get(Term, term_id).ends_on = LAST


@pytest.mark.parametrize("left_on", [None, date(2025, 12, 31)])
def test_database_refuses_days_in_the_wrong_order(council, left_on):
    seat_id, person_id = make.make_seat(council), make.make_person(council)
    with pytest.raises(IntegrityError):
        make.make_term(seat_id, person_id, FIRST, FIRST - timedelta(days=1) if left_on is None else LAST, left_on)


# People


def test_person_is_not_named_unless_chosen(council):
    details = services.PersonDetails(name="Ana Ruiz", email="ana@example.org")
    person_id = do(services.record_person, actor=make.coordinator(council), body_id=council, details=details)
    assert db.session.get(Person, person_id).is_named_publicly is False
    assert last_audit() == ("councils:person:recorded", f"person:{person_id}", {"body_id": council})


@pytest.mark.parametrize("way", [ContactWay.PHONE, ContactWay.TEXT])
def test_way_to_reach_needs_its_number(council, way):
    details = services.PersonDetails(name="Ana Ruiz", email="ana@example.org", preferred_contact=way)
    arguments = {"actor": make.coordinator(council), "body_id": council, "details": details}
    assert refused(services.record_person, **arguments)[0] == "preferred_contact"


def test_member_and_helper_make_the_choices(council):
    person_id = make.make_person(council)
    details = services.ChoiceDetails(True, "es", ContactWay.EMAIL, ("braille",), "")
    for version, actor in enumerate((make.member(person_id), make.helper(person_id)), 1):
        do(services.save_choices, actor=actor, person_id=person_id, expected_version=version, details=details)
        details = services.ChoiceDetails(False, "es", ContactWay.EMAIL, ("braille",), "")
    person = db.session.get(Person, person_id)
    assert (person.is_named_publicly, person.language, person.format_needs) == (False, "es", ["braille"])
    assert last_audit()[2] == {"fields": ["is_named_publicly"]}


def test_nobody_else_makes_the_choices(council):
    person_id = make.make_person(council)
    details = services.ChoiceDetails(True, "en", ContactWay.EMAIL, (), "")
    for actor in (STRANGER, make.member(person_id + 1), make.helper(person_id + 1), make.coordinator(council)):
        with pytest.raises(NotFound):
            do(services.save_choices, actor=actor, person_id=person_id, expected_version=1, details=details)


def test_contacts_leave_an_audit_entry(council):
    make.seat_somebody(council)
    people = do(services.export_contacts, actor=make.coordinator(council), body_id=council, on=FIRST)
    assert len(people) == 1
    assert last_audit() == ("councils:roster:exported", f"body:{council}", {"on": "2026-01-01", "rows": 1})
    with pytest.raises(NotAllowed):
        do(services.export_contacts, actor=make.program_team(), body_id=council, on=FIRST)


def test_a_change_that_slipped_in_between_is_a_conflict(council):
    with pytest.raises(Conflict), unit_of_work():
        body = db.session.get(Body, council)
        db.session.connection().exec_driver_sql(f"UPDATE body SET version = 7 WHERE id = {council}")
        body.name = "Too late"
