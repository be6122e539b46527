"""The state's answer: written as a draft, published with its reasons, and never overwritten once published."""

from datetime import date

from sqlalchemy import func, select

from engage.accountability import audit_events
from engage.accountability.enums import CommitmentState, Decision, RecommendationState, ResponseState
from engage.accountability.models import Commitment, PublishedResponse, Recommendation, StateResponse
from engage.accountability.policies import can_draft_response, can_publish_response
from engage.accountability.services.recommendations import find_recommendation
from engage.accountability.services.telling import tell_council, tell_later
from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.db import db, insert_once
from engage.core.errors import Conflict, RuleBroken
from engage.core.i18n import N_
from engage.core.text import clean
from engage.councils.queries import state_today
from engage.feedback.enums import Step


def draft_response(
    *, actor: Actor, number: str, decision: str, reasons: str, reasons_es: str = "", version: int | None = None
) -> None:
    """Write or change the answer. What was published before stays in view until this is published too.

    ``version`` is that of the draft the writer saw, None when there was none. Raises `NotFound`,
    `NotAllowed`, `Conflict` when somebody else wrote meanwhile, and `RuleBroken`.
    """
    recommendation = find_recommendation(actor, number)
    ensure(can_draft_response(actor))
    if recommendation.state == RecommendationState.WITHDRAWN:
        raise RuleBroken(N_("The council has withdrawn this recommendation, so it needs no answer."))
    decision = Decision(decision)
    if not clean(reasons):
        raise RuleBroken(N_("Enter the reasons. People need to know why."), field="reasons")
    response = _response(recommendation)
    if version != (response.version if response else None):
        raise Conflict
    if response is None:
        is_first = insert_once(
            StateResponse,
            {"recommendation_id": recommendation.id, "decision": decision, "reasons": "", "version": 0},
        )
        if not is_first:
            raise Conflict
        response = _response(recommendation)
    response.decision = decision
    response.reasons = clean(reasons)
    response.reasons_es = clean(reasons_es) or None
    response.state = ResponseState.DRAFT
    response.version += 1
    audit.record(
        actor,
        audit_events.RESPONSE_DRAFTED,
        f"recommendation:{recommendation.id}",
        decision=decision.value,
        version=response.version,
    )


def publish_response(*, actor: Actor, number: str, version: int | None) -> int:
    """Let everybody read the answer, and have those who spoke and the council told. Returns its edition.

    Raises `NotFound`, `NotAllowed`, `Conflict` when the draft is not the one that was read, and
    `RuleBroken` when there is nothing to publish.
    """
    recommendation = find_recommendation(actor, number)
    ensure(can_publish_response(actor))
    response = _response(recommendation)
    if response is None or response.state == ResponseState.PUBLISHED:
        raise RuleBroken(N_("There is no new answer to publish."))
    if version != response.version:
        raise Conflict
    if recommendation.state == RecommendationState.WITHDRAWN:
        raise RuleBroken(N_("The council has withdrawn this recommendation, so it needs no answer."))
    edition = PublishedResponse(
        recommendation_id=recommendation.id,
        edition=_editions(recommendation.id) + 1,
        decision=response.decision,
        reasons=response.reasons,
        reasons_es=response.reasons_es,
        published_on=state_today(),
        published_by=actor.account_id,
    )
    db.session.add(edition)
    response.state = ResponseState.PUBLISHED
    db.session.flush()
    tell_later(recommendation, Step.ANSWERED, edition.published_on)
    kept_on = first_kept_on(recommendation.id)
    if kept_on is not None:
        tell_later(recommendation, Step.CHANGED, kept_on)
    tell_council(recommendation, edition)
    audit.record(
        actor,
        audit_events.RESPONSE_PUBLISHED,
        f"recommendation:{recommendation.id}",
        decision=edition.decision,
        edition=edition.edition,
    )
    return edition.edition


def first_kept_on(recommendation_id: int) -> date | None:
    """The day the first promise of a recommendation was kept; None when none was."""
    return db.session.scalar(
        select(func.min(Commitment.closed_on)).where(
            Commitment.recommendation_id == recommendation_id, Commitment.state == CommitmentState.DONE
        )
    )


def is_answered(recommendation_id: int) -> bool:
    """Whether the state has published an answer."""
    return _editions(recommendation_id) > 0


def _response(recommendation: Recommendation) -> StateResponse | None:
    return db.session.scalar(
        select(StateResponse)
        .where(StateResponse.recommendation_id == recommendation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _editions(recommendation_id: int) -> int:
    newest = select(func.max(PublishedResponse.edition)).where(
        PublishedResponse.recommendation_id == recommendation_id
    )
    return db.session.scalar(newest) or 0
