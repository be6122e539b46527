"""Chapter four: forms, and what people answered on them, each in the way it came."""

from datetime import date
from typing import Any

from engage.core.actor import STRANGER, Actor
from engage.core.ids import receipt_from
from engage.core.runtime import settings
from engage.demo.load.stage import Stage, read
from engage.feedback import services
from engage.feedback.enums import Audience, Channel, GroupKind, QuestionKind, Speaker
from engage.feedback.queries import QuestionView, StaffForm, staff_form
from engage.feedback.rules import Given

_OPENED_BEFORE = 14
#: Longest time that a round took, in days, counted from its last day.
_ROUND_DAYS = 10
#: Paper and calls are entered some days after they came.
_ENTERED_AFTER = {"paper": 3, "phone": 0}


def tell(stage: Stage) -> None:
    """Put the questions of each round, and take the answers in on the days they came."""
    coordinator = stage.actor("coordinator")
    voices = list(enumerate(read("voices.json")))
    for form in read("forms.toml")["form"]:
        ended_ago = _ended_ago(stage, form["key"])
        opened_ago = form.get("opened_ago", (ended_ago or 0) + _ROUND_DAYS + _OPENED_BEFORE)
        with stage.at(opened_ago, hour=9):
            runner = stage.actor("plan_coordinator") if form["body"] == "plan" else coordinator
            form_id = _make_form(stage, runner, form, opened_ago, ended_ago)
        if form.get("is_draft"):
            continue
        shown = staff_form(actor=coordinator, form_id=form_id)
        for number, voice in (pair for pair in voices if pair[1]["round"] == form["key"]):
            _hear(stage, coordinator, shown, number, voice, (ended_ago or 0) + voice["day"])
        if ended_ago is not None:
            with stage.at(ended_ago - 1, hour=9):
                services.close_form(actor=coordinator, form_id=form_id)


def receipts() -> tuple[tuple[str, str], ...]:
    """The codes of the two answers whose writers can sign in, each with the writer's key in `SIGN_INS`."""
    voices = enumerate(read("voices.json"))
    return tuple((voice["who"], _receipt(number)) for number, voice in voices if "who" in voice)


def _form_key(number: int) -> str:
    return f"demo:voice:{number}"


def _receipt(number: int) -> str:
    return receipt_from(settings().secret_key.encode(), _form_key(number))


def _ended_ago(stage: Stage, key: str) -> int | None:
    return {"earlier": stage.rounds.earlier, "main": stage.rounds.main}.get(key)


def _make_form(stage: Stage, actor: Actor, data: dict[str, Any], opened_ago: int, ended_ago: int | None) -> int:
    closes_ago = ended_ago if ended_ago is not None else data.get("closes_ago")
    fields = services.FormFields(
        title=data["title"],
        title_es=data["title_es"],
        intro=data["intro"],
        intro_es=data["intro_es"],
        what_happens_next=data["next"],
        what_happens_next_es=data["next_es"],
        hear_back_on=_hear_back_on(stage, data, closes_ago),
        body_id=stage.bodies[data["body"]],
        meeting_id=stage.meetings.get(data.get("meeting")),
        audience=Audience(data["audience"]),
        allows_anonymous=True,
        opens_on=stage.day(opened_ago),
        closes_on=stage.day(closes_ago) if closes_ago is not None else None,
    )
    form_id = services.create_form(actor=actor, fields=fields)
    for question in data["question"]:
        services.add_question(actor=actor, form_id=form_id, fields=_question(question))
    if not data.get("is_draft"):
        services.publish_form(actor=actor, form_id=form_id)
    return form_id


def _hear_back_on(stage: Stage, data: dict[str, Any], closes_ago: int | None) -> date:
    if "hear_back_ago" in data:
        return stage.day(data["hear_back_ago"])
    return stage.day((closes_ago or 0) - data["hear_back_after"])


def _question(data: dict[str, Any]) -> services.QuestionFields:
    group = GroupKind(data["group"]) if "group" in data else None
    return services.QuestionFields(
        text=data["text"],
        text_es=data["text_es"],
        kind=QuestionKind.CHOICE if group else QuestionKind(data["kind"]),
        options=tuple(data.get("options", ())),
        options_es=tuple(data.get("options_es", ())),
        is_required=data.get("required", False),
        group_kind=group,
    )


def _hear(stage: Stage, coordinator: Actor, form: StaffForm, number: int, voice: dict[str, Any], ago: int) -> None:
    """Take one answer in: typed by the person, or entered from a call or from paper a few days later."""
    how = voice["how"]
    fields = services.AnswerFields(
        answers=_answers(stage, form.questions, number, voice),
        form_key=_form_key(number),
        language=voice.get("language", "en"),
        speaker=Speaker.NAMED if how == "named" else Speaker.ANONYMOUS,
        may_quote=number % 4 != 0,
        contact_email=f"voice{number}@demo.example" if how == "named" and "who" not in voice else None,
        wants_news=how == "named",
    )
    if how in _ENTERED_AFTER:
        with stage.at(max(ago - _ENTERED_AFTER[how], 1)):
            services.enter_answer(
                actor=coordinator,
                form_id=form.id,
                fields=fields,
                channel=Channel(how),
                answered_on=stage.day(ago),
            )
        return
    with stage.at(ago, hour=20):
        actor = stage.actor(voice["who"]) if "who" in voice else STRANGER
        services.answer_form(actor=actor, slug=form.slug, fields=fields)


def _answers(
    stage: Stage, questions: tuple[QuestionView, ...], number: int, voice: dict[str, Any]
) -> dict[int, Given]:
    """The words to the first question, and to the others what a person like this might choose, or nothing."""
    chosen = {
        GroupKind.PLAN: stage.plan_id(voice["plan"]),
        GroupKind.REGION: stage.regions[number % len(stage.regions)] if number % 5 else None,
    }
    given: dict[int, Given] = {}
    for question in questions:
        if question.kind is QuestionKind.LONG_TEXT:
            given[question.id] = Given(text=voice["text"])
        elif question.group_kind is not None and chosen.get(question.group_kind):
            given[question.id] = Given(choices=(str(chosen[question.group_kind]),))
        elif question.kind is QuestionKind.YES_NO and number % 3:
            given[question.id] = Given(choices=("no" if voice["themes"] and number % 4 else "yes",))
    return given
