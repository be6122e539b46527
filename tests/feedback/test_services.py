"""What the services of feedback change, refuse and write down."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from engage.audit.models import AuditEntry
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from engage.feedback import services
from engage.feedback.enums import Audience, Channel, FormState, GroupKind, QuestionKind, SetAsideReason, Speaker
from engage.feedback.models import (
    AnonymousAnswer,
    AnonymousSubmission,
    FormParticipation,
    NamedAnswer,
    NamedSubmission,
)
from engage.feedback.rules import Given
from engage.feedback.services import QuestionFields
from tests.factories import feedback as make
from tests.factories.councils import seat_somebody


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


# Forms


def test_form_of_another_council_cannot_be_changed(app):
    body, other = make.add_body(), make.add_body()
    form_id = make.add_form(make.coordinator(body), body_id=body)
    stranger = make.coordinator(other)
    for call in (services.publish_form, services.close_form, services.reopen_form, services.copy_form):
        with pytest.raises(NotFound), unit_of_work():
            call(actor=stranger, form_id=form_id)
    with pytest.raises(NotAllowed), unit_of_work():
        services.create_form(actor=stranger, fields=make.form_fields(body_id=body))
    with pytest.raises(NotAllowed), unit_of_work():
        services.create_form(actor=make.member(), fields=make.form_fields())


def test_form_cannot_be_moved_to_a_council_of_somebody_else(app):
    body, other = make.add_body(), make.add_body()
    form_id = make.add_form(make.coordinator(body), body_id=body)
    with pytest.raises(NotAllowed), unit_of_work():
        services.update_form(
            actor=make.coordinator(body),
            form_id=form_id,
            fields=make.form_fields(body_id=other),
            expected_version=None,
        )


def test_life_of_a_form_is_written_down(app):
    form_id = make.add_form()
    with unit_of_work():
        services.publish_form(actor=make.LONE, form_id=form_id)
        services.close_form(actor=make.LONE, form_id=form_id)
        services.reopen_form(actor=make.LONE, form_id=form_id)
    assert [event for event, _, _ in _events()] == [
        "form:created",
        "question:added",
        "form:published",
        "form:closed",
        "form:reopened",
    ]
    assert make.form(form_id).state == FormState.OPEN


def test_publishing_without_a_promise_is_refused(app):
    form_id = make.add_form(what_happens_next="")
    with pytest.raises(RuleBroken) as broken, unit_of_work():
        services.publish_form(actor=make.LONE, form_id=form_id)
    assert broken.value.field == "what_happens_next"
    assert make.form(form_id).state == FormState.DRAFT


def test_database_refuses_a_published_form_without_a_promise(app):
    form_id = make.add_form(what_happens_next="")
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(text("UPDATE feedback_form SET state = 'open' WHERE id = :id"), {"id": form_id})


def test_somebody_else_changed_the_form_meanwhile(app):
    form_id = make.add_form()
    version = make.form(form_id).version
    for error in (None, Conflict):
        try:
            with unit_of_work():
                services.update_form(
                    actor=make.LONE, form_id=form_id, fields=make.form_fields(title="New"), expected_version=version
                )
            assert error is None
        except Conflict:
            assert error is Conflict


def test_adding_a_question_counts_as_a_change_of_the_form(app):
    form_id = make.add_form()
    before = make.form(form_id).version
    with unit_of_work():
        services.add_question(actor=make.LONE, form_id=form_id, fields=QuestionFields("More?"))
    assert make.form(form_id).version == before + 1


@pytest.mark.parametrize("field", ["audience", "allows_anonymous"])
def test_what_people_were_told_stays(app, field):
    form = make.open_form(audience=Audience.MEMBERS)
    changed = {"audience": Audience.PUBLIC} if field == "audience" else {"audience": Audience.MEMBERS}
    changed |= {"allows_anonymous": field != "allows_anonymous"}
    with pytest.raises(RuleBroken) as broken, unit_of_work():
        services.update_form(
            actor=make.LONE, form_id=form.id, fields=make.form_fields(**changed), expected_version=None
        )
    assert broken.value.field == field


def test_questions_of_a_published_form_stay(app):
    form = make.open_form()
    question = form.questions[0].id
    calls = [
        lambda: services.add_question(actor=make.LONE, form_id=form.id, fields=QuestionFields("x")),
        lambda: services.update_question(
            actor=make.LONE, form_id=form.id, question_id=question, fields=QuestionFields("x")
        ),
        lambda: services.move_question(actor=make.LONE, form_id=form.id, question_id=question, up=True),
        lambda: services.remove_question(actor=make.LONE, form_id=form.id, question_id=question),
    ]
    for call in calls:
        with pytest.raises(RuleBroken), unit_of_work():
            call()


def test_questions_move_by_one_and_stop_at_the_ends(app):
    form_id = make.add_form(questions=[QuestionFields(word) for word in "abc"])
    first, second, third = make.question_ids(form_id)
    for question, up, expected in (
        (first, True, [first, second, third]),
        (third, True, [first, third, second]),
        (first, False, [third, first, second]),
        (second, False, [third, first, second]),
    ):
        with unit_of_work():
            services.move_question(actor=make.LONE, form_id=form_id, question_id=question, up=up)
        assert make.question_ids(form_id) == expected


def test_third_group_question_is_refused(app):
    form_id = make.add_form(questions=[QuestionFields("Words?"), make.group(), make.group(GroupKind.PLAN)])
    with pytest.raises(RuleBroken) as broken, unit_of_work():
        services.add_question(actor=make.LONE, form_id=form_id, fields=make.group(GroupKind.REGION))
    assert broken.value.field == "group_kind"


def test_same_list_cannot_be_asked_for_twice(app):
    form_id = make.add_form(questions=[make.group(GroupKind.PLAN)])
    with pytest.raises(RuleBroken), unit_of_work():
        services.add_question(actor=make.LONE, form_id=form_id, fields=make.group(GroupKind.PLAN))


def test_nobody_has_to_say_which_group_they_belong_to(app):
    asked = QuestionFields(
        "Age?", kind=QuestionKind.CHOICE, options=("a", "b"), group_kind=GroupKind.OTHER, is_required=True
    )
    form_id = make.add_form(questions=[asked])
    assert make.form(form_id).questions[0].is_required is False


def test_copy_starts_as_a_draft_with_the_same_questions(app):
    form = make.open_form(questions=[make.choice(), QuestionFields("b")])
    with unit_of_work():
        copy_id = services.copy_form(actor=make.LONE, form_id=form.id)
    copy, form = make.form(copy_id), make.form(form.id)
    assert (copy.state, copy.hear_back_on, copy.closes_on) == (FormState.DRAFT, None, None)
    assert [(q.text, q.options) for q in copy.questions] == [("Which day?", ["Monday", "Friday"]), ("b", [])]
    assert copy.slug != form.slug


def test_form_for_everybody_takes_answers_without_a_name(app):
    with pytest.raises(RuleBroken) as broken:
        make.add_form(allows_anonymous=False)
    assert broken.value.field == "allows_anonymous"


# Answers


def test_answer_under_a_name_is_written_down_without_its_words(app):
    form = make.open_form()
    answered = make.answer_named(form, "I waited an hour.", account_id=21)
    assert answered.is_named
    assert _events()[-1] == ("answer:given", f"feedback_form:{form.id}", {"channel": "web"})
    assert _only(NamedAnswer).text == "I waited an hour."


def test_answer_without_a_name_is_written_down_nowhere(app, outbox):
    form = make.open_form(audience=Audience.MEMBERS)
    before = _events()
    make.answer(form, actor=make.member(), speaker=Speaker.ANONYMOUS, wants_news=True)
    assert _events() == before
    assert outbox.messages() == []
    assert _count(AnonymousSubmission) == 1


def test_form_that_wants_names_refuses_an_answer_without(app):
    form = make.open_form(audience=Audience.MEMBERS, allows_anonymous=False)
    with pytest.raises(RuleBroken):
        make.answer(form, actor=make.member(), speaker=Speaker.ANONYMOUS)


def test_nobody_answers_for_a_member_they_do_not_help(app):
    form = make.open_form()
    with pytest.raises(NotAllowed):
        make.answer(form, actor=make.member(), speaker=Speaker.NAMED, person_id=5)


def test_draft_and_form_of_others_are_not_there(app):
    draft = make.form(make.add_form())
    members = make.open_form(audience=Audience.MEMBERS)
    for form in (draft, members):
        with pytest.raises(NotFound):
            make.answer(form, actor=STRANGER)


def test_answer_to_a_question_of_another_form_is_refused(app):
    form, other = make.open_form(), make.open_form()
    with pytest.raises(RuleBroken):
        make.answer(form, answers={other.questions[0].id: Given("x")})


def test_one_person_is_counted_once_over_many_forms(app):
    for _ in range(2):
        make.answer_named(make.open_form(), account_id=21)
    make.answer_named(make.open_form(), account_id=22)
    keys = list(db.session.scalars(select(NamedSubmission.speaker_key).order_by(NamedSubmission.account_id)))
    assert (keys[0] == keys[1], keys[1] == keys[2]) == (True, False)


def test_public_form_marks_only_named_answers(app):
    form = make.open_form()
    make.answer(form, actor=make.member(), speaker=Speaker.ANONYMOUS)
    assert _count(FormParticipation) == 0
    make.answer_named(form)
    assert _only(FormParticipation).participant == "account:21"


def test_withdrawn_named_answer_is_nobodys_and_can_be_given_again(app):
    form = make.open_form()
    answered = make.answer_named(form)
    with unit_of_work():
        services.withdraw_answer(actor=STRANGER, code=answered.receipt)
    row = _only(NamedSubmission)
    assert (row.account_id, row.person_id, row.contact_email, row.state) == (None, None, None, "withdrawn")
    assert (_count(NamedAnswer), _count(FormParticipation)) == (0, 0)
    make.answer_named(form)


def test_withdrawn_anonymous_answer_is_written_down_nowhere(app):
    answered = make.answer(make.open_form())
    before = _events()
    with unit_of_work():
        services.withdraw_answer(actor=STRANGER, code=answered.receipt)
    assert _events() == before
    assert _count(AnonymousAnswer) == 0


def test_wrong_code_withdraws_nothing(app):
    make.answer(make.open_form())
    with pytest.raises(NotFound), unit_of_work():
        services.withdraw_answer(actor=STRANGER, code="AAAA-BBBB-CCCC-DDDD")
    assert _count(AnonymousAnswer) == 1


def test_only_the_council_sets_an_answer_aside(app):
    body = make.add_body()
    form = make.open_form(make.coordinator(body), body_id=body)
    make.answer(form)
    key = _only(AnonymousSubmission).key
    call = {"form_id": form.id, "key": key, "reason": SetAsideReason.TEST}
    for actor, error in ((make.coordinator(), NotFound), (make.PROGRAM, NotAllowed), (make.member(body), NotFound)):
        with pytest.raises(error), unit_of_work():
            services.set_aside_answer(actor=actor, **call)
    with unit_of_work():
        services.set_aside_answer(actor=make.coordinator(body), **call)
    assert (_only(AnonymousSubmission).state, _events()[-1][2]) == ("set_aside", {"reason": "test"})
    with unit_of_work():
        services.restore_answer(actor=make.coordinator(body), form_id=form.id, key=key)
    assert _only(AnonymousSubmission).state == "stands"


# By phone and on paper


def _enter(form, actor=make.LONE, **fields):
    made = {"channel": Channel.PHONE, "answered_on": make.today()}
    made |= {name: fields.pop(name) for name in ("channel", "answered_on") if name in fields}
    with unit_of_work():
        return services.enter_answer(actor=actor, form_id=form.id, fields=make.answer_fields(form, **fields), **made)


def test_answer_heard_by_phone_without_a_name_tells_nobody_who_entered_it(app):
    form = make.open_form()
    before = _events()
    _enter(form)
    assert _only(AnonymousSubmission).channel == Channel.PHONE
    assert _events() == before


def test_answer_on_paper_under_a_name(app):
    body = make.add_body()
    person = make.add_person(body)
    staff = make.coordinator(body)
    form = make.open_form(staff, body_id=body)
    _enter(form, staff, person_id=person, channel=Channel.PAPER, language="es")
    row = _only(NamedSubmission)
    assert (row.person_id, row.entered_by_account_id, row.channel, row.language) == (person, 11, "paper", "es")
    with pytest.raises(RuleBroken):
        _enter(form, staff, person_id=person)


def test_name_of_somebody_from_another_council_is_refused(app):
    body, other = make.add_body(), make.add_body()
    person = make.add_person(other)
    form = make.open_form(make.coordinator(body), body_id=body)
    with pytest.raises(NotAllowed):
        _enter(form, make.coordinator(body), person_id=person)


@pytest.mark.parametrize("actor", [make.PROGRAM, make.member(), make.KEEPER, STRANGER])
def test_only_staff_enter_answers(app, actor):
    form = make.open_form()
    with pytest.raises((NotAllowed, NotFound)):
        _enter(form, actor)


def test_days_of_an_entered_answer(app):
    today = make.today()
    form = make.open_form(opens_on=today - timedelta(days=5), closes_on=today)
    for days, field in ((1, "answered_on"), (-6, "answered_on")):
        with pytest.raises(RuleBroken) as broken:
            _enter(form, answered_on=today + timedelta(days=days))
        assert broken.value.field == field
    with unit_of_work():
        services.close_form(actor=make.LONE, form_id=form.id)
    _enter(form, answered_on=today - timedelta(days=5))
    assert _only(AnonymousSubmission).day == today - timedelta(days=5)


def test_a_helper_of_two_answers_a_councils_form_only_for_the_one_who_sits_there(app):
    """The seat of one of them opens the form; it must not count the other as a member."""
    body = make.add_body()
    _, seated = seat_somebody(body)
    elsewhere = make.add_person(make.add_body())
    form = make.open_form(make.coordinator(body), body_id=body, audience=Audience.MEMBERS)
    both = make.member(body, helps=(seated, elsewhere))
    with pytest.raises(RuleBroken) as refused:
        make.answer(form, actor=both, speaker=Speaker.NAMED, person_id=elsewhere)
    assert refused.value.field == "person_id"
    make.answer(form, actor=both, speaker=Speaker.NAMED, person_id=seated)
    assert db.session.scalars(select(NamedSubmission.person_id)).all() == [seated]
