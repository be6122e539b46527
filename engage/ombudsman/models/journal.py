"""The journal of a case: lines are added, never changed, never taken away."""

from datetime import datetime

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from engage.audit.models import BigId
from engage.core import clock
from engage.core.db import OmbudsmanModel
from engage.core.runtime import keyring
from engage.ombudsman.enums import Change, EntryKind
from engage.ombudsman.models.sealed import Sealed, one_of


class JournalEntry(OmbudsmanModel):
    """One line. ``digest`` is bound to the words and can never change; only the encryption around them can."""

    __table_args__ = (
        one_of("kind", EntryKind),
        one_of("change", Change),
        CheckConstraint("(kind = 'change') = (change IS NOT NULL)", name="change_names_itself"),
        CheckConstraint("kind = 'change' OR body IS NOT NULL", name="words_when_written"),
        CheckConstraint("kind NOT IN ('note', 'to_person') OR author_id IS NOT NULL", name="office_lines_signed"),
        Index("ix_journal_entry_case_id_id", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    #: Makes the digests of equal words differ.
    salt: Mapped[str] = mapped_column(String(43))
    kind: Mapped[str] = mapped_column(String(12))
    change: Mapped[str | None] = mapped_column(String(20))
    author_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    body: Mapped[str | None] = mapped_column(Sealed)
    digest: Mapped[str] = mapped_column(String(64))


def journal_digest(salt: str, kind: str, body: str | None) -> str:
    """What proves that a line reads as it was written: a keyed hash that rotation of the keys does not change."""
    return keyring().index("journal", f"{salt}:{kind}:{body or ''}")


_COLUMNS = "id, case_id, salt, kind, change, author_id, at, digest"
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
_CALL = "FOR EACH ROW EXECUTE FUNCTION journal_entry_refuse()"
_FUNCTION = """CREATE OR REPLACE FUNCTION journal_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"""
_ON_UPDATE = f"CREATE TRIGGER journal_entry_no_update BEFORE UPDATE OF {_COLUMNS} ON journal_entry"
_ON_DELETE = "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry"

#: Refuse every change but a new encryption of the same words. The migrations run the same statements.
JOURNAL_TRIGGERS = {
    "sqlite": (f"{_ON_UPDATE} {_REFUSE}", f"{_ON_DELETE} {_REFUSE}"),
    "postgresql": (_FUNCTION, f"{_ON_UPDATE} {_CALL}", f"{_ON_DELETE} {_CALL}"),
}
for _dialect, _statements in JOURNAL_TRIGGERS.items():
    for _statement in _statements:
        event.listen(JournalEntry.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))
