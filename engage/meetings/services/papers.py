"""The papers of a meeting."""

from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.changes import check_version, take_over
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.core.sides import Side
from engage.files.queries import file_rows
from engage.files.services import remove_series, store_file
from engage.meetings import audit_events
from engage.meetings.enums import MeetingState, PaperKind
from engage.meetings.models import MeetingPaper
from engage.meetings.policies import can_manage_meeting
from engage.meetings.queries.meetings import find_meeting
from engage.meetings.queries.papers import find_paper

#: More than any agenda has; it keeps the list on one page.
MOST_PAPERS = 50


@dataclass(frozen=True)
class PaperDetails:
    """What can be said about a paper."""

    title: str
    kind: PaperKind
    title_es: str | None = None
    is_public: bool = False


@dataclass(frozen=True)
class UploadedFile:
    """A file as it was given to us."""

    name: str
    data: bytes


def add_paper(*, actor: Actor, meeting_id: int, details: PaperDetails, file: UploadedFile) -> int:
    """Add a paper at the end; returns its id.

    Raises `NotFound`, `NotAllowed`, and `RuleBroken` when the file is refused (field ``file``), the
    meeting was canceled or it has as many papers as it may have.
    """
    meeting = find_meeting(actor, meeting_id)
    ensure(can_manage_meeting(actor, meeting))
    if meeting.state == MeetingState.CANCELED:
        raise RuleBroken(N_("This meeting was canceled. Plan a new one."))
    of_meeting = select(func.count(), func.max(MeetingPaper.position)).where(MeetingPaper.meeting_id == meeting.id)
    count, last = db.session.execute(of_meeting).one()
    if count >= MOST_PAPERS:
        raise RuleBroken(N_("A meeting may have up to %(limit)s papers. Remove one first."), limit=MOST_PAPERS)
    kept = store_file(actor=actor, name=file.name, data=file.data)
    paper = MeetingPaper(meeting_id=meeting.id, position=(last or 0) + 1, file_key=kept.key, **asdict(details))
    db.session.add(paper)
    db.session.flush()
    audit.record(
        actor,
        audit_events.PAPER_ADDED,
        f"meeting_paper:{paper.id}",
        meeting_id=meeting.id,
        kind=details.kind.value,
        is_public=details.is_public,
    )
    return paper.id


def edit_paper(
    *,
    actor: Actor,
    paper_id: int,
    expected_version: int | None,
    details: PaperDetails,
    file: UploadedFile | None = None,
) -> None:
    """Change what is said about a paper and, with ``file``, put a new version in its place; the old one is kept.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken` (field ``file``).
    """
    paper, meeting = find_paper(actor, paper_id)
    check_version(paper, expected_version)
    changed = take_over(paper, details)
    if file is not None:
        old = file_rows(Side.ENGAGE, [paper.file_key])[paper.file_key]
        paper.file_key = store_file(actor=actor, name=file.name, data=file.data, series=old.series).key
        changed = [*changed, "file"]
    audit.record(
        actor,
        audit_events.PAPER_EDITED,
        f"meeting_paper:{paper.id}",
        meeting_id=meeting.id,
        fields=changed,
        is_public=paper.is_public,
    )


def remove_paper(*, actor: Actor, paper_id: int, expected_version: int | None) -> None:
    """Take a paper away with all its versions. Raises `NotFound`, `NotAllowed`, `Conflict`."""
    paper, meeting = find_paper(actor, paper_id)
    check_version(paper, expected_version)
    series = file_rows(Side.ENGAGE, [paper.file_key])[paper.file_key].series
    db.session.delete(paper)
    db.session.flush()
    remove_series(actor=actor, series=series)
    audit.record(actor, audit_events.PAPER_REMOVED, f"meeting_paper:{paper_id}", meeting_id=meeting.id)
