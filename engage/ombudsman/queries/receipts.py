"""What the holder of a receipt code is shown: where the request stands, what was written, what the state answered."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.ids import read_receipt
from engage.core.runtime import keyring
from engage.ombudsman.enums import AnswerStage, CaseStatus, EntryKind, Outcome
from engage.ombudsman.models import Case, JournalEntry, Release, ReleaseAnswer

_SHOWN = (EntryKind.TO_PERSON, EntryKind.FROM_PERSON)


@dataclass(frozen=True)
class MessageRow:
    """One message between the person and the office. Nobody of the office is named."""

    is_from_office: bool
    at: datetime
    body: str


@dataclass(frozen=True)
class AnswerRow:
    """What became of an issue the office told of without the person."""

    number: str
    stage: AnswerStage
    title: Words
    decision: str | None
    reasons: Words
    answered_on: date | None
    changed_on: date | None
    url: str


@dataclass(frozen=True)
class ReceiptPage:
    """Where a request stands. Internal notes, names and numbers of the case are not part of it."""

    status: CaseStatus
    outcome: Outcome | None
    received_on: date
    first_contact_due_on: date | None
    messages: tuple[MessageRow, ...]
    answers: tuple[AnswerRow, ...]


def receipt_page(receipt: str) -> ReceiptPage:
    """What a receipt code opens. Three statements. Raises `NotFound`."""
    code = read_receipt(receipt)
    case = code and db.session.scalar(select(Case).where(Case.receipt_index == keyring().index("receipt", code)))
    if not case:
        raise NotFound
    entries = db.session.scalars(
        select(JournalEntry)
        .where(JournalEntry.case_id == case.id, JournalEntry.kind.in_(_SHOWN))
        .order_by(JournalEntry.id)
    )
    messages = tuple(MessageRow(e.kind == EntryKind.TO_PERSON, e.at, e.body or "") for e in entries)
    return ReceiptPage(
        status=CaseStatus(case.status),
        outcome=Outcome(case.outcome) if case.outcome else None,
        received_on=case.received_on,
        first_contact_due_on=case.first_contact_due_on,
        messages=messages,
        answers=answers_of_case(case.id),
    )


def answers_of_case(case_id: int) -> tuple[AnswerRow, ...]:
    """What became of the issues released from a case, as the public can read it."""
    rows = db.session.scalars(
        select(ReleaseAnswer)
        .join(Release, Release.id == ReleaseAnswer.release_id)
        .where(Release.case_id == case_id)
        .order_by(ReleaseAnswer.id)
    )
    return tuple(
        AnswerRow(
            row.number,
            AnswerStage(row.stage),
            Words(row.title, row.title_es),
            row.decision,
            Words(row.reasons or "", row.reasons_es),
            row.answered_on,
            row.changed_on,
            row.url,
        )
        for row in rows
    )
