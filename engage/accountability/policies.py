"""Who may make recommendations, answer them, promise, and judge the answer."""

from sqlalchemy import Select, false, select

from engage.accountability.models import Commitment, PublishedResponse, Recommendation, StateResponse
from engage.core.actor import Actor
from engage.core.permissions import Permission


def visible_recommendations(actor: Actor) -> Select[tuple[Recommendation]]:
    """The recommendations the actor may read: all of them, for they are public from the day they are made."""
    return select(Recommendation)


def can_open_work_pages(actor: Actor) -> bool:
    """Whether the actor may open the staff's pages about recommendations."""
    return actor.may(Permission.ACCOUNTABILITY_RECOMMENDATION_READ)


def can_make_recommendation(actor: Actor) -> bool:
    """Whether the actor may write down what a council recommends."""
    return actor.may(Permission.ACCOUNTABILITY_RECOMMENDATION_CREATE)


def can_read_draft(actor: Actor) -> bool:
    """Whether the actor may read an answer that is not published yet, and promises that go with it."""
    return can_draft_response(actor) or can_publish_response(actor) or can_keep_commitments(actor)


def visible_responses(actor: Actor) -> Select[tuple[StateResponse]]:
    """The answers in the making that the actor may read; what is published stands in `PublishedResponse`."""
    statement = select(StateResponse)
    return statement if can_read_draft(actor) else statement.where(false())


def can_draft_response(actor: Actor) -> bool:
    """Whether the actor may write the state's answer."""
    return actor.may(Permission.ACCOUNTABILITY_RESPONSE_DRAFT)


def can_publish_response(actor: Actor) -> bool:
    """Whether the actor may publish the state's answer."""
    return actor.may(Permission.ACCOUNTABILITY_RESPONSE_PUBLISH)


def can_keep_commitments(actor: Actor) -> bool:
    """Whether the actor may write promises and how they are going."""
    return actor.may(Permission.ACCOUNTABILITY_COMMITMENT_UPDATE)


def visible_commitments(actor: Actor) -> Select[tuple[Commitment]]:
    """The promises the actor may read: everybody those of published answers, staff the others too."""
    statement = select(Commitment)
    if can_read_draft(actor):
        return statement
    return statement.where(Commitment.recommendation_id.in_(select(PublishedResponse.recommendation_id)))


def can_give_verdict(actor: Actor, recommendation: Recommendation) -> bool:
    """Whether the actor sits on the council that made it (or helps somebody who does)."""
    if not actor.may(Permission.ACCOUNTABILITY_VERDICT_GIVE):
        return False
    return recommendation.body_id is not None and recommendation.body_id in actor.seated_body_ids


def voter_of(actor: Actor) -> str:
    """Under whose name a verdict counts: the member's, also when their helper gives it."""
    if actor.person_id is not None:
        return f"person:{actor.person_id}"
    if len(actor.helped_person_ids) == 1:
        return f"person:{next(iter(actor.helped_person_ids))}"
    return f"account:{actor.account_id}"
