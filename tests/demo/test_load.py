"""What loading the demonstration does, and where it refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import String, Text, select

from engage.accounts.enums import Role
from engage.accounts.queries import actor_of_session
from engage.accounts.rules import ROLE_PERMISSIONS
from engage.accounts.services import create_account, sign_in
from engage.app import create_app
from engage.audit.queries import verify
from engage.core.actor import system_actor
from engage.core.db import db, unit_of_work
from engage.core.errors import RuleBroken
from engage.core.permissions import Permission
from engage.core.settings import PROJECT_ROOT, load_settings
from engage.core.sides import Side
from engage.demo.load import is_loaded, load_demo
from engage.demo.load.stage import read
from engage.demo.people import PASSWORD, SIGN_INS
from engage.notifications.queries import is_outbox_stuck
from tests.demo.conftest import LoadedDemo, row_counts
from tests.support.database import environment, fresh_app, make_schema


def _refused(text: str):
    return pytest.raises(RuleBroken, match=text)


def test_outside_development_nothing_is_loaded(tmp_path):
    with fresh_app(tmp_path) as app:
        make_schema(app)
        app.extensions["engage_settings"] = replace(app.extensions["engage_settings"], is_development=False)
        with app.app_context():
            with _refused("only for development"):
                load_demo()
            assert sum(row_counts().values()) == 0


@pytest.mark.parametrize(
    ("side", "role", "permission"),
    [
        (Side.ENGAGE, Role.ADMINISTRATOR, Permission.ACCOUNTS_ACCOUNT_MANAGE),
        (Side.OMBUDSMAN, Role.OMBUDSMAN_LEAD, Permission.OMBUDSMAN_ACCOUNT_MANAGE),
    ],
)
def test_beside_an_account_of_somebody_else_nothing_is_loaded(tmp_path, side, role, permission):
    with fresh_app(tmp_path) as app:
        make_schema(app)
        with app.app_context():
            with unit_of_work(side):
                create_account(
                    actor=system_actor(side, permission),
                    email="real@example.org",
                    name="Real Person",
                    password="four plain words here",
                    role=role,
                )
            before = row_counts()
            with _refused("other data"):
                load_demo()
            assert row_counts() == before


def test_a_load_that_breaks_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(_stage) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("engage.demo.load.CHAPTERS", (*_chapters()[:2], ("a broken chapter", fail)))
    with fresh_app(tmp_path) as app:
        make_schema(app)
        with app.app_context():
            with pytest.raises(OSError, match="the disk is full"):
                load_demo()
            assert sum(row_counts().values()) == 0


def _chapters():
    from engage.demo.load import CHAPTERS

    return CHAPTERS


def test_both_sides_are_loaded(demo: LoadedDemo):
    assert demo.loaded == (Side.ENGAGE, Side.OMBUDSMAN)
    assert [is_loaded(side) for side in Side] == [True, True]


def test_loading_again_changes_nothing(demo: LoadedDemo):
    before = row_counts()
    assert load_demo() == ()
    assert row_counts() == before


def test_it_reads_only_what_the_project_ships(demo: LoadedDemo):
    data = {str(Path(name).resolve()) for name in demo.files_opened if name.endswith((".json", ".toml", ".csv"))}
    outside = {name for name in data if not name.startswith(str(PROJECT_ROOT))}
    assert outside - {name for name in data if name.endswith("secrets.json")} == set()
    assert "motions" not in {Path(name).stem for name in data}


@pytest.mark.parametrize("key", SIGN_INS)
def test_everybody_can_sign_in_on_their_own_side_only(demo: LoadedDemo, key):
    who = SIGN_INS[key]
    other = Side.ENGAGE if who.side is Side.OMBUDSMAN else Side.OMBUDSMAN
    with unit_of_work(other), pytest.raises(RuleBroken):
        sign_in(side=other, email=who.email, password=PASSWORD)
    with unit_of_work(who.side):
        token = sign_in(side=who.side, email=who.email, password=PASSWORD)
    actor = actor_of_session(who.side, token)
    assert (actor.name, actor.roles) == (who.name, {who.role.value})
    assert actor.permissions == ROLE_PERMISSIONS[who.role]


def test_no_name_of_a_case_is_on_the_states_side(demo: LoadedDemo):
    """The marker test of the wall: what people told the ombudsman is nowhere in the state's database."""
    secrets = [case["story"] for case in read("cases.json")]
    secrets += [who["name"] for case in read("cases.json") for who in (case["person"], case.get("about")) if who]
    state = db.metadatas[None].sorted_tables
    words = "\n".join(
        str(value)
        for table in state
        for column in table.columns
        if isinstance(column.type, String | Text) or column.type.__class__.__name__ in ("JSON", "LargeBinary")
        for value in db.session.scalars(select(column))
    )
    assert [secret for secret in secrets if secret in words] == []


def test_past_mail_has_left_and_the_logs_hold(demo: LoadedDemo):
    assert [is_outbox_stuck(side) for side in Side] == [False, False]
    for side in Side:
        checked = verify(side)
        assert (checked.holds, checked.overdue) == (True, 0)


@contextmanager
def _process(environ: dict[str, str]) -> Iterator[Flask]:
    """A process with its own settings on databases that are there."""
    app = create_app(load_settings(environ))
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.mark.parametrize("first", ["public,council", "ombudsman"])
def test_a_process_loads_the_sides_it_serves(tmp_path, first):
    environ = environment(tmp_path)
    with _process(environ) as app:
        make_schema(app)
    sides = {"public,council": (Side.ENGAGE,), "ombudsman": (Side.OMBUDSMAN,)}
    for surfaces in sorted(sides, key=lambda name: name != first):
        with _process({**environ, "ENGAGE_SURFACES": surfaces}):
            assert load_demo() == sides[surfaces]
            assert load_demo() == ()
    with _process(environ):
        assert load_demo() == ()
