"""Telling those who spoke, and the council, what became of it.

A theme can hold ten thousand comments, so the change only leaves a note in the outbox; a worker goes
through the comments in slices and may be stopped and started again at any of them.
"""

from datetime import date
from typing import Any

from sqlalchemy import select

from engage.accountability.enums import CommitmentState
from engage.accountability.messages import answer_email
from engage.accountability.models import Commitment, PublishedResponse, Recommendation
from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.comments import CommentSource
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.runtime import settings
from engage.councils.queries import current_people
from engage.feedback import services as feedback
from engage.feedback.enums import Step
from engage.notifications.services import enqueue, send_email
from engage.themes import queries as themes

TOPIC = "accountability:recommendation:progress"
SLICE = 200
_NOTE = 500


def tell_later(recommendation: Recommendation, step: Step, day: date) -> None:
    """Have everybody whose comment stands in the recommendation's theme told of a step, once."""
    if recommendation.theme_id is None:
        return
    enqueue(
        TOPIC,
        {"recommendation_id": recommendation.id, "step": step.value, "day": day.isoformat()},
        dedupe_key=f"progress:{recommendation.id}:{step.value}",
    )


def sources_to_tell(payload: dict[str, Any]) -> tuple[str, ...]:
    """The receipts to tell of the step: of feedback, for only it can be told, given before it was recommended."""
    recommendation = db.session.get(Recommendation, payload["recommendation_id"])
    if recommendation is None or recommendation.theme_id is None:
        return ()
    return tuple(
        ref.source_key
        for ref in themes.sources_of_theme(recommendation.theme_id, recommendation.made_on)
        if ref.source is CommentSource.FEEDBACK
    )


def tell_sources(*, actor: Actor, payload: dict[str, Any], source_keys: tuple[str, ...]) -> int:
    """Tell a slice of the receipts; telling one again changes nothing. Returns how many were new.

    Raises `NotFound` when the recommendation is not there.
    """
    recommendation = db.session.get(Recommendation, payload["recommendation_id"])
    if recommendation is None:
        raise NotFound
    step, day = Step(payload["step"]), date.fromisoformat(payload["day"])
    note = _note(recommendation, step)
    return sum(
        feedback.record_progress(
            actor=actor,
            submission_key=key,
            step=step,
            day=day,
            url=public_url(recommendation.number),
            note=note.en,
            note_es=note.es or "",
        )
        for key in source_keys
    )


def tell_council(recommendation: Recommendation, edition: PublishedResponse) -> int:
    """Mail the people who sit on the council today, each in their language, once an edition. Returns how many."""
    if recommendation.body_id is None:
        return 0
    sent = 0
    for person in current_people(recommendation.body_id, edition.published_on):
        if person.email:
            sent += send_email(
                answer_email(
                    to=person.email,
                    language=person.language,
                    title=Words(recommendation.title, recommendation.title_es),
                    number=recommendation.number,
                    decision=edition.decision,
                    is_changed=edition.edition > 1,
                    url=public_url(recommendation.number),
                ),
                dedupe_key=f"answer:{recommendation.id}:{edition.edition}:{person.person_id}",
            )
    return sent


def _note(recommendation: Recommendation, step: Step) -> Words:
    """What a receipt says of a step: what was recommended, the reasons of the answer, or the promise kept."""
    title = Words(recommendation.title, recommendation.title_es)
    if step is Step.ANSWERED:
        answer = db.session.scalar(
            select(PublishedResponse)
            .where(PublishedResponse.recommendation_id == recommendation.id)
            .order_by(PublishedResponse.edition.desc())
            .limit(1)
        )
        return _short(answer.reasons, answer.reasons_es) if answer else title
    if step is Step.CHANGED:
        kept = db.session.scalar(
            select(Commitment)
            .where(Commitment.recommendation_id == recommendation.id, Commitment.state == CommitmentState.DONE)
            .order_by(Commitment.closed_on, Commitment.id)
            .limit(1)
        )
        return _short(kept.closing_note or kept.text, kept.closing_note_es or kept.text_es) if kept else title
    return title


def _short(text: str, text_es: str | None) -> Words:
    return Words(_cut(text), _cut(text_es) if text_es else None)


def _cut(text: str) -> str:
    return text if len(text) <= _NOTE else text[:_NOTE].rsplit(" ", 1)[0] + " …"


def public_url(number: str) -> str:
    """The address of a recommendation's public page."""
    return f"{settings().base_url}/what-we-did/{number}"
