"""Making, answering, promising, judging, telling."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engage.accountability import jobs, services
from engage.accountability.models import (
    CommitmentVersion,
    PublishedResponse,
    RecommendationCounter,
    RecommendationVersion,
    Verdict,
)
from engage.accountability.services import CommitmentText
from engage.accountability.services.recommendations import _next_number
from engage.accounts.enums import Role
from engage.audit.models import AuditEntry
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from engage.feedback.models import SubmissionProgress
from engage.themes import jobs as themes_jobs
from engage.themes.models import Comment
from tests.factories import feedback
from tests.factories.accountability import (
    answer,
    close,
    draft,
    draft_version,
    make_late,
    member_of,
    promise,
    publish,
    recommend,
    row,
    today,
    version_of,
    words,
)
from tests.factories.councils import make_body, seat_somebody
from tests.factories.themes import INTEGRATION, PROGRAM, actor_as, add_coded, add_theme, code

COUNSEL = actor_as(Role.COUNSEL, account_id=4)


def _count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def _events() -> list[str]:
    events = db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id))
    return [event for event in events if event.startswith("accountability:")]


@pytest.mark.parametrize("actor", [STRANGER, INTEGRATION, COUNSEL, member_of()])
def test_the_wrong_person_changes_nothing(app, actor):
    number = recommend()
    answer(number)
    commitment = promise(number)
    before = len(_events())
    attempts = [
        lambda: recommend(actor=actor),
        lambda: draft(number, actor=actor),
        lambda: publish(number, actor=actor),
        lambda: promise(number, actor=actor),
        lambda: close(commitment, actor=actor),
        lambda: _say(actor, number),
        lambda: _tell(commitment, actor=actor),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert len(_events()) == before


def _say(actor, number, satisfaction="yes", said="") -> None:
    with unit_of_work():
        services.give_verdict(actor=actor, number=number, satisfaction=satisfaction, words=said)


def _tell(commitment_id, text="Half done", *, actor=PROGRAM) -> None:
    with unit_of_work():
        services.tell_update(actor=actor, commitment_id=commitment_id, text=text)


def test_numbers_count_up_each_year(app):
    year = today().year
    last_year = today().replace(year=year - 1, month=1, day=1)
    numbers = [recommend(), recommend(), recommend(made_on=last_year), recommend()]
    assert numbers == [f"R-{year}-001", f"R-{year}-002", f"R-{year - 1}-001", f"R-{year}-003"]


def test_numbers_are_unique_when_many_take_one_at_once(real_app):
    numbers: list[str] = []

    def take() -> None:
        with real_app.app_context():
            for _ in range(5):
                with unit_of_work():
                    numbers.append(_next_number(1999))
            db.session.remove()

    workers = [threading.Thread(target=take) for _ in range(4)]
    try:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    finally:
        with real_app.app_context():
            with unit_of_work():
                db.session.query(RecommendationCounter).filter_by(year=1999).delete()
            db.session.remove()
    assert sorted(numbers) == [f"R-1999-{count:03d}" for count in range(1, 21)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"made_on": timedelta(days=1)}, "made_on"),
        ({"made_on": timedelta(days=-366 * 21)}, "made_on"),
        ({"theme_id": 999}, "theme_id"),
        ({"body_id": 999}, "body_id"),
    ],
)
def test_what_cannot_be_recommended_is_told_at_its_field(app, fields, field):
    if "made_on" in fields:
        fields = {"made_on": today() + fields["made_on"]}
    with pytest.raises(RuleBroken) as caught:
        recommend(**fields)
    assert caught.value.field == field


def test_the_number_of_people_is_that_of_the_day_it_was_made(app):
    theme = add_theme()
    add_coded(12, theme)
    number = recommend(theme_id=theme)
    add_coded(3, theme)
    assert row(number).people_shown == 12


def test_few_people_are_not_even_stored(app):
    theme = add_theme()
    add_coded(10, theme)
    assert row(recommend(theme_id=theme)).people_shown is None


def test_editing_keeps_the_earlier_words_and_notices_others(app):
    number = recommend(words("One"))
    with unit_of_work():
        services.edit_recommendation(actor=PROGRAM, number=number, text=words("Two"), motion="M-1", version=1)
    with pytest.raises(Conflict), unit_of_work():
        services.edit_recommendation(actor=PROGRAM, number=number, text=words("Three"), motion="", version=1)
    titles = db.session.scalars(select(RecommendationVersion.snapshot).order_by(RecommendationVersion.version))
    assert [snapshot["title"] for snapshot in titles] == ["One", "Two"]


def test_an_answer_taken_back_needs_none(app):
    number = recommend()
    draft(number)
    with unit_of_work():
        services.withdraw_recommendation(actor=PROGRAM, number=number, version=1)
    with pytest.raises(RuleBroken):
        draft(number)
    with pytest.raises(RuleBroken):
        publish(number)


def test_a_draft_over_somebody_elses_is_a_conflict(app):
    number = recommend()
    draft(number, reasons="Mine", version=None)
    with pytest.raises(Conflict):
        draft(number, reasons="Yours", version=None)
    draft(number, reasons="Mine again", version=1)
    with pytest.raises(Conflict):
        draft(number, reasons="Yours", version=1)


def test_only_the_draft_that_was_read_is_published(app):
    number = recommend()
    draft(number)
    old = draft_version(number)
    draft(number, "declined", "No.")
    with pytest.raises(Conflict), unit_of_work():
        services.publish_response(actor=PROGRAM, number=number, version=old)
    assert _count(PublishedResponse) == 0


def test_a_published_answer_is_never_overwritten(app):
    number = recommend()
    assert answer(number, "studying", "We look.") == 1
    draft(number, "declined", "No money.")
    with pytest.raises(RuleBroken):
        publish(number) and publish(number)
    editions = db.session.execute(
        select(PublishedResponse.edition, PublishedResponse.decision, PublishedResponse.reasons).order_by(
            PublishedResponse.edition
        )
    ).all()
    assert [tuple(edition) for edition in editions] == [(1, "studying", "We look."), (2, "declined", "No money.")]


def test_reasons_are_required(app):
    number = recommend()
    with pytest.raises(RuleBroken) as caught:
        draft(number, reasons=" \x00 ")
    assert caught.value.field == "reasons"


def test_the_council_is_mailed_once_an_edition_in_each_language(app, outbox):
    body = make_body()
    seat_somebody(body, email="ana@example.org", language="es")
    seat_somebody(body, email="ben@example.org", language="en")
    seat_somebody(body, email=None)
    number = recommend(words("Rides"), body_id=body)
    answer(number)
    sent = [mail for mail in outbox.emails() if mail["template"] == "accountability_answer_published"]
    assert [(mail["to"], mail["language"], mail["values"]["title"]) for mail in sent] == [
        ("ana@example.org", "es", "Llevar a la gente a casa"),
        ("ben@example.org", "en", "Rides"),
    ]
    assert sent[0]["values"]["url"] == f"http://localhost/what-we-did/{number}"
    answer(number, "partly", "Half.")
    again = [mail for mail in outbox.emails() if mail["template"] == "accountability_answer_published"]
    assert [mail["values"]["is_changed"] for mail in again] == [False, False, True, True]


def test_promises_keep_their_history(app):
    commitment = promise(recommend())
    moved = CommitmentText("Answer the ride line", "Transportation unit", today() + timedelta(days=90))
    with unit_of_work():
        services.edit_commitment(actor=PROGRAM, commitment_id=commitment, text=moved, version=1)
    with pytest.raises(Conflict), unit_of_work():
        services.edit_commitment(actor=PROGRAM, commitment_id=commitment, text=moved, version=1)
    close(commitment, is_done=False, note="No money")
    states = db.session.execute(
        select(CommitmentVersion.version, CommitmentVersion.snapshot).order_by(CommitmentVersion.version)
    )
    assert [(version, snapshot["state"]) for version, snapshot in states] == [
        (1, "open"),
        (2, "open"),
        (3, "not_done"),
    ]


@pytest.mark.parametrize("days", [-1, 366 * 11])
def test_a_promise_needs_a_day_to_come(app, days):
    with pytest.raises(RuleBroken) as caught:
        promise(recommend(), due_on=today() + timedelta(days=days))
    assert caught.value.field == "due_on"


def test_a_late_promise_can_be_changed_without_moving_its_day(app):
    commitment = promise(recommend())
    make_late(commitment)
    same_day = CommitmentText("Better words", "Unit", today() - timedelta(days=1))
    with unit_of_work():
        services.edit_commitment(actor=PROGRAM, commitment_id=commitment, text=same_day, version=1)
    assert version_of(commitment) == 2


def test_closing_says_what_happened_and_only_once(app):
    commitment = promise(recommend())
    for fields, field in (({"note": " "}, "note"), ({"closed_on": today() + timedelta(days=1)}, "closed_on")):
        with pytest.raises(RuleBroken) as caught:
            close(commitment, **fields)
        assert caught.value.field == field
    close(commitment)
    with pytest.raises(RuleBroken):
        close(commitment)
    with unit_of_work():
        services.reopen_commitment(actor=PROGRAM, commitment_id=commitment, version=2)
    close(commitment)


def test_one_verdict_a_person_and_it_can_change(app):
    body = make_body()
    number = recommend(body_id=body)
    with pytest.raises(RuleBroken):
        _say(member_of(body), number)
    answer(number)
    _say(member_of(body), number, "no", "Nothing changed")
    helper = actor_as(Role.HELPER, helped_person_ids=frozenset({501}), seated_body_ids=frozenset({body}))
    _say(helper, number, "partly")
    rows = db.session.execute(select(Verdict.voter, Verdict.satisfaction, Verdict.words)).all()
    assert [tuple(found) for found in rows] == [("person:501", "partly", None)]


def test_a_number_that_is_not_there_is_not_found(app):
    with pytest.raises(NotFound):
        draft_number = "R-1900-001"
        with unit_of_work():
            services.draft_response(actor=PROGRAM, number=draft_number, decision="accepted", reasons="x")


def test_those_who_spoke_are_told_each_step_once(app, outbox):
    """One voice, from a form to a kept promise, with a receipt that learns every step."""
    form = feedback.open_form()
    feedback.answer(form, "The van never came.", contact_email="zoe@example.org")
    feedback.answer(form, "Nobody answers the phone.")
    assert themes_jobs.gather_quickly() == 2
    theme = add_theme()
    for comment in db.session.scalars(select(Comment.id)).all():
        code(comment, theme)
    number = recommend(theme_id=theme)
    answer(number, reasons="We hired drivers.")
    close(promise(number))
    for _ in range(2):
        for message in outbox.messages(topic=services.TOPIC):
            jobs.tell_sources(message.payload)
    steps = db.session.scalars(select(SubmissionProgress.step).order_by(SubmissionProgress.step)).all()
    told = ["answered", "changed", "in_theme", "recommended"]
    assert steps == sorted(told * 2)
    news = [mail for mail in outbox.emails() if mail["template"] == "feedback_progress"]
    assert [mail["to"] for mail in news] == ["zoe@example.org"] * 3
    assert news[1]["values"]["note"] == "We hired drivers."


def test_who_spoke_after_it_was_recommended_is_not_told_that_it_came_of_them(app, outbox):
    feedback.answer(feedback.open_form(), "The van never came.", contact_email="zoe@example.org")
    assert themes_jobs.gather_quickly() == 1
    theme = add_theme()
    code(db.session.scalar(select(Comment.id)), theme)
    answer(recommend(theme_id=theme, made_on=today() - timedelta(days=1)))
    for message in outbox.messages(topic=services.TOPIC):
        jobs.tell_sources(message.payload)
    assert db.session.scalars(select(SubmissionProgress.step)).all() == ["in_theme"]
    assert [mail for mail in outbox.emails() if mail["template"] == "feedback_progress"] == []


def test_the_audit_log_tells_what_happened_without_words(app):
    number = recommend(words("Secret words"))
    answer(number, reasons="Secret reasons")
    close(promise(number), note="Secret note")
    assert _events() == [
        "accountability:recommendation:made",
        "accountability:response:drafted",
        "accountability:response:published",
        "accountability:commitment:added",
        "accountability:commitment:closed",
    ]
    assert "Secret" not in str(db.session.scalars(select(AuditEntry.details)).all())
