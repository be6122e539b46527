"""Reads of meetings: what is public, what is due, and what it costs."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest

from engage.core import clock
from engage.core.actor import STRANGER
from engage.core.db import db
from engage.core.errors import NotAllowed, NotFound
from engage.meetings import queries
from engage.meetings.enums import MeetingState, MinutesState
from tests.factories import councils as make
from tests.factories import meetings as meet

ZONE = "America/New_York"


def today():
    return clock.today(ZONE)


@pytest.fixture
def council(app):
    return make.make_body(name="Voices Council")


def test_only_announced_open_meetings_of_public_councils_are_public(council):
    open_one = meet.make_announced(council)
    meet.make_meeting(council)
    meet.make_announced(council, is_open=False)
    meet.make_announced(make.make_body(is_public=False))
    assert [row.id for row in queries.meeting_rows(STRANGER).rows] == [open_one]
    assert [row.id for row in queries.upcoming_meetings(STRANGER)] == [open_one]


def test_members_see_closed_meetings_of_their_council_once_announced(council):
    closed = meet.make_announced(council, is_open=False)
    meet.make_meeting(council)
    member = make.member(1, council)
    assert [row.id for row in queries.meeting_rows(member, is_seated=True).rows] == [closed]
    assert queries.meeting_page(member, closed).is_seated is True
    with pytest.raises(NotFound):
        queries.meeting_page(make.member(1), closed)


def test_plan_coordinator_sees_only_their_plans_drafts(app):
    plan_id = make.make_plan()
    mine = meet.make_meeting(make.make_body(plan_id=plan_id, is_public=False))
    other = meet.make_meeting(make.make_body(plan_id=make.make_plan(), is_public=False))
    actor = make.plan_coordinator(plan_id)
    assert queries.meeting_desk(actor, mine, today()).page.id == mine
    with pytest.raises(NotFound):
        queries.meeting_desk(actor, other, today())


def test_desk_is_not_for_those_who_only_see_the_meeting(council):
    meeting_id = meet.make_announced(council)
    for actor in (STRANGER, make.member(1, council), make.program_team(), make.coordinator(make.make_body())):
        with pytest.raises(NotAllowed):
            queries.meeting_desk(actor, meeting_id, today())


def test_next_meeting_is_the_soonest_that_will_take_place(council):
    meet.make_held(council)
    meet.make_announced(council, today() + timedelta(days=2), state=MeetingState.CANCELED, canceled_reason="Snow")
    soon = meet.make_announced(council, today() + timedelta(days=5))
    meet.make_announced(council, today() + timedelta(days=9))
    meet.make_meeting(council, today() + timedelta(days=1))
    meet.make_announced(make.make_body(), today() + timedelta(days=1))
    assert queries.next_meeting(make.member(1, council)).id == soon
    assert queries.next_meeting_of([council]).id == soon
    assert queries.next_meeting(make.member(1)) is None
    assert queries.next_meeting_of([]) is None


def test_published_minutes_honour_the_choice_to_be_named(council):
    meeting_id = meet.make_held(council)
    _, named = make.seat_somebody(council, seat={"label": "A"}, name="Ana Ruiz", is_named_publicly=True)
    _, hidden = make.seat_somebody(council, seat={"label": "B"}, name="Hidden Holder")
    make.seat_somebody(council, seat={"label": "C"}, name="Not Marked")
    meet.make_attendance(meeting_id, named)
    meet.make_attendance(meeting_id, hidden, "absent", None)
    meet.make_minutes(meeting_id, state=MinutesState.PUBLISHED)
    page = queries.meeting_page(STRANGER, meeting_id)
    assert [(row.seat_label.en, row.shown_name, row.status.value) for row in page.minutes.attendance] == [
        ("A", "Ana Ruiz", "present"),
        ("B", None, "absent"),
    ]
    assert (page.minutes.quorum.seated, page.minutes.quorum.present, page.minutes.quorum.needed) == (3, 1, 2)
    for secret in ("Hidden Holder", "Not Marked"):
        assert secret not in str(asdict(page))


def test_motions_are_public_with_the_minutes(council):
    draft, published = meet.make_held(council), meet.make_held(council, today() - timedelta(days=3))
    meet.make_minutes(draft)
    meet.make_minutes(published, state=MinutesState.PUBLISHED)
    meet.make_motion(council, draft, 1)
    meet.make_motion(council, published, 2)
    assert [row.number for row in queries.motion_rows(STRANGER, council).rows] == [2]
    assert [row.number for row in queries.motion_rows(make.coordinator(council), council).rows] == [2, 1]
    assert [row.number for row in queries.all_motions(STRANGER, council)] == [2]


def test_drafts_are_read_only_by_who_runs_the_body(council):
    meeting_id = meet.make_held(council)
    meet.make_minutes(meeting_id, "Draft text")
    assert queries.minutes_page(make.coordinator(council), meeting_id, today()).text == "Draft text"
    for actor in (STRANGER, make.member(1, council), make.program_team()):
        assert queries.meeting_page(actor, meeting_id).minutes is None
        for read in (
            lambda actor=actor: queries.minutes_page(actor, meeting_id, today()),
            lambda actor=actor: queries.revision_page(actor, meeting_id, 1),
        ):
            with pytest.raises(NotAllowed):
                read()


def test_who_needs_what_is_read_only_by_who_runs_the_body(council):
    meeting_id = meet.make_announced(council)
    _, person_id = make.seat_somebody(council)
    meet.make_support(meeting_id, person_id)
    assert [row.needs for row in queries.support_rows(make.coordinator(council), meeting_id)] == [("transport",)]
    for actor in (STRANGER, make.member(person_id, council), make.program_team(), make.administrator()):
        with pytest.raises(NotFound):
            queries.support_rows(actor, meeting_id)


def test_clocks_use_the_rule_of_the_meetings_day(council):
    on = date(2026, 9, 1)
    meeting_id = meet.make_meeting(council, date(2026, 9, 15))
    desk = queries.meeting_desk(make.coordinator(council), meeting_id, on)
    assert (desk.notice_clock.due_on, desk.notice_clock.days_left) == (date(2026, 8, 16), -16)
    assert desk.notice_clock.citation == "42 CFR 431.12(f)(4)"
    assert desk.minutes_clock is None
    before_the_rule = meet.make_held(council, date(2025, 3, 1))
    desk = queries.meeting_desk(make.coordinator(council), before_the_rule, on)
    assert (desk.notice_clock, desk.minutes_clock) == (None, None)


def test_councils_without_clocks_have_none(app):
    council = make.make_body(has_posting_clocks=False)
    desk = queries.meeting_desk(make.coordinator(council), meet.make_held(council), today())
    assert desk.minutes_clock is None


def test_due_list_of_a_coordinator(council):
    on = today()
    notice = meet.make_meeting(council, on + timedelta(days=35))
    meet.make_announced(council, on + timedelta(days=50))
    minutes = meet.make_held(council, on - timedelta(days=25))
    done = meet.make_held(council, on - timedelta(days=26))
    meet.make_minutes(done, state=MinutesState.PUBLISHED)
    canceled = {"state": MeetingState.CANCELED, "canceled_reason": "Snow"}
    meet.make_announced(council, on - timedelta(days=5), **canceled)
    meet.make_held(make.make_body(), on - timedelta(days=25))
    _, person_id = make.seat_somebody(council)
    meet.make_support(notice, person_id)
    make.make_seat(council, label="Empty")
    due = queries.coordinator_due(make.coordinator(council), on)
    assert [(row.meeting_id, row.clock.days_left) for row in due.notices] == [(notice, 5)]
    assert [(row.meeting_id, row.clock.days_left) for row in due.minutes] == [(minutes, 5)]
    assert [(row.meeting_id, row.requests) for row in due.support] == [(notice, 1)]
    assert "Empty" in [row.label.en for row in due.seats]
    nothing = queries.coordinator_due(make.member(1, council), on)
    assert (nothing.notices, nothing.minutes, nothing.support, nothing.seats) == ((), (), (), ())


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(app, queries_of, count):
    on = today()
    bodies = [make.make_body() for _ in range(count)]
    for body_id in bodies:
        for number in range(count):
            _, person_id = make.seat_somebody(body_id)
            meet.make_meeting(body_id, on + timedelta(days=35 + number))
            coming = meet.make_announced(body_id, on + timedelta(days=35 + number))
            meet.make_support(coming, person_id)
            held = meet.make_held(body_id, on - timedelta(days=5 + number))
            meet.make_attendance(held, person_id)
            meet.make_motion(body_id, held, number + 1)
            meet.make_comment(held)
            meet.make_item(held, number + 1)
            meet.make_paper(held, actor=make.coordinator(body_id), is_public=True)
            if number == 0:
                with_minutes = held
                meet.make_minutes(held, state=MinutesState.PUBLISHED)
    actor, member = make.coordinator(*bodies), make.member(1, *bodies)
    costs = {
        "meeting_rows": queries_of(lambda: queries.meeting_rows(STRANGER)),
        "upcoming_meetings": queries_of(lambda: queries.upcoming_meetings(STRANGER)),
        "next_meeting": queries_of(lambda: queries.next_meeting(member)),
        "coordinator_due": queries_of(lambda: queries.coordinator_due(actor, on)),
        "motion_rows": queries_of(lambda: queries.motion_rows(STRANGER, bodies[0])),
        "comment_rows": queries_of(lambda: queries.comment_rows()),
        "support_rows": queries_of(lambda: queries.support_rows(actor, coming)),
        "meeting_page": queries_of(lambda: queries.meeting_page(STRANGER, with_minutes)),
        "meeting_desk": queries_of(lambda: queries.meeting_desk(actor, with_minutes, on)),
    }
    assert costs == {
        "meeting_rows": 2,
        "upcoming_meetings": 1,
        "next_meeting": 1,
        "coordinator_due": 5,
        "motion_rows": 2,
        "comment_rows": 1,
        "support_rows": 2,
        "meeting_page": 11,
        "meeting_desk": 20,
    }


@pytest.fixture
def queries_of(queries):
    """How many statements a read sends when nothing is remembered."""
    counter = queries

    def measure(read):
        db.session.rollback()
        db.session.expunge_all()
        with counter.count() as statements:
            read()
        return len(statements)

    return measure
