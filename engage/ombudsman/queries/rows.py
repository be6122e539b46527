"""One line of a list of cases, made the same way wherever cases are listed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engage.accounts.queries import account_names
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.sides import Side
from engage.ombudsman.enums import CaseStatus, Channel
from engage.ombudsman.models import Case, CasePerson, Complaint
from engage.ombudsman.rules import issue_code


@dataclass(frozen=True)
class CaseRow:
    """A case in a list. ``who`` are the people affected, or who complains while nobody else is named."""

    id: int
    number: str
    status: CaseStatus
    channel: Channel
    received_on: date
    first_contact_due_on: date | None
    who: tuple[str, ...]
    complaints: tuple[Words, ...]
    worker: str
    has_unread: bool


def make_rows(cases: Sequence[Case]) -> tuple[CaseRow, ...]:
    """The lines of ``cases``: three statements, however many they are."""
    ids = [case.id for case in cases]
    people: dict[int, list[CasePerson]] = defaultdict(list)
    for person in db.session.scalars(
        select(CasePerson).where(CasePerson.case_id.in_(ids)).order_by(CasePerson.is_affected.desc(), CasePerson.id)
    ):
        people[person.case_id].append(person)
    complaints: dict[int, list[Words]] = defaultdict(list)
    codes = select(Complaint.case_id, Complaint.code).where(Complaint.case_id.in_(ids)).order_by(Complaint.id)
    for case_id, code in db.session.execute(codes):
        complaints[case_id].append(issue_code(code).words)
    # A look-up with an id that no account has keeps the number of statements the same for every list.
    names = account_names(Side.OMBUDSMAN, {0, *(case.assigned_to or 0 for case in cases)})
    return tuple(
        CaseRow(
            case.id,
            case.number,
            CaseStatus(case.status),
            Channel(case.channel),
            case.received_on,
            case.first_contact_due_on,
            _who(people[case.id]),
            tuple(complaints[case.id]),
            names.get(case.assigned_to or 0, ""),
            case.has_unread,
        )
        for case in cases
    )


def _who(people: list[CasePerson]) -> tuple[str, ...]:
    affected = tuple(p.name for p in people if p.is_affected and p.name)
    return affected or tuple(p.name for p in people if p.is_complainant and p.name)
