"""Tries, leases and when a job is due."""

from datetime import UTC, datetime, timedelta

import pytest

from engage.notifications.rules import LastRun, is_due, job_lease, next_try

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 240), (6, 720), (7, 1440), (8, None), (9, None)]
)
def test_waits_grow_and_end(tries, minutes):
    assert next_try(tries, NOW) == (NOW + minutes * MINUTE if minutes else None)


@pytest.mark.parametrize(
    ("every", "lease"), [(20 * MINUTE / 60, 2 * MINUTE), (5 * MINUTE, 5 * MINUTE), (DAY, 15 * MINUTE)]
)
def test_a_lease_fits_the_job(every, lease):
    assert job_lease(every) == lease


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (LastRun(), True),
        (LastRun(started_at=NOW - DAY), True),
        (LastRun(started_at=NOW - DAY + MINUTE), False),
        (LastRun(started_at=NOW - 4 * MINUTE, has_failed=True), False),
        (LastRun(started_at=NOW - 5 * MINUTE, has_failed=True), True),
        (LastRun(leased_until=NOW + MINUTE, started_at=NOW - 2 * DAY), False),
        (LastRun(leased_until=NOW - MINUTE, started_at=NOW - 16 * MINUTE), True),
    ],
)
def test_when_a_daily_job_is_due(last, expected):
    assert is_due(DAY, last, NOW) is expected


def test_a_frequent_job_that_failed_is_not_tried_less_often():
    assert is_due(MINUTE, LastRun(started_at=NOW - MINUTE, has_failed=True), NOW)
