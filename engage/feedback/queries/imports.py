"""Files of comments that were taken in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engage.core.actor import Actor
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PageOf, read_page
from engage.feedback.models import ImportBatch, ImportedComment, ImportUpload
from engage.feedback.policies import can_undo_import, visible_imports

_CHUNK = 500


@dataclass(frozen=True)
class ImportRow:
    """One file that was taken in."""

    id: int
    source_name: str
    imported_on: date
    language: str
    comments: int
    without_text: int
    already_here: int
    undone_on: date | None
    can_undo: bool


@dataclass(frozen=True)
class Upload:
    """A file between its upload and the decision to import it."""

    key: str
    file_name: str
    content: bytes


def import_rows(*, actor: Actor, number: int = 1) -> PageOf[ImportRow]:
    """One page of the imports ``actor`` may see, the newest first."""
    return read_page(
        visible_imports(actor).order_by(ImportBatch.id.desc()), lambda row: _row(actor, row[0]), number=number
    )


def import_row(*, actor: Actor, batch_id: int) -> ImportRow:
    """One import. Raises `NotFound`."""
    return _row(actor, visible_import(actor, batch_id))


def _row(actor: Actor, batch: ImportBatch) -> ImportRow:
    return ImportRow(
        batch.id,
        batch.source_name,
        batch.imported_on,
        batch.language,
        batch.comments,
        batch.without_text,
        batch.already_here,
        batch.undone_on,
        batch.undone_on is None and can_undo_import(actor, batch),
    )


def visible_import(actor: Actor, batch_id: int) -> ImportBatch:
    """The batch as a row, for services. Raises `NotFound`."""
    batch = db.session.scalar(visible_imports(actor).where(ImportBatch.id == batch_id))
    if batch is None:
        raise NotFound
    return batch


def known_identities(identities: Sequence[str]) -> frozenset[str]:
    """Those of ``identities`` that were imported before and still stand."""
    known: set[str] = set()
    for chunk in _chunks(identities):
        known |= set(db.session.scalars(select(ImportedComment.identity).where(ImportedComment.identity.in_(chunk))))
    return frozenset(known)


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def upload_of(*, actor: Actor, key: str) -> Upload:
    """A file the actor uploaded. Raises `NotFound` for one of somebody else, or one that is gone."""
    row = db.session.get(ImportUpload, key)
    if row is None or row.account_id != actor.account_id:
        raise NotFound
    return Upload(row.key, row.file_name, row.content)
