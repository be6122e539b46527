"""Schema once a run; one outer transaction a test on each side, with savepoints for what it commits."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from engage.app import create_app
from engage.core import migrations
from engage.core.db import db
from engage.core.settings import load_settings

_VARIABLES = {
    "ENGAGE_DATABASE_URL": "ENGAGE_TEST_DATABASE_URL",
    "ENGAGE_OMBUDSMAN_DATABASE_URL": "ENGAGE_TEST_OMBUDSMAN_DATABASE_URL",
}


def environment(instance: Path, mark: str = "") -> dict[str, str]:
    """Settings of a development process on databases of its own.

    SQLite files in ``instance``; with `with_pg.sh`, new PostgreSQL databases whose names end in ``mark``.
    """
    environ = {"ENGAGE_ENV": "development", "ENGAGE_INSTANCE": str(instance), "ENGAGE_BASE_URL": "http://localhost"}
    for name, source in _VARIABLES.items():
        if source in os.environ:
            environ[name] = _new_database(os.environ[source], mark or uuid4().hex[:10])
    return environ


def _new_database(address: str, mark: str) -> str:
    url = make_url(address)
    name = f"{url.database}_{mark}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def make_schema(app: Flask) -> None:
    """Build both databases by running the migrations."""
    with app.app_context():
        for side in app.extensions["engage_settings"].sides:
            migrations.upgrade(side)
        db.session.remove()


@contextmanager
def fresh_app(instance: Path, **environ: str) -> Iterator[Flask]:
    """An application on empty databases of its own, outside any test transaction."""
    app = create_app(load_settings({**environment(instance), **environ}))
    app.testing = True
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


@contextmanager
def lend_connections(app: Flask) -> Iterator[None]:
    """Lend every session of ``app`` one connection a side, inside a transaction that is rolled back."""
    engines = db._app_engines[app]
    real = dict(engines)
    connections = {key: engine.connect() for key, engine in real.items()}
    outer = [connection.begin() for connection in connections.values()]
    engines.update(connections)
    try:
        yield
    finally:
        engines.update(real)
        for transaction in outer:
            transaction.rollback()
        for connection in connections.values():
            connection.close()
