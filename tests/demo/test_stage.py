"""The days of the demonstration, whatever day it is loaded on, and the clock that stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core import clock
from engage.core.settings import PROJECT_ROOT
from engage.demo.load.stage import Rounds
from engage.themes.rules import next_quarter, quarter_of


@given(st.dates(min_value=date(2026, 1, 1), max_value=date(2060, 12, 31)))
def test_each_round_lies_in_one_quarter_whatever_day_it_is(today):
    rounds = Rounds.of(today)
    later = {quarter_of(today - timedelta(days=rounds.main + day)) for day in range(11)}
    earlier = {quarter_of(today - timedelta(days=rounds.earlier + day)) for day in range(7)}
    assert (len(later), len(earlier)) == (1, 1)
    assert {next_quarter(quarter) for quarter in earlier} == later
    assert quarter_of(today) in later | {next_quarter(quarter) for quarter in later}


@given(st.dates(min_value=date(2026, 1, 1), max_value=date(2060, 12, 31)))
def test_the_rounds_leave_time_for_what_follows(today):
    rounds = Rounds.of(today)
    assert 28 <= rounds.main <= 39  # before the meeting 25 days ago
    assert 62 < rounds.earlier < 170  # before the meeting 60 days ago


def test_a_standing_clock_goes_on_after_the_block():
    moment = datetime(2013, 2, 15, 18, tzinfo=UTC)
    with clock.standing_at(moment):
        assert (clock.now(), clock.today("America/New_York")) == (moment, date(2013, 2, 15))
        with pytest.raises(ValueError, match="broken"), clock.standing_at(moment + timedelta(days=1)):
            raise ValueError("broken")
        assert clock.now() == moment
    assert clock.now() > moment + timedelta(days=365)


def test_a_clock_cannot_stand_at_a_moment_without_a_zone():
    with pytest.raises(ValueError, match="time zone"), clock.standing_at(datetime(2013, 2, 15)):  # noqa: DTZ001
        pass


def test_only_the_demonstration_stops_the_clock():
    using = {path for path in (PROJECT_ROOT / "engage").rglob("*.py") if "standing_at" in path.read_text()}
    assert {str(path.relative_to(PROJECT_ROOT)) for path in using} == {
        "engage/core/clock.py",
        "engage/demo/load/stage.py",
    }
