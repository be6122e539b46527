"""The files of a case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engage.core.actor import Actor
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.sides import Side
from engage.files.queries import FileRow, OpenedFile, file_rows, open_file
from engage.ombudsman.enums import AttachmentKind
from engage.ombudsman.models import CaseAttachment
from engage.ombudsman.policies import visible_attachments


@dataclass(frozen=True)
class AttachmentRow:
    """One file of a case, and who added it when."""

    id: int
    kind: AttachmentKind
    file: FileRow
    added_by: str
    added_at: datetime


def attachments_of(case_id: int) -> list[CaseAttachment]:
    """The files of a case the caller may read, oldest first; one query."""
    statement = select(CaseAttachment).where(CaseAttachment.case_id == case_id).order_by(CaseAttachment.id)
    return list(db.session.scalars(statement))


def attachment_rows(attachments: list[CaseAttachment], names: dict[int, str]) -> tuple[AttachmentRow, ...]:
    """What the page of a case shows of its files; ``names`` are those of the office's accounts. One query."""
    files = file_rows(Side.OMBUDSMAN, [one.file_key for one in attachments])
    return tuple(
        AttachmentRow(
            one.id, AttachmentKind(one.kind), files[one.file_key], names.get(one.added_by, ""), one.added_at
        )
        for one in attachments
    )


def find_attachment(actor: Actor, case_id: int, attachment_id: int) -> CaseAttachment:
    """A file of a case, for this area. Raises `NotFound`."""
    statement = visible_attachments(actor).where(
        CaseAttachment.id == attachment_id, CaseAttachment.case_id == case_id
    )
    attachment = db.session.scalar(statement)
    if attachment is None:
        raise NotFound
    return attachment


def attachment_file(*, actor: Actor, case_id: int, attachment_id: int) -> OpenedFile:
    """A file of a case with its bytes.

    Raises `NotFound`, `engage.core.crypto.Undecryptable`, `engage.files.queries.FileDamaged`.
    """
    return open_file(Side.OMBUDSMAN, find_attachment(actor, case_id, attachment_id).file_key)
