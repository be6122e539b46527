"""Forms as the staff who run them see them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.disclosure import Cell, protect_number
from engage.core.errors import NotFound
from engage.core.paging import PageOf, read_page
from engage.core.runtime import settings
from engage.feedback.enums import AnswerState, Audience, FormState
from engage.feedback.models import AnonymousSubmission, FeedbackForm, NamedSubmission
from engage.feedback.policies import (
    can_enter_answer,
    can_manage_form,
    can_read_answers,
    can_read_names,
    visible_forms,
)
from engage.feedback.queries.public import QuestionView, page_of, state_today
from engage.feedback.rules import Fault, FormFacts, is_answerable, publish_faults


@dataclass(frozen=True)
class FormRow:
    """One form in the staff list; ``answers`` counts those that stand, protected."""

    id: int
    title: Words
    body_id: int | None
    audience: Audience
    state: FormState
    is_answerable: bool
    opens_on: date | None
    closes_on: date | None
    answers: Cell


@dataclass(frozen=True)
class StaffForm:
    """One form at work: all its texts, what is missing, and what this actor may do."""

    id: int
    slug: str
    title: Words
    intro: Words
    what_happens_next: Words
    hear_back_on: date | None
    body_id: int | None
    meeting_id: int | None
    audience: Audience
    allows_anonymous: bool
    state: FormState
    opens_on: date | None
    closes_on: date | None
    version: int
    questions: tuple[QuestionView, ...]
    faults: tuple[Fault, ...]
    is_answerable: bool
    answers: Cell
    can_manage: bool
    can_read: bool
    can_read_names: bool
    can_enter: bool
    public_url: str

    @property
    def is_draft(self) -> bool:
        """Whether questions may still change."""
        return self.state is FormState.DRAFT


def form_rows(
    *, actor: Actor, search: str = "", state: FormState | None = None, body_id: int | None = None, number: int = 1
) -> PageOf[FormRow]:
    """One page of the forms ``actor`` sees at work, the newest first. Five statements whatever the length."""
    statement = visible_forms(actor).order_by(FeedbackForm.id.desc())
    if search:
        statement = statement.where(
            or_(
                FeedbackForm.title.icontains(search, autoescape=True),
                FeedbackForm.title_es.icontains(search, autoescape=True),
            )
        )
    if state is not None:
        statement = statement.where(FeedbackForm.state == state)
    if body_id is not None:
        statement = statement.where(FeedbackForm.body_id == body_id)
    page = read_page(statement, lambda row: row[0], number=number)
    counts, today = answer_counts([form.id for form in page.rows]), state_today()
    return PageOf(
        tuple(_row(form, counts.get(form.id, 0), today) for form in page.rows), page.number, page.pages, page.total
    )


def _row(form: FeedbackForm, answers: int, today: date) -> FormRow:
    return FormRow(
        form.id,
        form.words,
        form.body_id,
        Audience(form.audience),
        FormState(form.state),
        is_answerable(state=form.state, opens_on=form.opens_on, closes_on=form.closes_on, today=today),
        form.opens_on,
        form.closes_on,
        protected_number(answers),
    )


def protected_number(people: int) -> Cell:
    """A count of people as it may be shown."""
    return protect_number(people, threshold=settings().suppression_threshold)


def answer_counts(form_ids: list[int]) -> dict[int, int]:
    """How many answers stand, by form; not yet protected. Two statements."""
    counts: dict[int, int] = {}
    for model in (NamedSubmission, AnonymousSubmission):
        statement = (
            select(model.form_id, func.count())
            .where(model.form_id.in_(form_ids), model.state == AnswerState.STANDS)
            .group_by(model.form_id)
        )
        for form_id, count in db.session.execute(statement):
            counts[form_id] = counts.get(form_id, 0) + count
    return counts


def visible_form(actor: Actor, form_id: int) -> FeedbackForm:
    """The form as a row, for services and queries of this area. Raises `NotFound`."""
    form = db.session.scalar(visible_forms(actor).where(FeedbackForm.id == form_id))
    if form is None:
        raise NotFound
    return form


def staff_form(*, actor: Actor, form_id: int) -> StaffForm:
    """One form at work. Raises `NotFound` when it is not the actor's to see."""
    form = visible_form(actor, form_id)
    page = page_of(form)
    return StaffForm(
        form.id,
        form.slug,
        page.title,
        page.intro,
        page.what_happens_next,
        form.hear_back_on,
        form.body_id,
        form.meeting_id,
        Audience(form.audience),
        form.allows_anonymous,
        FormState(form.state),
        form.opens_on,
        form.closes_on,
        form.version,
        page.questions,
        form_faults(form, page.questions, today=state_today()),
        page.is_answerable,
        protected_number(answer_counts([form.id]).get(form.id, 0)),
        can_manage_form(actor, form),
        can_read_answers(actor, form),
        can_read_names(actor, form),
        can_enter_answer(actor, form),
        f"{settings().base_url}/feedback/{form.slug}",
    )


def form_faults(form: FeedbackForm, questions: tuple[QuestionView, ...], *, today: date) -> tuple[Fault, ...]:
    """What keeps the form from being published."""
    facts = FormFacts(
        form.title,
        form.what_happens_next,
        form.hear_back_on,
        form.opens_on,
        form.closes_on,
        tuple(question.facts for question in questions),
    )
    return publish_faults(facts, today=today)
