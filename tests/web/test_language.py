"""How days and times read."""

from datetime import UTC, date, datetime

import pytest
from flask_babel import force_locale

from engage.web import language

ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("code", "hour", "words"),
    [
        ("en", 18, "Tuesday, March 3, 2026 at 1:00 pm (Eastern)"),
        ("en", 15, "Tuesday, March 3, 2026 at 10:00 am (Eastern)"),
        ("es", 18, "martes, 3 de marzo de 2026 a la 1:00 p.m. (hora oriental)"),
        ("es", 19, "martes, 3 de marzo de 2026 a las 2:00 p.m. (hora oriental)"),
        ("es", 15, "martes, 3 de marzo de 2026 a las 10:00 a.m. (hora oriental)"),
    ],
)
def test_moment_reads_as_people_say_it(app, code, hour, words):
    with force_locale(code):
        assert language.moment_words(datetime(2026, 3, 3, hour, tzinfo=UTC), ZONE) == words


def test_summer_time_is_the_clock_on_the_wall(app):
    with force_locale("en"):
        assert language.clock_words(datetime(2026, 7, 3, 18, tzinfo=UTC), ZONE) == "2:00 pm (Eastern)"


def test_day_and_month(app):
    with force_locale("es"):
        assert language.day_words(date(2026, 11, 24)) == "martes, 24 de noviembre de 2026"
        assert language.month_words(date(2026, 11, 24)) == "noviembre de 2026"
    assert language.day_words(None) == ""


def test_language_is_chosen_remembered_and_stays_on_the_page(browser):
    page = browser.post("/language", {"language": "es", "next": "/privacy"})
    assert page.path == "/privacy"
    assert page.soup.html["lang"] == "es"
    assert browser.get("home.privacy").soup.html["lang"] == "es"


def test_unknown_language_changes_nothing(browser):
    assert browser.post("/language", {"language": "xx", "next": "/"}).soup.html["lang"] == "en"


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_language_switch_leads_nowhere_else(browser, address):
    assert browser.post("/language", {"language": "es", "next": address}).path == "/"


def test_each_side_remembers_its_own_language(browser):
    browser.post("/ombudsman/language", {"language": "es", "next": "/ombudsman/sign-in"})
    assert browser.get("accounts_ombudsman.session_create").soup.html["lang"] == "es"
    assert browser.get("home.privacy").soup.html["lang"] == "en"


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("en", "2026-Q4", "Oct–Dec 2026"),
        ("en", "2026-Q1", "Jan–Mar 2026"),
        ("es", "2026-Q4", "oct–dic de 2026"),
        ("en", "earlier", "earlier"),
        ("en", None, ""),
    ],
)
def test_quarter_reads_as_months(app, code, text, words):
    with force_locale(code):
        assert language.quarter_words(text) == words


def test_the_way_to_help_carries_the_language_that_was_picked(browser):
    def help_links(page):
        links = page.soup.select("a[href*='/ombudsman/get-help']")
        return {link["href"].partition("/ombudsman")[2] for link in links}

    assert help_links(browser.get("home.landing")) == {"/get-help"}
    assert help_links(browser.post("/language", {"language": "es", "next": "/"})) == {"/get-help?lang=es"}


def test_a_carried_language_is_remembered_under_the_plain_address(browser):
    answer = browser.client.get("/ombudsman/sign-in?lang=es&next=%2Fombudsman%2Fcases")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ombudsman/sign-in?next=%2Fombudsman%2Fcases")
    assert browser.get("accounts_ombudsman.session_create").soup.html["lang"] == "es"
    assert browser.get("home.landing").soup.html["lang"] == "en"


@pytest.mark.parametrize("address", ["/?lang=xx", "/?lang=", "//evil.example/?lang=es", "/nowhere?lang=es"])
def test_no_other_language_is_carried(browser, address):
    browser.client.get(address)
    assert browser.get("home.privacy").soup.html["lang"] == "en"
