"""Finding entries again."""

from datetime import UTC, date, datetime

import pytest

from engage.audit import jobs, queries
from engage.audit.models import AuditEntry
from engage.audit.queries import EntryFilter
from engage.core.actor import STRANGER, Actor
from engage.core.db import db, unit_of_work
from engage.core.permissions import Permission
from engage.core.sides import Side

READER = Actor(account_id=1, permissions=frozenset({Permission.AUDIT_ENTRY_READ}))
ROWS = [
    (1, datetime(2026, 3, 3, 4, 59, tzinfo=UTC), "a:b:made", "account:4"),
    (2, datetime(2026, 3, 3, 5, 0, tzinfo=UTC), "a:b:changed", "account:4"),
    (3, datetime(2026, 3, 4, 4, 59, 59, tzinfo=UTC), "a:b:made", "account:5"),
    (4, datetime(2026, 3, 4, 5, 0, tzinfo=UTC), "a:b:made", "public"),
]


@pytest.fixture
def entries(app):
    """Four entries around midnight in New York."""
    with unit_of_work():
        for number, at, event, who in ROWS:
            db.session.add(
                AuditEntry(id=number, at=at, event=event, actor=who, subject=f"thing:{number}", details={})
            )


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [4, 3, 2, 1]),
        ({"event": "a:b:changed"}, [2]),
        ({"actor": "account:4"}, [2, 1]),
        ({"subject": "thing:3"}, [3]),
        ({"from_day": date(2026, 3, 3)}, [4, 3, 2]),
        ({"to_day": date(2026, 3, 3)}, [3, 2, 1]),
        ({"from_day": date(2026, 3, 3), "to_day": date(2026, 3, 3), "event": "a:b:made"}, [3]),
        ({"event": "' OR 1=1 --"}, []),
    ],
)
def test_filters(entries, wanted, expected):
    wanted = EntryFilter(**wanted, time_zone="America/New_York")
    page = queries.entry_rows(actor=READER, wanted=wanted)
    assert [row.id for row in page.rows] == expected
    assert [row.id for row in queries.all_entries(actor=READER, wanted=wanted)] == expected[::-1]


def test_a_stranger_finds_nothing(entries):
    assert queries.entry_rows(actor=STRANGER, wanted=EntryFilter()).total == 0
    assert list(queries.all_entries(actor=STRANGER, wanted=EntryFilter())) == []
    assert queries.event_names(STRANGER) == ()


def test_event_names_are_those_that_occur(entries):
    assert queries.event_names(READER) == ("a:b:changed", "a:b:made")


def test_export_reads_in_pieces(entries, monkeypatch):
    monkeypatch.setattr(queries, "_BATCH", 2)
    assert [row.id for row in queries.all_entries(actor=READER, wanted=EntryFilter())] == [1, 2, 3, 4]


def test_rows_tell_their_seal(entries):
    jobs.seal(Side.ENGAGE)
    rows = queries.entry_rows(actor=READER, wanted=EntryFilter()).rows
    assert [row.sequence for row in rows] == [4, 3, 2, 1]
    assert rows[0].hash == queries.head(Side.ENGAGE).hash


def test_a_page_costs_two_statements_whatever_its_length(entries):
    from tests.support.queries import QueryCounter

    counter = QueryCounter()
    with counter.exactly(2):
        queries.entry_rows(actor=READER, wanted=EntryFilter(actor="public"))
    with counter.exactly(2):
        queries.entry_rows(actor=READER, wanted=EntryFilter())
