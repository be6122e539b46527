"""The demonstration, loaded once into databases of its own, as the command loads it."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select

from engage.core import passwords
from engage.core.db import db
from engage.core.sides import Side
from engage.demo.load import load_demo
from engage.demo.load.stage import Stage
from tests.support.database import fresh_app, make_schema


@dataclass(frozen=True)
class LoadedDemo:
    """The application with the demonstration in it, and what loading it did."""

    app: Flask
    loaded: tuple[Side, ...]
    files_opened: frozenset[str]


@pytest.fixture(autouse=True, scope="session")
def cheap_passwords() -> None:
    """Hash quickly: what is tested here is not how dear a password is."""
    passwords.use(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, cheap_passwords: None) -> Iterator[LoadedDemo]:
    """Both sides of the demonstration."""
    opened: set[str] = set()
    is_listening = [True]

    def listen(event: str, args: tuple) -> None:
        if is_listening[0] and event == "open" and isinstance(args[0], str):
            opened.add(args[0])

    with fresh_app(tmp_path_factory.mktemp("demo")) as app:
        make_schema(app)
        with app.app_context():
            sys.addaudithook(listen)
            sides = load_demo()
            is_listening[0] = False
            db.session.remove()
        yield LoadedDemo(app, sides, frozenset(opened))


@pytest.fixture
def demo(loaded: LoadedDemo) -> Iterator[LoadedDemo]:
    """The same inside an application context."""
    with loaded.app.app_context():
        yield loaded
        db.session.remove()


@pytest.fixture
def stage(demo: LoadedDemo) -> Stage:
    """The days and the people of the demonstration as they are today."""
    return Stage.set_up()


def row_counts() -> dict[str, int]:
    """How many rows every table of both databases has."""
    return {
        f"{key}:{table.name}": db.session.scalar(
            select(func.count()).select_from(table), bind_arguments={"bind": db.engines[key]}
        )
        for key, metadata in db.metadatas.items()
        for table in metadata.sorted_tables
    }
