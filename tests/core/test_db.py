"""The unit of work: one side, once, all or nothing."""

import pytest
from sqlalchemy import func, select

from engage.audit.models import AuditEntry, OmbudsmanAuditEntry
from engage.core.db import WallBroken, db, unit_of_work
from engage.core.errors import AlreadyDone
from engage.core.sides import Side


def _count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_change_outside_a_unit_of_work_is_refused(app):
    db.session.add(AuditEntry(event="x", actor="x", subject="x"))
    with pytest.raises(WallBroken):
        db.session.flush()
    db.session.rollback()
    assert _count(AuditEntry) == 0


def test_row_of_the_other_side_is_refused(app):
    with pytest.raises(WallBroken), unit_of_work(Side.ENGAGE):
        db.session.add(OmbudsmanAuditEntry(event="x", actor="x", subject="x"))
    assert _count(OmbudsmanAuditEntry) == 0


def test_failure_keeps_nothing(app):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        db.session.add(AuditEntry(event="x", actor="x", subject="x"))
        db.session.flush()
        raise ZeroDivisionError
    assert _count(AuditEntry) == 0


def test_same_form_twice_is_done_once_and_tells_where_it_led(app):
    for _ in range(2):
        try:
            with unit_of_work(form_key="key-1") as work:
                db.session.add(AuditEntry(event="x", actor="x", subject="x"))
                work.location = "/there"
        except AlreadyDone as done:
            location = done.location
    assert location == "/there"
    assert _count(AuditEntry) == 1


def test_nested_units_of_work_are_refused(app):
    with pytest.raises(RuntimeError), unit_of_work(), unit_of_work():
        pass
