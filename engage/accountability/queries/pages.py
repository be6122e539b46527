"""One recommendation with everything that became of it, for the public, for members and for staff."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import select

from engage.accountability import rules
from engage.accountability.enums import CommitmentState, Progress, RecommendationState, ResponseState, Satisfaction
from engage.accountability.models import (
    Commitment,
    CommitmentUpdate,
    CommitmentVersion,
    PublishedResponse,
    Recommendation,
    RecommendationVersion,
    StateResponse,
    Verdict,
)
from engage.accountability.policies import (
    can_draft_response,
    can_give_verdict,
    can_keep_commitments,
    can_make_recommendation,
    can_open_work_pages,
    can_publish_response,
    visible_commitments,
    visible_recommendations,
    visible_responses,
    voter_of,
)
from engage.core.actor import Actor, ensure
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.disclosure import Cell, ProtectedCounts, protect_counts, protect_number
from engage.core.errors import NotFound
from engage.core.runtime import settings
from engage.councils.queries import body_choices, state_today
from engage.feedback.enums import Step
from engage.themes.queries import theme_names


@dataclass(frozen=True)
class RoadStep:
    """One step on the road of a voice. ``day`` is None where it is not told (or has not come)."""

    step: Step
    day: date | None
    is_done: bool


@dataclass(frozen=True)
class Edition:
    """The state's answer as published once; edition 1 is the first."""

    edition: int
    decision: str
    reasons: Words
    published_on: date


@dataclass(frozen=True)
class Update:
    """Word on how a promise is going."""

    text: Words
    told_on: date


@dataclass(frozen=True)
class EarlierPromise:
    """How a promise read before; a moved day or a changed owner stays in sight."""

    text: Words
    owner: str
    due_on: date
    until: date


@dataclass(frozen=True)
class CommitmentView:
    """One promise. ``days_left`` is negative when it is late, None when it is closed."""

    id: int
    text: Words
    owner: str
    due_on: date
    state: CommitmentState
    is_late: bool
    days_left: int | None
    closed_on: date | None
    closing_note: Words | None
    updates: tuple[Update, ...]
    earlier: tuple[EarlierPromise, ...]
    version: int


@dataclass(frozen=True)
class DraftView:
    """The state's answer as it is being written."""

    decision: str
    reasons: Words
    is_published: bool
    version: int


@dataclass(frozen=True)
class MyVerdict:
    """What the reader themselves said."""

    satisfaction: Satisfaction
    words: str


@dataclass(frozen=True)
class RecommendationPage:
    """One recommendation and its road. ``people`` is the number behind it on the day it was made."""

    number: str
    title: Words
    text: Words
    why: Words
    body: Words | None
    theme: Words | None
    theme_id: int | None
    motion: str | None
    made_on: date
    progress: Progress
    days_waiting: int | None
    people: Cell | None
    editions: tuple[Edition, ...]
    commitments: tuple[CommitmentView, ...]
    road: tuple[RoadStep, ...]
    verdicts: ProtectedCounts
    my_verdict: MyVerdict | None
    version: int
    can_give_verdict: bool

    @property
    def answer(self) -> Edition | None:
        """The answer that stands."""
        return self.editions[-1] if self.editions else None


@dataclass(frozen=True)
class RecommendationWork:
    """What staff see besides: the draft, what members wrote, the history of the words, and what they may do."""

    draft: DraftView | None
    verdict_words: tuple[tuple[Satisfaction, str, date], ...]
    versions: int
    can_edit: bool
    can_draft: bool
    can_publish: bool
    can_keep_commitments: bool


@dataclass(frozen=True)
class RecommendationEdit:
    """What the form to change a recommendation starts from."""

    number: str
    title: str
    title_es: str | None
    text: str
    text_es: str | None
    why: str
    why_es: str | None
    motion: str | None
    version: int


def recommendation_page(actor: Actor, number: str) -> RecommendationPage:
    """One recommendation with its answer and promises. Raises `NotFound`."""
    made = _visible(actor, number)
    today = state_today()
    editions = _editions(made.id)
    commitments = _commitments(actor, made.id, today)
    progress = rules.progress_of(
        is_withdrawn=made.state == RecommendationState.WITHDRAWN,
        decision=editions[-1].decision if editions else None,
        promises=[rules.Promise(promise.state, promise.due_on) for promise in commitments],
        today=today,
    )
    bodies = {body.id: body.name for body in body_choices(actor)}
    return RecommendationPage(
        number=made.number,
        title=Words(made.title, made.title_es),
        text=Words(made.text, made.text_es),
        why=Words(made.why, made.why_es),
        body=bodies.get(made.body_id),
        theme=theme_names([made.theme_id]).get(made.theme_id) if made.theme_id else None,
        theme_id=made.theme_id,
        motion=made.motion,
        made_on=made.made_on,
        progress=progress,
        days_waiting=rules.days_waiting(made.made_on, today) if progress is Progress.WAITING else None,
        people=people_behind(made) if made.theme_id else None,
        editions=editions,
        commitments=commitments,
        road=_road(made, editions, commitments),
        verdicts=_verdicts(made.id),
        my_verdict=_my_verdict(actor, made.id),
        version=made.version,
        can_give_verdict=bool(editions) and can_give_verdict(actor, made),
    )


def recommendation_work(actor: Actor, number: str) -> RecommendationWork:
    """What staff see of a recommendation besides its page. Raises `NotFound`, `NotAllowed`."""
    made = _visible(actor, number)
    ensure(can_open_work_pages(actor))
    draft = db.session.scalar(visible_responses(actor).where(StateResponse.recommendation_id == made.id))
    said = db.session.scalars(
        select(Verdict)
        .where(Verdict.recommendation_id == made.id, Verdict.words.is_not(None))
        # Not by id: that is the order in which people judged.
        .order_by(Verdict.given_on.desc(), Verdict.words)
    )
    versions = db.session.scalars(
        select(RecommendationVersion.version).where(RecommendationVersion.recommendation_id == made.id)
    ).all()
    reads_words = can_draft_response(actor)
    return RecommendationWork(
        draft=DraftView(
            draft.decision, Words(draft.reasons, draft.reasons_es), draft.state == "published", draft.version
        )
        if draft
        else None,
        verdict_words=tuple((Satisfaction(row.satisfaction), row.words, row.given_on) for row in said)
        if reads_words
        else (),
        versions=len(versions),
        can_edit=can_make_recommendation(actor),
        can_draft=can_draft_response(actor),
        can_publish=can_publish_response(actor),
        can_keep_commitments=can_keep_commitments(actor),
    )


def recommendation_edit(actor: Actor, number: str) -> RecommendationEdit:
    """What the form to change a recommendation starts from. Raises `NotFound`, `NotAllowed`."""
    made = _visible(actor, number)
    ensure(can_make_recommendation(actor))
    return RecommendationEdit(**{name: getattr(made, name) for name in RecommendationEdit.__dataclass_fields__})


def commitment_view(actor: Actor, commitment_id: int) -> tuple[str, CommitmentView]:
    """The number of the recommendation a promise belongs to, and the promise. Raises `NotFound`."""
    found = db.session.execute(
        visible_commitments(actor)
        .join(Recommendation, Recommendation.id == Commitment.recommendation_id)
        .where(Commitment.id == commitment_id)
        .add_columns(Recommendation.number)
    ).first()
    if found is None:
        raise NotFound
    commitment, number = found
    return number, _view_of(commitment, (), (), state_today())


def people_behind(made: Recommendation) -> Cell:
    """How many people were behind a recommendation when it was made; hidden where that was too few to show."""
    threshold = settings().suppression_threshold
    return protect_number(1 if made.people_shown is None else made.people_shown, threshold=threshold)


def _visible(actor: Actor, number: str) -> Recommendation:
    made = db.session.scalar(visible_recommendations(actor).where(Recommendation.number == number))
    if made is None:
        raise NotFound
    return made


def _draft(row: StateResponse) -> DraftView:
    is_published = row.state == ResponseState.PUBLISHED
    return DraftView(row.decision, Words(row.reasons, row.reasons_es), is_published, row.version)


def _editions(recommendation_id: int) -> tuple[Edition, ...]:
    rows = db.session.scalars(
        select(PublishedResponse)
        .where(PublishedResponse.recommendation_id == recommendation_id)
        .order_by(PublishedResponse.edition)
    )
    return tuple(
        Edition(row.edition, row.decision, Words(row.reasons, row.reasons_es), row.published_on) for row in rows
    )


def _commitments(actor: Actor, recommendation_id: int, today: date) -> tuple[CommitmentView, ...]:
    found = db.session.scalars(
        visible_commitments(actor)
        .where(Commitment.recommendation_id == recommendation_id)
        .order_by(Commitment.due_on, Commitment.id)
    ).all()
    ids = [commitment.id for commitment in found]
    updates: dict[int, list[CommitmentUpdate]] = {}
    for update in db.session.scalars(
        select(CommitmentUpdate).where(CommitmentUpdate.commitment_id.in_(ids)).order_by(CommitmentUpdate.id.desc())
    ):
        updates.setdefault(update.commitment_id, []).append(update)
    versions: dict[int, list[CommitmentVersion]] = {}
    for version in db.session.scalars(
        select(CommitmentVersion).where(CommitmentVersion.commitment_id.in_(ids)).order_by(CommitmentVersion.version)
    ):
        versions.setdefault(version.commitment_id, []).append(version)
    return tuple(
        _view_of(commitment, updates.get(commitment.id, ()), versions.get(commitment.id, ()), today)
        for commitment in found
    )


def _view_of(commitment: Commitment, updates, versions, today: date) -> CommitmentView:
    is_open = commitment.state == CommitmentState.OPEN
    return CommitmentView(
        id=commitment.id,
        text=Words(commitment.text, commitment.text_es),
        owner=commitment.owner,
        due_on=commitment.due_on,
        state=CommitmentState(commitment.state),
        is_late=rules.is_late(commitment.state, commitment.due_on, today),
        days_left=(commitment.due_on - today).days if is_open else None,
        closed_on=commitment.closed_on,
        closing_note=Words(commitment.closing_note, commitment.closing_note_es) if commitment.closing_note else None,
        updates=tuple(Update(Words(row.text, row.text_es), row.told_on) for row in updates),
        earlier=_earlier(versions),
        version=commitment.version,
    )


def _earlier(versions) -> tuple[EarlierPromise, ...]:
    """The wordings that were replaced, the newest first; closing and opening again change none."""
    found = []
    for before, after in pairwise(versions):
        old, new = before.snapshot, after.snapshot
        if any(old[field] != new[field] for field in ("text", "text_es", "owner", "due_on")):
            found.append(
                EarlierPromise(
                    Words(old["text"], old["text_es"]),
                    old["owner"],
                    date.fromisoformat(old["due_on"]),
                    after.changed_on,
                )
            )
    return tuple(reversed(found))


def _road(made: Recommendation, editions, commitments) -> tuple[RoadStep, ...]:
    """The road of the voices behind a recommendation. When somebody spoke is not told: it could point at them."""
    kept = [promise.closed_on for promise in commitments if promise.state is CommitmentState.DONE]
    has_theme = made.theme_id is not None
    answered_on = editions[0].published_on if editions else None
    return (
        RoadStep(Step.HEARD, None, has_theme),
        RoadStep(Step.IN_THEME, None, has_theme),
        RoadStep(Step.RECOMMENDED, made.made_on, True),
        RoadStep(Step.ANSWERED, answered_on, bool(editions)),
        RoadStep(Step.CHANGED, min(kept) if kept and editions else None, bool(kept and editions)),
    )


def _verdicts(recommendation_id: int) -> ProtectedCounts:
    counts = {satisfaction.value: 0 for satisfaction in Satisfaction}
    for satisfaction in db.session.scalars(
        select(Verdict.satisfaction).where(Verdict.recommendation_id == recommendation_id)
    ):
        counts[satisfaction] += 1
    return protect_counts(counts, threshold=settings().suppression_threshold)


def _my_verdict(actor: Actor, recommendation_id: int) -> MyVerdict | None:
    if not actor.is_signed_in:
        return None
    mine = db.session.scalar(
        select(Verdict).where(Verdict.recommendation_id == recommendation_id, Verdict.voter == voter_of(actor))
    )
    return MyVerdict(Satisfaction(mine.satisfaction), mine.words or "") if mine else None
