"""How an entry is sealed: pure, so that anybody can compute the chain again from an export."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

#: What stands before the first seal.
GENESIS = "0" * 64


@dataclass(frozen=True)
class EntryValues:
    """Everything that an entry says."""

    id: int
    at: datetime
    event: str
    actor: str
    subject: str
    details: dict[str, Any]


def seal_hash(previous_hash: str, sequence: int, sealed_at: datetime, entry: EntryValues) -> str:
    """SHA-256, in hexadecimal, over canonical JSON of the entry, its place and the hash before it."""
    return hashlib.sha256(canonical(previous_hash, sequence, sealed_at, entry).encode()).hexdigest()


def canonical(previous_hash: str, sequence: int, sealed_at: datetime, entry: EntryValues) -> str:
    """The text that is hashed: JSON with sorted keys, no blanks, ASCII only, moments in UTC."""
    return json.dumps(
        {
            "previous": previous_hash,
            "sequence": sequence,
            "sealed_at": _moment(sealed_at),
            "id": entry.id,
            "at": _moment(entry.at),
            "event": entry.event,
            "actor": entry.actor,
            "subject": entry.subject,
            "details": entry.details,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
