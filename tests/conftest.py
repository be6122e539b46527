"""One application a run, one outer transaction a test: whatever a test commits is gone after it."""

import os
import socket
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from flask import Flask

import engage.app
from engage.app import create_app
from engage.core import passwords
from engage.core.db import db
from engage.core.settings import Settings, load_settings
from engage.web import throttle
from tests.support.browser import Browser, test_actor
from tests.support.database import environment, lend_connections, make_schema
from tests.support.outbox import Outbox
from tests.support.queries import QueryCounter


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what holds for the other engine only; `make test` runs both."""
    engine = "postgresql" if "ENGAGE_TEST_DATABASE_URL" in os.environ else "sqlite"

    def is_for_other(item: pytest.Item) -> bool:
        mark = item.get_closest_marker("engine")
        return mark is not None and mark.args[0] != engine

    others = [item for item in items if is_for_other(item)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a development process with both sides, on SQLite or on the PostgreSQL of `with_pg.sh`."""
    return load_settings(environment(tmp_path_factory.mktemp("instance")))


@pytest.fixture(scope="session")
def real_app(settings: Settings) -> Iterator[Flask]:
    """The application with its schema in place."""
    passwords.use(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    real_loader = engage.app._load_actor
    engage.app._load_actor = lambda side, token: test_actor(token) or real_loader(side, token)
    app = create_app(settings)
    engage.app._load_actor = real_loader
    app.testing = True
    make_schema(app)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(real_app: Flask) -> Iterator[Flask]:
    """The application inside a transaction that is rolled back after the test."""
    throttle.forget_all()
    with lend_connections(real_app), real_app.app_context():
        yield real_app
        db.session.remove()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A person's browser: `get`, `post`, forms; it checks every page it sees."""
    return Browser(app)


@pytest.fixture
def queries(app: Flask) -> QueryCounter:
    """Counts statements: ``with queries.exactly(3): ...``."""
    return QueryCounter()


@pytest.fixture
def outbox(app: Flask) -> Outbox:
    """What is waiting to leave, on each side."""
    return Outbox()


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches beyond this machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address):
        if self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "localhost", "::1"):
            return real(self, address)
        raise RuntimeError(f"a test tried to reach {address}")

    monkeypatch.setattr(socket.socket, "connect", connect)
