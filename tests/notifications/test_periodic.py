"""Periodic jobs: on time, once, and independent of each other."""

import json
from datetime import timedelta

import pytest
import time_machine

from engage.core import clock
from engage.core.db import db, unit_of_work
from engage.core.registry import jobs, register_job
from engage.core.sides import Side
from engage.notifications import queries
from engage.notifications.models import JobRun
from engage.notifications.worker import periodic
from engage.notifications.worker.periodic import run_due_jobs

HOUR = timedelta(hours=1)


@pytest.fixture
def ran(app):
    """Names of the jobs that ran, in order."""
    return []


def _register(ran, name: str, side: Side = Side.ENGAGE, every: timedelta = HOUR, result=None) -> None:
    def run() -> int:
        ran.append(name)
        if isinstance(result, Exception):
            raise result
        return result or 0

    register_job(name, side, every, run)


def test_a_job_runs_when_it_is_due_and_not_before(ran):
    _register(ran, "test:one")
    now = clock.now()
    for minutes, expected in ((0, 1), (1, 0), (59, 0), (61, 1), (62, 0), (122, 1)):
        with time_machine.travel(now + timedelta(minutes=minutes)):
            assert run_due_jobs(Side.ENGAGE) == expected
    assert ran == ["test:one"] * 3


def test_each_side_has_its_own_jobs_even_under_one_name(ran):
    _register(ran, "test:one", Side.ENGAGE)
    _register(ran, "test:one", Side.OMBUDSMAN)
    assert [len(jobs(side)) for side in Side] == [1, 1]
    assert run_due_jobs(Side.OMBUDSMAN) == 1
    assert queries.job_rows(Side.ENGAGE) == {}
    assert run_due_jobs(Side.ENGAGE) == 1
    assert list(queries.job_rows(Side.OMBUDSMAN)) == ["test:one"]


def test_a_job_that_fails_stops_no_other_and_is_tried_again_soon(ran, capsys):
    _register(ran, "test:a", result=ValueError("ana@example.com"))
    _register(ran, "test:b", result=3)
    now = clock.now()
    assert run_due_jobs(Side.ENGAGE) == 2
    assert ran == ["test:a", "test:b"]
    assert queries.job_rows(Side.ENGAGE)["test:a"].error == "ValueError"
    assert queries.job_rows(Side.ENGAGE)["test:b"].error is None
    said = capsys.readouterr().err
    assert "ana@example.com" not in said
    lines = [json.loads(line) for line in said.splitlines()]
    assert [(line["event"], line["job"]) for line in lines] == [("job_failed", "test:a"), ("job_ran", "test:b")]
    with time_machine.travel(now + timedelta(minutes=6)):
        assert run_due_jobs(Side.ENGAGE) == 1
    assert ran == ["test:a", "test:b", "test:a"]


def test_a_job_that_leaves_a_broken_transaction_stops_no_other(ran):
    def break_it() -> int:
        with unit_of_work():
            db.session.execute(db.text("SELECT no_such_column"))
        return 0

    register_job("test:a", Side.ENGAGE, HOUR, break_it)
    _register(ran, "test:b")
    assert run_due_jobs(Side.ENGAGE) == 2
    assert ran == ["test:b"]


def test_a_job_that_somebody_runs_is_left_to_them_until_their_lease_ends(ran):
    _register(ran, "test:one")
    (job,) = jobs(Side.ENGAGE)
    now = clock.now()
    until = periodic._claim(job)
    assert timedelta(minutes=15) <= until - now < timedelta(minutes=16)
    assert periodic._claim(job) is None
    with time_machine.travel(now + timedelta(minutes=14)):
        assert run_due_jobs(Side.ENGAGE) == 0
    with time_machine.travel(now + timedelta(minutes=16)):
        assert run_due_jobs(Side.ENGAGE) == 1
        periodic._release(job, until, "Late")
    row = db.session.get(JobRun, "test:one")
    db.session.refresh(row)
    assert (row.leased_until, row.last_error) == (None, None), "whoever lost the lease writes nothing"


def test_told_to_stop_it_begins_no_other_job(ran):
    _register(ran, "test:a")
    _register(ran, "test:b")
    assert run_due_jobs(Side.ENGAGE, should_stop=lambda: bool(ran)) == 1
    assert ran == ["test:a"]
