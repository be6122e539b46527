"""Taking files of comments in, all or nothing, and out again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import Conflict, RuleBroken
from engage.core.i18n import N_
from engage.core.ids import new_key, new_token
from engage.councils.queries import state_today
from engage.feedback import audit_events
from engage.feedback.models import ImportBatch, ImportedComment, ImportUpload
from engage.feedback.policies import can_import_comments, can_undo_import
from engage.feedback.queries.imports import known_identities, upload_of, visible_import
from engage.feedback.rules import ImportedRow

_CHUNK = 1000
_UPLOAD_LIFE_DAYS = 1


@dataclass(frozen=True)
class ImportFields:
    """Where a file's comments come from, and how they may be used."""

    source_name: str
    file_hash: str
    language: str = "en"
    body_id: int | None = None
    may_quote: bool = False
    without_text: int = 0


@dataclass(frozen=True)
class Imported:
    """What an import added; ``batch_id`` is None when everything was here before."""

    batch_id: int | None
    comments: int
    already_here: int


def import_comments(
    *,
    actor: Actor,
    fields: ImportFields,
    rows: Sequence[ImportedRow],
    on_progress: Callable[[int], None] | None = None,
) -> Imported:
    """Add the comments that are not here yet; ``on_progress`` hears how many rows each step dealt with.

    Raises `NotAllowed`, and `Conflict` when the same file is being imported at this moment.
    """
    ensure(can_import_comments(actor, fields.body_id))
    known = known_identities([row.identity for row in rows])
    new = [row for row in rows if row.identity not in known]
    report = on_progress or (lambda _done: None)
    report(len(rows) - len(new))
    if not new:
        return Imported(None, 0, len(known))
    batch = _new_batch(actor, fields, comments=len(new), already_here=len(known))
    for start in range(0, len(new), _CHUNK):
        chunk = new[start : start + _CHUNK]
        _insert(batch.id, chunk)
        report(len(chunk))
    audit.record(
        actor,
        audit_events.COMMENTS_IMPORTED,
        f"import_batch:{batch.id}",
        comments=len(new),
        without_text=fields.without_text,
        already_here=len(known),
    )
    return Imported(batch.id, len(new), len(known))


def _new_batch(actor: Actor, fields: ImportFields, *, comments: int, already_here: int) -> ImportBatch:
    batch = ImportBatch(
        source_name=fields.source_name,
        file_hash=fields.file_hash,
        language=fields.language,
        body_id=fields.body_id,
        may_quote=fields.may_quote,
        comments=comments,
        without_text=fields.without_text,
        already_here=already_here,
        imported_on=state_today(),
        imported_by=actor.label,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def _insert(batch_id: int, rows: Sequence[ImportedRow]) -> None:
    values = [
        {
            "key": new_key(),
            "batch_id": batch_id,
            "identity": row.identity,
            "line": row.line,
            "text": row.text,
            "said_on": row.said_on,
        }
        for row in rows
    ]
    try:
        db.session.execute(insert(ImportedComment), values)
    except IntegrityError as error:
        raise Conflict(N_("Someone is importing the same comments now. Wait a minute, then import again.")) from error


def undo_import(*, actor: Actor, batch_id: int) -> int:
    """Take a file's comments out again; returns how many. Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    batch = visible_import(actor, batch_id)
    ensure(can_undo_import(actor, batch))
    if batch.undone_on is not None:
        raise RuleBroken(N_("This import was undone before."))
    gone = db.session.scalar(
        select(func.count()).select_from(ImportedComment).where(ImportedComment.batch_id == batch.id)
    )
    db.session.execute(delete(ImportedComment).where(ImportedComment.batch_id == batch.id))
    batch.undone_on = state_today()
    audit.record(actor, audit_events.IMPORT_UNDONE, f"import_batch:{batch.id}", comments=gone)
    return gone or 0


def keep_upload(*, actor: Actor, file_name: str, content: bytes) -> str:
    """Keep a file until its owner has decided; returns its key. Raises `NotAllowed`."""
    ensure(actor.is_signed_in and any(can_import_comments(actor, body) for body in (None, *actor.body_ids)))
    key = new_token()
    db.session.add(ImportUpload(key=key, account_id=actor.account_id, file_name=file_name[:200], content=content))
    return key


def drop_upload(*, actor: Actor, key: str) -> None:
    """Forget a file. Raises `NotFound` for one of somebody else."""
    db.session.execute(delete(ImportUpload).where(ImportUpload.key == upload_of(actor=actor, key=key).key))


def drop_old_uploads() -> int:
    """Forget the files nobody decided about within a day; returns how many."""
    before = clock.now() - timedelta(days=_UPLOAD_LIFE_DAYS)
    return db.session.execute(delete(ImportUpload).where(ImportUpload.created_at < before)).rowcount
