"""What became of released issues, for the ombudsman's side."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from engage.accountability.enums import CommitmentState, RecommendationState
from engage.accountability.models import Commitment, Recommendation
from engage.accountability.queries.standing import with_answer
from engage.core.db import db
from engage.core.runtime import settings
from engage.themes.queries import release_days, themes_of_releases


@dataclass(frozen=True)
class ReleaseAnswer:
    """What became of one released issue, from one recommendation that its theme led to."""

    release_id: str
    number: str
    title: str
    title_es: str | None
    recommended_on: date
    #: None as long as the state has not answered.
    decision: str | None
    reasons: str | None
    reasons_es: str | None
    answered_on: date | None
    #: The day the first promise was kept, or None.
    changed_on: date | None
    #: The public page, such as ``https://…/what-we-did/R-2026-004``.
    public_url: str


def answers_for_release(release_ids: Collection[str]) -> tuple[ReleaseAnswer, ...]:
    """What became of each released issue, as the public can read it; nothing for one not yet in a recommendation.

    For the ombudsman's side, which fetches answers here and mails them itself. The newest
    recommendation of a release comes first.
    """
    themes = themes_of_releases(release_ids)
    wanted = {theme_id for ids in themes.values() for theme_id in ids}
    if not wanted:
        return ()
    days = release_days(release_ids)
    made = db.session.execute(
        with_answer(select(Recommendation))
        .where(Recommendation.theme_id.in_(wanted), Recommendation.state == RecommendationState.MADE)
        .order_by(Recommendation.made_on.desc(), Recommendation.id.desc())
    ).all()
    kept = dict(
        db.session.execute(
            select(Commitment.recommendation_id, func.min(Commitment.closed_on))
            .where(Commitment.state == CommitmentState.DONE)
            .where(Commitment.recommendation_id.in_([row.id for row, _ in made]))
            .group_by(Commitment.recommendation_id)
        ).all()
    )
    return tuple(
        ReleaseAnswer(
            release_id=release_id,
            number=row.number,
            title=row.title,
            title_es=row.title_es,
            recommended_on=row.made_on,
            decision=answer.decision if answer else None,
            reasons=answer.reasons if answer else None,
            reasons_es=answer.reasons_es if answer else None,
            answered_on=answer.published_on if answer else None,
            changed_on=kept.get(row.id) if answer else None,
            public_url=f"{settings().base_url}/what-we-did/{row.number}",
        )
        for release_id in dict.fromkeys(release_ids)
        for row, answer in made
        # What was recommended before the issue arrived did not come of it.
        if row.theme_id in themes.get(release_id, ()) and row.made_on >= days[release_id]
    )
