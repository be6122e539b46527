"""The migrations build what the models declare, on each side, and can be taken back."""

import re

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from engage.core import migrations
from engage.core.db import db
from engage.core.sides import Side
from tests.support.database import fresh_app

SIDES = list(Side)


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """An application on two empty databases of its own."""
    with fresh_app(tmp_path) as app, app.app_context():
        yield app


@pytest.mark.parametrize("side", SIDES)
def test_single_head_is_the_one_written_down(side):
    """Two migrations written at the same time meet in this file as a conflict, not in production."""
    heads = ScriptDirectory(str(migrations.folder(side))).get_heads()
    assert heads == [(migrations.folder(side) / "current-head").read_text().strip()]


@pytest.mark.parametrize("side", SIDES)
def test_names_are_numbers_and_words(side):
    names = [path.name for path in (migrations.folder(side) / "versions").glob("*.py")]
    assert names
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name)] == []


@pytest.mark.parametrize("side", SIDES)
def test_models_equal_migrations(empty, side):
    migrations.upgrade(side)
    assert migrations.is_at_head(side)
    assert migrations.differences(side) == []


@pytest.mark.parametrize("side", SIDES)
def test_down_to_nothing_and_up_again(empty, side):
    migrations.upgrade(side)
    migrations.downgrade(side, "base")
    left = set(inspect(db.engines[side.bind_key]).get_table_names()) - {migrations.version_table(side)}
    assert left == set()
    migrations.upgrade(side)
    assert migrations.differences(side) == []


def _promises(side: Side) -> dict[str, object]:
    """The checks of each table, and the triggers, as the database has them."""
    engine = db.engines[side.bind_key]
    inspector = inspect(engine)
    checks = {
        f"{table}.{check['name']}": " ".join(check["sqltext"].split())
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    postgresql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with engine.connect() as connection:
        triggers = connection.execute(text(sqlite if engine.dialect.name == "sqlite" else postgresql)).scalars()
        return {**checks, "triggers": sorted(triggers)}


@pytest.mark.parametrize("side", SIDES)
def test_checks_and_triggers_are_those_of_the_models(empty, side):
    """What autogeneration does not compare."""
    migrations.upgrade(side)
    migrated = _promises(side)
    migrations.downgrade(side, "base")
    migrations.metadata(side).create_all(db.engines[side.bind_key])
    assert migrated == _promises(side)
    assert len(migrated) > 10


def test_a_file_kept_before_still_opens_and_the_journal_still_loses_no_line(empty):
    side, kept = Side.OMBUDSMAN, {"key": "k" * 43, "name": b"x", "sha": "0" * 64}
    engine = db.engines[side.bind_key]
    migrations.upgrade(side, "0001")
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ombudsman_stored_file (key, series, version, name, media_type, size, sha256, stored_on)"
                " VALUES (:key, :key, 1, :name, 'text/plain', 1, :sha, '2026-01-05')"
            ),
            kept,
        )
        connection.execute(
            text(
                'INSERT INTO "case" (id, number, channel, status, language, received_on, has_unread, version,'
                " created_at) VALUES (1, 'N', 'phone', 'new', 'en', '2026-01-05', false, 1, '2026-01-05 10:00:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO journal_entry (case_id, salt, kind, change, at, digest)"
                " VALUES (1, 's', 'change', 'received', '2026-01-05 10:00:00', 'd')"
            )
        )
    migrations.upgrade(side)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT key, stored_as FROM ombudsman_stored_file")).all()
        lines = connection.execute(text("SELECT case_id, change, digest FROM journal_entry")).all()
    assert [tuple(row) for row in rows] == [("k" * 43, "k" * 43)]
    assert [tuple(line) for line in lines] == [(1, "received", "d")]
    for change in ("DELETE FROM journal_entry", "UPDATE journal_entry SET digest = 'e'"):
        with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
            connection.execute(text(change))


@pytest.mark.parametrize("side", SIDES)
def test_every_constraint_has_a_name(app, side):
    nameless = [
        f"{table.name}: {constraint!r}"
        for table in migrations.metadata(side).tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []


def test_no_table_stands_on_both_sides(app):
    """Two tables of one name would hide a row sent to the wrong database."""
    names = [set(migrations.metadata(side).tables) for side in SIDES]
    assert names[0] & names[1] == set()


def test_no_foreign_key_crosses_the_wall(app):
    for side in SIDES:
        tables = migrations.metadata(side).tables
        targets = {key.target_fullname.split(".")[0] for table in tables.values() for key in table.foreign_keys}
        assert targets - set(tables) == set()
