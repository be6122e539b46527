"""How a form was answered, in numbers that give nobody away."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from engage.core.actor import Actor, ensure
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.disclosure import Cell, protect_breakdowns
from engage.core.runtime import settings
from engage.feedback.enums import AnswerState, QuestionKind
from engage.feedback.models import AnonymousAnswer, AnonymousSubmission, NamedAnswer, NamedSubmission
from engage.feedback.policies import can_read_answers
from engage.feedback.queries.forms import answer_counts, protected_number, visible_form
from engage.feedback.queries.public import QuestionView, question_views

#: Stands for the people who gave no answer; no option can be called this, because options are never empty.
NO_ANSWER = ""


@dataclass(frozen=True)
class Bar:
    """One option with its protected count; ``words`` is None for those who did not answer."""

    words: Words | None
    cell: Cell


@dataclass(frozen=True)
class QuestionResult:
    """How one question with choices was answered, or how many wrote something."""

    question: QuestionView
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class ResultsPage:
    """The numbers of one form."""

    form_id: int
    title: Words
    total: Cell
    questions: tuple[QuestionResult, ...]
    has_hidden: bool


def results_page(*, actor: Actor, form_id: int) -> ResultsPage:
    """The numbers of one form: each answer is one person, and all lists are protected together.

    A question with several choices becomes one list an option: those who chose it, and those who did
    not, so that every list splits the same people. Raises `NotFound` and `NotAllowed`.
    """
    form = visible_form(actor, form_id)
    ensure(can_read_answers(actor, form))
    views = question_views(form.questions)
    people = answer_counts([form.id]).get(form.id, 0)
    chosen = _chosen(form.id)
    lists: dict[str, dict[str, int]] = {}
    for view in views:
        lists.update(_lists_of(view, chosen, people))
    if not lists or not people:
        total = protected_number(people)
        return ResultsPage(form.id, form.words, total, (), total.is_hidden)
    safe = protect_breakdowns(lists, threshold=settings().suppression_threshold)
    results = tuple(QuestionResult(view, _bars(view, safe)) for view in views)
    hidden = any(cell.is_hidden for cell in safe.cells_by_key.values())
    return ResultsPage(form.id, form.words, safe.total, results, hidden)


def _chosen(form_id: int) -> Counter[tuple[int, str]]:
    """How many people chose each option, and how many wrote words (option ``*``), by question."""
    counts: Counter[tuple[int, str]] = Counter()
    for submissions, answers in ((NamedSubmission, NamedAnswer), (AnonymousSubmission, AnonymousAnswer)):
        statement = (
            select(answers.question_id, answers.choices, answers.text != "")
            .join(submissions, submissions.key == answers.submission_key)
            .where(submissions.form_id == form_id, submissions.state == AnswerState.STANDS)
        )
        for question_id, choices, has_text in db.session.execute(statement):
            counts.update((question_id, choice) for choice in choices)
            counts[question_id, "*"] += bool(has_text)
    return counts


def _lists_of(view: QuestionView, chosen: Counter[tuple[int, str]], people: int) -> dict[str, dict[str, int]]:
    if view.kind is QuestionKind.LONG_TEXT:
        wrote = chosen[view.id, "*"]
        return {str(view.id): {"*": wrote, NO_ANSWER: people - wrote}}
    if view.kind is QuestionKind.CHOICES:
        return {
            f"{view.id}:{option.value}": {
                option.value: chosen[view.id, option.value],
                NO_ANSWER: people - chosen[view.id, option.value],
            }
            for option in view.options
        }
    # A plan that was retired since is no option any more, but people chose it: they count with "other".
    counts = {option.value: chosen[view.id, option.value] for option in view.options}
    counts[NO_ANSWER] = people - sum(counts.values())
    return {str(view.id): counts}


def _bars(view: QuestionView, safe) -> tuple[Bar, ...]:
    if view.kind is QuestionKind.LONG_TEXT:
        return (Bar(None, safe[str(view.id)]["*"]),)
    if view.kind is QuestionKind.CHOICES:
        return tuple(Bar(o.words, safe[f"{view.id}:{o.value}"][o.value]) for o in view.options)
    counts = safe[str(view.id)]
    return (*(Bar(o.words, counts[o.value]) for o in view.options), Bar(None, counts[NO_ANSWER]))
