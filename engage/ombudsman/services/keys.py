"""Putting everything under the newest key, a batch at a time; it may be stopped and taken up again."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, LargeBinary, Table, and_, func, literal, select, type_coerce, update
from sqlalchemy.engine import Engine

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.crypto import Undecryptable
from engage.core.db import db, unit_of_work
from engage.core.runtime import keyring
from engage.core.sides import Side, concrete
from engage.files.services import count_files, rotate_files
from engage.notifications.models import OutboxMessageMixin
from engage.ombudsman import audit_events
from engage.ombudsman.models import Sealed

_BATCH = 200


@dataclass(frozen=True)
class Rotation:
    """What one batch did: rows looked at, texts put under the newest key, texts no key could open."""

    rows: int
    renewed: int
    unreadable: int


def sealed_columns() -> dict[Table, list[Column]]:
    """Every column of this side that holds encrypted text, by table."""
    tables = db.metadatas[Side.OMBUDSMAN.bind_key].sorted_tables
    found = {table: [column for column in table.columns if isinstance(column.type, Sealed)] for table in tables}
    outbox = concrete(OutboxMessageMixin, Side.OMBUDSMAN).__table__
    found[outbox] = [outbox.c.body]
    return {table: columns for table, columns in found.items() if columns}


def count_sealed() -> int:
    """How many rows hold encrypted text, and how many files there are."""
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in sealed_columns()]
    return sum(db.session.execute(select(*counts), bind_arguments=here()).one()) + count_files(Side.OMBUDSMAN)


def here() -> dict[str, Engine]:
    """Where statements about bare columns go: they do not name their database themselves."""
    return {"bind": db.engines[Side.OMBUDSMAN.bind_key]}


def rotate_keys(*, actor: Actor) -> Iterator[Rotation]:
    """Put every text and every file under the newest key; each step is one batch in a transaction of its own.

    A text that is under the newest key is left alone, so a second run goes on where the first was
    stopped. A text that changes meanwhile is not written over: whoever changed it used the newest key.
    Raises `NotAllowed`.
    """
    ensure(actor.side is Side.OMBUDSMAN and actor.is_system)
    for table, columns in sealed_columns().items():
        yield from _rotate_table(table, columns)
    for outcome in rotate_files(actor=actor):
        yield Rotation(1, int(outcome.is_renewed), int(outcome.is_unreadable))


def record_rotation(*, actor: Actor, count: int) -> None:
    """Write down that a rotation ended. Raises `NotAllowed`."""
    ensure(actor.side is Side.OMBUDSMAN and actor.is_system)
    audit.record(actor, audit_events.KEYS_ROTATED, "keys", count=count)


def _rotate_table(table: Table, columns: list[Column]) -> Iterator[Rotation]:
    (key,) = table.primary_key.columns
    after = 0
    while True:
        with unit_of_work(Side.OMBUDSMAN):
            raw = [type_coerce(column, LargeBinary).label(column.name) for column in columns]
            batch = select(key, *raw).where(key > after).order_by(key).limit(_BATCH)
            rows = db.session.execute(batch, bind_arguments=here()).all()
            outcomes = [
                _rotate_text(table, column, key, row[0], sealed)
                for row in rows
                for column, sealed in zip(columns, row[1:], strict=True)
                if sealed is not None
            ]
        if not rows:
            return
        after = rows[-1][0]
        yield Rotation(len(rows), outcomes.count("renewed"), outcomes.count("unreadable"))


def _rotate_text(table: Table, column: Column, key: Column, row_id: int, sealed: bytes) -> str:
    if keyring().is_newest(sealed):
        return "newest"
    try:
        fresh = keyring().rotate(sealed)
    except Undecryptable:
        return "unreadable"
    same = and_(key == row_id, type_coerce(column, LargeBinary) == literal(bytes(sealed), LargeBinary()))
    renewed = update(table).where(same).values({column: literal(fresh, LargeBinary())})
    db.session.execute(renewed, bind_arguments=here())
    return "renewed"
