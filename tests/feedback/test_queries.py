"""What the reads of feedback show, to whom, and at what cost."""

import pytest
from sqlalchemy import select

from engage.core.actor import STRANGER
from engage.core.comments import CommentSource
from engage.core.db import db, unit_of_work
from engage.core.errors import NotAllowed, NotFound
from engage.directory.models import Plan
from engage.feedback import queries, services
from engage.feedback.enums import AnswerState, Audience, FormState, GroupKind, QuestionKind, SetAsideReason, Speaker
from engage.feedback.models import AnonymousSubmission, ImportedComment
from engage.feedback.rules import Given
from engage.feedback.services import QuestionFields
from tests.factories import feedback as make
from tests.factories.directory import make_plan


def _all_rows(limit: int = 500, **kw) -> list:
    rows, after = [], None
    while found := queries.comment_rows(after, limit, **kw):
        rows += found
        after = found[-1].source_key
    return rows


# Comments that flow on


def test_comments_come_in_the_order_of_random_keys_and_pages_lose_none(app):
    form = make.open_form(questions=[QuestionFields("One?"), QuestionFields("Two?")])
    first, second = (question.id for question in form.questions)
    for number in range(7):
        make.answer(form, answers={first: Given(f"a{number}"), second: Given(f"b{number}")})
    make.answer_named(form, "named")
    make.add_import([f"c{number}" for number in range(5)])
    whole = _all_rows()
    assert [row.source_key for row in whole] == [row.source_key for row in _all_rows(limit=3)]
    assert len({row.source_key for row in whole}) == 7 * 2 + 1 + 5
    keys = [int(row.source_key.split(":")[1]) for row in whole if row.source is CommentSource.FEEDBACK]
    assert keys == sorted(keys)
    assert {row.said_on for row in whole} == {make.today()}


def test_comment_says_where_it_belongs_and_not_who_said_it(app):
    make_plan("Other plan")
    plan = make_plan("Harbor Health")
    body = make.add_body()
    asked = [QuestionFields("Words?"), make.group(GroupKind.PLAN, "Your plan?"), make.group(text="Age?")]
    form = make.open_form(make.coordinator(body), asked, body_id=body)
    words, plans, ages = (question.id for question in form.questions)
    given = {words: Given("Kind driver"), plans: Given("", (str(plan),)), ages: Given("", ("Under 65",))}
    make.answer(form, answers=given, may_quote=True, language="es")
    (row,) = _all_rows()
    key = db.session.scalar(select(AnonymousSubmission.key))
    assert (row.source, row.source_key) == (CommentSource.FEEDBACK, f"feedback:{key}:{words}")
    assert (row.text, row.language, row.body_id, row.plan_id, row.region_id) == (
        "Kind driver",
        "es",
        body,
        plan,
        None,
    )
    assert (row.may_quote, row.speaker_key) == (True, f"feedback:answer:{key}")


def test_two_answers_of_one_person_have_one_speaker(app):
    for _ in range(2):
        make.answer_named(make.open_form(), account_id=21)
    make.answer_named(make.open_form(), account_id=22)
    assert len({row.speaker_key for row in _all_rows()}) == 2
    assert not any(part == "21" for row in _all_rows() for part in row.speaker_key.split(":"))


def test_what_no_longer_stands_flows_no_more_and_is_named_as_gone(app):
    form = make.open_form()
    kept, back, aside = (make.answer(form, text) for text in ("kept", "back", "aside"))
    batch = make.add_import(["in", "out"])
    keys = {row.text: row.source_key for row in _all_rows()}
    with unit_of_work():
        services.withdraw_answer(actor=STRANGER, code=back.receipt)
        key = int(keys["aside"].split(":")[1])
        services.set_aside_answer(actor=make.LONE, form_id=form.id, key=key, reason=SetAsideReason.TEST)
        services.undo_import(actor=make.LONE, batch_id=batch)
    assert [row.text for row in _all_rows()] == ["kept"]
    gone = queries.gone_source_keys([*keys.values(), "meeting:3"])
    assert gone == {keys[text] for text in ("back", "aside", "in", "out")}
    assert kept.receipt != aside.receipt


def test_only_what_came_in_since_a_day(app):
    make.answer(make.open_form())
    make.add_import()
    assert len(_all_rows(since=make.today())) == 2
    assert _all_rows(since=make.today() + make.timedelta(days=1)) == []


@pytest.mark.parametrize("number", [1, 3])
def test_comments_cost_the_same_at_any_number(app, queries, number):
    form = make.open_form()
    for _ in range(number):
        make.answer(form)
    make.add_import(["x"] * number)
    with queries.exactly(4):
        assert len(_comment_rows()) == 2 * number


_comment_rows = queries.comment_rows


# Members


def test_what_waits_for_a_member(app):
    body, other = make.add_body(), make.add_body()
    staff = make.coordinator(body, other)
    make.open_form(staff, title="Everybody's")
    make.open_form(staff, title="My council's", body_id=body)
    make.open_form(staff, title="Another's", body_id=other, audience=Audience.MEMBERS)
    mine = make.open_form(staff, title="All members'", audience=Audience.MEMBERS)
    me = make.member(body)
    assert {form.title.en for form in queries.waiting_for_member(me)} == {"My council's", "All members'"}
    make.answer(mine, actor=me, speaker=Speaker.ANONYMOUS)
    assert {form.title.en for form in queries.waiting_for_member(me)} == {"My council's"}
    assert {form.title.en for form in queries.open_forms(me)} == {"Everybody's", "My council's", "All members'"}
    assert [form.has_answered for form in queries.open_forms(me) if form.title.en == "All members'"] == [True]


@pytest.mark.parametrize("number", [1, 3])
def test_waiting_costs_the_same_at_any_number(app, queries, number):
    for _ in range(number):
        make.open_form(audience=Audience.MEMBERS)
    with queries.exactly(3):
        assert len(_waiting(make.member())) == number


_waiting = queries.waiting_for_member


# Staff


def test_forms_of_others_are_not_listed(app):
    body, other = make.add_body(), make.add_body()
    make.add_form(make.coordinator(body), title="Mine", body_id=body)
    make.add_form(make.coordinator(other), title="Theirs", body_id=other)
    make.open_form(make.coordinator(other), title="Theirs, open", body_id=other)

    def titles(actor, **kw) -> list[str]:
        return [row.title.en for row in queries.form_rows(actor=actor, **kw).rows]

    assert titles(make.coordinator(body)) == ["Mine"]
    assert titles(make.PROGRAM) == ["Theirs, open"]
    assert titles(make.member(body)) == titles(STRANGER) == titles(make.KEEPER) == []
    both = make.coordinator(body, other)
    assert titles(both, search="theirs") == ["Theirs, open", "Theirs"]
    assert titles(both, search="%") == []
    assert titles(both, state=FormState.OPEN) == ["Theirs, open"]
    assert titles(both, body_id=body) == ["Mine"]
    with pytest.raises(NotFound):
        queries.staff_form(
            actor=make.coordinator(body), form_id=make.add_form(make.coordinator(other), body_id=other)
        )


@pytest.mark.parametrize("number", [1, 3])
def test_form_list_costs_the_same_at_any_length(app, queries, number):
    for _ in range(number):
        make.answer(make.open_form())
    with queries.exactly(5):
        assert len(_form_rows(actor=make.LONE).rows) == number


_form_rows = queries.form_rows


def test_names_are_for_the_council_alone(app):
    body = make.add_body()
    person = make.add_person(body, "Rosa Reyes")
    staff = make.coordinator(body)
    form = make.open_form(staff, body_id=body)
    make.answer_named(form, "with a name", person=person)
    make.answer(form, "without")
    seen = {row.said[0].text: row for row in queries.answer_rows(actor=staff, form_id=form.id).rows}
    assert [(seen[text].who, seen[text].is_named) for text in ("with a name", "without")] == [
        ("Rosa Reyes", True),
        ("", False),
    ]
    assert {row.who for row in queries.answer_rows(actor=make.PROGRAM, form_id=form.id).rows} == {""}
    for actor in (make.member(body), make.coordinator(), make.KEEPER, STRANGER):
        with pytest.raises((NotFound, NotAllowed)):
            queries.answer_rows(actor=actor, form_id=form.id)
        with pytest.raises((NotFound, NotAllowed)):
            queries.results_page(actor=actor, form_id=form.id)


def test_answers_can_be_searched_and_sorted_out(app):
    form = make.open_form()
    make.answer(form, "The bus was late")
    make.answer(form, "Kind driver, 100%")
    key = db.session.scalar(select(AnonymousSubmission.key))

    def texts(**kw) -> set[str]:
        return {row.said[0].text for row in queries.answer_rows(actor=make.LONE, form_id=form.id, **kw).rows}

    assert texts(search="BUS") == {"The bus was late"}
    assert texts(search="%") == {"Kind driver, 100%"}
    with unit_of_work():
        services.set_aside_answer(actor=make.LONE, form_id=form.id, key=key, reason=SetAsideReason.TEST)
    assert len(texts(state=AnswerState.STANDS)) == len(texts(state=AnswerState.SET_ASIDE)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_answer_list_costs_the_same_at_any_length(app, queries, number):
    body = make.add_body()
    staff = make.coordinator(body)
    form = make.open_form(staff, body_id=body)
    for account in range(number):
        make.answer_named(form, account_id=account + 1, person=make.add_person(body, f"P{account}"))
        make.answer(form)
    form_id = form.id
    with queries.exactly(7):
        assert len(_answer_rows(actor=staff, form_id=form_id).rows) == 2 * number


_answer_rows = queries.answer_rows


def test_file_of_all_answers_holds_every_page_once(app, monkeypatch):
    monkeypatch.setattr("engage.feedback.queries.answers._EXPORT_PAGE", 2)
    form = make.open_form()
    for number in range(5):
        make.answer(form, f"Answer {number}")
    rows = list(queries.all_answers(actor=make.LONE, form_id=form.id))
    assert sorted(row.said[0].text for row in rows) == [f"Answer {number}" for number in range(5)]


def _results(counts: dict[str, int]):
    form = make.open_form(
        questions=[
            make.choice("Day?", list(counts)),
            make.choice("Many?", ["x", "y"], kind=QuestionKind.CHOICES),
            QuestionFields("Good?", kind=QuestionKind.YES_NO),
            QuestionFields("Words?"),
        ]
    )
    day, many, good, _ = (question.id for question in form.questions)
    for option, number in counts.items():
        for _ in range(number):
            make.answer(
                form, answers={day: Given("", (option,)), many: Given("", ("x", "y")), good: Given("", ("yes",))}
            )
    return queries.results_page(actor=make.LONE, form_id=form.id)


def test_large_numbers_are_shown_and_small_ones_not(app):
    page = _results({"Monday": 12, "Friday": 3})
    shown = {
        (result.question.words.en, bar.words.en if bar.words else None): bar.cell
        for result in page.questions
        for bar in result.bars
    }
    assert page.has_hidden
    assert shown["Day?", "Friday"].is_hidden
    # With the total and one number shown, the other could be worked out.
    assert page.total.is_hidden or shown["Day?", "Monday"].is_hidden
    assert shown["Words?", None].value == 0


def test_zero_and_large_numbers_stand_as_they_are(app):
    page = _results({"Monday": 11, "Friday": 0})
    assert [[bar.cell.value for bar in result.bars] for result in page.questions] == [
        [11, 0, 0],
        [11, 11],
        [11, 0, 0],
        [0],
    ]
    assert page.total.value == 11


def test_plan_that_was_retired_keeps_its_answers(app):
    plan = make_plan("Harbor Health")
    form = make.open_form(questions=[QuestionFields("Words?"), make.group(GroupKind.PLAN, "Plan?")])
    words, plans = (question.id for question in form.questions)
    made = make.answer(form, answers={words: Given("x"), plans: Given("", (str(plan),))})
    with unit_of_work():
        db.session.get(Plan, plan).is_active = False
    assert queries.receipt_page(made.receipt).said[1].choices == (str(plan),)
    assert queries.results_page(actor=make.LONE, form_id=form.id).total.is_hidden


def test_results_without_answers(app):
    page = queries.results_page(actor=make.LONE, form_id=make.open_form().id)
    assert (page.total.value, page.questions) == (0, ())


# Receipts


def test_receipt_is_found_however_it_is_typed(app):
    made = make.answer(make.open_form())
    for typed in (made.receipt, made.receipt.lower(), made.receipt.replace("-", " "), made.receipt.replace("-", "")):
        assert queries.receipt_page(typed).code == made.receipt
    for wrong in ("", "x", made.receipt[:-1], made.receipt + "2", "AAAA-BBBB-CCCC-DDDD"):
        with pytest.raises(NotFound):
            queries.receipt_page(wrong)


def test_imported_comments_have_random_keys(app):
    make.add_import([str(number) for number in range(20)])
    rows = db.session.execute(select(ImportedComment.line).order_by(ImportedComment.key)).scalars().all()
    assert sorted(rows) == list(range(2, 22))
    assert rows != sorted(rows)
