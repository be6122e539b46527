"""Quorum, clocks, local time and order: the pure rules of meetings."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.meetings.rules import LocalTimeFault, minutes_clock, moment_of, moved, notice_clock, quorum_of

ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("seated", "present", "needed", "is_met"),
    [
        ([], [], 0, False),
        ([], [1], 0, False),
        ([1], [], 1, False),
        ([1], [1], 1, True),
        ([1, 2], [1], 2, False),
        ([1, 2], [1, 2], 2, True),
        ([1, 2, 3, 4], [1, 2], 3, False),
        ([1, 2, 3, 4], [1, 2, 3], 3, True),
        ([1, 2, 3, 4, 5], [1, 2, 3], 3, True),
        ([1, 2, 3], [7, 8, 9], 2, False),
        ([1, 1, 2], [1, 1], 2, False),
    ],
)
def test_quorum(seated, present, needed, is_met):
    found = quorum_of(seated=seated, present=present)
    assert (found.needed, found.is_met) == (needed, is_met)


@given(st.lists(st.integers(0, 30)), st.lists(st.integers(0, 30)))
def test_quorum_needs_more_than_half_and_more_people_never_break_it(seated, present):
    found = quorum_of(seated=seated, present=present)
    assert found.is_met is (bool(set(seated)) and 2 * found.present > found.seated)
    assert quorum_of(seated=seated, present=[*present, 31]).is_met is found.is_met
    assert quorum_of(seated=seated, present=[*present, *seated]).is_met is bool(seated)


HELD = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("today", "days_left", "is_late"),
    [(date(2026, 2, 28), 1, False), (date(2026, 3, 1), 0, False), (date(2026, 3, 2), -1, True)],
)
def test_notice_is_due_thirty_days_before(today, days_left, is_late):
    clock = notice_clock(HELD, None, today, days=30, citation="x")
    assert (clock.due_on, clock.days_left, clock.is_late) == (date(2026, 3, 1), days_left, is_late)


@pytest.mark.parametrize(("published_on", "is_late"), [(date(2026, 4, 30), False), (date(2026, 5, 1), True)])
def test_minutes_are_due_thirty_days_after_and_stay_late_for_ever(published_on, is_late):
    for today in (date(2026, 4, 1), date(2030, 1, 1)):
        clock = minutes_clock(HELD, published_on, today, days=30, citation="x")
        assert (clock.due_on, clock.is_late) == (date(2026, 4, 30), is_late)


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 3, 3), time(14), datetime(2026, 3, 3, 19, tzinfo=UTC)),
        (date(2026, 7, 3), time(14), datetime(2026, 7, 3, 18, tzinfo=UTC)),
        (date(2026, 3, 8), time(1, 59), datetime(2026, 3, 8, 6, 59, tzinfo=UTC)),
        (date(2026, 3, 8), time(2), LocalTimeFault.GAP),
        (date(2026, 3, 8), time(2, 59), LocalTimeFault.GAP),
        (date(2026, 3, 8), time(3), datetime(2026, 3, 8, 7, tzinfo=UTC)),
        (date(2026, 11, 1), time(0, 59), datetime(2026, 11, 1, 4, 59, tzinfo=UTC)),
        (date(2026, 11, 1), time(1), LocalTimeFault.TWICE),
        (date(2026, 11, 1), time(1, 59), LocalTimeFault.TWICE),
        (date(2026, 11, 1), time(2), datetime(2026, 11, 1, 7, tzinfo=UTC)),
    ],
)
def test_time_on_the_wall(day, at, moment):
    assert moment_of(day, at, ZONE) == moment


def test_zone_without_summer_time_has_no_faults():
    assert moment_of(date(2026, 3, 8), time(2), "America/Phoenix") == datetime(2026, 3, 8, 9, tzinfo=UTC)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.times())
def test_a_moment_reads_back_as_the_time_typed(day, at):
    at = at.replace(tzinfo=None)
    moment = moment_of(day, at, ZONE)
    if not isinstance(moment, LocalTimeFault):
        local = moment.astimezone(ZoneInfo(ZONE))
        assert (local.date(), local.time()) == (day, at)


@pytest.mark.parametrize(
    ("item", "step", "order"),
    [(1, -1, [1, 2, 3]), (1, 1, [2, 1, 3]), (3, 1, [1, 2, 3]), (3, -1, [1, 3, 2]), (2, -1, [2, 1, 3])],
)
def test_moving_an_item(item, step, order):
    assert moved([1, 2, 3], item, step) == order


@given(st.permutations(range(6)), st.integers(0, 5), st.sampled_from([-1, 1]))
def test_moving_loses_nothing(order, item, step):
    assert sorted(moved(list(order), item, step)) == list(range(6))
