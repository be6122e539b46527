"""Writing an issue without the person, having a second one read it, and taking it back.

Nothing leaves here: an approved release waits in the outbox for `engage.ombudsman.release`.
"""

from dataclasses import asdict, dataclass
from datetime import date

from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.directory.queries import state_profile
from engage.notifications.services import enqueue
from engage.ombudsman import audit_events
from engage.ombudsman.enums import Change, PlanType, RegionBand, ReleaseGround, ReleaseState
from engage.ombudsman.models import Case, Release
from engage.ombudsman.policies import (
    can_approve_release,
    can_draft_release,
    can_edit_release,
    can_withdraw_release,
)
from engage.ombudsman.queries.facts import consent_facts, known_of
from engage.ombudsman.rules import find_identifiers, is_certain, issue_codes, release_ground
from engage.ombudsman.services.records import add_change, apply, check_version, load_case, load_release

APPROVED = "ombudsman:release:approved"
WITHDRAWN = "ombudsman:release:withdrawn"


@dataclass(frozen=True)
class IssueText:
    """All that would leave: what it is about, the kind of coverage and place, a year, and a few sentences.

    ``consent_id`` stays here: the consent it rests on, or None where the office decides by itself.
    """

    code: str
    plan_type: PlanType
    region_band: RegionBand
    year: int
    text: str
    language: str = "en"
    consent_id: int | None = None


def draft_release(*, actor: Actor, case_id: int, issue: IssueText) -> int:
    """Begin an issue from a case. Returns its id. Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    case = load_case(actor, case_id)
    ensure(can_draft_release(actor, case))
    _check(issue, case)
    ground = _ground(case, issue.consent_id)
    release = Release(case_id=case.id, drafted_by=actor.account_id, ground=ground, **asdict(issue))
    db.session.add(release)
    db.session.flush()
    audit.record(actor, audit_events.RELEASE_DRAFTED, f"release:{release.id}", case_id=case.id)
    return release.id


def change_release(*, actor: Actor, release_id: int, issue: IssueText, version: int | None) -> None:
    """Correct a draft. Raises `NotFound`, `NotAllowed` (only its writer may), `Conflict`, `RuleBroken`."""
    release = load_release(actor, release_id)
    ensure(can_edit_release(actor, release))
    case = load_case(actor, release.case_id)
    _check(issue, case)
    ground = _ground(case, issue.consent_id)
    check_version(release, version)
    changed = apply(release, asdict(issue))
    release.ground = ground
    audit.record(actor, audit_events.RELEASE_CHANGED, f"release:{release.id}", fields=changed)


def propose_release(*, actor: Actor, release_id: int, is_read: bool, version: int | None) -> None:
    """Hand a draft to a second person. ``is_read`` says that its writer looked at every mark of the screen.

    Raises `NotFound`, `NotAllowed`, `Conflict`, and `RuleBroken` when the screen finds something that
    can never be meant, or something likely that nobody looked at.
    """
    release = load_release(actor, release_id)
    ensure(can_edit_release(actor, release))
    check_version(release, version)
    found = _screen(release, is_read=is_read)
    release.state = ReleaseState.WAITING
    release.return_reason, release.returned_by = None, None
    audit.record(actor, audit_events.RELEASE_PROPOSED, f"release:{release.id}", findings=found)


def return_release(*, actor: Actor, release_id: int, reason: str, version: int | None) -> None:
    """Give a draft back to its writer. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    release = load_release(actor, release_id)
    ensure(can_approve_release(actor, release))
    check_version(release, version)
    _require(release, ReleaseState.WAITING)
    if not reason:
        raise RuleBroken(N_("Say what should change."), field="reason")
    release.state = ReleaseState.DRAFT
    release.return_reason, release.returned_by = reason, actor.account_id
    audit.record(actor, audit_events.RELEASE_RETURNED, f"release:{release.id}")


def approve_release(*, actor: Actor, release_id: int, is_read: bool, version: int | None) -> None:
    """Let an issue out, once, as a second person who read it whole (``is_read``).

    The screen runs again, and consent is looked at as of today.

    Raises `NotFound`, `NotAllowed` (its writer), `Conflict`, `RuleBroken`.
    """
    release = load_release(actor, release_id)
    ensure(can_approve_release(actor, release))
    check_version(release, version)
    _require(release, ReleaseState.WAITING)
    found = _screen(release, is_read=True)
    if not is_read:
        raise RuleBroken(N_("Read the whole text, then tick this box."), field="is_read")
    case = load_case(actor, release.case_id)
    release.ground = _ground(case, release.consent_id)
    release.state = ReleaseState.APPROVED
    release.approved_by, release.approved_at = actor.account_id, clock.now()
    enqueue(APPROVED, {"release": release.id}, dedupe_key=f"release:{release.release_id}")
    add_change(case, Change.RELEASED, author=actor)
    audit.record(actor, audit_events.RELEASE_APPROVED, f"release:{release.id}", ground=release.ground, findings=found)


def withdraw_release(*, actor: Actor, release_id: int, version: int | None) -> None:
    """Take an issue back, also after it was delivered. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    release = load_release(actor, release_id)
    ensure(can_withdraw_release(actor, release))
    check_version(release, version)
    if release.state == ReleaseState.WITHDRAWN:
        raise RuleBroken(N_("This was taken back before."))
    was_out = release.state in (ReleaseState.APPROVED, ReleaseState.DELIVERED)
    release.state = ReleaseState.WITHDRAWN
    release.withdrawn_by, release.withdrawn_at = actor.account_id, clock.now()
    if was_out:
        enqueue(WITHDRAWN, {"release": release.id}, dedupe_key=f"recall:{release.release_id}")
        add_change(db.session.get_one(Case, release.case_id), Change.RELEASE_WITHDRAWN, author=actor)
    audit.record(actor, audit_events.RELEASE_WITHDRAWN, f"release:{release.id}")


def _check(issue: IssueText, case: Case) -> None:
    if issue.code not in issue_codes():
        raise RuleBroken(N_("Choose what it is about from the list."), field="code")
    if not case.received_on.year - 10 <= issue.year <= _today().year:
        raise RuleBroken(N_("Enter the year in which it happened."), field="year")


def _ground(case: Case, consent_id: int | None) -> ReleaseGround:
    ground = release_ground(consent_facts(case.consents), consent_id, _today())
    if ground is None:
        raise RuleBroken(N_("The consent it rests on does not hold. Choose again."), field="consent_id")
    return ground


def _screen(release: Release, *, is_read: bool) -> int:
    case = db.session.get_one(Case, release.case_id)
    findings = find_identifiers(release.text, known_of(case))
    if is_certain(findings):
        raise RuleBroken(
            N_("The text still holds something that tells who it is: %(found)s. Take it out first."),
            field="text",
            found=next(finding.text for finding in findings if is_certain([finding])),
        )
    if findings and not is_read:
        raise RuleBroken(N_("Look at each mark, then tick this box."), field="is_read")
    return len(findings)


def _require(release: Release, state: ReleaseState) -> None:
    if release.state != state:
        raise RuleBroken(N_("Somebody moved this on already. Open it again and look."))


def _today() -> date:
    return clock.today(state_profile().time_zone)
