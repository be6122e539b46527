"""The hash of a seal."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from engage.audit.rules import GENESIS, EntryValues, canonical, seal_hash

AT = datetime(2026, 3, 3, 14, 30, 0, 123456, tzinfo=UTC)
ENTRY = EntryValues(7, AT, "meetings:minutes:approved", "account:3", "minutes:12", {"b": 2, "a": "ñ"})


def test_canonical_text_is_fixed():
    assert canonical(GENESIS, 1, AT, ENTRY) == (
        '{"actor":"account:3","at":"2026-03-03T14:30:00.123456+00:00","details":{"a":"\\u00f1","b":2},'
        '"event":"meetings:minutes:approved","id":7,"previous":"' + "0" * 64 + '",'
        '"sealed_at":"2026-03-03T14:30:00.123456+00:00","sequence":1,"subject":"minutes:12"}'
    )
    expected = hashlib.sha256(canonical(GENESIS, 1, AT, ENTRY).encode()).hexdigest()
    assert seal_hash(GENESIS, 1, AT, ENTRY) == expected


def test_every_part_matters():
    hashes = {seal_hash(GENESIS, 1, AT, ENTRY)}
    changes = [
        {"id": 8},
        {"at": AT + timedelta(microseconds=1)},
        {"event": "x"},
        {"actor": "x"},
        {"subject": "x"},
        {"details": {}},
    ]
    for change in changes:
        hashes.add(seal_hash(GENESIS, 1, AT, replace(ENTRY, **change)))
    hashes.add(seal_hash("1" * 64, 1, AT, ENTRY))
    hashes.add(seal_hash(GENESIS, 2, AT, ENTRY))
    hashes.add(seal_hash(GENESIS, 1, AT + timedelta(seconds=1), ENTRY))
    assert len(hashes) == len(changes) + 4


def test_order_of_keys_and_zone_of_moments_do_not_matter():
    eastern = timezone(-timedelta(hours=5))
    same = replace(ENTRY, at=AT.astimezone(eastern), details={"a": "ñ", "b": 2})
    assert seal_hash(GENESIS, 1, AT.astimezone(eastern), same) == seal_hash(GENESIS, 1, AT, ENTRY)
