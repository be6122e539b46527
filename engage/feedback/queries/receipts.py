"""What the holder of a receipt code is shown."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.ids import read_receipt, token_hash
from engage.feedback.enums import AnswerState, Channel, SetAsideReason, Step
from engage.feedback.models import (
    AnonymousAnswer,
    AnonymousSubmission,
    FeedbackForm,
    NamedAnswer,
    NamedSubmission,
    SubmissionMixin,
    SubmissionProgress,
)
from engage.feedback.queries.public import QuestionView, question_views
from engage.feedback.rules import RoadStep, road

_PAIRS = ((AnonymousSubmission, AnonymousAnswer), (NamedSubmission, NamedAnswer))


@dataclass(frozen=True)
class SaidRow:
    """One question with what was said to it."""

    question: QuestionView
    text: str
    choices: tuple[str, ...]

    @property
    def chosen(self) -> tuple[Words, ...]:
        """The options chosen, in words."""
        words = {option.value: option.words for option in self.question.options}
        return tuple(words.get(value, Words(value)) for value in self.choices)


@dataclass(frozen=True)
class ReceiptPage:
    """An answer as the person who gave it sees it."""

    code: str
    title: Words
    what_happens_next: Words
    hear_back_on: date | None
    day: date
    channel: Channel
    language: str
    is_named: bool
    state: AnswerState
    state_on: date | None
    set_aside_reason: SetAsideReason | None
    said: tuple[SaidRow, ...]
    steps: tuple[RoadStep, ...]

    @property
    def is_withdrawn(self) -> bool:
        """Whether the person took it back."""
        return self.state is AnswerState.WITHDRAWN


def find_submission(code: str) -> SubmissionMixin | None:
    """The answer that a receipt code opens; None when there is none."""
    receipt = read_receipt(code)
    if receipt is None:
        return None
    for submissions, _ in _PAIRS:
        found = db.session.scalar(select(submissions).where(submissions.receipt_hash == token_hash(receipt)))
        if found is not None:
            return found
    return None


def receipt_page(code: str) -> ReceiptPage:
    """The answer behind a receipt code. Raises `NotFound` when no answer has it."""
    found = find_submission(code)
    if found is None:
        raise NotFound
    form = db.session.get_one(FeedbackForm, found.form_id)
    return ReceiptPage(
        read_receipt(code) or "",
        form.words,
        Words(form.what_happens_next, form.what_happens_next_es or None),
        form.hear_back_on,
        found.day,
        Channel(found.channel),
        found.language,
        isinstance(found, NamedSubmission),
        AnswerState(found.state),
        found.state_on,
        SetAsideReason(found.set_aside_reason) if found.set_aside_reason else None,
        _said(found, form),
        _steps(found),
    )


def _said(found: SubmissionMixin, form: FeedbackForm) -> tuple[SaidRow, ...]:
    answers = NamedAnswer if isinstance(found, NamedSubmission) else AnonymousAnswer
    given = {a.question_id: a for a in db.session.scalars(select(answers).where(answers.submission_key == found.key))}
    return tuple(
        SaidRow(view, given[view.id].text, tuple(given[view.id].choices))
        for view in question_views(form.questions)
        if view.id in given
    )


def _steps(found: SubmissionMixin) -> tuple[RoadStep, ...]:
    rows = db.session.scalars(select(SubmissionProgress).where(SubmissionProgress.submission_key == found.key))
    return road(found.day, {Step(row.step): (row.day, row.public_url, row.note, row.note_es) for row in rows})
