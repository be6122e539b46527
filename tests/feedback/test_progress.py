"""What becomes of answers: receipts and letters told, days counted, impossible rows refused."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError

from engage.audit.models import AuditEntry
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import NotAllowed, NotFound
from engage.core.sides import Side
from engage.councils.models import Person
from engage.feedback import jobs, queries, services
from engage.feedback.enums import Audience, Channel, Speaker, Step
from engage.feedback.models import (
    AnonymousAnswer,
    AnonymousDay,
    AnonymousSubmission,
    FormParticipation,
    NamedSubmission,
    SubmissionProgress,
)
from engage.notifications.worker.mail import compose
from tests.factories import feedback as make


def _events() -> list[tuple[str, str, dict]]:
    rows = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event.startswith("feedback:")).order_by(AuditEntry.id)
    )
    return [(row.event.removeprefix("feedback:"), row.subject, row.details) for row in rows]


def _count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def _only(model):
    db.session.expire_all()
    return db.session.scalars(select(model)).one()


def _enter(form, actor=make.LONE, **fields):
    made = {"channel": Channel.PHONE, "answered_on": make.today()}
    made |= {name: fields.pop(name) for name in ("channel", "answered_on") if name in fields}
    with unit_of_work():
        return services.enter_answer(actor=actor, form_id=form.id, fields=make.answer_fields(form, **fields), **made)


# What became of it


def _progress(key, step=Step.ANSWERED, actor=make.PROGRAM, **fields) -> bool:
    with unit_of_work():
        return services.record_progress(
            actor=actor,
            submission_key=key,
            step=step,
            day=make.today(),
            url="http://localhost/what-we-did/1",
            **fields,
        )


@pytest.mark.parametrize("actor", [make.member(), make.LONE, make.KEEPER, STRANGER])
def test_only_who_answers_for_the_state_tells_receipts(app, actor):
    answered = make.answer(make.open_form())
    with pytest.raises(NotAllowed):
        _progress(_only(AnonymousSubmission).key, actor=actor)
    assert not any(step.url for step in queries.receipt_page(answered.receipt).steps)


def test_progress_reaches_the_receipt_once_and_tells_who_asked(app, outbox):
    form = make.open_form()
    answered = make.answer(form, contact_email="rosa@example.org", language="es")
    key = _only(NamedSubmission).key
    source = f"feedback:{key}:{form.questions[0].id}"
    assert _progress(source, note="We agree.", note_es="De acuerdo.") is True
    assert _progress(key, note="Again.") is False
    step = queries.receipt_page(answered.receipt).steps[3]
    assert (step.note, step.note_es, step.url) == ("We agree.", "De acuerdo.", "http://localhost/what-we-did/1")
    mail = outbox.emails()[-1]
    assert [m["template"] for m in outbox.emails()] == ["feedback_received", "feedback_progress"]
    assert (mail["to"], mail["language"], mail["values"]["note"]) == ("rosa@example.org", "es", "De acuerdo.")
    assert mail["values"]["title"] == "¿Cómo van sus viajes?"


def test_being_put_into_a_theme_shows_on_the_receipt_and_sends_no_letter(app, outbox):
    answered = make.answer(make.open_form(), contact_email="rosa@example.org")
    assert _progress(_only(NamedSubmission).key, step=Step.IN_THEME) is True
    assert [step.is_done for step in queries.receipt_page(answered.receipt).steps] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [mail["template"] for mail in outbox.emails()] == ["feedback_received"]


@pytest.mark.parametrize(
    ("language", "day"), [("en", "Tuesday, March 10, 2026"), ("es", "martes, 10 de marzo de 2026")]
)
def test_letters_are_whole_in_both_languages(app, outbox, language, day):
    form = make.open_form(hear_back_on=make.today() + timedelta(days=60))
    make.answer(form, contact_email="rosa@example.org", language=language)
    with unit_of_work():
        services.record_progress(
            actor=make.PROGRAM,
            submission_key=_only(NamedSubmission).key,
            step=Step.ANSWERED,
            day=date(2026, 3, 10),
            url="http://localhost/what-we-did/1",
            note="<b>Yes</b>",
        )
    with app.test_request_context():
        letters = [compose(Side.ENGAGE, mail, message_id="<x@y>") for mail in outbox.emails()]
    texts = [letter.get_body(("plain",)).get_content() for letter in letters]
    pages = [letter.get_body(("html",)).get_content() for letter in letters]
    assert all(letter["To"] == "rosa@example.org" for letter in letters)
    assert form.words.text(language) in texts[0]
    assert "http://localhost/feedback/receipt" in texts[0]
    assert day in texts[1]
    assert "http://localhost/what-we-did/1" in texts[1]
    assert "<b>" not in pages[1]


def test_progress_of_an_anonymous_answer_sends_and_writes_nothing(app, outbox):
    make.answer(make.open_form())
    before = _events()
    _progress(_only(AnonymousSubmission).key)
    assert outbox.messages() == []
    assert _events() == before
    assert _count(SubmissionProgress) == 1


def test_person_known_by_a_council_is_written_to_at_their_address(app, outbox):
    body = make.add_body()
    person = make.add_person(body, email="rosa@example.org")
    form = make.open_form(make.coordinator(body), body_id=body)
    _enter(form, make.coordinator(body), person_id=person, wants_news=True)
    _progress(_only(NamedSubmission).key)
    assert [mail["to"] for mail in outbox.emails()] == ["rosa@example.org"]
    assert db.session.get(Person, person).email == "rosa@example.org"


def test_who_took_the_answer_back_is_not_written_to(app, outbox):
    answered = make.answer(make.open_form(), contact_email="rosa@example.org")
    key = _only(NamedSubmission).key
    with unit_of_work():
        services.withdraw_answer(actor=STRANGER, code=answered.receipt)
    _progress(key)
    assert [mail["template"] for mail in outbox.emails()] == ["feedback_received"]


def test_progress_of_other_sources_is_passed_over_and_of_nothing_refused(app):
    assert _progress("import:5") is False
    with pytest.raises(NotFound):
        _progress(987654321)


# What the database itself refuses


@pytest.mark.parametrize(
    "change",
    [
        "state = 'set_aside', state_on = '2026-03-01'",
        "state = 'stands', state_on = '2026-03-01'",
        "set_aside_reason = 'test'",
        "state = 'lost', state_on = '2026-03-01'",
        "channel = 'pigeon'",
        "key = -5",
    ],
)
def test_anonymous_answer_in_an_impossible_state_is_refused(app, change):
    make.answer(make.open_form())
    db.session.execute(select(AnonymousSubmission.key))
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(delete(AnonymousAnswer))
        db.session.execute(text(f"UPDATE anonymous_submission SET {change}"))


@pytest.mark.parametrize("column", ["kind = 'essay'", "group_kind = 'shoe size'", "group_kind = 'plan'"])
def test_question_of_an_impossible_kind_is_refused(app, column):
    make.add_form()
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(text(f"UPDATE question SET {column}"))


def test_named_answer_of_nobody_is_refused(app):
    make.answer_named(make.open_form())
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(text("UPDATE named_submission SET account_id = NULL"))


# After midnight


def test_day_that_is_over_is_counted_once_and_mixed(app):
    form = make.open_form(audience=Audience.MEMBERS)
    for number in range(3):
        make.answer(form, f"Answer {number}", actor=make.member(account_id=60 + number), speaker=Speaker.ANONYMOUS)
    yesterday = make.today()
    said = sorted(db.session.scalars(select(AnonymousAnswer.text)))
    marks = set(db.session.scalars(select(FormParticipation.participant)))
    system = jobs.system_actor(Side.ENGAGE)
    for expected in (1, 0):
        with unit_of_work():
            told = services.close_anonymous_days(actor=system, today=yesterday + timedelta(days=1))
        assert told == expected
    counted = _events()[-1]
    assert counted == ("answers:counted", f"feedback_form:{form.id}", {"day": yesterday.isoformat(), "answers": 3})
    assert _only(AnonymousDay).answers == 3
    assert sorted(db.session.scalars(select(AnonymousAnswer.text))) == said
    assert set(db.session.scalars(select(FormParticipation.participant))) == marks


def test_today_is_not_counted_yet(app):
    make.answer(make.open_form())
    assert jobs.close_anonymous_days() == 0


def test_paper_that_came_late_is_told_again(app):
    form = make.open_form()
    yesterday = make.today() - timedelta(days=1)
    for expected in (1, 2):
        _enter(form, answered_on=yesterday)
        assert jobs.close_anonymous_days() == 1
        assert _only(AnonymousDay).answers == expected


def test_only_the_system_counts(app):
    with pytest.raises(NotAllowed), unit_of_work():
        services.close_anonymous_days(actor=make.LONE, today=make.today())
