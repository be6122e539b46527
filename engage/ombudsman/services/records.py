"""Loading what is about to change, and writing lines into the journal."""

from collections.abc import Mapping
from typing import Any

from engage.core.actor import Actor
from engage.core.db import db
from engage.core.errors import Conflict, NotFound
from engage.core.ids import new_token
from engage.ombudsman.enums import Change, EntryKind
from engage.ombudsman.messages import OfficeWords
from engage.ombudsman.models import Case, JournalEntry, Release, journal_digest
from engage.ombudsman.policies import visible_cases, visible_releases
from engage.ombudsman.queries.office import office_page


def load_case(actor: Actor, case_id: int) -> Case:
    """The case, held against other writers until the transaction ends. Raises `NotFound`."""
    case = db.session.scalar(visible_cases(actor).where(Case.id == case_id).with_for_update(of=Case))
    if case is None:
        raise NotFound
    return case


def load_release(actor: Actor, release_id: int) -> Release:
    """The release, held against other writers until the transaction ends. Raises `NotFound`."""
    release = db.session.scalar(visible_releases(actor).where(Release.id == release_id).with_for_update(of=Release))
    if release is None:
        raise NotFound
    return release


def check_version(row: Any, expected: int | None) -> None:
    """Raises `Conflict` when somebody changed ``row`` since ``expected``; else counts on."""
    if expected != row.version:
        raise Conflict
    row.version += 1


def apply(row: Any, values: Mapping[str, Any]) -> list[str]:
    """Set ``values`` on ``row``; returns the names of those that changed."""
    changed = [name for name, value in values.items() if (getattr(row, name) or None) != (value or None)]
    for name in changed:
        setattr(row, name, values[name] if values[name] != "" else None)
    return changed


def add_entry(
    case: Case, kind: EntryKind, *, author: Actor | None = None, body: str | None = None, change: Change | None = None
) -> JournalEntry:
    """Add a line to the journal of ``case``."""
    salt = new_token()
    entry = JournalEntry(
        case_id=case.id,
        salt=salt,
        digest=journal_digest(salt, kind, body),
        kind=kind,
        change=change,
        body=body or None,
        author_id=author.account_id if author else None,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def add_change(case: Case, change: Change, *, author: Actor | None = None, reason: str | None = None) -> JournalEntry:
    """Add what happened to the journal of ``case``."""
    return add_entry(case, EntryKind.CHANGE, author=author, body=reason, change=change)


def office_words() -> OfficeWords:
    """How the office is reached, for its mails."""
    office = office_page()
    return OfficeWords(office.name, office.phone, office.reply_days)
