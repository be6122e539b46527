"""Somebody who owns the database changes the log; the check finds it. Also: many sealers at once."""

import threading

import pytest

from engage.audit import jobs, queries
from engage.audit.queries import Break
from engage.audit.services import AuditEvent, record
from engage.core.actor import Actor
from engage.core.db import db, unit_of_work
from engage.core.sides import Side
from tests.support.audit import as_database_owner
from tests.support.database import fresh_app, make_schema

HAPPENED = AuditEvent("test:thing:made", frozenset({"count"}))
PREFIX = {Side.ENGAGE: "", Side.OMBUDSMAN: "ombudsman_"}


@pytest.fixture
def own_app(tmp_path):
    """An application with databases of its own, each with six sealed entries."""
    with fresh_app(tmp_path) as app:
        make_schema(app)
        with app.app_context():
            for side in Side:
                _write(side, 6)
                jobs.seal(side)
            yield app


def _write(side: Side, number: int) -> None:
    for count in range(number):
        with unit_of_work(side):
            record(Actor(side=side, account_id=4), HAPPENED, f"thing:{count}", count=count)


def _tamper(side: Side, *statements: str) -> None:
    db.session.rollback()
    as_database_owner(side, *(one.replace("audit_", f"{PREFIX[side]}audit_") for one in statements))


def _broken(side: Side, **options) -> tuple[Break, int] | None:
    broken = queries.verify(side, **options).broken
    return (broken.kind, broken.sequence) if broken else None


CASES = {
    "an edited entry": (["UPDATE audit_entry SET actor = 'account:9' WHERE id = 3"], Break.ENTRY_CHANGED, 3),
    "edited details": (["UPDATE audit_entry SET details = '{\"count\": 1}' WHERE id = 3"], Break.ENTRY_CHANGED, 3),
    "an entry moved in time": (
        ["UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE id = 6"],
        Break.ENTRY_CHANGED,
        6,
    ),
    "a deleted entry": (["DELETE FROM audit_entry WHERE id = 4"], Break.ENTRY_MISSING, 4),
    "a deleted entry and its seal": (
        ["DELETE FROM audit_seal WHERE sequence = 4", "DELETE FROM audit_entry WHERE id = 4"],
        Break.SEAL_MISSING,
        4,
    ),
    "a deleted first seal": (["DELETE FROM audit_seal WHERE sequence = 1"], Break.SEAL_MISSING, 1),
    "a seal written anew": (
        ["UPDATE audit_seal SET hash = '" + "a" * 64 + "' WHERE sequence = 2"],
        Break.ENTRY_CHANGED,
        2,
    ),
    "two entries exchanged": (
        [
            "UPDATE audit_seal SET entry_id = 100 WHERE sequence = 2",
            "UPDATE audit_seal SET entry_id = 2 WHERE sequence = 3",
            "UPDATE audit_seal SET entry_id = 3 WHERE sequence = 2",
        ],
        Break.ENTRY_CHANGED,
        2,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_tampering_is_found(own_app, case):
    statements, kind, sequence = CASES[case]
    for side in Side:
        assert _broken(side) is None
        _tamper(side, *statements)
        assert _broken(side) == (kind, sequence)


def test_a_seal_made_to_fit_breaks_the_link_after_it(own_app):
    """Whoever recomputes one hash must recompute all that follow."""
    from sqlalchemy import select

    from engage.audit.models import AuditEntry, AuditSeal
    from engage.audit.rules import seal_hash

    _tamper(Side.ENGAGE, "UPDATE audit_entry SET actor = 'account:9' WHERE id = 3")
    seal = db.session.scalar(select(AuditSeal).where(AuditSeal.sequence == 3))
    entry = db.session.get(AuditEntry, 3)
    fitting = seal_hash(seal.previous_hash, 3, seal.sealed_at, queries.values_of(entry))
    _tamper(Side.ENGAGE, f"UPDATE audit_seal SET hash = '{fitting}' WHERE sequence = 3")
    assert _broken(Side.ENGAGE) == (Break.LINK_BROKEN, 4)


def test_a_cut_off_tail_is_found_only_with_the_head_kept_elsewhere(own_app):
    kept = queries.head(Side.ENGAGE).hash
    assert _broken(Side.ENGAGE, expected_head=kept) is None
    _tamper(Side.ENGAGE, "DELETE FROM audit_seal WHERE sequence > 4", "DELETE FROM audit_entry WHERE id > 4")
    assert _broken(Side.ENGAGE) is None
    assert _broken(Side.ENGAGE, expected_head=kept) == (Break.HEAD_MISSING, 4)
    _write(Side.ENGAGE, 2)
    jobs.seal(Side.ENGAGE)
    assert _broken(Side.ENGAGE, expected_head=kept) == (Break.HEAD_MISSING, 6)


def test_an_old_head_stays_in_a_growing_chain(own_app):
    kept = queries.head(Side.ENGAGE).hash
    _write(Side.ENGAGE, 3)
    jobs.seal(Side.ENGAGE)
    assert _broken(Side.ENGAGE, expected_head=kept) is None


def test_entries_that_wait_too_long_are_a_warning(own_app):
    from datetime import timedelta

    import time_machine

    from engage.core import clock

    _write(Side.ENGAGE, 2)
    result = queries.verify(Side.ENGAGE)
    assert (result.unsealed, result.overdue, result.holds) == (2, 0, True)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        result = queries.verify(Side.ENGAGE)
    assert (result.unsealed, result.overdue, result.holds) == (2, 2, True)


def test_several_sealers_and_writers_at_once_make_one_chain(own_app):
    failures: list[BaseException] = []

    def work(task) -> None:
        try:
            with own_app.app_context():
                for _ in range(8):
                    task()
        except BaseException as error:
            failures.append(error)

    tasks = [lambda: jobs.seal(Side.ENGAGE)] * 3 + [lambda: _write(Side.ENGAGE, 3)] * 2
    threads = [threading.Thread(target=work, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    jobs.seal(Side.ENGAGE)
    result = queries.verify(Side.ENGAGE)
    assert (result.entries, result.sealed, result.unsealed, result.holds) == (54, 54, 0, True)
