"""Taking answers in, with a name or without, and letting people take them back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.bilingual import Words
from engage.core.db import db, insert_once
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.ids import receipt_from, token_hash
from engage.core.runtime import settings
from engage.councils.queries import candidates, current_people
from engage.feedback import audit_events, messages
from engage.feedback.enums import AnswerState, Audience, Channel, FormState, SetAsideReason, Speaker
from engage.feedback.models import (
    AnonymousAnswer,
    AnonymousSubmission,
    FeedbackForm,
    FormParticipation,
    NamedAnswer,
    NamedSubmission,
    SubmissionMixin,
)
from engage.feedback.policies import (
    answerable_forms,
    can_answer_form,
    can_enter_answer,
    can_read_answers,
    can_set_aside_answer,
)
from engage.feedback.queries.answers import find_answer
from engage.feedback.queries.forms import visible_form
from engage.feedback.queries.public import participant_of, question_views, state_today
from engage.feedback.queries.receipts import find_submission
from engage.feedback.rules import Given, answer_faults, is_answerable
from engage.notifications.services import send_email


@dataclass(frozen=True)
class AnswerFields:
    """What was said, and how the person wants it treated.

    ``form_key`` is the random key of the page's form: the receipt is made from it, so that a double
    click gives the same receipt. ``answers`` is by question id.
    """

    answers: Mapping[int, Given]
    form_key: str
    language: str = "en"
    speaker: Speaker = Speaker.ANONYMOUS
    may_quote: bool = False
    contact_email: str | None = None
    wants_news: bool = False
    #: The member a helper answers for, or the person on the phone.
    person_id: int | None = None


@dataclass(frozen=True)
class Answered:
    """The receipt to show; ``is_repeat`` when the same form had been sent before and nothing was added."""

    receipt: str
    is_named: bool
    is_repeat: bool = False


def answer_form(*, actor: Actor, slug: str, fields: AnswerFields) -> Answered:
    """Store one answer of the actor: with their name, or without any trace of them.

    A stranger is anonymous unless they leave an e-mail address. Without a name there is no audit
    entry, no mail and no log line. Raises `NotFound`, `NotAllowed` and `RuleBroken`.
    """
    form = db.session.scalar(answerable_forms(actor).where(FeedbackForm.slug == slug.lower()))
    if form is None:
        raise NotFound
    ensure(can_answer_form(actor, form))
    is_named = fields.speaker is Speaker.NAMED if actor.is_signed_in else bool(fields.contact_email)
    if not is_named and not form.allows_anonymous:
        raise RuleBroken(N_("This form takes answers with a name only."), field="speaker")
    person_id = actor.person_id
    if fields.person_id is not None:
        ensure(fields.person_id in actor.helped_person_ids)
        _check_seat(form, fields.person_id)
        person_id = fields.person_id
    repeated = _repeat(form, fields)
    if repeated:
        return repeated
    if not is_answerable(state=form.state, opens_on=form.opens_on, closes_on=form.closes_on, today=state_today()):
        raise RuleBroken(N_("This form does not take answers now."))
    _check(form, fields)
    _take_part(form, actor, fields.person_id, is_named)
    if not is_named:
        return _store_anonymous(form, fields, Channel.WEB, state_today())
    row = NamedSubmission(
        account_id=actor.account_id if person_id == actor.person_id else None,
        person_id=person_id,
        contact_email=None if actor.is_signed_in else fields.contact_email,
        wants_news=fields.wants_news or not actor.is_signed_in,
    )
    return _store_named(actor, form, row, fields, Channel.WEB, state_today())


def _check_seat(form: FeedbackForm, person_id: int) -> None:
    """Who helps two people answers a council's form only for the one who sits there."""
    if form.audience != Audience.MEMBERS or form.body_id is None:
        return
    if person_id not in {person.person_id for person in current_people(form.body_id, state_today())}:
        raise RuleBroken(
            N_("This form is for the members of a council, and this person is not one."), field="person_id"
        )


def enter_answer(
    *, actor: Actor, form_id: int, fields: AnswerFields, channel: Channel, answered_on: date | None = None
) -> Answered:
    """Store an answer that staff heard on the phone or read on paper.

    With neither a person nor an e-mail address it is anonymous, and then nothing tells who entered it.
    Raises `NotFound`, `NotAllowed` and `RuleBroken`.
    """
    form = visible_form(actor, form_id)
    ensure(can_enter_answer(actor, form))
    day = answered_on or state_today()
    repeated = _repeat(form, fields)
    if repeated:
        return repeated
    _check_day(form, day)
    _check(form, fields)
    is_named = fields.person_id is not None or bool(fields.contact_email)
    if not is_named:
        if not form.allows_anonymous:
            raise RuleBroken(N_("This form takes answers with a name only."), field="person_id")
        return _store_anonymous(form, fields, channel, day)
    if fields.person_id is not None:
        ensure(fields.person_id in {person.id for person in candidates(actor)})
        _mark(form, f"person:{fields.person_id}")
    row = NamedSubmission(
        person_id=fields.person_id,
        contact_email=fields.contact_email or None,
        wants_news=fields.wants_news,
        entered_by_account_id=actor.account_id,
    )
    return _store_named(actor, form, row, fields, channel, day)


def _check_day(form: FeedbackForm, day: date) -> None:
    """Paper that lay in the post counts on the day it was written, even after the last day."""
    if form.state == FormState.DRAFT:
        raise RuleBroken(N_("This form is not published, so it takes no answers yet."))
    if day > state_today():
        raise RuleBroken(N_("This day is in the future. Choose the day you heard it."), field="answered_on")
    if form.opens_on is not None and day < form.opens_on:
        raise RuleBroken(N_("The form had not opened on that day."), field="answered_on")
    if form.closes_on is not None and day > form.closes_on:
        raise RuleBroken(N_("The form had closed by that day."), field="answered_on")


def withdraw_answer(*, actor: Actor, code: str) -> None:
    """Take an answer back: its words are deleted, the receipt stays to say so.

    Holding the code is the permission. Raises `NotFound`. A second time changes nothing.
    """
    found = find_submission(code)
    if found is None:
        raise NotFound
    if found.state == AnswerState.WITHDRAWN:
        return
    is_named = isinstance(found, NamedSubmission)
    answers = NamedAnswer if is_named else AnonymousAnswer
    db.session.execute(delete(answers).where(answers.submission_key == found.key))
    found.state, found.state_on, found.set_aside_reason = AnswerState.WITHDRAWN, state_today(), None
    if not is_named:
        return
    marks = [f"person:{found.person_id}", f"account:{found.account_id}"]
    # What was taken back is nobody's any more; the name goes with the words.
    found.account_id = found.person_id = found.contact_email = None
    found.wants_news = False
    db.session.execute(
        delete(FormParticipation).where(
            FormParticipation.form_id == found.form_id, FormParticipation.participant.in_(marks)
        )
    )
    audit.record(actor, audit_events.ANSWER_WITHDRAWN, f"feedback_form:{found.form_id}")


def set_aside_answer(*, actor: Actor, form_id: int, key: int, reason: SetAsideReason) -> None:
    """Keep an answer out of results and themes; its writer reads the reason through the receipt.

    Raises `NotFound`, `NotAllowed` and `RuleBroken`.
    """
    form, found = _moderated(actor, form_id, key)
    if found.state == AnswerState.WITHDRAWN:
        raise RuleBroken(N_("The person took this answer back."))
    found.state, found.state_on, found.set_aside_reason = AnswerState.SET_ASIDE, state_today(), reason
    audit.record(actor, audit_events.ANSWER_SET_ASIDE, f"feedback_form:{form.id}", reason=str(reason))


def restore_answer(*, actor: Actor, form_id: int, key: int) -> None:
    """Let an answer that was set aside count again. Raises `NotFound` and `NotAllowed`."""
    form, found = _moderated(actor, form_id, key)
    if found.state != AnswerState.SET_ASIDE:
        return
    found.state, found.state_on, found.set_aside_reason = AnswerState.STANDS, None, None
    audit.record(actor, audit_events.ANSWER_RESTORED, f"feedback_form:{form.id}")


def note_export(*, actor: Actor, form_id: int, has_names: bool) -> None:
    """Write down that somebody took the answers out as a file. Raises `NotFound` and `NotAllowed`."""
    form = visible_form(actor, form_id)
    ensure(can_read_answers(actor, form))
    audit.record(actor, audit_events.ANSWERS_EXPORTED, f"feedback_form:{form.id}", has_names=has_names)


def _moderated(actor: Actor, form_id: int, key: int) -> tuple[FeedbackForm, SubmissionMixin]:
    form = visible_form(actor, form_id)
    ensure(can_set_aside_answer(actor, form))
    return form, find_answer(form, key)


def _receipt(fields: AnswerFields) -> str:
    return receipt_from(settings().secret_key.encode(), fields.form_key)


def _repeat(form: FeedbackForm, fields: AnswerFields) -> Answered | None:
    """The first sending of the same form, if there was one.

    Raises `RuleBroken` when it held something else: the change must not be lost in silence.
    """
    receipt = _receipt(fields)
    found = find_submission(receipt)
    if found is None:
        return None
    is_named = isinstance(found, NamedSubmission)
    answers = NamedAnswer if is_named else AnonymousAnswer
    rows = db.session.scalars(select(answers).where(answers.submission_key == found.key))
    first = {row.question_id: Given(row.text, tuple(row.choices)) for row in rows}
    again = {question_id: given for question_id, given in fields.answers.items() if given}
    if found.form_id == form.id and (first == again or found.state == AnswerState.WITHDRAWN):
        return Answered(receipt, is_named, is_repeat=True)
    raise RuleBroken(
        N_(
            "You sent this before. Your code is %(code)s. We kept the first answer and not this change. "
            "To change it, take the first one back with your code, then open the form again."
        ),
        code=receipt,
    )


def _check(form: FeedbackForm, fields: AnswerFields) -> None:
    facts = [view.facts for view in question_views(form.questions)]
    known = {fact.id for fact in facts}
    if not set(fields.answers) <= known:
        raise RuleBroken(N_("The form has changed. Open it again."))
    faults = answer_faults(facts, fields.answers)
    if faults:
        raise RuleBroken(faults[0].message, field=faults[0].field, **faults[0].values)


def _take_part(form: FeedbackForm, actor: Actor, for_person_id: int | None, is_named: bool) -> None:
    """Members answer once. On a form for everybody only a named answer is marked: the rest come and go unseen."""
    participant = participant_of(actor, for_person_id)
    if participant is not None and (is_named or form.audience == Audience.MEMBERS):
        _mark(form, participant)


def _mark(form: FeedbackForm, participant: str) -> None:
    if not insert_once(FormParticipation, {"form_id": form.id, "participant": participant}):
        raise RuleBroken(N_("This person has answered this form already. Each person answers once."))


def _answer_rows(model: type, key: int, fields: AnswerFields) -> list:
    return [
        model(submission_key=key, question_id=question_id, text=given.text, choices=list(given.choices))
        for question_id, given in sorted(fields.answers.items())
        if given
    ]


def _store(row: SubmissionMixin, answers: type, form: FeedbackForm, fields: AnswerFields, channel, day: date) -> None:
    row.form_id, row.day, row.channel = form.id, day, channel
    row.language, row.may_quote = fields.language, fields.may_quote
    row.receipt_hash = token_hash(_receipt(fields))
    db.session.add(row)
    db.session.flush()
    db.session.add_all(_answer_rows(answers, row.key, fields))
    db.session.flush()


def _store_anonymous(form: FeedbackForm, fields: AnswerFields, channel: Channel, day: date) -> Answered:
    _store(AnonymousSubmission(), AnonymousAnswer, form, fields, channel, day)
    return Answered(_receipt(fields), is_named=False)


def _store_named(
    actor: Actor, form: FeedbackForm, row: NamedSubmission, fields: AnswerFields, channel: Channel, day: date
) -> Answered:
    earlier = _speaker_key(row)
    if earlier is not None:
        row.speaker_key = earlier
    _store(row, NamedAnswer, form, fields, channel, day)
    audit.record(actor, audit_events.ANSWER_GIVEN, f"feedback_form:{form.id}", channel=str(channel))
    receipt = _receipt(fields)
    if row.contact_email and form.hear_back_on:
        send_email(
            messages.received(
                to=row.contact_email,
                language=fields.language,
                title=form.words,
                next_words=Words(form.what_happens_next, form.what_happens_next_es or None),
                hear_back_on=form.hear_back_on,
                receipt=receipt,
            ),
            dedupe_key=f"feedback:received:{row.key}",
        )
    return Answered(receipt, is_named=True)


def _speaker_key(row: NamedSubmission) -> int | None:
    """The key under which this person's earlier answers went, so that one person is counted once."""
    for column, value in (
        (NamedSubmission.person_id, row.person_id),
        (NamedSubmission.account_id, row.account_id),
        (NamedSubmission.contact_email, row.contact_email),
    ):
        if value is not None:
            return db.session.scalar(select(NamedSubmission.speaker_key).where(column == value).limit(1))
    return None
