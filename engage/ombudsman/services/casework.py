"""Work on a case: its text, its complaints, who works on it, where it stands."""

from dataclasses import asdict, dataclass

from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.directory.queries import state_profile
from engage.ombudsman import audit_events
from engage.ombudsman.enums import (
    CaseStatus,
    Change,
    Channel,
    DecidedBy,
    Disposition,
    Move,
    Outcome,
    Verification,
)
from engage.ombudsman.models import Case, Complaint
from engage.ombudsman.policies import can_assign_case, can_read_cases, can_update_case
from engage.ombudsman.queries.office import is_worker
from engage.ombudsman.rules import MOVES, closing_fault, issue_codes
from engage.ombudsman.services.records import add_change, apply, check_version, load_case


@dataclass(frozen=True)
class CaseText:
    """What a case says of itself."""

    story: str
    channel: Channel
    language: str
    plan_id: int | None = None


@dataclass(frozen=True)
class ComplaintText:
    """One complaint."""

    code: str
    decided_by: DecidedBy = DecidedBy.UNKNOWN
    plan_id: int | None = None
    details: str = ""
    verification: Verification = Verification.PENDING
    disposition: Disposition = Disposition.PENDING


def note_reading(*, actor: Actor, case_id: int) -> None:
    """Record that ``actor`` opens a case. Raises `NotFound`."""
    case = load_case(actor, case_id)
    audit.record(actor, audit_events.CASE_READ, f"case:{case.id}")


def note_search(*, actor: Actor, found: int) -> None:
    """Record that ``actor`` searched, never for what. Raises `NotAllowed`."""
    ensure(can_read_cases(actor))
    audit.record(actor, audit_events.CASES_SEARCHED, "cases", found=found)


def change_case(*, actor: Actor, case_id: int, text: CaseText, version: int | None) -> None:
    """Correct what a case says. Raises `NotFound`, `NotAllowed`, `Conflict`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    check_version(case, version)
    changed = apply(case, asdict(text))
    audit.record(actor, audit_events.CASE_CHANGED, f"case:{case.id}", fields=changed)


def add_complaint(*, actor: Actor, case_id: int, complaint: ComplaintText) -> int:
    """Add a complaint. Returns its id. Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    _check_code(complaint.code)
    _refuse_closed(case)
    row = Complaint(case_id=case.id)
    apply(row, asdict(complaint))
    db.session.add(row)
    db.session.flush()
    audit.record(actor, audit_events.COMPLAINT_ADDED, f"case:{case.id}", complaint_id=row.id, code=row.code)
    return row.id


def change_complaint(
    *, actor: Actor, case_id: int, complaint_id: int, complaint: ComplaintText, version: int | None
) -> None:
    """Correct a complaint, or say what became of it. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    row = db.session.get(Complaint, complaint_id)
    if row is None or row.case_id != case.id:
        raise NotFound
    if complaint.code != row.code:
        _check_code(complaint.code)
    _refuse_closed(case)
    check_version(row, version)
    changed = apply(row, asdict(complaint))
    audit.record(actor, audit_events.COMPLAINT_CHANGED, f"case:{case.id}", complaint_id=row.id, fields=changed)


def assign_case(*, actor: Actor, case_id: int, account_id: int | None, version: int | None) -> None:
    """Give a case to somebody of the office, or put it back (None).

    Raises `NotFound`, `NotAllowed`, `Conflict`, and `RuleBroken` for somebody who does not work on cases.
    """
    case = load_case(actor, case_id)
    ensure(can_assign_case(actor, case, account_id))
    if account_id is not None and account_id != actor.account_id and not is_worker(account_id):
        raise RuleBroken(N_("Choose somebody who works on cases."), field="account_id")
    check_version(case, version)
    case.assigned_to = account_id
    add_change(case, Change.ASSIGNED if account_id else Change.UNASSIGNED, author=actor)
    audit.record(actor, audit_events.CASE_ASSIGNED, f"case:{case.id}", account_id=account_id)


def move_case(
    *,
    actor: Actor,
    case_id: int,
    move: Move,
    version: int | None,
    reason: str = "",
    outcome: Outcome | None = None,
) -> None:
    """Take one named step with a case. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    step = MOVES[move]
    check_version(case, version)
    if CaseStatus(case.status) not in step.before:
        raise RuleBroken(N_("The case is no longer where this step begins. Open it again and look."))
    if step.needs_reason and not reason:
        raise RuleBroken(N_("Say why."), field="reason")
    if step.needs_outcome:
        _check_outcome(case, outcome)
    today = clock.today(state_profile().time_zone)
    case.status = step.after
    case.outcome = outcome if step.needs_outcome else None
    case.closed_on = max(today, case.received_on) if step.after is CaseStatus.CLOSED else None
    if move is Move.ACCEPT and case.assigned_to is None:
        case.assigned_to = actor.account_id
    add_change(case, step.change, author=actor, reason=reason)
    audit.record(actor, audit_events.CASE_MOVED, f"case:{case.id}", move=move, status=step.after)


def _check_outcome(case: Case, outcome: Outcome | None) -> None:
    if outcome is None:
        raise RuleBroken(N_("Say how the case ended."), field="outcome")
    fault = closing_fault(outcome, [Disposition(complaint.disposition) for complaint in case.complaints])
    if fault:
        raise RuleBroken(fault, field="outcome")


def _check_code(code: str) -> None:
    if code not in issue_codes():
        raise RuleBroken(N_("Choose what it is about from the list."), field="code")


def _refuse_closed(case: Case) -> None:
    if case.status == CaseStatus.CLOSED:
        raise RuleBroken(N_("The case is closed. Open it again to change what it is about."))
