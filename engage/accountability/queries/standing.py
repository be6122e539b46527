"""How recommendations stand, in SQL: the newest published answer, and conditions equal to `rules.progress_of`."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from engage.accountability.enums import CommitmentState, Decision, Progress, RecommendationState
from engage.accountability.models import Commitment, PublishedResponse, Recommendation
from engage.core.db import db


def with_answer(statement: Select) -> Select:
    """``statement`` over recommendations with the newest published answer beside each, if there is one."""
    newest = (
        select(PublishedResponse.recommendation_id, func.max(PublishedResponse.edition).label("edition"))
        .group_by(PublishedResponse.recommendation_id)
        .subquery()
    )
    return (
        statement.outerjoin(newest, newest.c.recommendation_id == Recommendation.id)
        .outerjoin(
            PublishedResponse,
            and_(
                PublishedResponse.recommendation_id == Recommendation.id,
                PublishedResponse.edition == newest.c.edition,
            ),
        )
        .add_columns(PublishedResponse)
    )


def stands_as(progress: Progress, today: date) -> ColumnElement[bool]:
    """The condition that a recommendation of `with_answer` stands as ``progress`` on ``today``."""
    made = Recommendation.state == RecommendationState.MADE
    answered = and_(made, PublishedResponse.id.is_not(None))
    is_open = Commitment.state == CommitmentState.OPEN
    late = _has(is_open, Commitment.due_on < today)
    going = _has(is_open)
    given_up = _has(Commitment.state == CommitmentState.NOT_DONE)
    promised = _has()
    decided = PublishedResponse.decision
    return {
        Progress.WITHDRAWN: Recommendation.state == RecommendationState.WITHDRAWN,
        Progress.WAITING: and_(made, PublishedResponse.id.is_(None)),
        Progress.LATE: and_(answered, late),
        Progress.UNDER_WAY: and_(answered, ~late, going),
        Progress.NOT_DONE: and_(answered, ~going, given_up),
        Progress.DONE: and_(answered, ~going, ~given_up, promised),
        Progress.STUDYING: and_(answered, ~promised, decided == Decision.STUDYING),
        Progress.DECLINED: and_(answered, ~promised, decided == Decision.DECLINED),
        Progress.ANSWERED: and_(answered, ~promised, decided.in_([Decision.ACCEPTED, Decision.PARTLY])),
    }[progress]


def commitments_of(recommendation_ids: Iterable[int]) -> dict[int, list[Commitment]]:
    """The promises of each recommendation, those due first."""
    rows = db.session.scalars(
        select(Commitment)
        .where(Commitment.recommendation_id.in_(list(recommendation_ids)))
        .order_by(Commitment.due_on, Commitment.id)
    )
    found: dict[int, list[Commitment]] = {}
    for commitment in rows:
        found.setdefault(commitment.recommendation_id, []).append(commitment)
    return found


def _has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Commitment.recommendation_id == Recommendation.id, *conditions)
