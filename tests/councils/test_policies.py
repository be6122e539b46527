"""Who may see and change which council and whom."""

from dataclasses import replace

import pytest

from engage.core.actor import STRANGER
from engage.core.db import db
from engage.councils import policies
from engage.councils.models import Body, Person
from tests.factories import councils as make


@pytest.fixture
def world(app):
    """Two state councils, one of them closed, and a committee of each of two plans."""
    plans = make.make_plan(), make.make_plan()
    return {
        "open": make.make_body(),
        "closed": make.make_body(is_public=False),
        "plan": make.make_body(is_public=False, plan_id=plans[0]),
        "other_plan": make.make_body(is_public=False, plan_id=plans[1]),
        "plans": plans,
    }


def actors(world):
    return {
        "stranger": STRANGER,
        "member": make.member(1, world["closed"]),
        "helper": make.helper(1, body_ids=(world["closed"],)),
        "coordinator": make.coordinator(world["closed"]),
        "other_coordinator": make.coordinator(world["open"]),
        "plan_coordinator": make.plan_coordinator(world["plans"][0]),
        "program_team": make.program_team(),
        "administrator": make.administrator(),
    }


SEES = {
    "stranger": {"open"},
    "member": {"open", "closed"},
    "helper": {"open", "closed"},
    "coordinator": {"open", "closed"},
    "other_coordinator": {"open"},
    "plan_coordinator": {"open", "plan"},
    "program_team": {"open", "closed", "plan", "other_plan"},
    "administrator": {"open", "closed", "plan", "other_plan"},
}
RUNS = {"coordinator": {"closed"}, "other_coordinator": {"open"}, "plan_coordinator": {"plan"}}
NAMES = ("open", "closed", "plan", "other_plan")


@pytest.mark.parametrize("who", list(SEES))
def test_visible_bodies_and_can_read_agree(world, who):
    actor = actors(world)[who]
    ids = {name: world[name] for name in NAMES}
    visible = set(db.session.scalars(policies.visible_bodies(actor).with_only_columns(Body.id)))
    assert visible == {ids[name] for name in SEES[who]}
    readable = {name for name in NAMES if policies.can_read_body(actor, db.session.get(Body, ids[name]))}
    assert readable == SEES[who]


@pytest.mark.parametrize("who", list(SEES))
def test_manageable_bodies_and_can_manage_agree(world, who):
    actor = actors(world)[who]
    managed = set(db.session.scalars(policies.manageable_bodies(actor).with_only_columns(Body.id)))
    assert managed == {world[name] for name in RUNS.get(who, ())}
    can = {name for name in NAMES if policies.can_manage_body(actor, db.session.get(Body, world[name]))}
    assert can == RUNS.get(who, set())


def test_scope_without_permission_runs_nothing(world):
    scoped = replace(make.member(1), body_ids=frozenset({world["open"]}), plan_ids=frozenset(world["plans"]))
    assert db.session.scalars(policies.manageable_bodies(scoped)).all() == []
    assert not policies.can_manage_body(scoped, db.session.get(Body, world["open"]))


def test_people_are_seen_only_by_staff_of_their_councils(world):
    recorded = make.make_person(world["closed"])
    _, seated = make.seat_somebody(world["plan"])
    guest = make.make_person(world["other_plan"])
    make.make_term(make.make_seat(world["closed"]), guest)
    seen = {
        who: set(db.session.scalars(policies.visible_people(actor).with_only_columns(Person.id)))
        for who, actor in actors(world).items()
    }
    nobody = {who: set() for who in SEES}
    assert seen == nobody | {"coordinator": {recorded, guest}, "plan_coordinator": {seated}}


def test_choices_are_a_persons_own_and_their_helpers(app):
    assert policies.can_choose_for_person(make.member(5), 5)
    assert policies.can_choose_for_person(make.helper(5), 5)
    assert not policies.can_choose_for_person(make.member(6), 5)
    assert not policies.can_choose_for_person(make.member(None), 5)
    assert not policies.can_choose_for_person(STRANGER, 5)
