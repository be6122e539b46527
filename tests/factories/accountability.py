"""Recommendations, answers and promises, made as the product makes them."""

from datetime import date, timedelta
from itertools import count

from engage.accountability import services
from engage.accountability.models import Commitment, Recommendation, StateResponse
from engage.accountability.services import CommitmentText, RecommendationText
from engage.accounts.enums import Role
from engage.core import clock
from engage.core.actor import Actor
from engage.core.db import db, unit_of_work
from tests.factories.themes import PROGRAM, actor_as

_numbers = count(1)


def today() -> date:
    """The day it is in the state; its profile is not set up in tests, so its zone is the default one."""
    return clock.today("America/New_York")


def words(title: str | None = None, **fields) -> RecommendationText:
    """What is asked and why."""
    return RecommendationText(
        **{
            "title": title or f"Bring people home {next(_numbers)}",
            "text": "Send the ride that was ordered.",
            "why": "People wait for hours.",
            "title_es": "Llevar a la gente a casa",
            **fields,
        }
    )


def recommend(text: RecommendationText | None = None, *, actor: Actor = PROGRAM, **fields) -> str:
    """Make a recommendation; returns its number."""
    made = {"body_id": None, "made_on": today(), **fields}
    with unit_of_work():
        return services.make_recommendation(actor=actor, text=text or words(), **made)


def draft(number: str, decision: str = "accepted", reasons: str = "We will.", *, actor: Actor = PROGRAM, **fields):
    """Write the state's answer over whatever draft there is."""
    fields.setdefault("version", draft_version(number))
    with unit_of_work():
        services.draft_response(actor=actor, number=number, decision=decision, reasons=reasons, **fields)


def publish(number: str, *, actor: Actor = PROGRAM) -> int:
    """Publish the draft; returns the edition."""
    with unit_of_work():
        return services.publish_response(actor=actor, number=number, version=draft_version(number))


def answer(number: str, decision: str = "accepted", reasons: str = "We will.", **fields) -> int:
    """Write and publish an answer."""
    draft(number, decision, reasons, **fields)
    return publish(number)


def promise(number: str, text: str = "Answer the ride line", *, actor: Actor = PROGRAM, **fields) -> int:
    """Promise something for next month; returns its id."""
    made = {"owner": "Transportation unit", "due_on": today() + timedelta(days=30), **fields}
    with unit_of_work():
        return services.add_commitment(actor=actor, number=number, text=CommitmentText(text, **made))


def close(commitment_id: int, *, is_done: bool = True, actor: Actor = PROGRAM, **fields) -> None:
    """Close a promise."""
    made = {"closed_on": today(), "note": "The line is staffed.", "version": version_of(commitment_id), **fields}
    with unit_of_work():
        services.close_commitment(actor=actor, commitment_id=commitment_id, is_done=is_done, **made)


def make_late(commitment_id: int, days: int = 1) -> None:
    """Let the day of a promise pass."""
    with unit_of_work():
        db.session.get(Commitment, commitment_id).due_on = today() - timedelta(days=days)


def version_of(commitment_id: int) -> int:
    """The version of a promise now."""
    db.session.expire_all()
    return db.session.get(Commitment, commitment_id).version


def row(number: str) -> Recommendation:
    """The row of a recommendation."""
    db.session.expire_all()
    return db.session.query(Recommendation).filter_by(number=number).one()


def draft_version(number: str) -> int | None:
    """The version of the draft now; None where there is none."""
    recommendation_id = row(number).id
    found = db.session.query(StateResponse).filter_by(recommendation_id=recommendation_id).one_or_none()
    return found.version if found else None


def member_of(*body_ids: int, person_id: int | None = 501, account_id: int = 51, **fields) -> Actor:
    """A member who sits on these councils."""
    return actor_as(
        Role.MEMBER, account_id=account_id, person_id=person_id, seated_body_ids=frozenset(body_ids), **fields
    )
