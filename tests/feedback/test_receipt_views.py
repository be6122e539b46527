"""Coming back with a receipt code."""

import pytest
from sqlalchemy import func, select

from engage.core.db import db
from engage.feedback.enums import SetAsideReason
from engage.feedback.models import AnonymousAnswer, AnonymousSubmission
from tests.factories import feedback as make
from tests.support.browser import Browser


def _count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def _texts() -> list[str]:
    return list(db.session.scalars(select(AnonymousAnswer.text).order_by(AnonymousAnswer.text)))


# Coming back with the code


def test_code_shows_the_answer_and_the_road(browser):
    answered = make.answer(make.open_form())
    page = browser.get("feedback.receipt_find").form("Show my answer").fill(code=answered.receipt.lower()).send()
    assert "The driver was kind." in page.main
    assert [li.get_text(" ", strip=True).split(" ")[0] for li in page.soup.select(".voice-road li")] == [
        "Heard", "Put", "Recommended", "Answered", "Changed",
    ]  # fmt: skip
    assert page.response.request.path == "/feedback/receipt"
    assert not page.response.request.query_string


@pytest.mark.parametrize("code", ["", "x", "AAAA-BBBB-CCCC-DDDD", "0" * 16, "\x00" * 16, "<b>", "שלום", "9" * 1000])
def test_wrong_code_gets_a_sentence(browser, code):
    page = browser.get("feedback.receipt_find").form("Show my answer").fill(code=code).send(status=422)
    assert len(page.errors) == 1


def test_guessing_codes_is_slowed_down(browser, monkeypatch):
    monkeypatch.setattr("engage.feedback.views.public._LOOKUPS", "1/hour")
    for status in (422, 429):
        browser.post("/feedback/receipt", {"code": "AAAA-BBBB-CCCC-DDDD"}, status=status)


def test_person_takes_an_answer_back_after_a_second_look(browser):
    answered = make.answer(make.open_form())
    page = browser.post("/feedback/receipt", {"code": answered.receipt})
    sure = page.form("Take my answer back").send()
    assert sure.heading == "Take your answer back?"
    assert _texts() == ["The driver was kind."]
    done = sure.form("Take my answer back").send()
    assert "You took this answer back" in done.main
    assert _texts() == []
    assert "You took this answer back" in browser.post("/feedback/receipt", {"code": answered.receipt}).main


def test_withdrawing_without_a_code_is_not_found(browser):
    for code in ("", "AAAA-BBBB-CCCC-DDDD"):
        browser.post("/feedback/receipt/withdraw", {"code": code, "sure": "yes"}, status=404)


def test_reason_for_setting_aside_is_read_through_the_code(browser):
    form = make.open_form()
    answered = make.answer(form)
    key = db.session.scalar(select(AnonymousSubmission.key))
    with make.unit_of_work():
        make.services.set_aside_answer(actor=make.LONE, form_id=form.id, key=key, reason=SetAsideReason.ADVERT)
    page = browser.post("/feedback/receipt", {"code": answered.receipt})
    assert "We set your answer aside" in page.main
    assert "It is an advert." in page.main


def test_own_answers_are_listed_for_their_writer_only(app):
    form = make.open_form()
    make.answer_named(form, account_id=21)
    assert (
        Browser(app).sign_in(make.member()).get("feedback.my_answer_list").table("My answers").rows[0][0]
        == "How are your rides?"
    )
    assert "No answers yet" in Browser(app).sign_in(make.member(account_id=99)).get("feedback.my_answer_list").main
    assert Browser(app).client.get("/my/answers").status_code == 302
