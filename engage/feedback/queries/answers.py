"""Answers as staff read them, named and anonymous in one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, Select, cast, exists, literal, null, select, union_all

from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PageOf, read_page
from engage.councils.queries import person_contacts
from engage.feedback.enums import AnswerState, Channel, SetAsideReason
from engage.feedback.models import (
    AnonymousAnswer,
    AnonymousSubmission,
    FeedbackForm,
    NamedAnswer,
    NamedSubmission,
    SubmissionMixin,
)
from engage.feedback.policies import can_read_answers, can_read_names
from engage.feedback.queries.forms import visible_form
from engage.feedback.queries.public import QuestionView, question_views
from engage.feedback.queries.receipts import SaidRow

_PAIRS = ((AnonymousSubmission, AnonymousAnswer), (NamedSubmission, NamedAnswer))
_EXPORT_PAGE = 200


@dataclass(frozen=True)
class AnswerRow:
    """One answer. ``who`` is a name or an address, empty for anonymous ones and for who may not read names."""

    key: int
    day: date
    channel: Channel
    language: str
    is_named: bool
    who: str
    may_quote: bool
    state: AnswerState
    state_on: date | None
    set_aside_reason: SetAsideReason | None
    said: tuple[SaidRow, ...]


@dataclass(frozen=True)
class _Reader:
    form: FeedbackForm
    questions: tuple[QuestionView, ...]
    sees_names: bool


def answer_rows(
    *, actor: Actor, form_id: int, search: str = "", state: AnswerState | None = None, number: int = 1
) -> PageOf[AnswerRow]:
    """One page of the answers to a form, by day and, within a day, by random key.

    Raises `NotFound`, or `NotAllowed` for somebody who may not read answers.
    """
    reader = _reader(actor, form_id)
    page = read_page(_statement(reader.form, search, state), tuple, number=number)
    return PageOf(_with_words(page.rows, reader), page.number, page.pages, page.total)


def answer_row(*, actor: Actor, form_id: int, key: int) -> AnswerRow:
    """One answer to a form. Raises `NotFound` and `NotAllowed`."""
    reader = _reader(actor, form_id)
    said = _statement(reader.form, "", None).subquery()
    row = db.session.execute(select(said).where(said.c.key == key)).first()
    if row is None:
        raise NotFound
    return _with_words((tuple(row),), reader)[0]


def all_answers(*, actor: Actor, form_id: int) -> Iterator[AnswerRow]:
    """Every answer to a form, read page by page, for a file. Raises `NotFound` and `NotAllowed`."""
    reader, number = _reader(actor, form_id), 1
    while True:
        page = read_page(_statement(reader.form, "", None), tuple, number=number, size=_EXPORT_PAGE)
        yield from _with_words(page.rows, reader)
        if number >= page.pages:
            return
        number += 1


def find_answer(form: FeedbackForm, key: int) -> SubmissionMixin:
    """The row of one answer to ``form``, for services. Raises `NotFound`."""
    for submissions, _ in _PAIRS:
        found = db.session.scalar(select(submissions).where(submissions.key == key, submissions.form_id == form.id))
        if found is not None:
            return found
    raise NotFound


def _reader(actor: Actor, form_id: int) -> _Reader:
    form = visible_form(actor, form_id)
    ensure(can_read_answers(actor, form))
    return _Reader(form, question_views(form.questions), can_read_names(actor, form))


def _statement(form: FeedbackForm, search: str, state: AnswerState | None) -> Select:
    parts = []
    for submissions, answers in _PAIRS:
        named = submissions is NamedSubmission
        person = submissions.person_id if named else cast(null(), Integer)
        contact = submissions.contact_email if named else null()
        part = select(
            submissions.key.label("key"),
            submissions.day.label("day"),
            submissions.channel.label("channel"),
            submissions.language.label("language"),
            literal(named).label("is_named"),
            person.label("person_id"),
            contact.label("contact_email"),
            submissions.may_quote.label("may_quote"),
            submissions.state.label("state"),
            submissions.state_on.label("state_on"),
            submissions.set_aside_reason.label("set_aside_reason"),
        ).where(submissions.form_id == form.id)
        if state is not None:
            part = part.where(submissions.state == state)
        if search:
            said = select(answers.question_id).where(
                answers.submission_key == submissions.key, answers.text.icontains(search, autoescape=True)
            )
            part = part.where(exists(said))
        parts.append(part)
    every = union_all(*parts).subquery()
    return select(every).order_by(every.c.day.desc(), every.c.key)


def _with_words(rows: tuple[tuple, ...], reader: _Reader) -> tuple[AnswerRow, ...]:
    keys = [row[0] for row in rows]
    given: dict[tuple[int, int], tuple[str, tuple[str, ...]]] = {}
    for _, answers in _PAIRS:
        for answer in db.session.scalars(select(answers).where(answers.submission_key.in_(keys))):
            given[answer.submission_key, answer.question_id] = (answer.text, tuple(answer.choices))
    people = {row[5] for row in rows if row[5] is not None} if reader.sees_names else set()
    names = {person_id: contact.name for person_id, contact in person_contacts(people).items()} if people else {}
    made = []
    for key, day, channel, language, is_named, person_id, contact, may_quote, state, state_on, reason in rows:
        who = (names.get(person_id) or contact or "") if reader.sees_names else ""
        said = tuple(SaidRow(q, *given[key, q.id]) for q in reader.questions if (key, q.id) in given)
        made.append(
            AnswerRow(
                key,
                day,
                Channel(channel),
                language,
                bool(is_named),
                who,
                bool(may_quote),
                AnswerState(state),
                state_on,
                SetAsideReason(reason) if reason else None,
                said,
            )
        )
    return tuple(made)
