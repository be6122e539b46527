"""Recording and sealing."""

import pytest
from sqlalchemy import select

from engage.audit import jobs, queries
from engage.audit.models import AuditEntry, AuditSeal
from engage.audit.services import AuditEvent, record, seal_entries
from engage.core.actor import STRANGER, Actor, system_actor
from engage.core.db import db, unit_of_work
from engage.core.sides import Side

HAPPENED = AuditEvent("test:thing:made", frozenset({"count"}))


def _record(number: int, side: Side = Side.ENGAGE) -> None:
    with unit_of_work(side):
        for count in range(number):
            record(Actor(side=side, account_id=4), HAPPENED, f"thing:{count}", count=count)


def test_an_entry_needs_a_unit_of_work(app):
    with pytest.raises(RuntimeError):
        record(STRANGER, HAPPENED, "thing:1", count=1)
    with pytest.raises(RuntimeError):
        seal_entries()


@pytest.mark.parametrize("details", [{}, {"count": 1, "name": "Ana"}])
def test_details_are_exactly_the_declared_keys(app, details):
    with pytest.raises(ValueError, match="test:thing:made"), unit_of_work():
        record(STRANGER, HAPPENED, "thing:1", **details)


def test_actors_are_named_by_number(app):
    with unit_of_work():
        for actor in (Actor(account_id=4, name="Ana Ruiz"), STRANGER, system_actor(Side.ENGAGE)):
            record(actor, HAPPENED, "thing:1", count=0)
    assert db.session.scalars(select(AuditEntry.actor).order_by(AuditEntry.id)).all() == [
        "account:4",
        "public",
        "system",
    ]


@pytest.mark.parametrize("side", list(Side))
def test_sealing_chains_every_entry_once(app, side):
    _record(3, side)
    assert jobs.seal(side) == 3
    _record(2, side)
    assert jobs.seal(side) == 2
    assert jobs.seal(side) == 0
    result = queries.verify(side)
    assert (result.entries, result.sealed, result.unsealed, result.holds) == (5, 5, 0, True)
    assert queries.head(side).sequence == 5
    other = Side.OMBUDSMAN if side is Side.ENGAGE else Side.ENGAGE
    assert queries.verify(other).entries == 0


def test_batches_are_sealed_to_the_end(app, monkeypatch):
    monkeypatch.setattr(jobs, "_BATCH", 2)
    _record(5)
    assert jobs.seal(Side.ENGAGE) == 5
    assert queries.verify(Side.ENGAGE).holds


def test_a_lower_id_that_appears_late_is_sealed(app):
    """On PostgreSQL a transaction that began first may commit last."""
    with unit_of_work():
        db.session.add(AuditEntry(id=50, event="x:y:made", actor="system", subject="thing:50", details={}))
    assert jobs.seal(Side.ENGAGE, window=100) == 1
    with unit_of_work():
        db.session.add(AuditEntry(id=20, event="x:y:made", actor="system", subject="thing:20", details={}))
    assert jobs.seal(Side.ENGAGE, window=10) == 0, "outside the window of the quick pass"
    assert jobs.seal(Side.ENGAGE, window=100) == 1
    assert db.session.execute(select(AuditSeal.sequence, AuditSeal.entry_id).order_by(AuditSeal.sequence)).all() == [
        (1, 50),
        (2, 20),
    ]
    assert queries.verify(Side.ENGAGE).holds


def test_the_daily_pass_finds_what_the_quick_one_left(app):
    with unit_of_work():
        db.session.add(AuditEntry(id=5000, event="x:y:made", actor="system", subject="thing:2", details={}))
    jobs.seal(Side.ENGAGE, window=10)
    with unit_of_work():
        db.session.add(AuditEntry(id=1, event="x:y:made", actor="system", subject="thing:1", details={}))
    assert jobs.seal(Side.ENGAGE, window=10) == 0
    assert jobs.seal(Side.ENGAGE) == 1
