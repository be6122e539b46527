"""Databases, base models, and the one place that commits.

Two databases are two Flask-SQLAlchemy binds. A transaction touches one of them: `unit_of_work`
names the side, and a change to a row of the other side, or outside any unit of work, is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Date,
    DateTime,
    MetaData,
    String,
    TypeDecorator,
    delete,
    event,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, mapped_column, registry
from sqlalchemy.orm.exc import StaleDataError

from engage.core import clock
from engage.core.errors import AlreadyDone, Conflict
from engage.core.sides import Side, concrete, side_of

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_WRITING = "engage_writing_side"
_IMMEDIATE = "engage_immediate"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC on both engines; a naive one is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse a moment without a zone; store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give SQLite's naive moments their zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table; a table is named after its class, in the singular."""

    metadata = MetaData(naming_convention=NAMING)
    registry = registry(type_annotation_map={datetime: UtcDateTime, date: Date})


db = SQLAlchemy(
    model_class=Base,
    # Only matters where a test lends the session a connection of its own.
    session_options={"join_transaction_mode": "create_savepoint"},
)


class StateModel(db.Model):
    """A table in the state's database."""

    __abstract__ = True


class OmbudsmanModel(db.Model):
    """A table in the ombudsman's database."""

    __abstract__ = True
    __bind_key__ = "ombudsman"


class CreatedMixin:
    """When the row was made."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class FormKeyMixin:
    """A form that has been carried out, so that a double click is not carried out twice.

    It holds a random key, the day, and where the first one led; not who sent it or what was in it.
    """

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    location: Mapped[str | None] = mapped_column(String(500))
    used_on: Mapped[date] = mapped_column(default=clock.today, index=True)


class FormKey(FormKeyMixin, StateModel):
    """Forms carried out on the state's side."""


class OmbudsmanFormKey(FormKeyMixin, OmbudsmanModel):
    """Forms carried out on the ombudsman's side."""


class Work:
    """One unit of work; ``location`` is where a repeat of the same form is sent."""

    def __init__(self, side: Side):
        self.side = side
        self.location: str | None = None


@contextmanager
def unit_of_work(side: Side = Side.ENGAGE, *, form_key: str | None = None) -> Iterator[Work]:
    """One transaction on one side: all of it is kept, or none.

    With ``form_key`` (a form's hidden random key) the work is done at most once; a repeat raises
    `AlreadyDone` with the location the first one set. A row that somebody else changed in between
    raises `Conflict`.
    """
    session = db.session
    if session.info.get(_WRITING):
        raise RuntimeError("a unit of work is already open")
    session.rollback()  # ends the reading transaction, so that the writing one starts fresh
    session.info[_WRITING] = side
    try:
        session.connection(bind_arguments={"bind": db.engines[side.bind_key]}, execution_options={_IMMEDIATE: True})
        work = Work(side)
        kept = _claim(side, form_key) if form_key else None
        yield work
        if kept is not None:
            kept.location = work.location
        session.commit()
    except StaleDataError as error:
        # On PostgreSQL two writers can pass the check of the version; the database lets only one through.
        session.rollback()
        raise Conflict from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_WRITING, None)


def _claim(side: Side, form_key: str) -> FormKeyMixin:
    model = concrete(FormKeyMixin, side)
    done = db.session.get(model, form_key)
    if done is not None:
        raise AlreadyDone(done.location)
    kept = model(key=form_key)
    db.session.add(kept)
    try:
        db.session.flush()
    except IntegrityError as error:
        # Another process committed the same form between our look and our insert.
        db.session.rollback()
        location = db.session.scalar(select(model.location).where(model.key == form_key))
        raise AlreadyDone(location) from error
    return kept


def insert_once(model: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless a unique constraint says that it is there already. Returns whether it was new.

    Works while others insert the same, and needs no right to read the table.
    """
    bind = db.engines[side_of(model).bind_key]
    insert = postgresql_insert if bind.dialect.name == "postgresql" else sqlite_insert
    statement = insert(model).values(**values).on_conflict_do_nothing()
    # SQLAlchemy forgets the count of an INSERT unless it is asked to keep it (-1 on PostgreSQL).
    return db.session.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def insert_all_once(model: type[Base], rows: list[dict[str, Any]]) -> None:
    """`insert_once` for many rows in one statement; it does not tell which were new."""
    if rows:
        bind = db.engines[side_of(model).bind_key]
        insert = postgresql_insert if bind.dialect.name == "postgresql" else sqlite_insert
        db.session.execute(insert(model).on_conflict_do_nothing(), rows)


def writing_side() -> Side | None:
    """The side of the unit of work that is open, if one is."""
    return db.session.info.get(_WRITING)


def is_at_work() -> bool:
    """Whether a unit of work is open in this thread of work."""
    return writing_side() is not None


class WallBroken(RuntimeError):
    """Code tried to change a row outside a unit of work, or on the other side of the wall."""


def _check(session: Session, model: type) -> None:
    open_side = session.info.get(_WRITING)
    if open_side is None:
        raise WallBroken(f"{model.__name__} may only change inside a unit of work")
    if side_of(model) is not open_side:
        raise WallBroken(f"{model.__name__} is not stored on the {open_side} side")


@event.listens_for(Session, "before_flush")
def _refuse_other_side(session: Session, _context: Any, _instances: Any) -> None:
    for changed in (session.new, session.dirty, session.deleted):
        for row in changed:
            if changed is session.dirty and not session.is_modified(row):
                continue
            _check(session, type(row))


@event.listens_for(Session, "do_orm_execute")
def _refuse_other_side_in_bulk(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is not None:
            _check(state.session, mapper.class_)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        # SQLAlchemy, not the driver, begins transactions: only so can a writer begin IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        immediate = connection.get_execution_options().get(_IMMEDIATE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def ping(side: Side) -> None:
    """Ask the database of ``side`` for nothing; raises SQLAlchemy's error when it does not answer."""
    db.session.execute(text("SELECT 1"), bind_arguments={"bind": db.engines[side.bind_key]})


def forget_old_form_keys(side: Side, days: int = 3) -> int:
    """Delete form keys older than ``days``; a page older than that asks again. Returns how many."""
    model = concrete(FormKeyMixin, side)
    with unit_of_work(side):
        gone = db.session.execute(delete(model).where(model.used_on < clock.today() - timedelta(days=days)))
        return gone.rowcount
