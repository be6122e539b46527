"""Two migration environments, one a database, each with its own version table."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, TypeDecorator
from sqlalchemy.engine import Connection

from engage.core.db import db
from engage.core.settings import PROJECT_ROOT
from engage.core.sides import Side


def folder(side: Side) -> Path:
    """Where the migrations of ``side`` are."""
    return PROJECT_ROOT / "migrations" / side.value


def version_table(side: Side) -> str:
    """The table that says at which migration the database of ``side`` is."""
    return f"{side.value}_version"


def metadata(side: Side) -> MetaData:
    """The tables of ``side`` as the models declare them."""
    return db.metadatas[side.bind_key]


def head(side: Side) -> str | None:
    """The newest migration of ``side``."""
    return ScriptDirectory(str(folder(side))).get_current_head()


def current(side: Side) -> str | None:
    """The migration the database of ``side`` is at; None before the first."""
    db.session.rollback()  # an open reading transaction would still show the database as it was
    connection = db.session.connection(bind_arguments={"bind": db.engines[side.bind_key]})
    return _context(side, connection).get_current_revision()


def is_at_head(side: Side) -> bool:
    """Whether the database of ``side`` is what this code expects."""
    return current(side) == head(side)


def upgrade(side: Side, revision: str = "head") -> None:
    """Bring the database of ``side`` to ``revision``, all of it or nothing of a migration."""
    with _connection(side) as connection:
        command.upgrade(_config(side, connection), revision)
        connection.commit()


def downgrade(side: Side, revision: str) -> None:
    """Take the database of ``side`` back to ``revision`` (``base`` empties it)."""
    with _connection(side) as connection:
        command.downgrade(_config(side, connection), revision)
        connection.commit()


def write(side: Side, revision: str, words: str) -> None:
    """Write the migration ``revision`` from what the models have and the database lacks."""
    with _connection(side) as connection:
        command.revision(_config(side, connection), words, autogenerate=True, rev_id=revision)
    (folder(side) / "current-head").write_text(f"{revision}\n")


def differences(side: Side) -> list[object]:
    """What the models and the database of ``side`` do not agree on; empty when they are equal."""
    with _connection(side) as connection:
        return compare_metadata(_context(side, connection), metadata(side))


@contextmanager
def _connection(side: Side) -> Iterator[Connection]:
    with db.engines[side.bind_key].connect() as connection:
        yield connection


def _config(side: Side, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder(side)))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes.update(connection=connection, side=side)
    return config


def _context(side: Side, connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts=options(side))


def options(side: Side) -> dict[str, object]:
    """How migrations of ``side`` are run and compared."""
    own = version_table(side)
    return {
        "version_table": own,
        "target_metadata": metadata(side),
        "compare_type": True,
        "render_as_batch": True,
        "render_item": _render,
        "include_name": lambda name, kind, _parents: not (kind == "table" and name == own),
    }


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as what the database knows, so that old migrations need no code of ours."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False
