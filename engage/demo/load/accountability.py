"""Chapter six: what the councils asked for, and what the state answered, promised and did."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from engage.accountability import services
from engage.accountability.models import Commitment, Recommendation, StateResponse
from engage.core.actor import system_actor
from engage.core.db import db
from engage.core.sides import Side
from engage.demo.load.stage import Stage, read
from engage.demo.load.themes import theme_id
from engage.feedback.enums import Step
from engage.themes.models import Comment

_WRITTEN_AFTER = 1


def tell(stage: Stage) -> None:
    """Make the recommendations, and carry out what happened to each, day by day."""
    for data in read("answers.toml")["recommendation"]:
        made_ago = _ago(stage, data, "")
        with stage.at(made_ago, hour=18):
            number = _recommend(stage, data, stage.day(made_ago))
        stage.numbers[data["key"]] = number
        for ago, _order, act in sorted(_acts(stage, number, data, made_ago), key=lambda part: (-part[0], part[1])):
            with stage.at(ago, hour=12 + _order):
                act()


def _ago(stage: Stage, data: dict[str, Any], name: str) -> int:
    """How many days ago: ``day`` and ``done_day`` are dates, ``ago`` and ``done`` count back."""
    prefix = f"{name}_" if name else ""
    if f"{prefix}day" in data:
        return stage.ago(data[f"{prefix}day"])
    return data[name or "ago"]


def _recommend(stage: Stage, data: dict[str, Any], made_on: date) -> str:
    texts = ("title", "title_es", "text", "text_es", "why", "why_es")
    number = services.make_recommendation(
        actor=stage.actor("program_team"),
        text=services.RecommendationText(**{name: data[name] for name in texts}),
        body_id=stage.bodies[data["body"]],
        made_on=made_on,
        theme_id=theme_id(data["theme"]) if "theme" in data else None,
        motion=data["motion"],
    )
    _tell_those_who_spoke(number, Step.RECOMMENDED, made_on)
    return number


_Act = tuple[int, int, Callable[[], None]]


def _acts(stage: Stage, number: str, data: dict[str, Any], made_ago: int) -> list[_Act]:
    """Everything that happened later, each with how many days ago and its place in that day."""
    acts: list[_Act] = []
    first_answer = max((_ago(stage, answer, "") for answer in data.get("answer", ())), default=0)
    for promise in data.get("promise", ()):
        promised_ago = made_ago if "due_day" in promise else first_answer + _WRITTEN_AFTER
        acts += _promise(stage, number, promise, promised_ago)
    for answer in data.get("answer", ()):
        acts.append((_ago(stage, answer, ""), 1, lambda answer=answer: _answer(stage, number, answer)))
    for verdict in data.get("verdict", ()):
        acts.append((verdict["ago"], 3, lambda verdict=verdict: _judge(stage, number, verdict)))
    return acts


def _answer(stage: Stage, number: str, data: dict[str, Any]) -> None:
    actor = stage.actor("program_team")
    services.draft_response(
        actor=actor,
        number=number,
        decision=data["decision"],
        reasons=data["reasons"],
        reasons_es=data["reasons_es"],
        version=_draft_version(number),
    )
    if data.get("is_draft"):
        return
    services.publish_response(actor=actor, number=number, version=_draft_version(number))
    _tell_those_who_spoke(number, Step.ANSWERED, stage.day(_ago(stage, data, "")))


def _promise(stage: Stage, number: str, data: dict[str, Any], promised_ago: int) -> list[_Act]:
    made: list[int] = []

    def promise() -> None:
        due_on = data.get("due_day") or stage.day(data["due"])
        text = services.CommitmentText(data["text"], data["owner"], due_on, data["text_es"])
        made.append(services.add_commitment(actor=stage.actor("program_team"), number=number, text=text))

    def keep() -> None:
        closed_on = stage.day(_ago(stage, data, "done"))
        services.close_commitment(
            actor=stage.actor("program_team"),
            commitment_id=made[0],
            is_done=True,
            closed_on=closed_on,
            note=data["note"],
            note_es=data["note_es"],
            version=db.session.scalar(select(Commitment.version).where(Commitment.id == made[0])),
        )
        _tell_those_who_spoke(number, Step.CHANGED, closed_on)

    def update() -> None:
        services.tell_update(
            actor=stage.actor("program_team"),
            commitment_id=made[0],
            text=data["update"],
            text_es=data["update_es"],
        )

    acts: list[_Act] = [(promised_ago, 0, promise)]
    if "done" in data or "done_day" in data:
        acts.append((_ago(stage, data, "done"), 2, keep))
    if "update" in data:
        acts.append((data["update_ago"], 2, update))
    return acts


def _judge(stage: Stage, number: str, data: dict[str, Any]) -> None:
    services.give_verdict(
        actor=stage.actor(data["by"]), number=number, satisfaction=data["satisfaction"], words=data["words"]
    )


def _draft_version(number: str) -> int | None:
    return db.session.scalar(
        select(StateResponse.version)
        .join(Recommendation, Recommendation.id == StateResponse.recommendation_id)
        .where(Recommendation.number == number)
    )


def _tell_those_who_spoke(number: str, step: Step, day: date) -> None:
    """What a worker does within a minute: told here, on its own day, to those who had spoken by then."""
    recommendation_id = db.session.scalar(select(Recommendation.id).where(Recommendation.number == number))
    payload = {"recommendation_id": recommendation_id, "step": step.value, "day": day.isoformat()}
    spoke = select(Comment.source_key).where(
        Comment.source_key.in_(services.sources_to_tell(payload)), Comment.said_on <= day
    )
    services.tell_sources(
        actor=system_actor(Side.ENGAGE), payload=payload, source_keys=tuple(db.session.scalars(spoke))
    )
