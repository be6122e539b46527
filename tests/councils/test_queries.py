"""Reads of councils, rosters and people."""

from dataclasses import asdict
from datetime import date

import pytest

from engage.core import clock
from engage.core.actor import STRANGER
from engage.core.errors import NotFound
from engage.councils import queries
from engage.councils.enums import SeatStatus
from tests.factories import councils as make

ON = date(2026, 6, 1)


@pytest.fixture
def council(app):
    return make.make_body(name="Voices Council")


def test_public_roster_cannot_hold_an_unnamed_member(council):
    make.seat_somebody(council, name="Hidden Holder", email="hidden@example.org", phone="555-010-0199")
    make.seat_somebody(council, name="Ana Ruiz", is_named_publicly=True)
    roster = queries.public_roster(STRANGER, council, ON)
    text = str(asdict(roster))
    assert "Ana Ruiz" in text
    for secret in ("Hidden Holder", "hidden@example.org", "555-010-0199", "person_id"):
        assert secret not in text


def test_roster_as_of_a_day(council):
    seat_id = make.make_seat(council, label="Seat 1")
    first, second = (make.make_person(council, name=name, is_named_publicly=True) for name in ("Ana", "Ben"))
    make.make_term(seat_id, first, date(2024, 1, 1), date(2024, 12, 31), date(2024, 6, 30))
    make.make_term(seat_id, second, date(2025, 1, 1), date(2025, 12, 31))
    shown = {
        on: (seat.shown_name, seat.status)
        for on in (date(2024, 6, 30), date(2024, 7, 1), date(2025, 1, 1), date(2026, 1, 1))
        for seat in queries.public_roster(STRANGER, council, on).seats
    }
    assert shown == {
        date(2024, 6, 30): ("Ana", SeatStatus.ENDING_SOON),
        date(2024, 7, 1): (None, SeatStatus.VACANT),
        date(2025, 1, 1): ("Ben", SeatStatus.FILLED),
        date(2026, 1, 1): ("Ben", SeatStatus.CARRIED_OVER),
    }
    assert queries.public_roster(STRANGER, council, ON).change_days == (
        date(2025, 1, 1),
        date(2024, 7, 1),
        date(2024, 1, 1),
    )


def test_seats_on_a_day_do_not_depend_on_today(council, monkeypatch):
    make.seat_somebody(council)
    before = queries.seat_rows(council, ON)
    for today in (date(2020, 1, 1), date(2040, 1, 1)):
        monkeypatch.setattr(clock, "today", lambda zone="UTC", today=today: today)
        assert queries.seat_rows(council, ON) == before


def test_retired_seat_is_shown_until_its_last_day(council):
    make.make_seat(council, retired_on=ON)
    assert len(queries.seat_rows(council, ON)) == 1
    assert queries.seat_rows(council, date(2026, 6, 2)) == ()


def test_unseen_council_is_not_found(app):
    hidden = make.make_body(is_public=False)
    for read in (
        lambda: queries.body_page(STRANGER, hidden),
        lambda: queries.public_roster(STRANGER, hidden, ON),
        lambda: queries.body_page(STRANGER, 999_999),
    ):
        with pytest.raises(NotFound):
            read()


def test_hidden_group_is_not_named_on_its_parents_page(council):
    make.make_body(name="Open group", parent_id=council)
    make.make_body(name="Closed group", parent_id=council, is_public=False)
    assert [child.name.en for child in queries.body_page(STRANGER, council).children] == ["Open group"]
    assert len(queries.body_page(make.program_team(), council).children) == 2


def test_body_rows_count_how_seats_stand(council):
    make.seat_somebody(council)
    carried = make.make_seat(council)
    make.make_term(carried, make.make_person(council), date(2024, 1, 1), date(2025, 12, 31))
    ending = make.make_seat(council)
    make.make_term(ending, make.make_person(council), date(2025, 1, 1), date(2026, 7, 1))
    make.make_seat(council)
    (row,) = queries.body_rows(STRANGER, ON).rows
    assert (row.seats, row.vacant, row.ending_soon, row.carried_over) == (4, 1, 1, 1)


def test_body_rows_search_filter_and_page(app):
    make.make_body(name="Rides 100%_group", name_es="Viajes")
    for number in range(26):
        make.make_body(name=f"Plain {number:02}", kind="mac")
    found = queries.body_rows(STRANGER, ON, search="%_")
    assert [row.name.en for row in found.rows] == ["Rides 100%_group"]
    assert queries.body_rows(STRANGER, ON, search="viajes").total == 1
    page = queries.body_rows(STRANGER, ON, kind="mac", number=2)
    assert (page.total, page.pages, len(page.rows)) == (26, 2, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(app, queries_of, count):
    bodies = [make.make_body() for _ in range(count)]
    for body_id in bodies:
        for _ in range(count):
            make.seat_somebody(body_id)
    actor = make.coordinator(*bodies)
    costs = {
        "body_rows": queries_of(lambda: queries.body_rows(STRANGER, ON)),
        "body_page": queries_of(lambda: queries.body_page(STRANGER, bodies[0])),
        "public_roster": queries_of(lambda: queries.public_roster(STRANGER, bodies[0], ON)),
        "staff_body_page": queries_of(lambda: queries.staff_body_page(actor, bodies[0], ON)),
        "current_people": queries_of(lambda: queries.current_people(bodies[0], ON)),
        "person_list": queries_of(lambda: queries.person_list(actor)),
        "seats_due": queries_of(lambda: queries.seats_due(actor, date(2028, 6, 1))),
        "body_choices": queries_of(lambda: queries.body_choices(actor)),
    }
    assert costs == {
        "body_rows": 4,
        "body_page": 2,
        "public_roster": 4,
        "staff_body_page": 4,
        "current_people": 3,
        "person_list": 2,
        "seats_due": 3,
        "body_choices": 1,
    }


@pytest.fixture
def queries_of(queries):
    """How many statements a read sends when nothing is remembered."""
    from engage.core.db import db

    counter = queries

    def measure(read):
        db.session.rollback()
        db.session.expunge_all()
        with counter.count() as statements:
            read()
        return len(statements)

    return measure


def test_seats_due_are_what_needs_somebody(council):
    make.make_seat(council, label="Empty")
    carried = make.make_seat(council, label="Carried")
    make.make_term(carried, make.make_person(council), date(2024, 1, 1), date(2025, 12, 31))
    make.seat_somebody(council, seat={"label": "Fine"})
    other = make.make_body()
    make.make_seat(other)
    due = queries.seats_due(make.coordinator(council), ON)
    assert [(row.label.en, row.status) for row in due] == [
        ("Carried", SeatStatus.CARRIED_OVER),
        ("Empty", SeatStatus.VACANT),
    ]


def test_current_people_are_listed_once_with_their_vote(council):
    _, person_id = make.seat_somebody(council, seat={"label": "A", "position": 2})
    make.seat_somebody(council, seat={"label": "B", "position": 1, "is_voting": False})
    people = queries.current_people(council, ON)
    assert [(person.seat_label.en, person.is_voting) for person in people] == [("B", False), ("A", True)]
    assert queries.person_contacts([person_id])[person_id].name == people[1].name


def test_scopes_follow_seats_groups_and_plans(app):
    plan_id = make.make_plan()
    council = make.make_body()
    group = make.make_body(parent_id=council)
    committee = make.make_body(plan_id=plan_id, parent_id=council)
    today = queries.state_today()
    seat_id, person_id = make.make_seat(council), make.make_person(council)
    make.make_term(seat_id, person_id, today, today)
    assert queries.with_scopes(make.coordinator(council)).body_ids == {council, group}
    assert queries.with_scopes(make.plan_coordinator(plan_id)).body_ids == {committee}
    assert queries.with_scopes(make.member(person_id)).seated_body_ids == {council}
    assert queries.with_scopes(make.helper(person_id)).seated_body_ids == {council}
    assert queries.with_scopes(make.member(person_id + 1)).seated_body_ids == frozenset()
    assert queries.with_scopes(STRANGER) == STRANGER


def test_former_member_is_not_seated(app):
    council = make.make_body()
    today = queries.state_today()
    seat_id, before, after = make.make_seat(council), make.make_person(council), make.make_person(council)
    make.make_term(seat_id, before, date(2020, 1, 1), date(2020, 12, 31))
    assert queries.with_scopes(make.member(before)).seated_body_ids == {council}
    make.make_term(seat_id, after, today, today)
    assert queries.with_scopes(make.member(before)).seated_body_ids == frozenset()


def test_person_page_shows_only_seats_on_councils_the_reader_runs(council):
    other = make.make_body(is_public=False)
    person_id = make.make_person(council)
    make.make_term(make.make_seat(council), person_id)
    make.make_term(make.make_seat(other), person_id)
    page = queries.person_page(make.coordinator(council), person_id)
    assert [term.body_id for term in page.terms] == [council]
    with pytest.raises(NotFound):
        queries.person_page(make.program_team(), person_id)
