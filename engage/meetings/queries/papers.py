"""The papers of a meeting, as far as the reader may read them."""

from dataclasses import dataclass

from sqlalchemy.orm import contains_eager

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.errors import NotAllowed, NotFound
from engage.core.sides import Side
from engage.files.queries import FileRow, OpenedFile, file_rows, open_file
from engage.meetings.enums import PaperKind
from engage.meetings.models import Meeting, MeetingPaper
from engage.meetings.policies import can_manage_meeting, visible_meetings, visible_papers


@dataclass(frozen=True)
class PaperRow:
    """One paper with its newest file."""

    id: int
    meeting_id: int
    title: Words
    kind: PaperKind
    is_public: bool
    file: FileRow
    version: int


@dataclass(frozen=True)
class PaperEdit:
    """What the form to change a paper starts from."""

    id: int
    meeting_id: int
    meeting_title: Words
    title: str
    title_es: str | None
    kind: PaperKind
    is_public: bool
    version: int

    @property
    def readers(self) -> str:
        """Who can read it, as the form says it."""
        return "all" if self.is_public else "members"


def paper_rows(actor: Actor, meeting_id: int) -> tuple[PaperRow, ...]:
    """The papers of a meeting the actor may read, in their order; two queries."""
    statement = visible_papers(actor).where(MeetingPaper.meeting_id == meeting_id)
    papers = db.session.scalars(statement.order_by(MeetingPaper.position, MeetingPaper.id)).all()
    files = file_rows(Side.ENGAGE, [paper.file_key for paper in papers])
    return tuple(
        PaperRow(
            paper.id,
            paper.meeting_id,
            paper.words,
            PaperKind(paper.kind),
            paper.is_public,
            files[paper.file_key],
            paper.version,
        )
        for paper in papers
    )


def paper_file(actor: Actor, meeting_id: int, paper_id: int) -> OpenedFile:
    """The newest file of a paper the actor may read. Raises `NotFound`, `engage.files.queries.FileDamaged`."""
    statement = visible_papers(actor).where(MeetingPaper.id == paper_id, MeetingPaper.meeting_id == meeting_id)
    paper = db.session.scalar(statement)
    if paper is None:
        raise NotFound
    return open_file(Side.ENGAGE, paper.file_key)


def paper_edit(actor: Actor, paper_id: int) -> PaperEdit:
    """What the form to change a paper starts from. Raises `NotFound`, `NotAllowed`."""
    paper, meeting = find_paper(actor, paper_id)
    return PaperEdit(
        paper.id,
        paper.meeting_id,
        meeting.words,
        paper.title,
        paper.title_es,
        PaperKind(paper.kind),
        paper.is_public,
        paper.version,
    )


def find_paper(actor: Actor, paper_id: int) -> tuple[MeetingPaper, Meeting]:
    """A paper of a meeting the actor runs, for this area. Raises `NotFound`, `NotAllowed` where it can be read."""
    paper = db.session.scalar(visible_papers(actor).where(MeetingPaper.id == paper_id))
    if paper is None:
        raise NotFound
    statement = visible_meetings(actor).options(contains_eager(Meeting.body))
    meeting = db.session.scalars(statement.where(Meeting.id == paper.meeting_id)).one()
    if not can_manage_meeting(actor, meeting):
        raise NotAllowed
    return paper, meeting
