"""Reads of releases: what is written, waits, left, or was taken back."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import selectinload

from engage.accounts.queries import account_names
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PageOf, read_page
from engage.core.sides import Side
from engage.ombudsman.enums import PlanType, RegionBand, ReleaseGround, ReleaseState
from engage.ombudsman.models import Case, Release
from engage.ombudsman.policies import (
    can_approve_release,
    can_edit_release,
    can_read_releases,
    can_withdraw_release,
    visible_releases,
)
from engage.ombudsman.queries.facts import consent_facts, known_of
from engage.ombudsman.rules import (
    Finding,
    IssueCode,
    Segment,
    find_identifiers,
    is_certain,
    issue_code,
    release_ground,
    segments,
    was_refused,
)


@dataclass(frozen=True)
class ReleaseRow:
    """A release in the list."""

    id: int
    state: ReleaseState
    issue: IssueCode
    year: int
    drafted_at: datetime
    drafted_by: str


@dataclass(frozen=True)
class ReleasePage:
    """One release with what the screen marks in it, as of today."""

    id: int
    version: int
    case_id: int
    case_number: str
    state: ReleaseState
    issue: IssueCode
    plan_type: PlanType
    region_band: RegionBand
    year: int
    language: str
    text: str
    segments: tuple[Segment, ...]
    findings: tuple[Finding, ...]
    has_certain: bool
    ground: ReleaseGround
    consent_id: int | None
    consent_to_whom: str
    consent_holds: bool
    was_refused: bool
    drafted_by: str
    approved_by: str
    approved_at: datetime | None
    delivered_at: datetime | None
    withdrawn_at: datetime | None
    recalled_at: datetime | None
    return_reason: str
    may_edit: bool
    may_approve: bool
    may_withdraw: bool


def release_rows(*, actor: Actor, state: ReleaseState | None = None, number: int = 1) -> PageOf[ReleaseRow]:
    """One page of releases, the latest first. Three statements. Raises `NotAllowed`."""
    ensure(can_read_releases(actor))
    statement = visible_releases(actor).order_by(Release.drafted_at.desc(), Release.id.desc())
    if state is not None:
        statement = statement.where(Release.state == state)
    page = read_page(statement, lambda row: row[0], number=number)
    names = account_names(Side.OMBUDSMAN, {0, *(release.drafted_by for release in page.rows)})
    rows = tuple(
        ReleaseRow(r.id, ReleaseState(r.state), issue_code(r.code), r.year, r.drafted_at, names.get(r.drafted_by, ""))
        for r in page.rows
    )
    return PageOf(rows, page.number, page.pages, page.total)


def release_page(*, actor: Actor, release_id: int, today: date) -> ReleasePage:
    """One release. Raises `NotFound`."""
    release = db.session.scalar(visible_releases(actor).where(Release.id == release_id))
    if release is None:
        raise NotFound
    load = (selectinload(Case.people), selectinload(Case.consents))
    case = db.session.get_one(Case, release.case_id, options=load)
    findings = find_identifiers(release.text, known_of(case))
    names = account_names(Side.OMBUDSMAN, {release.drafted_by, release.approved_by or 0})
    consents = consent_facts(case.consents)
    consent = next((c for c in case.consents if c.id == release.consent_id), None)
    state = ReleaseState(release.state)
    return ReleasePage(
        id=release.id,
        version=release.version,
        case_id=case.id,
        case_number=case.number,
        state=state,
        issue=issue_code(release.code),
        plan_type=PlanType(release.plan_type),
        region_band=RegionBand(release.region_band),
        year=release.year,
        language=release.language,
        text=release.text,
        segments=segments(release.text, findings),
        findings=findings,
        has_certain=is_certain(findings),
        ground=ReleaseGround(release.ground),
        consent_id=release.consent_id,
        consent_to_whom=(consent.to_whom or "") if consent else "",
        consent_holds=release_ground(consents, release.consent_id, today) is not None,
        was_refused=was_refused(consents, today),
        drafted_by=names.get(release.drafted_by, ""),
        approved_by=names.get(release.approved_by or 0, ""),
        approved_at=release.approved_at,
        delivered_at=release.delivered_at,
        withdrawn_at=release.withdrawn_at,
        recalled_at=release.recalled_at,
        return_reason=release.return_reason or "",
        may_edit=can_edit_release(actor, release),
        may_approve=state is ReleaseState.WAITING and can_approve_release(actor, release),
        may_withdraw=state is not ReleaseState.WITHDRAWN and can_withdraw_release(actor, release),
    )
