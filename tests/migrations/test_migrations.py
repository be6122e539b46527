"""The migrations build what the models declare, on each side, and can be taken back."""

import re

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

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
