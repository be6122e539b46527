"""Schema once a run; one outer transaction a test on each side, with savepoints for what it commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from engage.core.db import db


def make_schema(app: Flask) -> None:
    """Build both databases."""
    with app.app_context():
        db.drop_all()
        db.create_all()
        db.session.remove()


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
