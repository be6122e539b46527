"""Lists of recommendations: the public one, the staff's, and what waits for an answer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select

from engage.accountability import rules
from engage.accountability.enums import CommitmentState, Progress, RecommendationState
from engage.accountability.models import Commitment, PublishedResponse, Recommendation
from engage.accountability.policies import visible_recommendations
from engage.accountability.queries.standing import commitments_of, stands_as, with_answer
from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.paging import PageOf, read_page
from engage.councils.queries import body_choices, state_today
from engage.themes.queries import theme_names


@dataclass(frozen=True)
class RecommendationFilter:
    """What a reader wants to see. Empty means no restriction; ``words`` is searched in title and text."""

    words: str = ""
    progress: str = ""
    body_id: int | None = None
    theme_id: int | None = None


@dataclass(frozen=True)
class RecommendationRow:
    """One recommendation and how it stands. ``days_waiting`` counts while there is no answer."""

    number: str
    title: Words
    body: Words | None
    theme: Words | None
    theme_id: int | None
    made_on: date
    progress: Progress
    decision: str | None
    answered_on: date | None
    days_waiting: int | None
    next_due_on: date | None


@dataclass(frozen=True)
class WhatChanged:
    """Something that came of a recommendation: an answer, or a promise kept. ``what`` is ``answered`` or ``done``."""

    number: str
    title: Words
    what: str
    day: date
    words: Words


def recommendation_rows(actor: Actor, wanted: RecommendationFilter, *, number: int = 1) -> PageOf[RecommendationRow]:
    """One page of recommendations, the newest first."""
    today = state_today()
    statement = _filtered(with_answer(visible_recommendations(actor)), wanted, today)
    ordered = statement.order_by(Recommendation.made_on.desc(), Recommendation.id.desc())
    page = read_page(ordered, tuple, number=number)
    return PageOf(_rows(actor, page.rows, today), page.number, page.pages, page.total)


def waiting_rows(actor: Actor, *, number: int = 1) -> PageOf[RecommendationRow]:
    """One page of what waits for the state's answer, the longest first."""
    today = state_today()
    statement = with_answer(visible_recommendations(actor)).where(stands_as(Progress.WAITING, today))
    page = read_page(statement.order_by(Recommendation.made_on, Recommendation.id), tuple, number=number)
    return PageOf(_rows(actor, page.rows, today), page.number, page.pages, page.total)


def waiting_answers(actor: Actor, limit: int = 3) -> tuple[RecommendationRow, ...]:
    """What has waited longest for the state's answer, for a home page."""
    today = state_today()
    statement = with_answer(visible_recommendations(actor)).where(stands_as(Progress.WAITING, today))
    rows = db.session.execute(statement.order_by(Recommendation.made_on, Recommendation.id).limit(limit)).all()
    return _rows(actor, rows, today)


def recommendations_of_theme(actor: Actor, theme_id: int) -> tuple[RecommendationRow, ...]:
    """What was recommended because of a theme, the newest first."""
    statement = with_answer(visible_recommendations(actor)).where(Recommendation.theme_id == theme_id)
    rows = db.session.execute(statement.order_by(Recommendation.made_on.desc(), Recommendation.id.desc())).all()
    return _rows(actor, rows, state_today())


def answers_of_my_councils(actor: Actor, limit: int = 3) -> tuple[RecommendationRow, ...]:
    """What became of what the actor's councils recommended, the newest answer first, for a member's home page."""
    if not actor.seated_body_ids:
        return ()
    statement = with_answer(visible_recommendations(actor)).where(
        Recommendation.body_id.in_(actor.seated_body_ids), Recommendation.state == RecommendationState.MADE
    )
    newest_first = statement.order_by(
        PublishedResponse.published_on.is_(None),
        PublishedResponse.published_on.desc(),
        Recommendation.made_on.desc(),
        Recommendation.id.desc(),
    )
    return _rows(actor, db.session.execute(newest_first.limit(limit)).all(), state_today())


def what_changed(actor: Actor, limit: int = 5) -> tuple[WhatChanged, ...]:
    """The newest answers and kept promises, for home pages. Published things only."""
    shown = visible_recommendations(actor).where(Recommendation.state == RecommendationState.MADE)
    answers = db.session.execute(
        with_answer(shown)
        .where(PublishedResponse.id.is_not(None))
        .order_by(PublishedResponse.published_on.desc(), PublishedResponse.id.desc())
        .limit(limit)
    ).all()
    kept = db.session.execute(
        shown.join(Commitment, Commitment.recommendation_id == Recommendation.id)
        .where(Commitment.state == CommitmentState.DONE)
        .where(Recommendation.id.in_(select(PublishedResponse.recommendation_id)))
        .add_columns(Commitment)
        .order_by(Commitment.closed_on.desc(), Commitment.id.desc())
        .limit(limit)
    ).all()
    found = [_change(made, "answered", row.published_on, row.reasons, row.reasons_es) for made, row in answers]
    found += [_change(made, "done", promise.closed_on, promise.text, promise.text_es) for made, promise in kept]
    found.sort(key=lambda change: (change.day, change.number), reverse=True)
    return tuple(found[:limit])


def _filtered(statement: Select, wanted: RecommendationFilter, today: date) -> Select:
    if wanted.words:
        fields = (Recommendation.title, Recommendation.title_es, Recommendation.text, Recommendation.text_es)
        found = [field.icontains(wanted.words, autoescape=True) for field in fields]
        statement = statement.where(or_(*found, Recommendation.number == wanted.words.strip().upper()))
    if wanted.body_id is not None:
        statement = statement.where(Recommendation.body_id == wanted.body_id)
    if wanted.theme_id is not None:
        statement = statement.where(Recommendation.theme_id == wanted.theme_id)
    if wanted.progress:
        statement = statement.where(stands_as(Progress(wanted.progress), today))
    return statement


def _rows(actor: Actor, found, today: date) -> tuple[RecommendationRow, ...]:
    promises = commitments_of(made.id for made, _ in found)
    bodies = {body.id: body.name for body in body_choices(actor)}
    themes = theme_names({made.theme_id for made, _ in found if made.theme_id})
    return tuple(_row(made, answer, promises.get(made.id, ()), bodies, themes, today) for made, answer in found)


def _row(made: Recommendation, answer: PublishedResponse | None, promises, bodies, themes, today: date):
    progress = rules.progress_of(
        is_withdrawn=made.state == RecommendationState.WITHDRAWN,
        decision=answer.decision if answer else None,
        promises=[rules.Promise(promise.state, promise.due_on) for promise in promises],
        today=today,
    )
    due = [promise.due_on for promise in promises if promise.state == CommitmentState.OPEN and answer]
    return RecommendationRow(
        number=made.number,
        title=_title(made),
        body=bodies.get(made.body_id),
        theme=themes.get(made.theme_id),
        theme_id=made.theme_id,
        made_on=made.made_on,
        progress=progress,
        decision=answer.decision if answer else None,
        answered_on=answer.published_on if answer else None,
        days_waiting=rules.days_waiting(made.made_on, today) if progress is Progress.WAITING else None,
        next_due_on=min(due, default=None),
    )


def _change(made: Recommendation, what: str, day: date, words: str, words_es: str | None) -> WhatChanged:
    return WhatChanged(made.number, _title(made), what, day, Words(words, words_es))


def _title(made: Recommendation) -> Words:
    return Words(made.title, made.title_es)
