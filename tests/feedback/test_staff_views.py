"""The pages on which staff run forms: wrong people on every one, then the work itself."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.core.actor import STRANGER
from engage.core.db import db
from engage.feedback.enums import Audience, FormState, QuestionKind
from engage.feedback.models import AnonymousSubmission, FeedbackForm, NamedSubmission
from engage.feedback.services import QuestionFields
from tests.factories import feedback as make
from tests.support.browser import Browser

FORM_PAGES = [
    ("feedback.form_page", "GET"),
    ("feedback.form_edit", "GET"),
    ("feedback.form_edit", "POST"),
    ("feedback.form_preview", "GET"),
    ("feedback.form_publish", "GET"),
    ("feedback.form_publish", "POST"),
    ("feedback.form_close", "POST"),
    ("feedback.form_reopen", "POST"),
    ("feedback.form_copy", "POST"),
    ("feedback.form_share", "GET"),
    ("feedback.form_qr", "GET"),
    ("feedback.question_create", "GET"),
    ("feedback.question_create", "POST"),
    ("feedback.question_edit", "GET"),
    ("feedback.question_edit", "POST"),
    ("feedback.question_move", "POST"),
    ("feedback.question_remove", "GET"),
    ("feedback.question_remove", "POST"),
    ("feedback.answer_list", "GET"),
    ("feedback.answer_set_aside", "GET"),
    ("feedback.answer_set_aside", "POST"),
    ("feedback.answer_restore", "POST"),
    ("feedback.answer_export", "POST"),
    ("feedback.form_results", "GET"),
    ("feedback.result_export", "GET"),
    ("feedback.answer_enter", "GET"),
    ("feedback.answer_enter", "POST"),
]


def _args(endpoint: str, form: FeedbackForm) -> dict[str, int]:
    args = {"form_id": form.id}
    if "question_" in endpoint and "create" not in endpoint:
        args["question_id"] = form.questions[0].id
    if endpoint.endswith(("set_aside", "restore")):
        args["key"] = db.session.scalar(select(AnonymousSubmission.key))
    return args


def _status(browser: Browser, endpoint: str, method: str, form: FeedbackForm) -> int:
    path = browser.path(endpoint, **_args(endpoint, form))
    data = {"csrf_token": browser.csrf()} if method == "POST" else None
    return browser.client.open(path, method=method, data=data).status_code


@pytest.mark.parametrize(("endpoint", "method"), FORM_PAGES)
def test_wrong_people_do_not_get_in(app, endpoint, method):
    body, other = make.add_body(), make.add_body()
    form = make.open_form(make.coordinator(body), body_id=body)
    make.answer(form)
    before = (form.state, form.version)
    form_id = form.id
    for actor, expected in (
        (make.coordinator(other), 404),
        (make.coordinator(other, plan_ids=[1]), 404),
        (make.member(body), 403),
        (make.KEEPER, 403),
        (STRANGER, 302 if method == "GET" else 401),
    ):
        browser = Browser(app) if actor is STRANGER else Browser(app).sign_in(actor)
        assert _status(browser, endpoint, method, make.form(form_id)) == expected, actor
    form = make.form(form_id)
    assert (form.state, form.version) == before
    assert _status(Browser(app).sign_in(make.coordinator(body)), endpoint, method, form) in (200, 303, 422)


@pytest.mark.parametrize("endpoint", ["feedback.answer_set_aside", "feedback.answer_enter", "feedback.form_edit"])
def test_reader_of_everything_changes_nothing(app, endpoint):
    form = make.open_form()
    make.answer(form)
    assert _status(Browser(app).sign_in(make.PROGRAM), endpoint, "GET", form) == 403


@pytest.fixture
def staff(app):
    """A coordinator at work."""
    return Browser(app).sign_in(make.LONE)


# Making a form


def test_coordinator_makes_publishes_and_shares_a_form(app, staff):
    page = staff.get("feedback.staff_form_list")
    assert "No forms yet" in page.main
    page = page.follow("Make a form").form("Save the draft")
    page = page.fill(title="Rides", title_es="Viajes", what_happens_next="We read it.").send()
    assert page.flashes == ["The draft is saved. Now add your questions."]
    assert "Say by which day people will hear back." in page.main
    page = page.follow("Add a question").form("Save the question").fill(text="What went well?").send()
    asked = page.follow("Add a question").form("Save the question")
    page = asked.fill(text="Which day?", kind="choice", options="Monday\nFriday\n\n").send()
    assert [row[0] for row in page.table("Questions").rows] == ["What went well?", "Which day?"]
    page = page.form("Move down What went well?").send()
    assert [row[0] for row in page.table("Questions").rows] == ["Which day?", "What went well?"]
    missing = page.follow("Publish")
    assert not missing.has_button("Publish this form")
    fields = missing.follow("Change the texts and days").form("Save")
    page = fields.fill(hear_back_on=(make.today() + timedelta(days=9)).isoformat()).send()
    preview = page.follow("Preview")
    assert "What went well?" in preview.main
    share = page.follow("Publish").form("Publish this form").send()
    assert share.heading == "Share this form"
    slug = db.session.scalar(select(FeedbackForm.slug))
    assert f"http://localhost/feedback/{slug}" in share.main
    assert "What went well?" in Browser(app).get("feedback.form_answer", slug=slug).main


def test_square_code_is_a_picture_of_the_address(staff):
    form = make.open_form()
    picture = staff.download("feedback.form_qr", form_id=form.id)
    assert picture.mimetype == "image/svg+xml"
    assert picture.data.startswith(b"<?xml")
    assert b"<svg" in picture.data


def test_draft_has_nothing_to_share(staff):
    form_id = make.add_form()
    for endpoint in ("feedback.form_share", "feedback.form_qr"):
        staff.get(endpoint, form_id=form_id, status=422)


def test_wrong_days_and_texts_keep_what_was_typed(staff):
    form = staff.get("feedback.form_create").form("Save the draft")
    page = form.fill(title="", opens_on="2026-05-02", closes_on="02/30/2026", intro="x" * 3001).send(status=422)
    assert page.errors == [
        "Enter a title",
        "This is too long. It has 3,001 characters. Use 3,000 or fewer.",
        "Enter a date that exists, like 03/31/2026",
    ]
    page = page.form("Save the draft").fill(title="=1+1 <b>", intro="x", closes_on="2026-05-01").send(status=422)
    assert page.errors == ["The last day must be on or after the first day."]
    assert page.form("Save the draft").fields["title"] == "=1+1 <b>"
    page = page.form("Save the draft").fill(closes_on="2026-05-03", allows_anonymous=None).send(status=422)
    assert page.errors == ["A form for everybody takes answers without a name, because strangers have no account."]


def test_form_sent_twice_is_made_once(staff):
    form = staff.get("feedback.form_create").form("Save the draft").fill(title="Once")
    assert form.send().heading == form.send().heading == "Once"
    assert len(db.session.scalars(select(FeedbackForm)).all()) == 1


def test_council_of_somebody_else_is_not_offered(app):
    body, other = make.add_body("Mine"), make.add_body("Theirs")
    browser = Browser(app).sign_in(make.coordinator(body, plan_ids=[3]))
    page = browser.get("feedback.form_create")
    assert [option.get_text() for option in page.soup.select("#body_id option")] == ["Mine"]
    page = page.form("Save the draft").fill(title="x", body_id=str(other)).send(status=422)
    assert len(page.errors) == 1


def test_somebody_else_changed_the_texts_meanwhile(app, staff):
    form_id = make.add_form()
    mine = staff.get("feedback.form_edit", form_id=form_id).form("Save").fill(title="Mine")
    Browser(app).sign_in(make.LONE).get("feedback.form_edit", form_id=form_id).form("Save").fill(title="Yours").send()
    page = mine.send(status=409)
    assert page.form("Save").fields["title"] == "Mine"
    assert make.form(form_id).title == "Yours"
    page.form("Save").send()
    assert make.form(form_id).title == "Mine"


def test_choices_that_do_not_fit_get_sentences(staff):
    form_id = make.add_form(questions=[make.group(), make.group(text="Other?")])
    form = staff.get("feedback.question_create", form_id=form_id).form("Save the question")
    page = form.fill(text="Day?", kind="choice", options="Monday").send(status=422)
    assert page.errors == ["Write at least two choices, one on each line."]
    page = page.form("Save the question").fill(options="a\nb", options_es="x").send(status=422)
    assert page.errors == ["Write as many choices in Spanish as in English, in the same order."]
    page = page.form("Save the question").fill(kind="group-plan").send(status=422)
    assert page.errors == ["A form may have at most two group questions, so that no one can be singled out."]
    assert page.form("Save the question").fields["options"] == "a\nb"


def test_question_is_changed_and_removed(staff):
    form_id = make.add_form(questions=[make.choice(options=["a", "b"]), QuestionFields("Two?")])
    first, _ = make.question_ids(form_id)
    page = staff.get("feedback.question_edit", form_id=form_id, question_id=first)
    assert page.form("Save the question").fields["options"] == "a\nb"
    page.form("Save the question").fill(text="New?", kind="yes_no").send()
    question = make.form(form_id).questions[0]
    assert (question.text, question.kind, question.options) == ("New?", QuestionKind.YES_NO, [])
    page = staff.get("feedback.question_remove", form_id=form_id, question_id=first)
    assert page.form("Remove the question").send().table("Questions").rows[0][0] == "Two?"
    staff.get("feedback.question_remove", form_id=form_id, question_id=first, status=404)


def test_a_question_that_somebody_else_changed_is_not_overwritten_unseen(staff):
    form_id = make.add_form(questions=[QuestionFields("What went well?")])
    (question_id,) = make.question_ids(form_id)
    mine = staff.get("feedback.question_edit", form_id=form_id, question_id=question_id).form("Save the question")
    theirs = staff.get("feedback.question_edit", form_id=form_id, question_id=question_id).form("Save the question")
    theirs.fill(text="What went badly?").send()
    page = mine.fill(text="How was it?").send(status=409)
    assert page.table("What is saved now").rows == [["Question", "What went badly?"]]
    assert make.form(form_id).questions[0].text == "What went badly?"
    page.form("Save the question").send()
    assert make.form(form_id).questions[0].text == "How was it?"


def test_form_is_closed_opened_again_and_copied(staff):
    form = make.open_form()
    page = staff.get("feedback.form_page", form_id=form.id).form("Close the form").send()
    assert make.form(form.id).state == FormState.CLOSED
    page = page.form("Open it again").send()
    assert make.form(form.id).state == FormState.OPEN
    copy = page.form("Copy this form").send()
    assert copy.flashes == ["This is the copy. Set its days, then publish it."]


def test_list_is_searched_filtered_and_paged(staff):
    for number in range(26):
        make.add_form(title=f"Form {number}")
    make.open_form(title="Open one")
    page = staff.get("feedback.staff_form_list")
    assert len(page.table("Forms").rows) == 25
    assert len(page.follow("Next page").table("Forms").rows) == 2
    page = page.follow("Open")
    assert [row[0] for row in page.table("Forms").rows] == ["Open one"]
    page = staff.get("feedback.staff_form_list", q="no such")
    assert "Nothing fits" in page.main
    staff.get("feedback.staff_form_list", state="nonsense", page="-3")


# Reading answers


def test_answers_are_read_set_aside_and_let_in_again(staff):
    form = make.open_form()
    make.answer(form, "<b>Rude</b> driver")
    make.answer_named(form)
    page = staff.get("feedback.answer_list", form_id=form.id)
    assert "<b>Rude</b> driver" in page.main
    assert "You and the other staff of this council see names." in page.main
    key = db.session.scalar(select(AnonymousSubmission.key))
    aside = staff.get("feedback.answer_set_aside", form_id=form.id, key=key).form("Set the answer aside")
    assert aside.send(status=422).errors == ["Choose a reason"]
    page = aside.fill(reason="threat").send()
    assert "It threatens or insults someone." in page.main
    page.form("Let it count again").send()
    assert db.session.scalar(select(AnonymousSubmission.state)) == "stands"


def test_answer_of_another_form_is_not_found(staff):
    form, other = make.open_form(), make.open_form()
    make.answer(other)
    key = db.session.scalar(select(AnonymousSubmission.key))
    staff.get("feedback.answer_set_aside", form_id=form.id, key=key, status=404)


def _csv(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))


def test_file_of_answers_holds_no_formula_and_names_for_the_council_only(app, staff):
    body = make.add_body()
    person = make.add_person(body, "=Rosa")
    here = make.coordinator(body)
    form = make.open_form(here, body_id=body)
    make.answer_named(form, "+1 for the driver", person=person)
    browser = Browser(app).sign_in(here)
    path = browser.path("feedback.answer_export", form_id=form.id)
    rows = _csv(browser.client.post(path, data={"csrf_token": browser.csrf()}))
    assert rows[0] == ["Day", "How it reached us", "Language", "State", "Name", "What went well?"]
    assert rows[1] == [make.today().isoformat(), "web", "en", "Counts", "'=Rosa", "'+1 for the driver"]
    reader = Browser(app).sign_in(make.PROGRAM)
    rows = _csv(reader.client.post(path, data={"csrf_token": reader.csrf()}))
    assert rows[0] == ["Day", "How it reached us", "Language", "State", "What went well?"]


def test_results_hide_small_numbers_on_the_page_and_in_the_file(staff):
    form = make.open_form(questions=[make.choice(options=["Monday", "Friday"])])
    question = form.questions[0].id
    for option, number in (("Monday", 13), ("Friday", 2)):
        for _ in range(number):
            make.answer(form, answers={question: make.Given("", (option,))})
    page = staff.get("feedback.form_results", form_id=form.id)
    rows = dict(page.table("Which day?").rows)
    assert rows["Friday"] == "few"
    exported = {row[1]: row[2] for row in _csv(staff.download("feedback.result_export", form_id=form.id))}
    assert exported["Friday"] == "few"
    assert exported["Monday"] == rows["Monday"]


def test_results_without_answers_teach(staff):
    assert "No answers yet" in staff.get("feedback.form_results", form_id=make.open_form().id).main


# Entering answers


def test_answers_are_entered_one_after_the_other(app):
    body = make.add_body()
    make.add_person(body, "Rosa Reyes")
    actor = make.coordinator(body)
    form = make.open_form(actor, body_id=body)
    field = f"q{form.questions[0].id}"
    browser = Browser(app).sign_in(actor)
    page = browser.get("feedback.answer_enter", form_id=form.id)
    first = page.form("Save and enter another").fill(
        channel="phone", person_id="none", read_back="y", **{field: "By phone"}
    )
    page = first.send()
    assert "Saved. Here is the next one." in page.main
    again = page.form("Save")
    assert (again.fields["channel"], again.fields[field], again.fields.get("read_back")) == ("phone", "", None)
    person = next(o["value"] for o in page.soup.select("#person_id option") if o.get_text() == "Rosa Reyes")
    done = again.fill(person_id=person, read_back="y", **{field: "By Rosa"}).send()
    assert done.heading == "The answer is saved"
    assert db.session.scalar(select(AnonymousSubmission.channel)) == "phone"
    assert db.session.scalar(select(NamedSubmission.person_id)) == int(person)


def test_answer_is_not_saved_before_it_was_read_back(staff):
    form = make.open_form()
    field = f"q{form.questions[0].id}"
    page = staff.get("feedback.answer_enter", form_id=form.id).form("Save")
    page = page.fill(**{field: "Typed a lot"}).send(status=422)
    assert page.errors == [
        "Choose how the answer reached you",
        "Choose whose answer this is",
        "Read the answers back first, then tick this box",
    ]
    assert page.form("Save").fields[field] == "Typed a lot"
    late = (make.today() + timedelta(days=1)).isoformat()
    page = page.form("Save").fill(channel="paper", person_id="none", read_back="y", answered_on=late).send(status=422)
    assert page.errors == ["This day is in the future. Choose the day you heard it."]


def test_entering_twice_by_a_double_click_saves_once(staff):
    form = make.open_form()
    field = f"q{form.questions[0].id}"
    page = staff.get("feedback.answer_enter", form_id=form.id).form("Save")
    page.fill(channel="paper", person_id="none", read_back="y", **{field: "Once"})
    codes = {page.send().soup.select_one(".receipt-code__code").get_text() for _ in range(2)}
    assert (len(codes), len(db.session.scalars(select(AnonymousSubmission)).all())) == (1, 1)


def test_form_of_members_is_previewed_with_the_choice_of_a_name(staff):
    form = make.open_form(audience=Audience.MEMBERS)
    assert "With my name" in staff.get("feedback.form_preview", form_id=form.id).main


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_at_any_length(staff, queries, number):
    form = make.open_form()
    for _ in range(number):
        make.answer(form)
        make.add_import()
        make.open_form()
    costs = {}
    for endpoint, args in (
        ("feedback.staff_form_list", {}),
        ("feedback.answer_list", {"form_id": form.id}),
        ("feedback.form_results", {"form_id": form.id}),
        ("feedback.import_list", {}),
    ):
        path = staff.path(endpoint, **args)
        with queries.count() as statements:
            staff.client.get(path)
        costs[endpoint.split(".")[1]] = len(statements)
    assert costs == {"staff_form_list": 6, "answer_list": 13, "form_results": 7, "import_list": 3}
