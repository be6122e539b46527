"""`engage jobs` on the command line."""

from datetime import timedelta

import pytest

from engage.core import registry
from engage.core.db import db, unit_of_work
from engage.core.registry import register_handler, register_job
from engage.core.sides import Side
from engage.notifications.cli import jobs
from engage.notifications.services import enqueue
from tests.support.database import fresh_app, make_schema


@pytest.fixture
def command(tmp_path):
    """Runs `engage jobs …` on databases of its own; gives exit code and output."""
    with fresh_app(tmp_path) as app:
        registry._jobs.clear()
        make_schema(app)
        runner = app.test_cli_runner()

        def run(*words: str) -> tuple[int, str]:
            db.session.rollback()
            result = runner.invoke(jobs, list(words))
            return result.exit_code, result.stdout

        with app.app_context():
            yield run


def test_once_does_all_that_is_due_on_both_sides_and_stops(command):
    seen = []
    for side in Side:
        register_handler(side, "test:topic", lambda payload: seen.append(payload["n"]))
        register_job("test:one", side, timedelta(hours=1), lambda: seen.append("job") or 1)
        with unit_of_work(side):
            for number in range(150):
                enqueue("test:topic", {"n": number})
    assert command("run", "--once")[0] == 0
    assert seen.count("job") == 2
    assert len(seen) == 302


def test_one_side_only(command):
    seen = []
    for side in Side:
        register_job("test:one", side, timedelta(hours=1), lambda side=side: seen.append(side) or 1)
    assert command("run", "--once", "--side", "ombudsman")[0] == 0
    assert seen == [Side.OMBUDSMAN]


def test_what_a_handler_enqueues_is_delivered_too(command):
    seen = []

    def pass_on(payload) -> None:
        seen.append(payload["n"])
        if payload["n"] < 3:
            with unit_of_work():
                enqueue("test:topic", {"n": payload["n"] + 1})

    register_handler(Side.ENGAGE, "test:topic", pass_on)
    with unit_of_work():
        enqueue("test:topic", {"n": 1})
    assert command("run", "--once")[0] == 0
    assert seen == [1, 2, 3]


def test_list_tells_how_each_job_went(command):
    register_job("test:good", Side.ENGAGE, timedelta(seconds=20), lambda: 1)
    register_job("test:bad", Side.ENGAGE, timedelta(days=1), lambda: 1 // 0)
    register_job("test:new", Side.OMBUDSMAN, timedelta(hours=1), lambda: 1)
    command("run", "--once", "--side", "engage")
    code, said = command("list")
    assert code == 0
    lines = {line.split()[1]: line for line in said.splitlines()}
    assert "every 20 s" in lines["test:good"]
    assert "last ran 20" in lines["test:good"]
    assert "every 1 d" in lines["test:bad"]
    assert lines["test:bad"].endswith("failed: ZeroDivisionError")
    assert lines["test:new"].startswith("ombudsman")
    assert lines["test:new"].endswith("has never run")


def test_a_side_that_this_process_does_not_serve_is_refused(tmp_path):
    with fresh_app(tmp_path, ENGAGE_SURFACES="public,council") as app:
        result = app.test_cli_runner().invoke(jobs, ["run", "--once", "--side", "ombudsman"])
    assert result.exit_code == 1
    assert "does not serve the ombudsman side" in result.output
