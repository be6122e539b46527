"""What waits for somebody of the office."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.ombudsman.enums import AnswerStage, CaseStatus, ReleaseState
from engage.ombudsman.models import Case, Release, ReleaseAnswer
from engage.ombudsman.policies import can_read_cases, visible_cases, visible_releases
from engage.ombudsman.queries.rows import CaseRow, make_rows
from engage.ombudsman.rules import IssueCode, issue_code

_MOST = 10


@dataclass(frozen=True)
class WaitingRelease:
    """A release that a second person should read."""

    id: int
    issue: IssueCode


@dataclass(frozen=True)
class UntoldAnswer:
    """News of a released issue that nobody told the person yet."""

    id: int
    case_id: int
    number: str
    stage: AnswerStage


@dataclass(frozen=True)
class HomePage:
    """At most ten of each; ``today`` is the day in the state."""

    today: date
    new: tuple[CaseRow, ...]
    unread: tuple[CaseRow, ...]
    mine: tuple[CaseRow, ...]
    releases: tuple[WaitingRelease, ...]
    returned: tuple[WaitingRelease, ...]
    answers: tuple[UntoldAnswer, ...]


def home_page(*, actor: Actor, today: date) -> HomePage:
    """What waits: new requests by the day they are due, messages, own cases, releases, news. Nine statements.

    Raises `NotAllowed`.
    """
    ensure(can_read_cases(actor))
    cases = visible_cases(actor)
    new = db.session.scalars(
        cases.where(Case.status == CaseStatus.NEW, Case.assigned_to.is_(None))
        .order_by(Case.first_contact_due_on, Case.id)
        .limit(_MOST)
    ).all()
    unread = db.session.scalars(
        cases.where(Case.has_unread, Case.status != CaseStatus.NEW).order_by(Case.id).limit(_MOST)
    ).all()
    mine = db.session.scalars(
        cases.where(Case.assigned_to == actor.account_id, Case.status != CaseStatus.CLOSED)
        .order_by(Case.received_on, Case.id)
        .limit(_MOST)
    ).all()
    rows = {row.id: row for row in make_rows([*{case.id: case for case in (*new, *unread, *mine)}.values()])}

    def shown(cases) -> tuple[CaseRow, ...]:
        return tuple(rows[case.id] for case in cases)

    return HomePage(today, shown(new), shown(unread), shown(mine), _waiting(actor), _returned(actor), _untold(actor))


def _waiting(actor: Actor) -> tuple[WaitingRelease, ...]:
    found = db.session.scalars(
        visible_releases(actor)
        .where(Release.state == ReleaseState.WAITING, Release.drafted_by != actor.account_id)
        .order_by(Release.drafted_at, Release.id)
        .limit(_MOST)
    )
    return tuple(WaitingRelease(release.id, issue_code(release.code)) for release in found)


def _returned(actor: Actor) -> tuple[WaitingRelease, ...]:
    found = db.session.scalars(
        visible_releases(actor)
        .where(Release.state == ReleaseState.DRAFT, Release.drafted_by == actor.account_id)
        .order_by(Release.drafted_at, Release.id)
        .limit(_MOST)
    )
    return tuple(WaitingRelease(release.id, issue_code(release.code)) for release in found)


def _untold(actor: Actor) -> tuple[UntoldAnswer, ...]:
    visible = visible_cases(actor).with_only_columns(Case.id)
    found = db.session.execute(
        select(ReleaseAnswer, Release.case_id)
        .join(Release, Release.id == ReleaseAnswer.release_id)
        .where(ReleaseAnswer.told_at.is_(None), Release.case_id.in_(visible))
        .order_by(ReleaseAnswer.id)
        .limit(_MOST)
    )
    return tuple(
        UntoldAnswer(answer.id, case_id, answer.number, AnswerStage(answer.stage)) for answer, case_id in found
    )
