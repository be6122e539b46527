"""Answering in the browser: with an account or without, in every wrong way too."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engage.core.actor import STRANGER
from engage.core.db import db
from engage.core.ids import read_receipt
from engage.directory.models import UrgentNumber
from engage.feedback.enums import Audience, QuestionKind
from engage.feedback.models import AnonymousAnswer, AnonymousSubmission, FormParticipation, NamedSubmission
from engage.feedback.services import QuestionFields, answers
from engage.web import throttle
from tests.factories import feedback as make
from tests.factories.councils import seat_somebody
from tests.support.browser import Browser, Page


def _count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def _texts() -> list[str]:
    return list(db.session.scalars(select(AnonymousAnswer.text).order_by(AnonymousAnswer.text)))


def _code(page) -> str:
    return page.soup.select_one(".receipt-code__code").get_text()


def _fill(browser, form, **more):
    field = f"q{form.questions[0].id}"
    page = browser.get("feedback.form_answer", slug=form.slug)
    return page.form("Check my answers").fill(**{field: "The driver was kind.", **more})


# Who may come in


def test_stranger_finds_no_draft(browser):
    form = make.form(make.add_form())
    browser.get("feedback.form_answer", slug=form.slug, status=404)


def test_unknown_address_is_not_found(browser):
    browser.get("feedback.form_answer", slug="nosuch99", status=404)


def test_stranger_is_asked_to_sign_in_for_a_form_of_members(browser):
    form = make.open_form(audience=Audience.MEMBERS)
    browser.client.get(f"/feedback/{form.slug}")
    response = browser.client.get(f"/feedback/{form.slug}")
    assert response.status_code == 302
    assert response.location.startswith("/sign-in?next=")


def test_what_a_stranger_typed_into_a_form_of_members_is_carried_along(browser):
    form = make.open_form(audience=Audience.MEMBERS)
    page = browser.post(f"/feedback/{form.slug}", {f"q{form.questions[0].id}": "My words"}, status=401)
    assert page.soup.find("input", attrs={"name": "kept"})["value"]
    assert "My words" not in page.html
    assert _count(AnonymousSubmission) == 0


def test_member_of_another_council_finds_no_form(app):
    body, other = make.add_body(), make.add_body()
    form = make.open_form(make.coordinator(body), body_id=body, audience=Audience.MEMBERS)
    Browser(app).sign_in(make.member(other)).get("feedback.form_answer", slug=form.slug, status=404)
    Browser(app).sign_in(make.KEEPER).get("feedback.form_answer", slug=form.slug, status=404)
    Browser(app).sign_in(make.member(body)).get("feedback.form_answer", slug=form.slug)


def test_list_shows_a_stranger_the_forms_for_everybody_only(browser):
    make.open_form(title="For all")
    make.open_form(title="For members", audience=Audience.MEMBERS)
    make.add_form(title="A draft")
    make.open_form(title="Not yet", opens_on=make.today() + timedelta(days=1))
    page = browser.get("feedback.form_list")
    assert [h.get_text() for h in page.soup.select(".card__heading")] == ["For all"]


def test_empty_list_says_where_to_turn(browser):
    assert "No questions are open today" in browser.get("feedback.form_list").main


# The way through


def test_stranger_answers_checks_and_gets_a_code(browser):
    form = make.open_form()
    review = _fill(browser, form).send()
    assert review.heading == "Check your answers"
    assert "The driver was kind." in review.main
    assert _count(AnonymousSubmission) == 0
    thanks = review.form("Send my answers").send()
    assert thanks.heading == "Thank you. We have your answer."
    assert "The council reads every answer in its next meeting." in thanks.main
    assert "You will hear back by" in thanks.main
    assert "We do not know who you are." in thanks.main
    assert read_receipt(_code(thanks)) == _code(thanks)
    assert _code(thanks) not in thanks.response.request.url
    assert _texts() == ["The driver was kind."]


def test_person_goes_back_from_the_check_and_finds_everything(browser):
    kinds = [
        QuestionFields("Tell us"),
        make.choice("Days?", ["Monday", "Friday"], kind=QuestionKind.CHOICES),
        QuestionFields("Good?", kind=QuestionKind.YES_NO),
    ]
    form = make.open_form(questions=kinds)
    words, days, good = (f"q{q.id}" for q in form.questions)
    page = browser.get("feedback.form_answer", slug=form.slug).form("Check my answers")
    typed = "Two lines\r\nand <b>a tag</b>"
    review = page.fill(**{words: typed, days: ["Monday", "Friday"], good: "no", "may_quote": "y"}).send()
    assert "Monday, Friday" in review.main
    again = review.form("Change something").send()
    fields = again.form("Check my answers").values
    assert (words, "Two lines\nand <b>a tag</b>") in fields
    assert [value for name, value in fields if name == days] == ["Monday", "Friday"]
    assert (good, "no") in fields
    assert ("may_quote", "y") in fields
    assert _count(AnonymousSubmission) == 0


def test_spanish_page_asks_in_spanish_and_marks_what_is_english(browser):
    form = make.open_form(
        questions=[QuestionFields("What went well?", "¿Qué salió bien?"), QuestionFields("English?")]
    )
    browser.post("/language", {"language": "es", "next": "/"}, follow=False, status=303)
    page = browser.get("feedback.form_answer", slug=form.slug)
    assert page.heading == "¿Cómo van sus viajes?"
    assert "¿Qué salió bien?" in page.main
    assert page.soup.find("span", attrs={"lang": "en"}).get_text() == "English?"


def test_urgent_numbers_stand_on_the_form(browser):
    with make.unit_of_work():
        make.db.session.add(UrgentNumber(label="Crisis line", label_es="Línea de crisis", phone="988"))
    form = make.open_form()
    assert "Crisis line : 988" in browser.get("feedback.form_answer", slug=form.slug).main


def test_page_says_who_reads_an_answer(app):
    body = make.add_body("Rides council")
    form = make.open_form(make.coordinator(body), body_id=body)
    seen = Browser(app).get("feedback.form_answer", slug=form.slug).main
    assert "The staff of Rides council and the state's program team read what you write." in seen
    assert "We do not know who you are, unless you leave your e-mail address" in seen
    form = make.open_form(make.coordinator(body), body_id=body, audience=Audience.MEMBERS, allows_anonymous=False)
    seen = Browser(app).sign_in(make.member(body)).get("feedback.form_answer", slug=form.slug).main
    assert "The council's staff also see your name." in seen
    assert "We do not know who you are" not in seen


# Sent twice, too late, too much


def test_double_click_shows_the_same_code_and_keeps_one_answer(browser):
    form = make.open_form()
    review = _fill(browser, form).send()
    first = review.form("Send my answers").send()
    second = review.form("Send my answers").send()
    assert _code(first) == _code(second)
    assert "You sent this twice. We kept it once." in second.main
    assert _count(AnonymousSubmission) == 1


def test_double_click_at_the_same_moment_keeps_one_answer(browser, monkeypatch):
    """The second click looks before the first was stored, and only the database stops it."""
    form = make.open_form()
    review = _fill(browser, form).send()
    first = review.form("Send my answers").send()
    real, looks = answers._repeat, []

    def late(*args):
        looks.append(args)
        return None if len(looks) == 1 else real(*args)

    monkeypatch.setattr(answers, "_repeat", late)
    second = review.form("Send my answers").send()
    assert (len(looks), _code(first) == _code(second), _count(AnonymousSubmission)) == (2, True, 1)


def test_change_sent_with_the_same_form_is_not_lost_in_silence(browser):
    form = make.open_form()
    review = _fill(browser, form).send()
    code = _code(review.form("Send my answers").send())
    changed = review.form("Send my answers").fill(**{f"q{form.questions[0].id}": "Other words"}).send(status=422)
    assert code in changed.errors[0]
    assert "Other words" in changed.soup.textarea.get_text()
    assert _texts() == ["The driver was kind."]


def test_page_that_was_open_too_long_offers_everything_again(browser):
    form = make.open_form()
    data = {f"q{form.questions[0].id}": "Kept words", "csrf_token": "old", "step": "send", "form_key": "k-1"}
    page = browser.post(f"/feedback/{form.slug}", data, status=400)
    assert page.heading == "We kept what you typed"
    assert "Kept words" in page.main
    assert page.form("Send it again").send().heading == "Thank you. We have your answer."
    assert _texts() == ["Kept words"]


def test_closed_form_says_so_and_keeps_what_was_typed(browser):
    form = make.open_form()
    review = _fill(browser, form).send()
    with make.unit_of_work():
        make.services.close_form(actor=make.LONE, form_id=form.id)
    page = review.form("Send my answers").send(status=422)
    assert page.errors == ["This form does not take answers now."]
    assert page.soup.textarea.get_text().strip() == "The driver was kind."
    assert "This form is closed" in browser.get("feedback.form_answer", slug=form.slug).main
    assert _count(AnonymousSubmission) == 0


def test_form_that_opens_later_says_when(browser):
    form = make.open_form(opens_on=make.today() + timedelta(days=1))
    assert "This form is not open yet" in browser.get("feedback.form_answer", slug=form.slug).main


def test_too_many_answers_from_one_place_wait_and_are_kept(browser, monkeypatch):
    monkeypatch.setattr("engage.feedback.views.public._ANSWERS", "1/hour")
    form = make.open_form()
    _fill(browser, form).send().form("Send my answers").send()
    page = _fill(browser, form).send().form("Send my answers").send(status=429)
    assert "Many answers came from your network" in page.errors[0]
    assert page.soup.textarea.get_text().strip() == "The driver was kind."
    throttle.forget_all()
    page.form("Check my answers").send().form("Send my answers").send()
    assert _count(AnonymousSubmission) == 2


# Wrong input in every field


def test_required_question_left_empty(browser):
    form = make.open_form(questions=[QuestionFields("What went well?", is_required=True)])
    page = _fill(browser, form, **{f"q{form.questions[0].id}": "  \n "}).send(status=422)
    assert page.errors == ["Write an answer to “What went well?”"]


def test_everything_left_empty(browser):
    form = make.open_form()
    review = _fill(browser, form, **{f"q{form.questions[0].id}": ""}).send()
    page = review.form("Send my answers").send(status=422)
    assert page.errors == ["Answer at least one question before you send this."]


def test_ten_megabytes_come_back_with_a_sentence(browser):
    form = make.open_form()
    text = "a" * 10_000_000
    data = {f"q{form.questions[0].id}": text, "csrf_token": browser.csrf(), "step": "send"}
    page = Page(browser, browser.client.post(f"/feedback/{form.slug}", data=data))
    page.check()
    assert page.status == 422
    assert page.errors == ["This is too long. It has 10,000,000 characters. Use 10,000 or fewer."]
    assert page.soup.textarea.get_text().strip() == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("nul\x00 and \x07bell", "nul and bell"),
        ("שלום עולם", "שלום עולם"),
        ("turned \u202etxet", "turned txet"),
        ("👵🏽 thanks ❤️", "👵🏽 thanks ❤️"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
    ],
    ids=["binary", "right-to-left", "override", "emoji", "html", "formula"],
)
def test_strange_words_arrive_as_they_were_meant(browser, typed, kept):
    form = make.open_form()
    review = _fill(browser, form, **{f"q{form.questions[0].id}": typed}).send()
    assert not review.soup.find_all("script", src=False)
    review.form("Send my answers").send()
    assert _texts() == [kept]


def test_bytes_that_are_no_text_are_kept_as_signs(browser):
    form = make.open_form()
    body = f"q{form.questions[0].id}=%ff%fe%00bad&csrf_token={browser.csrf()}&step=send&form_key=k"
    response = browser.client.post(
        f"/feedback/{form.slug}", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 200
    assert _texts() == ["%FF%FEbad"]


def test_choice_that_is_not_offered(browser):
    form = make.open_form(questions=[make.choice(), make.choice("Many?", kind=QuestionKind.CHOICES)])
    one, many = (f"q{q.id}" for q in form.questions)
    page = browser.get("feedback.form_answer", slug=form.slug).form("Check my answers")
    page = page.fill(**{one: "Someday", many: ["Monday", "\x00"]}).send(status=422)
    assert page.errors == ["Choose one of the answers listed."] * 2


@pytest.mark.parametrize(
    "typed", ["no address", "a@b", "x" * 300 + "@example.org", "<b>@x", "שלום", "=1+1@e.org\x00,b@c.org"]
)
def test_address_that_is_none(browser, typed):
    form = make.open_form()
    page = _fill(browser, form, email=typed).send(status=422)
    assert len(page.errors) == 1
    assert page.form("Check my answers").fields[f"q{form.questions[0].id}"] == "The driver was kind."
    assert page.form("Check my answers").fields["email"] == re.sub("\x00", "", typed)


@pytest.mark.parametrize("typed", ["", "x" * 500, "\x00", "<b>"])
def test_form_key_that_was_tampered_with_does_no_harm(browser, typed):
    form = make.open_form()
    _fill(browser, form, form_key=typed).send().form("Send my answers").send()
    assert _count(AnonymousSubmission) == 1


# With a name, without a name, for somebody else


def test_stranger_who_leaves_an_address_is_named_and_told(browser, outbox):
    form = make.open_form()
    thanks = _fill(browser, form, email="rosa@example.org").send().form("Send my answers").send()
    assert "We do not know who you are" not in thanks.main
    assert (_count(NamedSubmission), _count(AnonymousSubmission)) == (1, 0)
    (mail,) = outbox.emails()
    assert (mail["to"], mail["template"], mail["values"]["receipt"]) == (
        "rosa@example.org",
        "feedback_received",
        _code(thanks),
    )


def test_member_says_with_or_without_a_name(app):
    form = make.open_form(audience=Audience.MEMBERS)
    page = _fill(Browser(app).sign_in(make.member()), form).send(status=422)
    assert page.errors == ["Choose if you want to give your name"]
    page.form("Check my answers").fill(speaker="named").send().form("Send my answers").send()
    assert [row.account_id for row in db.session.scalars(select(NamedSubmission))] == [21]
    other = Browser(app).sign_in(make.member(account_id=22))
    _fill(other, form, speaker="anonymous").send().form("Send my answers").send()
    assert (_count(NamedSubmission), _count(AnonymousSubmission), _count(FormParticipation)) == (1, 1, 2)


def test_member_answers_once_and_is_told(app):
    form = make.open_form(audience=Audience.MEMBERS)
    browser = Browser(app).sign_in(make.member())
    _fill(browser, form, speaker="anonymous").send().form("Send my answers").send()
    assert "You have answered this form already." in browser.get("feedback.form_answer", slug=form.slug).main
    page = _fill(browser, form, speaker="named").send().form("Send my answers").send(status=422)
    assert page.errors == ["This person has answered this form already. Each person answers once."]


def test_helper_answers_for_the_member_they_help(app):
    body = make.add_body()
    _, person = seat_somebody(body, name="Rosa Reyes")
    stranger = make.add_person(body, "Someone Else")
    form = make.open_form(make.coordinator(body), body_id=body, audience=Audience.MEMBERS)
    browser = Browser(app).sign_in(make.member(body, account_id=51, helps=[person]))
    page = browser.get("feedback.form_answer", slug=form.slug)
    assert "Rosa Reyes" in page.main
    assert "Someone Else" not in page.main
    field = f"q{form.questions[0].id}"
    wrong = page.form("Check my answers").fill(**{field: "Hello", "speaker": "named", "person_id": str(stranger)})
    assert wrong.send(status=422).errors == ["Choose one of the answers listed."]
    page.form("Check my answers").fill(**{field: "Hello", "speaker": "named", "person_id": str(person)}).send().form(
        "Send my answers"
    ).send()
    (row,) = db.session.scalars(select(NamedSubmission))
    assert (row.person_id, row.account_id) == (person, None)


def test_cookie_of_a_stranger_holds_no_more_than_the_form_needs(browser):
    form = make.open_form()
    _fill(browser, form).send().form("Send my answers").send()
    cookie = browser.client.get_cookie("engage")
    session = browser.app.session_interface._serializer(STRANGER.side).loads(cookie.value)
    assert set(session) == {"csrf_token"}


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_at_any_length(browser, queries, number):
    for _ in range(number):
        make.open_form()
    browser.get("feedback.form_list")
    with queries.count() as statements:
        browser.get("feedback.form_list")
    assert len(statements) == 3, "\n".join(statements)
