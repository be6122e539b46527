"""Writing down what a council recommends."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from engage.accountability import audit_events, rules
from engage.accountability.enums import RecommendationState
from engage.accountability.models import Recommendation, RecommendationCounter, RecommendationVersion
from engage.accountability.policies import can_make_recommendation, visible_recommendations
from engage.accountability.services.telling import tell_later
from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db, insert_once
from engage.core.errors import Conflict, NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.text import clean, one_line
from engage.councils.queries import body_choices, state_today
from engage.feedback.enums import Step
from engage.themes import queries as themes


@dataclass(frozen=True)
class RecommendationText:
    """What is asked and why, in both languages."""

    title: str
    text: str
    why: str
    title_es: str | None = None
    text_es: str | None = None
    why_es: str | None = None

    def cleaned(self) -> "RecommendationText":
        """The same with clean text and nothing where a Spanish text is blank."""
        return RecommendationText(
            one_line(self.title),
            clean(self.text),
            clean(self.why),
            one_line(self.title_es) or None,
            clean(self.text_es) or None,
            clean(self.why_es) or None,
        )


def make_recommendation(
    *,
    actor: Actor,
    text: RecommendationText,
    body_id: int | None,
    made_on: date,
    theme_id: int | None = None,
    motion: str = "",
) -> str:
    """Write down a recommendation; it is public at once. Returns its number.

    Those whose comments stand in the theme are told by a job. Raises `NotAllowed`, and `RuleBroken` for
    a theme or council that is not there and for a day that has not come.
    """
    ensure(can_make_recommendation(actor))
    if made_on > state_today():
        raise RuleBroken(N_("This day has not come yet. Enter the day it was made."), field="made_on")
    if made_on < state_today() - timedelta(days=366 * 20):
        raise RuleBroken(N_("Enter a day in the last 20 years."), field="made_on")
    if theme_id is not None and theme_id not in themes.theme_names([theme_id]):
        raise RuleBroken(N_("Choose a theme from the list."), field="theme_id")
    if body_id is not None and body_id not in {body.id for body in body_choices(actor)}:
        raise RuleBroken(N_("Choose a council from the list."), field="body_id")
    people = themes.people_of_theme(theme_id).value if theme_id is not None else 0
    recommendation = Recommendation(
        number=_next_number(made_on.year),
        theme_id=theme_id,
        body_id=body_id,
        motion=one_line(motion) or None,
        made_on=made_on,
        people_shown=people,
        **asdict(text.cleaned()),
    )
    db.session.add(recommendation)
    db.session.flush()
    _keep_version(actor, recommendation)
    if theme_id is not None:
        tell_later(recommendation, Step.RECOMMENDED, made_on)
    audit.record(
        actor,
        audit_events.RECOMMENDATION_MADE,
        f"recommendation:{recommendation.id}",
        number=recommendation.number,
        theme_id=theme_id,
        body_id=body_id,
    )
    return recommendation.number


def edit_recommendation(
    *, actor: Actor, number: str, text: RecommendationText, motion: str, version: int | None
) -> None:
    """Put the words right; the earlier words stay in the history.

    Raises `NotFound`, `NotAllowed`, and `Conflict` when somebody else changed it meanwhile.
    """
    recommendation = find_recommendation(actor, number)
    ensure(can_make_recommendation(actor))
    if version != recommendation.version:
        raise Conflict
    for field, value in asdict(text.cleaned()).items():
        setattr(recommendation, field, value)
    recommendation.motion = one_line(motion) or None
    recommendation.version += 1
    _keep_version(actor, recommendation)
    audit.record(
        actor,
        audit_events.RECOMMENDATION_EDITED,
        f"recommendation:{recommendation.id}",
        version=recommendation.version,
    )


def withdraw_recommendation(*, actor: Actor, number: str, version: int | None) -> None:
    """Say that the council no longer stands by it. It stays public, marked as withdrawn. Raises as editing does."""
    recommendation = find_recommendation(actor, number)
    ensure(can_make_recommendation(actor))
    if recommendation.state == RecommendationState.WITHDRAWN:
        return
    if version != recommendation.version:
        raise Conflict
    recommendation.state, recommendation.version = RecommendationState.WITHDRAWN, recommendation.version + 1
    _keep_version(actor, recommendation)
    audit.record(
        actor,
        audit_events.RECOMMENDATION_WITHDRAWN,
        f"recommendation:{recommendation.id}",
        version=recommendation.version,
    )


def find_recommendation(actor: Actor, number: str) -> Recommendation:
    """The row itself, locked for a change, for this area's services. Raises `NotFound`."""
    found = db.session.scalar(
        visible_recommendations(actor)
        .where(Recommendation.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def _next_number(year: int) -> str:
    """The next free number of a year. The year's row stays locked until the transaction ends, so no two are alike."""
    insert_once(RecommendationCounter, {"year": year, "last": 0})
    db.session.execute(
        update(RecommendationCounter)
        .where(RecommendationCounter.year == year)
        .values(last=RecommendationCounter.last + 1),
        execution_options={"synchronize_session": False},
    )
    last = db.session.scalar(select(RecommendationCounter.last).where(RecommendationCounter.year == year))
    return rules.number_of(year, last)


def _keep_version(actor: Actor, recommendation: Recommendation) -> None:
    db.session.flush()
    fields = (*RecommendationText.__dataclass_fields__, "motion", "state")
    db.session.add(
        RecommendationVersion(
            recommendation_id=recommendation.id,
            version=recommendation.version,
            snapshot={field: getattr(recommendation, field) for field in fields},
            changed_at=clock.now(),
            changed_by=actor.account_id,
        )
    )
