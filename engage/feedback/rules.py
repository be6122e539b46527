"""When a form may be answered or published, what an answer must hold, and the road of a voice. Plain values only."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as value_of
from datetime import date
from typing import Any

from engage.core.i18n import N_
from engage.feedback.enums import FormState, GroupKind, QuestionKind, Step

MOST_QUESTIONS = 20
#: More would single people out (architecture decision 6).
MOST_GROUP_QUESTIONS = 2
MOST_OPTIONS = 20
LONGEST_ANSWER = 10_000
LONGEST_COMMENT = 20_000
YES_NO = ("yes", "no")

STEP_LABELS = {
    Step.HEARD: N_("Heard"),
    Step.IN_THEME: N_("Put with others like it"),
    Step.RECOMMENDED: N_("Recommended"),
    Step.ANSWERED: N_("Answered by the state"),
    Step.CHANGED: N_("Changed"),
}


@dataclass(frozen=True)
class Fault:
    """Something to put right: a msgid with its values, and the field it is about."""

    message: str
    field: str | None = None
    values: Mapping[str, Any] = value_of(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """What was said to one question: words, or the options chosen."""

    text: str = ""
    choices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.choices)


@dataclass(frozen=True)
class QuestionFacts:
    """What the rules need to know of a question."""

    id: int
    kind: QuestionKind
    options: tuple[str, ...]
    is_required: bool
    group_kind: GroupKind | None = None
    options_es: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormFacts:
    """What the rules need to know of a form before it is published."""

    title: str
    what_happens_next: str
    hear_back_on: date | None
    opens_on: date | None
    closes_on: date | None
    questions: tuple[QuestionFacts, ...]


@dataclass(frozen=True)
class RoadStep:
    """One step of the road of a voice; ``label`` is a msgid."""

    step: Step
    label: str
    day: date | None
    is_done: bool
    url: str | None
    note: str = ""
    note_es: str = ""


@dataclass(frozen=True)
class ImportedRow:
    """One comment of a file. ``line`` is where its record begins, counted from 1."""

    line: int
    text: str
    said_on: date
    identity: str


def is_answerable(*, state: str, opens_on: date | None, closes_on: date | None, today: date) -> bool:
    """Whether a form takes answers on ``today``: open, begun, and not past its last day (which counts)."""
    begun = opens_on is None or opens_on <= today
    ended = closes_on is not None and closes_on < today
    return state == FormState.OPEN and begun and not ended


def publish_faults(form: FormFacts, *, today: date) -> tuple[Fault, ...]:
    """What keeps a form from being published, each as a sentence that says what to do."""
    faults = []
    if not form.what_happens_next.strip():
        faults.append(Fault(N_("Say what happens next with the answers."), "what_happens_next"))
    if form.hear_back_on is None:
        faults.append(Fault(N_("Say by which day people will hear back."), "hear_back_on"))
    elif form.hear_back_on < today:
        faults.append(Fault(N_("The day people will hear back has passed. Choose a later one."), "hear_back_on"))
    if form.closes_on is not None and form.closes_on < today:
        faults.append(Fault(N_("The last day to answer has passed. Choose a later one."), "closes_on"))
    if form.hear_back_on and form.closes_on and form.hear_back_on < form.closes_on:
        faults.append(Fault(N_("People can only hear back after the last day to answer."), "hear_back_on"))
    if not any(question.group_kind is None for question in form.questions):
        faults.append(Fault(N_("Add at least one question.")))
    if sum(question.group_kind is not None for question in form.questions) > MOST_GROUP_QUESTIONS:
        faults.append(Fault(N_("A form may have at most two group questions, so that no one can be singled out.")))
    return tuple(faults)


def question_faults(
    *, kind: QuestionKind, group_kind: GroupKind | None, options: Sequence[str], options_es: Sequence[str]
) -> tuple[Fault, ...]:
    """What is wrong with the choices of a question."""
    if group_kind is not None and kind is not QuestionKind.CHOICE:
        return (Fault(N_("A group question is answered with one choice."), "kind"),)
    if not kind.has_options or group_kind not in (None, GroupKind.OTHER):
        return ()
    faults = []
    if len(options) < 2:
        faults.append(Fault(N_("Write at least two choices, one on each line."), "options"))
    if len(options) > MOST_OPTIONS:
        faults.append(Fault(N_("Use %(limit)s choices or fewer."), "options", {"limit": MOST_OPTIONS}))
    if len({option.casefold() for option in options}) != len(options):
        faults.append(Fault(N_("Two choices are the same. Change or remove one."), "options"))
    if options_es and len(options_es) != len(options):
        faults.append(Fault(N_("Write as many choices in Spanish as in English, in the same order."), "options_es"))
    return tuple(faults)


def answer_faults(questions: Sequence[QuestionFacts], given: Mapping[int, Given]) -> tuple[Fault, ...]:
    """What is wrong with an answer to a form; fields are named ``q<question id>``."""
    faults = []
    for question in questions:
        answer, name = given.get(question.id, Given()), f"q{question.id}"
        if question.is_required and not answer:
            faults.append(Fault(N_("This question needs an answer."), name))
        elif len(answer.text) > LONGEST_ANSWER:
            faults.append(Fault(N_("This answer is too long. Use 10,000 characters or fewer."), name))
        elif not set(answer.choices) <= set(question.options):
            faults.append(Fault(N_("Choose one of the answers listed."), name))
        elif len(answer.choices) > 1 and question.kind is not QuestionKind.CHOICES:
            faults.append(Fault(N_("Choose only one."), name))
    asked = {question.id for question in questions if question.group_kind is None}
    if not faults and not any(given.get(question_id) for question_id in asked):
        faults.append(Fault(N_("Answer at least one question before you send this.")))
    return tuple(faults)


def road(heard_on: date, recorded: Mapping[Step, tuple[date, str, str, str]]) -> tuple[RoadStep, ...]:
    """The five steps in order. ``recorded`` holds (day, address, note, Spanish note) by step.

    A step before one that was reached counts as done even when nobody noted its day.
    """
    order = list(Step)
    reached = max((order.index(step) for step in recorded), default=0)
    steps = []
    for place, step in enumerate(order):
        day, url, note, note_es = recorded.get(step, (None, "", "", ""))
        if step is Step.HEARD:
            day = heard_on
        steps.append(RoadStep(step, STEP_LABELS[step], day, place <= reached, url or None, note, note_es))
    return tuple(steps)


def source_key(submission_key: int, question_id: int) -> str:
    """The name under which one answer in words flows on to the themes."""
    return f"feedback:{submission_key}:{question_id}"


def import_source_key(key: int) -> str:
    """The name under which an imported comment flows on to the themes."""
    return f"import:{key}"


def submission_key_of(key: int | str) -> int | None:
    """The submission behind a ``source_key``; None when it is not one of an answer."""
    if isinstance(key, int):
        return key
    parts = key.split(":")
    if len(parts) == 1:
        parts = ["feedback", *parts]
    return int(parts[1]) if parts[0] == "feedback" and parts[1].isascii() and parts[1].isdigit() else None


def identity_of_id(source_name: str, value: str) -> str:
    """What makes a comment with an id of its own the same in a second import, whatever its text."""
    return hashlib.sha256(f"id\0{source_name}\0{value}".encode()).hexdigest()


def identity_of_line(file_hash: str, text_column: str, line: int) -> str:
    """What makes a comment without an id the same in a second import of the same file."""
    return hashlib.sha256(f"line\0{file_hash}\0{text_column}\0{line}".encode()).hexdigest()
