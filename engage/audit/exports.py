"""The log as a table for other programs."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from engage.audit.queries import EntryRow
from engage.core.text import safe_cell

COLUMNS = ("id", "at", "event", "actor", "subject", "details", "sequence", "hash")


def csv_lines(rows: Iterable[EntryRow]) -> Iterator[str]:
    """CSV, line by line with its header; moments in UTC, details as JSON."""
    yield _line(COLUMNS)
    for row in rows:
        at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
        details = json.dumps(row.details, sort_keys=True)
        yield _line((row.id, at, row.event, row.actor, row.subject, details, row.sequence or "", row.hash or ""))


def _line(values: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([safe_cell(value) for value in values])
    return out.getvalue()
