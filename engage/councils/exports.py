"""Rosters as files: JSON and CSV for everybody, CSV with contact data for staff."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from engage.core.text import safe_cell
from engage.councils.queries import PersonRow, Roster


def roster_json(roster: Roster) -> dict[str, Any]:
    """The public roster; a member who chose not to be named has no ``name``."""
    return {
        "council": {"id": roster.body_id, "name": roster.body_name.en, "name_es": roster.body_name.es},
        "on": roster.on.isoformat(),
        "seats": [
            {
                "seat": seat.label.en,
                "seat_es": seat.label.es,
                "category": seat.category.value,
                "is_voting": seat.is_voting,
                "takes_applications": seat.takes_applications,
                "status": seat.status.value,
                "is_held": seat.is_held,
                "name": seat.shown_name,
            }
            for seat in roster.seats
        ],
    }


def roster_csv(roster: Roster) -> bytes:
    """The public roster as a spreadsheet reads it (UTF-8 with a mark, no formulas)."""
    rows = (
        (seat.label.en, seat.category.value, _yes(seat.is_voting), seat.status.value, seat.shown_name or "")
        for seat in roster.seats
    )
    return _csv(("seat", "category", "voting", "status", "name"), rows)


def contacts_csv(people: Iterable[PersonRow]) -> bytes:
    """Who sits now with contact data, for staff who write letters."""
    rows = (
        (
            person.seat_label.en if person.seat_label else "",
            person.name,
            person.email or "",
            person.phone or "",
            person.language,
            person.preferred_contact.value,
            _yes(person.is_named_publicly),
        )
        for person in people
    )
    return _csv(("seat", "name", "email", "phone", "language", "preferred_contact", "named_publicly"), rows)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _csv(header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
