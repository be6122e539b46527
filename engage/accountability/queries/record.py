"""The public record: every recommendation with its answer and promises, for downloads and print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engage.accountability import rules
from engage.accountability.enums import CommitmentState, Progress, RecommendationState
from engage.accountability.models import Recommendation
from engage.accountability.queries.pages import people_behind
from engage.accountability.queries.standing import commitments_of, with_answer
from engage.core.actor import STRANGER
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.disclosure import Cell
from engage.councils.queries import body_choices, state_today
from engage.themes.queries import theme_names


@dataclass(frozen=True)
class RecordPromise:
    """A promise in the public record."""

    text: Words
    owner: str
    due_on: date
    state: CommitmentState
    is_late: bool
    closed_on: date | None
    closing_note: Words | None


@dataclass(frozen=True)
class RecordLine:
    """One recommendation in the public record; everything in it can be read by anybody."""

    number: str
    made_on: date
    body: Words | None
    theme: Words | None
    motion: str | None
    title: Words
    text: Words
    why: Words
    people: Cell | None
    progress: Progress
    decision: str | None
    reasons: Words | None
    answered_on: date | None
    promises: tuple[RecordPromise, ...]


def public_record() -> tuple[RecordLine, ...]:
    """The whole public record, in the order of the numbers; a fixed number of queries."""
    today = state_today()
    found = db.session.execute(
        with_answer(select(Recommendation)).order_by(Recommendation.made_on, Recommendation.id)
    ).all()
    promises = commitments_of(made.id for made, _ in found)
    bodies = {body.id: body.name for body in body_choices(STRANGER)}
    themes = theme_names({made.theme_id for made, _ in found if made.theme_id})
    return tuple(
        RecordLine(
            number=made.number,
            made_on=made.made_on,
            body=bodies.get(made.body_id),
            theme=themes.get(made.theme_id),
            motion=made.motion,
            title=Words(made.title, made.title_es),
            text=Words(made.text, made.text_es),
            why=Words(made.why, made.why_es),
            people=people_behind(made) if made.theme_id else None,
            progress=rules.progress_of(
                is_withdrawn=made.state == RecommendationState.WITHDRAWN,
                decision=answer.decision if answer else None,
                promises=[rules.Promise(promise.state, promise.due_on) for promise in promises.get(made.id, ())],
                today=today,
            ),
            decision=answer.decision if answer else None,
            reasons=Words(answer.reasons, answer.reasons_es) if answer else None,
            answered_on=answer.published_on if answer else None,
            promises=tuple(_promises(promises.get(made.id, ()), today)) if answer else (),
        )
        for made, answer in found
    )


def _promises(found, today: date) -> Iterator[RecordPromise]:
    for promise in found:
        yield RecordPromise(
            text=Words(promise.text, promise.text_es),
            owner=promise.owner,
            due_on=promise.due_on,
            state=CommitmentState(promise.state),
            is_late=rules.is_late(promise.state, promise.due_on, today),
            closed_on=promise.closed_on,
            closing_note=Words(promise.closing_note, promise.closing_note_es) if promise.closing_note else None,
        )
