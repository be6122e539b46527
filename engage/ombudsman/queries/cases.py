"""Reads of cases: lists, search by exact value, and the page of one."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, union
from sqlalchemy.orm import selectinload

from engage.accounts.queries import account_names
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.ids import read_receipt
from engage.core.paging import PageOf, read_page
from engage.core.runtime import keyring
from engage.core.sides import Side
from engage.ombudsman.enums import (
    CaseStatus,
    Change,
    Channel,
    ComplainantType,
    ConsentKind,
    ConsentManner,
    DecidedBy,
    Disposition,
    EntryKind,
    Outcome,
    ReleaseState,
    Verification,
)
from engage.ombudsman.models import (
    Case,
    CasePerson,
    Complaint,
    Consent,
    JournalEntry,
    PersonLookup,
    Release,
    journal_digest,
)
from engage.ombudsman.policies import can_read_cases, visible_cases
from engage.ombudsman.queries.attachments import AttachmentRow, attachment_rows, attachments_of
from engage.ombudsman.queries.rows import CaseRow, make_rows
from engage.ombudsman.rules import IssueCode, Step, issue_code, moves_from, search_keys

JOURNAL_PAGE = 30
_MOST_FOUND = 25


@dataclass(frozen=True)
class CaseFilter:
    """Which cases a list shows: ``status`` None means all that are not closed; ``whose`` all, mine or nobody."""

    status: CaseStatus | None = None
    whose: str = "all"


@dataclass(frozen=True)
class PersonRow:
    """Somebody in a case, with everything known of them."""

    id: int
    version: int
    is_complainant: bool
    is_affected: bool
    is_helper: bool
    complainant_type: ComplainantType
    name: str
    relationship_words: str
    phone: str
    email: str
    address: str
    member_number: str
    contact_note: str
    may_call: bool
    may_leave_voicemail: bool
    may_email: bool


@dataclass(frozen=True)
class ComplaintRow:
    """One complaint."""

    id: int
    version: int
    issue: IssueCode
    decided_by: DecidedBy
    plan_id: int | None
    details: str
    verification: Verification
    disposition: Disposition


@dataclass(frozen=True)
class ConsentRow:
    """One consent; ``is_active`` as of the day the page is read."""

    id: int
    kind: ConsentKind
    manner: ConsentManner
    who: str
    given_by: str
    to_whom: str
    note: str
    given_on: date
    until: date | None
    withdrawn_on: date | None
    withdrawal_note: str
    recorded_by: str
    is_active: bool


@dataclass(frozen=True)
class EntryRow:
    """One line of the journal; ``is_altered`` when its words are not those that were written."""

    id: int
    kind: EntryKind
    change: Change | None
    at: datetime
    author: str
    body: str
    is_altered: bool


@dataclass(frozen=True)
class CaseReleaseRow:
    """A release that was written from the case."""

    id: int
    state: ReleaseState
    issue: IssueCode


@dataclass(frozen=True)
class CasePage:
    """One case as somebody who works on it sees it."""

    id: int
    version: int
    number: str
    status: CaseStatus
    outcome: Outcome | None
    channel: Channel
    language: str
    received_on: date
    closed_on: date | None
    first_contact_due_on: date | None
    assigned_to: int | None
    worker: str
    plan_id: int | None
    has_unread: bool
    has_receipt: bool
    story: str
    people: tuple[PersonRow, ...]
    complaints: tuple[ComplaintRow, ...]
    consents: tuple[ConsentRow, ...]
    releases: tuple[CaseReleaseRow, ...]
    attachments: tuple[AttachmentRow, ...]
    steps: tuple[Step, ...]

    @property
    def complainant(self) -> PersonRow | None:
        """Who brought the case."""
        return next((p for p in self.people if p.is_complainant), None)

    @property
    def affected(self) -> PersonRow | None:
        """The first person it is about who did not bring it."""
        return next((p for p in self.people if p.is_affected and not p.is_complainant), None)


def case_rows(*, actor: Actor, which: CaseFilter, number: int = 1) -> PageOf[CaseRow]:
    """One page of cases, those that came last first. Five statements. Raises `NotAllowed`."""
    ensure(can_read_cases(actor))
    statement = visible_cases(actor).order_by(Case.received_on.desc(), Case.id.desc())
    if which.status is None:
        statement = statement.where(Case.status != CaseStatus.CLOSED)
    else:
        statement = statement.where(Case.status == which.status)
    if which.whose == "mine":
        statement = statement.where(Case.assigned_to == actor.account_id)
    elif which.whose == "nobody":
        statement = statement.where(Case.assigned_to.is_(None))
    page = read_page(statement, lambda row: row[0], number=number)
    return PageOf(make_rows(page.rows), page.number, page.pages, page.total)


def search_rows(*, actor: Actor, typed: str) -> tuple[CaseRow, ...]:
    """Cases with a person of exactly this name, phone, e-mail or member number, or with this number or receipt.

    At most 25, the latest first; four statements. Raises `NotAllowed`.
    """
    ensure(can_read_cases(actor))
    if not typed.strip():
        return ()
    keys = search_keys(typed)

    def digests(values: tuple[str, ...]) -> list[str]:
        return [keyring().index("lookup", value) for value in values]

    words = digests(keys.words)
    by_name = (
        select(PersonLookup.person_id)
        .where(PersonLookup.digest.in_(words))
        .group_by(PersonLookup.person_id)
        .having(func.count() == (len(words) or -1))
    )
    by_other = select(PersonLookup.person_id).where(PersonLookup.digest.in_(digests(keys.others)))
    found = union(by_name, by_other).subquery()
    by_person = select(CasePerson.case_id).where(CasePerson.id.in_(select(found.c.person_id)))
    receipt = read_receipt(typed)
    matches = Case.id.in_(by_person) | (Case.number == typed.strip().upper())
    if receipt:
        matches |= Case.receipt_index == keyring().index("receipt", receipt)
    statement = visible_cases(actor).where(matches).order_by(Case.received_on.desc(), Case.id.desc())
    return make_rows(db.session.scalars(statement.limit(_MOST_FOUND)).all())


def case_page(*, actor: Actor, case_id: int, today: date) -> CasePage:
    """One case. Eight statements. Raises `NotFound`."""
    load = (selectinload(Case.people), selectinload(Case.complaints), selectinload(Case.consents))
    case = db.session.scalar(visible_cases(actor).where(Case.id == case_id).options(*load))
    if case is None:
        raise NotFound
    releases = db.session.execute(
        select(Release.id, Release.state, Release.code).where(Release.case_id == case.id).order_by(Release.id)
    ).all()
    attachments = attachments_of(case.id)
    recorders = {consent.recorded_by for consent in case.consents} | {one.added_by for one in attachments}
    names = account_names(Side.OMBUDSMAN, {0, case.assigned_to or 0, *recorders})
    who = {person.id: person.name or "" for person in case.people}
    status = CaseStatus(case.status)
    return CasePage(
        id=case.id,
        version=case.version,
        number=case.number,
        status=status,
        outcome=Outcome(case.outcome) if case.outcome else None,
        channel=Channel(case.channel),
        language=case.language,
        received_on=case.received_on,
        closed_on=case.closed_on,
        first_contact_due_on=case.first_contact_due_on,
        assigned_to=case.assigned_to,
        worker=names.get(case.assigned_to or 0, ""),
        plan_id=case.plan_id,
        has_unread=case.has_unread,
        has_receipt=case.receipt_index is not None,
        story=case.story or "",
        people=tuple(_person(person) for person in case.people),
        complaints=tuple(_complaint(complaint) for complaint in case.complaints),
        consents=tuple(_consent(consent, who, names, today) for consent in case.consents),
        releases=tuple(CaseReleaseRow(r.id, ReleaseState(r.state), issue_code(r.code)) for r in releases),
        attachments=attachment_rows(attachments, names),
        steps=moves_from(status),
    )


def journal_rows(*, actor: Actor, case_id: int, number: int = 1) -> PageOf[EntryRow]:
    """One page of the journal of a case, the latest line first. Three statements. Nothing of a case not visible."""
    visible = visible_cases(actor).with_only_columns(Case.id)
    statement = (
        select(JournalEntry)
        .where(JournalEntry.case_id == case_id, JournalEntry.case_id.in_(visible))
        .order_by(JournalEntry.id.desc())
    )
    page = read_page(statement, lambda row: row[0], number=number, size=JOURNAL_PAGE)
    names = account_names(Side.OMBUDSMAN, {0, *(entry.author_id or 0 for entry in page.rows)})
    rows = tuple(entry_row(entry, names.get(entry.author_id or 0, "")) for entry in page.rows)
    return PageOf(rows, page.number, page.pages, page.total)


def person_row(*, actor: Actor, case_id: int, person_id: int) -> PersonRow:
    """Somebody in a case. Raises `NotFound`."""
    return _person(_part(actor, CasePerson, case_id, person_id))


def complaint_row(*, actor: Actor, case_id: int, complaint_id: int) -> ComplaintRow:
    """A complaint of a case. Raises `NotFound`."""
    return _complaint(_part(actor, Complaint, case_id, complaint_id))


def entry_row(entry: JournalEntry, author: str) -> EntryRow:
    """A line of the journal for showing."""
    is_altered = entry.digest != journal_digest(entry.salt, entry.kind, entry.body)
    change = Change(entry.change) if entry.change else None
    return EntryRow(entry.id, EntryKind(entry.kind), change, entry.at, author, entry.body or "", is_altered)


def _part(actor: Actor, model: type, case_id: int, part_id: int):
    visible = visible_cases(actor).with_only_columns(Case.id)
    row = db.session.scalar(
        select(model).where(model.id == part_id, model.case_id == case_id, model.case_id.in_(visible))
    )
    if row is None:
        raise NotFound
    return row


def _person(p: CasePerson) -> PersonRow:
    return PersonRow(
        id=p.id,
        version=p.version,
        is_complainant=p.is_complainant,
        is_affected=p.is_affected,
        is_helper=p.is_helper,
        complainant_type=ComplainantType(p.complainant_type),
        name=p.name or "",
        relationship_words=p.relationship_words or "",
        phone=p.phone or "",
        email=p.email or "",
        address=p.address or "",
        member_number=p.member_number or "",
        contact_note=p.contact_note or "",
        may_call=p.may_call,
        may_leave_voicemail=p.may_leave_voicemail,
        may_email=p.may_email,
    )


def _complaint(c: Complaint) -> ComplaintRow:
    return ComplaintRow(
        id=c.id,
        version=c.version,
        issue=issue_code(c.code),
        decided_by=DecidedBy(c.decided_by),
        plan_id=c.plan_id,
        details=c.details or "",
        verification=Verification(c.verification),
        disposition=Disposition(c.disposition),
    )


def _consent(c: Consent, who: dict[int, str], names: dict[int, str], today: date) -> ConsentRow:
    is_over = c.until is not None and c.until < today
    return ConsentRow(
        id=c.id,
        kind=ConsentKind(c.kind),
        manner=ConsentManner(c.manner),
        who=who.get(c.person_id, ""),
        given_by=c.given_by or "",
        to_whom=c.to_whom or "",
        note=c.note or "",
        given_on=c.given_on,
        until=c.until,
        withdrawn_on=c.withdrawn_on,
        withdrawal_note=c.withdrawal_note or "",
        recorded_by=names.get(c.recorded_by, ""),
        is_active=c.withdrawn_on is None and not is_over,
    )
