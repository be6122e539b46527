"""Pages of recommendations and answers: the wrong person first."""

from datetime import timedelta

import pytest

from engage.accountability.models import Recommendation, StateResponse, Verdict
from engage.accounts.enums import Role
from engage.core.db import db
from engage.core.sides import Side
from tests.factories.accountability import (
    answer,
    close,
    draft,
    make_late,
    member_of,
    promise,
    recommend,
    row,
    today,
    words,
)
from tests.factories.councils import make_body
from tests.factories.themes import INTEGRATION, PROGRAM, actor_as, add_coded, add_theme

PROGRAM_ONLY = {Role.PROGRAM_TEAM}
READERS = {Role.PROGRAM_TEAM, Role.INTEGRATION_TEAM, Role.COUNSEL, Role.COORDINATOR, Role.PLAN_COORDINATOR}
EVERYBODY = set(Role)
NUMBER, PROMISE = {"number": "number"}, {"commitment_id": "promise"}
ROUTES = [
    ("get", "accountability.public_list", {}, EVERYBODY),
    ("get", "accountability.public_page", NUMBER, EVERYBODY),
    ("get", "accountability.verdict_give", NUMBER, {Role.MEMBER, Role.HELPER}),
    ("post", "accountability.verdict_give", NUMBER, {Role.MEMBER, Role.HELPER}),
    ("get", "accountability.recommendation_list", {}, READERS),
    ("get", "accountability.waiting_list", {}, READERS),
    ("get", "accountability.recommendation_work", NUMBER, READERS),
    ("get", "accountability.recommendation_create", {}, PROGRAM_ONLY),
    ("post", "accountability.recommendation_create", {}, PROGRAM_ONLY),
    ("get", "accountability.recommendation_edit", NUMBER, PROGRAM_ONLY),
    ("post", "accountability.recommendation_edit", NUMBER, PROGRAM_ONLY),
    ("get", "accountability.recommendation_withdraw", NUMBER, PROGRAM_ONLY),
    ("post", "accountability.recommendation_withdraw", NUMBER, PROGRAM_ONLY),
    ("get", "accountability.response_edit", NUMBER, PROGRAM_ONLY),
    ("post", "accountability.response_edit", NUMBER, PROGRAM_ONLY),
    ("get", "accountability.response_publish", NUMBER, PROGRAM_ONLY),
    ("post", "accountability.response_publish", NUMBER, PROGRAM_ONLY),
    ("get", "accountability.commitment_create", NUMBER, PROGRAM_ONLY),
    ("post", "accountability.commitment_create", NUMBER, PROGRAM_ONLY),
    ("get", "accountability.commitment_edit", PROMISE, PROGRAM_ONLY),
    ("post", "accountability.commitment_edit", PROMISE, PROGRAM_ONLY),
    ("get", "accountability.commitment_close", PROMISE, PROGRAM_ONLY),
    ("post", "accountability.commitment_close", PROMISE, PROGRAM_ONLY),
    ("get", "accountability.commitment_update", PROMISE, PROGRAM_ONLY),
    ("post", "accountability.commitment_update", PROMISE, PROGRAM_ONLY),
    ("post", "accountability.commitment_reopen", PROMISE, PROGRAM_ONLY),
    ("get", "reports.record_csv", {}, EVERYBODY),
    ("get", "reports.record_json", {}, EVERYBODY),
    ("get", "reports.record_print", {}, EVERYBODY),
]


def _open(browser, method: str, endpoint: str, args: dict[str, str], number: str, commitment: int):
    values = {"number": number, "promise": commitment}
    path = browser.path(endpoint, **{name: values[what] for name, what in args.items()})
    token = browser.csrf()
    db.session.commit()
    return getattr(browser.client, method)(path, data={"csrf_token": token} if method == "post" else None)


@pytest.mark.parametrize("role", [role for role in Role if role.side is Side.ENGAGE])
@pytest.mark.parametrize(("method", "endpoint", "args", "allowed"), ROUTES)
def test_every_route_for_every_role(browser, role, method, endpoint, args, allowed):
    body = make_body()
    number = recommend(body_id=body)
    answer(number)
    draft(number, "partly")
    commitment = promise(number)
    seats = {"person_id": 501, "seated_body_ids": frozenset({body})} if role in (Role.MEMBER, Role.HELPER) else {}
    browser.sign_in(actor_as(role, **seats))
    response = _open(browser, method, endpoint, args, number, commitment)
    assert (response.status_code == 403) is (role not in allowed)
    assert response.status_code < 500


@pytest.mark.parametrize(("method", "endpoint", "args", "allowed"), ROUTES)
def test_a_stranger_reads_what_is_public_and_nothing_else(browser, method, endpoint, args, allowed):
    number = recommend()
    response = _open(browser, method, endpoint, args, number, promise(number))
    assert (response.status_code == 200) is (allowed == EVERYBODY)
    assert response.status_code in (200, 302, 401)


def test_a_member_of_another_council_gives_no_verdict(browser):
    number = recommend(body_id=make_body())
    answer(number)
    browser.sign_in(member_of(make_body()))
    assert not browser.get("accountability.public_page", number=number).has_link("Say what you think")
    browser.get("accountability.verdict_give", number=number, status=403)


def test_numbers_and_promises_that_are_not_there_are_not_found(browser):
    browser.sign_in(PROGRAM)
    for endpoint in ("public_page", "recommendation_work", "response_edit", "recommendation_edit"):
        browser.get(f"accountability.{endpoint}", number="R-1900-001", status=404)
    browser.get("accountability.commitment_edit", commitment_id=999999, status=404)


def test_empty_pages_teach(browser):
    assert "it stands here from that day on, answered or not" in browser.get("accountability.public_list").main
    browser.sign_in(PROGRAM)
    assert "No recommendations yet" in browser.get("accountability.recommendation_list").main
    assert "Nothing waits for an answer" in browser.get("accountability.waiting_list").main


def test_filters_that_make_no_sense_show_the_list(browser):
    recommend(words("Rides"))
    page = browser.open("/what-we-did?progress=moon&body=x&page=99999&q=")
    assert page.has_link("Rides")
    assert browser.open("/what-we-did?q=" + "a" * 101, status=422).errors


def test_the_public_list_pages(browser):
    for _ in range(26):
        recommend()
    page = browser.get("accountability.public_list")
    assert len(page.soup.select("article")) == 25
    assert len(page.follow("Next page").soup.select("article")) == 1


def test_from_a_theme_to_a_published_answer(browser, outbox):
    body, theme = make_body(name="Ride council"), add_theme("Rides")
    add_coded(12, theme)
    browser.sign_in(PROGRAM)
    page = browser.get("themes.theme_page", theme_id=theme).follow("Make a recommendation")
    assert page.form("Make it public").fields["theme_id"] == str(theme)
    page = (
        page.form("Make it public")
        .fill(title="Send the ride", text="Send it.", why="Waits.", body_id=str(body))
        .send()
    )
    number = db.session.query(Recommendation.number).scalar()
    assert page.flashes == ["The recommendation is public now. People whose comments led to it will be told."]
    assert "12 people spoke of this before the council asked" in page.main
    page = page.follow("Write the answer")
    assert page.form("Save the draft").send(status=422).errors == ["Choose a decision", "Enter the reasons"]
    page = page.form("Save the draft").fill(decision="accepted", reasons="We **hired** drivers.").send()
    assert "A draft that only staff can read" in page.main
    assert "hired" not in browser.get("accountability.public_page", number=number).main
    page = (
        page.follow("Add a promise")
        .form("Save the promise")
        .fill(text="Hire ten drivers", owner="Transportation unit", due_on=(today() + timedelta(days=30)).isoformat())
    )
    page = page.send().follow("Read it once more and publish")
    assert "There are no reasons in Spanish" in page.main
    page = page.form("Publish the answer").send()
    assert page.flashes == ["The answer is public. The council and those who spoke will be told."]
    public = page.follow("See the public page")
    assert "Yes, we will do this" in public.main
    assert "Hire ten drivers" in public.main
    assert "hired" in [strong.get_text() for strong in public.soup.select("main strong")]
    assert browser.get("themes.theme_page", theme_id=theme).has_link("Send the ride")


def test_the_four_ends_of_a_promise_are_told_apart(browser):
    number = recommend()
    answer(number)
    promise(number, "Open one")
    make_late(promise(number, "Late one"))
    close(promise(number, "Done one"))
    close(promise(number, "Given up"), is_done=False, note="No money")
    headings = browser.get("accountability.public_page", number=number).soup.select("h3")
    told = {h.get_text(): h.find_next("span", class_="status").get_text() for h in headings}
    assert told == {
        "Open one": "Under way",
        "Late one": "Late",
        "Done one": "Done",
        "Given up": "Closed, but not done",
    }


def test_an_answer_that_changed_keeps_the_earlier_one(browser):
    number = recommend()
    answer(number, "studying", "We look into it.")
    answer(number, "declined", "There is no money.")
    page = browser.get("accountability.public_page", number=number)
    assert "What the state said before" in page.main
    assert page.main.index("There is no money.") < page.main.index("We look into it.")


def test_a_member_says_what_they_think_and_changes_it(browser):
    body = make_body()
    number = recommend(body_id=body)
    answer(number)
    browser.sign_in(member_of(body))
    page = browser.get("accountability.public_page", number=number).follow("Say what you think")
    assert "without your name" in page.main
    assert page.form("Save what I think").fill(words="Hm").send(status=422).errors == ["Choose an answer"]
    page = page.form("Save what I think").fill(satisfaction="no", words="Still late").send()
    assert page.flashes == ["Thank you. We saved what you said. You can change it."]
    form = page.follow("Change what I said").form("Save what I think")
    assert (form.fields["satisfaction"], form.fields["words"]) == ("no", "Still late")
    form.fill(satisfaction="yes").send()
    assert [tuple(found) for found in db.session.query(Verdict.satisfaction, Verdict.words)] == [
        ("yes", "Still late")
    ]
    browser.sign_in(PROGRAM)
    assert "Still late" in browser.get("accountability.recommendation_work", number=number).main
    browser.sign_in(INTEGRATION)
    assert "Still late" not in browser.get("accountability.recommendation_work", number=number).main


def test_a_stale_answer_shows_both_texts(browser):
    number = recommend()
    draft(number, reasons="First")
    browser.sign_in(PROGRAM)
    form = browser.get("accountability.response_edit", number=number).form("Save the draft").fill(reasons="Mine")
    draft(number, reasons="Theirs")
    page = form.send(status=409)
    assert "Theirs" in page.main
    assert page.form("Save the draft").fields["reasons"] == "Mine"
    page.form("Save the draft").send()
    assert db.session.query(StateResponse.reasons).scalar() == "Mine"


def test_two_first_drafts_show_both_texts(browser):
    number = recommend()
    browser.sign_in(PROGRAM)
    form = browser.get("accountability.response_edit", number=number).form("Save the draft")
    draft(number, reasons="Theirs")
    page = form.fill(decision="declined", reasons="Mine").send(status=409)
    assert "Theirs" in page.main


def test_a_stale_promise_and_a_stale_recommendation_show_both(browser):
    number = recommend(words("Old title"))
    commitment = promise(number, "First")
    browser.sign_in(PROGRAM)
    mine = browser.get("accountability.commitment_edit", commitment_id=commitment).form("Save the promise")
    theirs = browser.get("accountability.commitment_edit", commitment_id=commitment).form("Save the promise")
    theirs.fill(text="Theirs").send()
    page = mine.fill(text="Mine").send(status=409)
    assert ("Theirs" in page.main, page.form("Save the promise").fields["text"]) == (True, "Mine")
    mine = browser.get("accountability.recommendation_edit", number=number).form("Save the recommendation")
    theirs = browser.get("accountability.recommendation_edit", number=number).form("Save the recommendation")
    theirs.fill(title="Their title").send()
    page = mine.fill(title="My title").send(status=409)
    assert "Their title" in page.main
    page.form("Save the recommendation").send()
    assert row(number).title == "My title"


def test_what_is_published_is_what_was_read(browser):
    number = recommend()
    draft(number, reasons="First")
    browser.sign_in(PROGRAM)
    form = browser.get("accountability.response_publish", number=number).form("Publish the answer")
    draft(number, reasons="Second")
    page = form.send(status=409)
    assert "Second" in page.main
    assert "The state has not answered yet." in browser.get("accountability.public_page", number=number).main


def test_a_double_click_makes_one_recommendation(browser):
    browser.sign_in(PROGRAM)
    form = browser.get("accountability.recommendation_create").form("Make it public")
    form.fill(title="Rides", text="Send it", why="Late")
    assert form.send().path == form.send().path
    assert db.session.query(Recommendation).count() == 1


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=HYPERLINK(1)", "مرحبا بالعالم", "👩🏽‍🦽 ramps", "NUL\x00byte"]
)
def test_odd_texts_are_kept_and_shown_as_text(browser, text):
    browser.sign_in(PROGRAM)
    form = browser.get("accountability.recommendation_create").form("Make it public")
    page = form.fill(title=text, text=text, why=text, motion=text).send()
    assert page.heading == text.replace("\x00", "")
    assert not page.soup.select("main script")
    answer(db.session.query(Recommendation.number).scalar(), reasons=text)
    browser.get("accountability.public_list")
    browser.get("reports.record_print")


def test_far_too_long_a_text_comes_back_with_a_sentence(browser):
    number = recommend()
    browser.sign_in(PROGRAM)
    form = browser.get("accountability.response_edit", number=number).form("Save the draft")
    page = form.fill(decision="declined", reasons="a" * 10_000_000).send(status=422)
    assert page.errors == ["This is too long. It has 10,000,000 characters. Use 5,000 or fewer."]


def test_updates_closing_and_opening_again(browser):
    number = recommend()
    answer(number)
    promise(number)
    browser.sign_in(PROGRAM)
    page = browser.get("accountability.recommendation_work", number=number).follow("Tell how it is going")
    assert page.form("Publish the update").send(status=422).errors == ["Enter how it is going"]
    page = page.form("Publish the update").fill(text="Five drivers hired").send()
    assert "Five drivers hired" in browser.get("accountability.public_page", number=number).main
    page = page.follow("Close it")
    page = page.form("Close the promise").fill(outcome="not_done", note="Nobody applied").send()
    assert "Closed, but not done" in page.main
    page = page.form("Open it again").send()
    assert page.flashes == ["The promise is open again."]


def test_a_recommendation_taken_back_stays_public(browser):
    number = recommend(words("Rides"))
    browser.sign_in(PROGRAM)
    page = browser.get("accountability.recommendation_work", number=number).follow("The council takes it back")
    page = page.form("Take it back").send()
    assert not page.has_link("Write the answer")
    assert "The council took this back" in browser.get("accountability.public_page", number=number).main


def test_a_spanish_page_shows_spanish_and_marks_english(browser):
    number = recommend(words("Rides", text_es=None))
    answer(number, reasons="We will.", reasons_es="Lo haremos.")
    browser.sign_in(member_of(language="es"))
    page = browser.get("accountability.public_page", number=number)
    assert page.heading == "Llevar a la gente a casa"
    assert "Lo haremos." in page.main
    assert page.soup.find("div", lang="en").get_text(strip=True) == "Send the ride that was ordered."


def test_the_mail_is_written_in_both_languages(app):
    from engage.accountability.messages import answer_email
    from engage.core.bilingual import Words
    from engage.notifications.worker.mail import compose

    email = answer_email(
        to="ana@example.org",
        language="es",
        title=Words("Rides", "Viajes"),
        number="R-2026-001",
        decision="partly",
        is_changed=False,
        url="http://localhost/what-we-did/R-2026-001",
    )
    message = compose(Side.ENGAGE, email.__dict__, message_id="<x@engage>")
    assert "Viajes" in message["Subject"]
    body = message.get_body(("plain",)).get_content()
    assert "http://localhost/what-we-did/R-2026-001" in body
    assert "None" not in body
