"""The public record as CSV and JSON bytes. Numbers of people are protected before they come here."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from engage.accountability.queries import RecordLine
from engage.core.bilingual import Words
from engage.core.disclosure import Cell
from engage.core.text import safe_cell

#: What stands for a number of people that is too small to show.
FEW = "fewer than 11"
COLUMNS = (
    "number",
    "made_on",
    "council",
    "council_es",
    "theme",
    "theme_es",
    "motion",
    "title",
    "title_es",
    "text",
    "text_es",
    "why",
    "why_es",
    "people",
    "standing",
    "decision",
    "reasons",
    "reasons_es",
    "answered_on",
    "promise",
    "promise_es",
    "promise_owner",
    "promise_due_on",
    "promise_state",
    "promise_is_late",
    "promise_closed_on",
    "promise_closing_note",
    "promise_closing_note_es",
)
_COLUMN = {"text": "promise", "text_es": "promise_es"}


def record_csv(lines: Sequence[RecordLine]) -> bytes:
    """One line a promise (UTF-8 with its mark); no cell can be taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in _rows(lines):
        writer.writerow({name: safe_cell(value) for name, value in row.items()})
    return out.getvalue().encode("utf-8-sig")


def record_json(lines: Sequence[RecordLine]) -> bytes:
    """A list of recommendations with their promises inside."""
    made = [{**_line(line), "promises": [_promise(promise) for promise in line.promises]} for line in lines]
    return json.dumps({"recommendations": made}, ensure_ascii=False, indent=1).encode()


def _rows(lines: Sequence[RecordLine]) -> Iterator[dict[str, Any]]:
    for line in lines:
        for promise in line.promises or (None,):
            told = _promise(promise).items() if promise else ()
            yield {**_line(line), **{_COLUMN.get(key, f"promise_{key}"): value for key, value in told}}


def _line(line: RecordLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "made_on": line.made_on.isoformat(),
        **_both("council", line.body),
        **_both("theme", line.theme),
        "motion": line.motion,
        **_both("title", line.title),
        **_both("text", line.text),
        **_both("why", line.why),
        "people": _people(line.people),
        "standing": line.progress.value,
        "decision": line.decision,
        **_both("reasons", line.reasons),
        "answered_on": line.answered_on.isoformat() if line.answered_on else None,
    }


def _promise(promise: Any) -> dict[str, Any]:
    return {
        **_both("text", promise.text),
        "owner": promise.owner,
        "due_on": promise.due_on.isoformat(),
        "state": promise.state.value,
        "is_late": promise.is_late,
        "closed_on": promise.closed_on.isoformat() if promise.closed_on else None,
        **_both("closing_note", promise.closing_note),
    }


def _both(name: str, words: Words | None) -> dict[str, Any]:
    return {name: words.en if words else None, f"{name}_es": words.es if words else None}


def _people(cell: Cell | None) -> int | str | None:
    if cell is None:
        return None
    return FEW if cell.is_hidden else cell.value
