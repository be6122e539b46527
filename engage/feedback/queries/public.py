"""What members and the public see: forms to answer, and their own named answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PageOf, read_page
from engage.councils.queries import state_today
from engage.directory.queries import plan_choices, program_choices, region_choices
from engage.feedback.enums import Audience, FormState, GroupKind, QuestionKind
from engage.feedback.models import FeedbackForm, FormParticipation, NamedSubmission, Question
from engage.feedback.policies import answerable_forms
from engage.feedback.rules import YES_NO, QuestionFacts, is_answerable


@dataclass(frozen=True)
class OpenForm:
    """A form that may be answered today."""

    slug: str
    title: Words
    intro: Words
    body_id: int | None
    meeting_id: int | None
    closes_on: date | None
    questions: int
    has_answered: bool


@dataclass(frozen=True)
class Option:
    """One choice: ``value`` is what is stored."""

    value: str
    words: Words


@dataclass(frozen=True)
class QuestionView:
    """One question as a page asks it."""

    id: int
    words: Words
    kind: QuestionKind
    group_kind: GroupKind | None
    options: tuple[Option, ...]
    is_required: bool
    position: int

    @property
    def facts(self) -> QuestionFacts:
        """What the rules need to know of it."""
        values = tuple(option.value for option in self.options)
        return QuestionFacts(self.id, self.kind, values, self.is_required, self.group_kind)


@dataclass(frozen=True)
class FormPage:
    """A form as the person who answers it sees it."""

    id: int
    slug: str
    title: Words
    intro: Words
    what_happens_next: Words
    hear_back_on: date | None
    closes_on: date | None
    opens_on: date | None
    body_id: int | None
    meeting_id: int | None
    is_for_members: bool
    allows_anonymous: bool
    is_answerable: bool
    has_answered: bool
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True)
class MyAnswer:
    """An answer that the actor gave under their name."""

    title: Words
    day: date
    state: str


def participant_of(actor: Actor, for_person_id: int | None = None) -> str | None:
    """Under which mark an actor's having answered is kept; None for a stranger."""
    person_id = for_person_id or actor.person_id
    if person_id is not None:
        return f"person:{person_id}"
    return f"account:{actor.account_id}" if actor.is_signed_in else None


def open_forms(actor: Actor) -> tuple[OpenForm, ...]:
    """Forms that ``actor`` may answer today, those that close soonest first. Three statements."""
    return _open(actor, answerable_forms(actor))


def waiting_for_member(actor: Actor) -> tuple[OpenForm, ...]:
    """Open forms for members, or of a council ``actor`` sits on, that they have not answered yet."""
    mine = or_(FeedbackForm.audience == Audience.MEMBERS, FeedbackForm.body_id.in_(actor.seated_body_ids))
    return tuple(form for form in _open(actor, answerable_forms(actor).where(mine)) if not form.has_answered)


def open_forms_of_meeting(actor: Actor, meeting_id: int) -> tuple[OpenForm, ...]:
    """Forms about one meeting that ``actor`` may answer today."""
    return _open(actor, answerable_forms(actor).where(FeedbackForm.meeting_id == meeting_id))


def _open(actor: Actor, statement: Select[tuple[FeedbackForm]]) -> tuple[OpenForm, ...]:
    today = state_today()
    asked = select(func.count(Question.id)).where(Question.form_id == FeedbackForm.id).scalar_subquery()
    rows = db.session.execute(
        statement.add_columns(asked)
        .where(FeedbackForm.state == FormState.OPEN)
        .where(or_(FeedbackForm.opens_on.is_(None), FeedbackForm.opens_on <= today))
        .where(or_(FeedbackForm.closes_on.is_(None), FeedbackForm.closes_on >= today))
        .order_by(FeedbackForm.closes_on.is_(None), FeedbackForm.closes_on, FeedbackForm.id)
    ).all()
    done = answered_form_ids(actor)
    return tuple(
        OpenForm(
            form.slug,
            form.words,
            Words(form.intro, form.intro_es or None),
            form.body_id,
            form.meeting_id,
            form.closes_on,
            count,
            form.id in done,
        )
        for form, count in rows
    )


def answered_form_ids(actor: Actor) -> frozenset[int]:
    """The forms this person is known to have answered."""
    participant = participant_of(actor)
    if participant is None:
        return frozenset()
    statement = select(FormParticipation.form_id).where(FormParticipation.participant == participant)
    return frozenset(db.session.scalars(statement))


def form_page(actor: Actor, slug: str) -> FormPage:
    """The form under ``slug`` as ``actor`` may answer it. Raises `NotFound` when it is not meant for them."""
    form = db.session.scalar(answerable_forms(actor).where(FeedbackForm.slug == slug.lower()))
    if form is None:
        raise NotFound
    return page_of(form, has_answered=form.id in answered_form_ids(actor))


def is_for_members(slug: str) -> bool:
    """Whether ``slug`` is a published form that only members may answer: a stranger is asked to sign in."""
    return bool(
        db.session.scalar(
            select(FeedbackForm.id).where(
                FeedbackForm.slug == slug.lower(),
                FeedbackForm.audience == Audience.MEMBERS,
                FeedbackForm.state != FormState.DRAFT,
            )
        )
    )


def page_of(form: FeedbackForm, *, has_answered: bool = False) -> FormPage:
    """``form`` as a person who answers it sees it (also for the preview)."""
    return FormPage(
        form.id,
        form.slug,
        form.words,
        Words(form.intro, form.intro_es or None),
        Words(form.what_happens_next, form.what_happens_next_es or None),
        form.hear_back_on,
        form.closes_on,
        form.opens_on,
        form.body_id,
        form.meeting_id,
        form.audience == Audience.MEMBERS,
        form.allows_anonymous,
        is_answerable(state=form.state, opens_on=form.opens_on, closes_on=form.closes_on, today=state_today()),
        has_answered,
        question_views(form.questions),
    )


def question_views(questions: Iterable[Question]) -> tuple[QuestionView, ...]:
    """Questions with their choices; those of the state's own lists are filled in."""
    return tuple(
        QuestionView(
            q.id,
            q.words,
            QuestionKind(q.kind),
            GroupKind(q.group_kind) if q.group_kind else None,
            _options(q),
            q.is_required,
            q.position,
        )
        for q in questions
    )


_LISTS = {GroupKind.PLAN: plan_choices, GroupKind.REGION: region_choices, GroupKind.PROGRAM: program_choices}


def _options(question: Question) -> tuple[Option, ...]:
    if question.group_kind in _LISTS:
        choices = _LISTS[GroupKind(question.group_kind)]()
        return tuple(Option(str(choice.id), Words(choice.name)) for choice in choices)
    if question.kind == QuestionKind.YES_NO:
        return tuple(Option(value, Words(value)) for value in YES_NO)
    spanish = question.options_es or [None] * len(question.options)
    return tuple(Option(en, Words(en, es)) for en, es in zip(question.options, spanish, strict=True))


def my_answers(actor: Actor, number: int = 1) -> PageOf[MyAnswer]:
    """One page of what the actor answered under their name, the newest first. Anonymous answers cannot be here."""
    mine = NamedSubmission.account_id == (actor.account_id or 0)
    if actor.person_id is not None:
        mine = or_(mine, NamedSubmission.person_id == actor.person_id)
    statement = (
        select(FeedbackForm, NamedSubmission.day, NamedSubmission.state)
        .join(FeedbackForm, FeedbackForm.id == NamedSubmission.form_id)
        .where(mine)
        .order_by(NamedSubmission.day.desc(), NamedSubmission.key)
    )
    return read_page(statement, lambda row: MyAnswer(row[0].words, row[1], row[2]), number=number)
