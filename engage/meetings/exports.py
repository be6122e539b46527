"""Meetings as files: a calendar entry, and a body's motions as CSV."""

import csv
import io
from collections.abc import Iterable

from engage.core import clock
from engage.core.text import safe_cell
from engage.meetings.enums import MeetingState
from engage.meetings.messages import MeetingFacts, calendar_file
from engage.meetings.queries import MeetingPage, MotionRow


def meeting_ics(page: MeetingPage, language: str) -> bytes:
    """The meeting as an ``.ics`` file to put into a calendar."""
    facts = MeetingFacts(
        id=page.id,
        body_name=page.body_name,
        title=page.title,
        starts_at=page.starts_at,
        ends_at=page.ends_at,
        time_zone=page.time_zone,
        place=page.place,
        join_url=page.join_url,
        phone_number=page.phone_number,
        phone_code=page.phone_code,
        sequence=page.version,
        changed_at=clock.now(),
        is_canceled=page.state is MeetingState.CANCELED,
    )
    return calendar_file(facts, language)


def motions_csv(rows: Iterable[MotionRow]) -> bytes:
    """Motions as a spreadsheet reads them (UTF-8 with a mark, no formulas)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("number", "day", "motion", "result", "for", "against", "abstained"))
    for row in rows:
        cells = (
            row.number,
            row.held_on.isoformat(),
            row.text.en,
            row.result.value,
            row.votes_for,
            row.votes_against,
            row.abstained,
        )
        writer.writerow([safe_cell(cell) for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
