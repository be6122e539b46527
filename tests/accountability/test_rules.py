"""How a recommendation stands, to the day."""

from datetime import date, timedelta

import pytest

from engage.accountability import rules
from engage.accountability.enums import Progress
from engage.accountability.rules import Promise

TODAY = date(2026, 6, 1)
OPEN, LATE = Promise("open", TODAY), Promise("open", TODAY - timedelta(days=1))
DONE, GIVEN_UP = Promise("done", TODAY), Promise("not_done", TODAY)


@pytest.mark.parametrize(
    ("decision", "promises", "progress"),
    [
        (None, [], Progress.WAITING),
        (None, [LATE], Progress.WAITING),
        ("studying", [], Progress.STUDYING),
        ("declined", [], Progress.DECLINED),
        ("accepted", [], Progress.ANSWERED),
        ("partly", [], Progress.ANSWERED),
        ("accepted", [OPEN], Progress.UNDER_WAY),
        ("accepted", [OPEN, DONE], Progress.UNDER_WAY),
        ("accepted", [OPEN, LATE], Progress.LATE),
        ("accepted", [DONE], Progress.DONE),
        ("accepted", [DONE, GIVEN_UP], Progress.NOT_DONE),
        ("declined", [GIVEN_UP], Progress.NOT_DONE),
    ],
)
def test_progress(decision, promises, progress):
    found = rules.progress_of(is_withdrawn=False, decision=decision, promises=promises, today=TODAY)
    assert found is progress


def test_what_was_taken_back_is_that_and_nothing_else():
    found = rules.progress_of(is_withdrawn=True, decision="accepted", promises=[LATE], today=TODAY)
    assert found is Progress.WITHDRAWN


@pytest.mark.parametrize(
    ("state", "days", "late"),
    [("open", 0, False), ("open", 1, True), ("done", 1, False), ("not_done", 1, False), ("open", -1, False)],
)
def test_late_is_the_day_after(state, days, late):
    assert rules.is_late(state, TODAY - timedelta(days=days), TODAY) is late


def test_numbers_and_days():
    assert (rules.number_of(2026, 4), rules.number_of(2026, 1234)) == ("R-2026-004", "R-2026-1234")
    assert (rules.days_waiting(TODAY, TODAY), rules.days_waiting(TODAY - timedelta(days=9), TODAY)) == (0, 9)
