"""Doing to the log what nobody should be able to do."""

from engage.audit.models import AuditEntryMixin, AuditSealMixin
from engage.core.append_only import drop_trigger_sql, trigger_sql
from engage.core.db import db
from engage.core.sides import Side, concrete


def as_database_owner(side: Side, *statements: str) -> None:
    """Run ``statements`` as somebody who owns the database: protection off, change, protection on again."""
    db.session.rollback()  # whoever only reads must not be in the way either
    tables = [concrete(mixin, side).__table__ for mixin in (AuditEntryMixin, AuditSealMixin)]
    engine = db.engines[side.bind_key]
    dialect = engine.dialect.name
    off = [one for table in tables for one in drop_trigger_sql(table)[dialect]]
    on = [one for table in tables for one in trigger_sql(table)[dialect]]
    off.append("PRAGMA foreign_keys=OFF" if dialect == "sqlite" else "SET session_replication_role = replica")
    raw = engine.raw_connection()
    driver = raw.driver_connection
    raw.detach()  # closed for good afterwards, with whatever was switched off on it
    if dialect == "postgresql":
        driver.autocommit = True
    for statement in (*off, *statements, *on):
        driver.execute(statement)
    driver.close()
