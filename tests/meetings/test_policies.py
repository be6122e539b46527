"""Who may see and run which meeting, and who may ask for support."""

import pytest

from engage.core.actor import STRANGER
from engage.core.db import db
from engage.meetings import policies
from engage.meetings.models import Meeting, Minutes
from engage.meetings.queries.meetings import find_meeting
from tests.factories import councils as make
from tests.factories import meetings as meet


@pytest.fixture
def world(app):
    """A council with an announced, a closed and a planned meeting, and a plan's committee with one of its own."""
    plan_id = make.make_plan()
    council = make.make_body()
    committee = make.make_body(plan_id=plan_id, is_public=False)
    meetings = {
        "open": meet.make_announced(council),
        "closed": meet.make_announced(council, is_open=False),
        "planned": meet.make_meeting(council),
        "committee": meet.make_announced(committee),
    }
    actors = {
        "stranger": STRANGER,
        "member": make.member(1, council),
        "helper": make.helper(1, body_ids=(council,)),
        "coordinator": make.coordinator(council),
        "other_coordinator": make.coordinator(make.make_body()),
        "plan_coordinator": make.plan_coordinator(plan_id),
        "other_plan": make.plan_coordinator(make.make_plan()),
        "program_team": make.program_team(),
        "administrator": make.administrator(),
    }
    return meetings, actors


SEES = {
    "stranger": {"open"},
    "member": {"open", "closed"},
    "helper": {"open", "closed"},
    "coordinator": {"open", "closed", "planned"},
    "other_coordinator": {"open"},
    "plan_coordinator": {"open", "committee"},
    "other_plan": {"open"},
    "program_team": {"open", "closed", "committee"},
    "administrator": {"open", "committee"},
}
RUNS = {"coordinator": {"open", "closed", "planned"}, "plan_coordinator": {"committee"}}


@pytest.mark.parametrize("who", list(SEES))
def test_visible_meetings(world, who):
    meetings, actors = world
    seen = set(db.session.scalars(policies.visible_meetings(actors[who]).with_only_columns(Meeting.id)))
    assert seen == {meetings[name] for name in SEES[who]}


@pytest.mark.parametrize("who", list(SEES))
def test_who_runs_what_they_see(world, who):
    meetings, actors = world
    runs = {
        name
        for name in SEES[who]
        if policies.can_manage_meeting(actors[who], find_meeting(actors[who], meetings[name]))
    }
    assert runs == RUNS.get(who, set())


@pytest.mark.parametrize("who", list(SEES))
def test_drafts_of_minutes(world, who):
    meetings, actors = world
    minutes_id = meet.make_minutes(meetings["open"])
    seen = db.session.scalars(policies.visible_minutes(actors[who]).with_only_columns(Minutes.id)).all()
    assert seen == ([minutes_id] if who == "coordinator" else [])


@pytest.mark.parametrize(
    ("who", "allowed"),
    [(name, name in ("member", "helper")) for name in SEES],
)
def test_who_asks_for_support(world, who, allowed):
    meetings, actors = world
    meeting = find_meeting(actors[who], meetings["open"])
    assert policies.can_ask_support(actors[who], meeting, 1) is allowed
    assert policies.can_ask_support(actors[who], meeting, 2) is False
