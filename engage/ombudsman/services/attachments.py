"""The files of a case: added, read and removed, each time with a trace."""

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.core.sides import Side
from engage.files.queries import file_rows
from engage.files.services import remove_file, store_file
from engage.ombudsman import audit_events
from engage.ombudsman.enums import AttachmentKind, CaseStatus, Change
from engage.ombudsman.models import CaseAttachment
from engage.ombudsman.policies import can_update_case
from engage.ombudsman.queries.attachments import find_attachment
from engage.ombudsman.services.records import add_change, load_case

#: More than any case needs; it keeps the list on the page of the case.
MOST_ATTACHMENTS = 100


def add_attachment(*, actor: Actor, case_id: int, kind: AttachmentKind, name: str, data: bytes) -> int:
    """Keep a file with the case, encrypted; the journal says so. Returns its id.

    Raises `NotFound`, `NotAllowed`, and `RuleBroken` when the file is refused (field ``file``) or the
    case has as many as it may have.
    """
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    if db.session.query(CaseAttachment).filter_by(case_id=case.id).count() >= MOST_ATTACHMENTS:
        raise RuleBroken(N_("A case may have up to %(limit)s files. Remove one first."), limit=MOST_ATTACHMENTS)
    kept = store_file(actor=actor, name=name, data=data)
    row = CaseAttachment(case_id=case.id, kind=kind, file_key=kept.key, added_by=actor.account_id)
    db.session.add(row)
    db.session.flush()
    add_change(case, Change.FILE_ADDED, author=actor, reason=kept.name)
    audit.record(actor, audit_events.ATTACHMENT_ADDED, f"case:{case.id}", attachment_id=row.id, kind=row.kind)
    return row.id


def note_attachment_reading(*, actor: Actor, case_id: int, attachment_id: int) -> None:
    """Write down that a file was opened. Raises `NotFound`."""
    row = find_attachment(actor, case_id, attachment_id)
    audit.record(actor, audit_events.ATTACHMENT_READ, f"case:{row.case_id}", attachment_id=row.id)


def remove_attachment(*, actor: Actor, case_id: int, attachment_id: int, reason: str) -> None:
    """Take a file out of a case that is not closed; the journal keeps its name and the reason.

    Raises `NotFound`, `NotAllowed`, `RuleBroken`.
    """
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    row = find_attachment(actor, case_id, attachment_id)
    if case.status == CaseStatus.CLOSED:
        raise RuleBroken(N_("This case is closed. Open it again before you remove a file."))
    if not reason:
        raise RuleBroken(N_("Say why the file is removed."), field="reason")
    key = row.file_key
    name = file_rows(Side.OMBUDSMAN, [key])[key].name
    db.session.delete(row)
    db.session.flush()
    remove_file(actor=actor, key=key)
    add_change(case, Change.FILE_REMOVED, author=actor, reason=f"{name}: {reason}")
    audit.record(actor, audit_events.ATTACHMENT_REMOVED, f"case:{case.id}", attachment_id=attachment_id)
