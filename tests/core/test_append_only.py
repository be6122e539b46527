"""A table that only grows: the database refuses every way of changing or removing a row."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engage.audit.models import AuditEntry, AuditSeal, OmbudsmanAuditEntry, OmbudsmanAuditSeal
from engage.core.append_only import TRIGGER_SQL, drop_trigger_sql, trigger_sql
from engage.core.db import db, unit_of_work
from engage.core.sides import Side, side_of

TABLES = [AuditEntry, AuditSeal, OmbudsmanAuditEntry, OmbudsmanAuditSeal]


@pytest.fixture
def filled(app):
    """An entry and its seal on each side."""
    for side, entry, seal in (
        (Side.ENGAGE, AuditEntry, AuditSeal),
        (Side.OMBUDSMAN, OmbudsmanAuditEntry, OmbudsmanAuditSeal),
    ):
        with unit_of_work(side):
            row = entry(event="x:y:made", actor="system", subject="thing:1")
            db.session.add(row)
            db.session.flush()
            db.session.add(seal(sequence=1, entry_id=row.id, previous_hash="0" * 64, hash="1" * 64))


def _refused(model, statement: str) -> str:
    engine = db.engines[side_of(model).bind_key]
    with pytest.raises(IntegrityError) as caught, engine.begin_nested():
        engine.execute(text(statement))
    return str(caught.value.orig)


@pytest.mark.parametrize("model", TABLES)
def test_update_delete_and_truncate_are_refused(filled, model):
    table = model.__tablename__
    column = "hash" if "seal" in table else "event"
    assert "is append-only" in _refused(model, f"UPDATE {table} SET {column} = 'other'")
    assert "is append-only" in _refused(model, f"DELETE FROM {table}")
    if db.engines[side_of(model).bind_key].dialect.name == "postgresql":
        assert "is append-only" in _refused(model, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("model", TABLES)
def test_replacing_a_row_is_refused(filled, model):
    table, key = model.__tablename__, "sequence" if "seal" in model.__tablename__ else "id"
    copy = f"INSERT INTO {table} SELECT * FROM {table} WHERE true"
    assert "is append-only" in _refused(model, f"{copy} ON CONFLICT ({key}) DO UPDATE SET {key} = 1")
    if db.engines[side_of(model).bind_key].dialect.name == "sqlite":
        assert "is append-only" in _refused(model, copy.replace("INSERT", "INSERT OR REPLACE"))


def test_a_seal_for_an_entry_that_has_one_is_refused(filled):
    _refused(
        AuditSeal,
        "INSERT INTO audit_seal (sequence, entry_id, previous_hash, hash, sealed_at) "
        "SELECT 2, entry_id, hash, hash, sealed_at FROM audit_seal",
    )


def test_growing_is_allowed(filled):
    with unit_of_work():
        db.session.add(AuditEntry(event="x:y:made", actor="system", subject="thing:2"))
    assert db.session.query(AuditEntry).count() == 2


def test_the_statements_are_offered_to_migrations():
    for model in TABLES:
        side, statements = side_of(model), trigger_sql(model.__table__)
        for dialect in ("sqlite", "postgresql"):
            offered = TRIGGER_SQL[side][dialect]
            assert [s for s in offered if s in statements[dialect]] == statements[dialect]
            assert len(offered) == len(set(offered))


def test_the_protection_can_be_taken_off_and_put_back_by_a_migration(filled):
    connection = db.engines[None]
    dialect = connection.dialect.name
    for statement in drop_trigger_sql(AuditSeal.__table__)[dialect]:
        connection.execute(text(statement))
    connection.execute(text("UPDATE audit_seal SET hash = previous_hash"))
    for statement in trigger_sql(AuditSeal.__table__)[dialect]:
        connection.execute(text(statement))
    _refused(AuditSeal, "UPDATE audit_seal SET hash = 'other'")
