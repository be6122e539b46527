"""What the platform is told about the process."""

from datetime import timedelta

import pytest
import time_machine

from engage.core import clock, migrations
from engage.core.db import unit_of_work
from engage.core.sides import Side
from engage.notifications.services import enqueue
from engage.notifications.worker import outbox
from tests.support.database import fresh_app, make_schema

NOWHERE = {
    "ENGAGE_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    "ENGAGE_OMBUDSMAN_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
}


@pytest.fixture
def ready_app(tmp_path):
    """An application whose databases are as they should be."""
    with fresh_app(tmp_path) as app:
        make_schema(app)
        yield app


def _ask(app, path: str = "/readyz"):
    response = app.test_client().get(path)
    return response.status_code, response.get_json()


def test_ready_when_all_is_well(ready_app):
    assert _ask(ready_app) == (200, {"status": "ready"})
    assert _ask(ready_app, "/healthz") == (200, {"status": "ok"})


def test_the_process_is_up_without_any_database(tmp_path):
    with fresh_app(tmp_path, **NOWHERE) as app:
        assert _ask(app, "/healthz") == (200, {"status": "ok"})
        assert _ask(app) == (503, {"status": "not ready", "reasons": ["engage:database", "ombudsman:database"]})


def test_one_side_without_its_database(tmp_path):
    environ = {"ENGAGE_OMBUDSMAN_DATABASE_URL": NOWHERE["ENGAGE_OMBUDSMAN_DATABASE_URL"]}
    with fresh_app(tmp_path, **environ) as app:
        with app.app_context():
            migrations.upgrade(Side.ENGAGE)
        assert _ask(app)[1]["reasons"] == ["ombudsman:database"]


def test_a_database_behind_the_code(ready_app, monkeypatch):
    monkeypatch.setattr(migrations, "is_at_head", lambda side: side is not Side.OMBUDSMAN)
    assert _ask(ready_app) == (503, {"status": "not ready", "reasons": ["ombudsman:migrations"]})


@pytest.mark.parametrize("side", list(Side))
def test_messages_that_nobody_delivers(ready_app, side):
    with ready_app.app_context(), unit_of_work(side):
        enqueue("test:topic", {"words": "marker"})
    now = clock.now()
    with time_machine.travel(now + timedelta(minutes=29)):
        assert _ask(ready_app)[0] == 200
    with time_machine.travel(now + timedelta(minutes=31)):
        assert _ask(ready_app) == (503, {"status": "not ready", "reasons": [f"{side}:outbox_stuck"]})
        with ready_app.app_context():
            outbox.deliver_due(side)  # nobody listens: it is tried again later, so it is not stuck
        assert _ask(ready_app)[0] == 200


def test_a_process_without_the_ombudsman_does_not_ask_there(tmp_path):
    with fresh_app(tmp_path, ENGAGE_SURFACES="public,council") as app:
        make_schema(app)
        assert _ask(app) == (200, {"status": "ready"})


def test_nothing_is_remembered_about_who_asks(ready_app):
    response = ready_app.test_client().get("/readyz")
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
