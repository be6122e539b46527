"""What goes wrong in life: no mouse, a session that ends, two clicks, two tabs, a database that does not save."""

import re

import pytest

from engage.core.sides import Side
from engage.demo.people import PASSWORD, SIGN_INS
from tests.browser.conftest import LiveSite, Person

FORM = "Tell the council anything, any day"
_FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const label = element.labels && element.labels.length ? element.labels[0] : element;
  const isSeen = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none';
  return [label.textContent.replace(/\\s+/g, ' ').trim(), isSeen, element.id];
}"""


def _tab_to(person: Person, words: str) -> Person:
    """Press Tab until the focus stands on what begins with ``words``; every stop on the way can be seen."""
    for _ in range(60):
        person.page.keyboard.press("Tab")
        label, is_seen, _ = person.page.evaluate(_FOCUSED)
        assert is_seen, f"nobody sees that the focus is on {label}"
        if label.startswith(words):
            return person
    raise AssertionError(f"Tab does not lead to {words}")


def _enter(person: Person) -> Person:
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    return person


def _answer(person: Person, words: str) -> Person:
    """Write ``words`` into the open form, up to the page before sending."""
    person.open("/feedback").follow("Answer now", about=FORM)
    person.page.locator("main textarea").first.fill(words)
    return person.press("Check my answers")


def _stored_answers(site: LiveSite, words: str) -> int:
    counted = "SELECT (SELECT count(*) FROM anonymous_answer WHERE text = :words)"
    counted += " + (SELECT count(*) FROM named_answer WHERE text = :words)"
    return site.sql(Side.ENGAGE, counted, words=words)[0][0]


def _end_sessions(site: LiveSite, who: str) -> None:
    """What an hour without a touch does, or somebody who signs out everywhere."""
    table = "ombudsman_" if SIGN_INS[who].side is Side.OMBUDSMAN else ""
    account = f"(SELECT id FROM {table}account WHERE email = :email)"
    ended = f"UPDATE {table}sign_in_session SET ended_at = started_at WHERE account_id = {account}"
    site.sql(SIGN_INS[who].side, ended, email=SIGN_INS[who].email)


def _sign_in_again(person: Person, who: str) -> Person:
    person.type("E-mail address", SIGN_INS[who].email).type("Password", PASSWORD)
    return person.press("Sign in and go on")


# Keyboard


def test_a_form_is_answered_without_a_mouse(site, person, word):
    somebody = person().open("/")
    _tab_to(somebody, "Skip to main content")
    somebody.page.keyboard.press("Enter")
    _enter(_tab_to(somebody, "Tell us"))
    _enter(_tab_to(somebody, f"Answer now: {FORM}"))
    _enter(_tab_to(somebody, "Check my answers"))
    # Sent empty: the reader stands at the summary, and its first link leads into the field.
    assert somebody.page.evaluate(_FOCUSED)[0].startswith("There is a problem")
    somebody.page.keyboard.press("Tab")
    somebody.page.keyboard.press("Enter")
    assert somebody.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    somebody.page.keyboard.type(f"Typed without a mouse {word}")
    _tab_to(somebody, "You may print my words")
    somebody.page.keyboard.press("Space")
    _enter(_tab_to(somebody, "Check my answers"))
    _enter(_tab_to(somebody, "Send my answers"))
    assert somebody.heading == "Thank you. We have your answer."
    assert _stored_answers(site, f"Typed without a mouse {word}") == 1
    assert somebody.problems == []


# A session that ends


def test_a_long_form_outlives_the_session(site, person, word):
    team = person().sign_in("program_team").open("/staff/recommendations/new")
    typed = {
        "In a few words": f"A long text {word}",
        "What the council asks for": f"First line {word}\n\n¿Y qué más? <b>& “so”</b> " + "long " * 400 + "end",
        "Motion": f"=1+{word}",
    }
    for label, words in typed.items():
        team.type(label, words)
    team.page.get_by_label("Why", exact=True).fill(f"Because {word}")
    _end_sessions(site, "program_team")
    team.press("Make it public")
    assert team.heading == "Sign in to go on"
    assert word not in team.page.content()
    _sign_in_again(team, "program_team")
    assert team.heading == "We kept what you typed"
    for words in (*typed.values(), f"Because {word}"):
        assert " ".join(words.split()) in team.words
    team.press("Send it again")
    assert team.heading == f"A long text {word}"
    found = "SELECT text, why, motion FROM recommendation WHERE title = :title"
    assert site.sql(Side.ENGAGE, found, title=f"A long text {word}") == [
        (typed["What the council asks for"], f"Because {word}", typed["Motion"])
    ]


def test_a_call_outlives_the_session(site, person, word):
    staff = person().sign_in("ombudsman").follow("Someone is on the phone")
    story = f"He fell and lay there {word}\nand nobody came."
    staff.type("Who is calling?", f"Odile {word}").type("Phone", "617-555-0177").type("What happened?", story)
    _end_sessions(site, "ombudsman")
    staff.press("Save and finish")
    assert staff.heading == "Sign in to go on"
    assert word not in staff.page.content()
    _sign_in_again(staff, "ombudsman")
    assert staff.heading == "We kept what you typed"
    assert f"Odile {word}" in staff.words
    staff.press("Send it again")
    assert re.fullmatch(r"Case OM-\w{6}", staff.heading)
    assert " ".join(story.split()) in staff.words
    assert _calls_by(staff, word) == 1


def _calls_by(staff: Person, word: str) -> int:
    staff.open("/ombudsman/search").type("Find an earlier contact", word).press("Search")
    return staff.page.locator("main tbody tr").count()


def test_what_was_typed_is_not_shown_to_who_signs_in_next(site, person, word):
    tablet = person().sign_in("program_team").open("/staff/recommendations/new")
    tablet.type("In a few words", f"Not for you {word}")
    _end_sessions(site, "program_team")
    tablet.press("Make it public")
    _sign_in_again(tablet, "coordinator")
    assert tablet.heading == "What is due"
    assert "may belong to someone else" in tablet.words
    assert word not in tablet.page.content()


# Two clicks, two tabs


def _click_twice(person: Person, side: Side, button: str, heading: str, *, sends: int) -> None:
    """Click ``button`` again while the first click still waits; the browser sends the form ``sends`` times."""
    sent = []
    person.page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    target = person.page.get_by_role("button", name=button)
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    place = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    with person.site.busy(side):
        for _ in range(sends):
            # A locator would wait for the page to come; an impatient hand does not.
            with person.page.expect_request(lambda request: request.method == "POST"):
                person.page.mouse.click(*place)
        if sends == 1:
            person.page.mouse.click(*place)
    person.page.get_by_role("heading", name=heading, exact=True).wait_for()
    assert len(sent) == sends


#: Without JavaScript the second click is sent too, and the server drops it.
_CLICKS = pytest.mark.parametrize(("javascript", "sends"), [(True, 1), (False, 2)], ids=["javascript", "plain"])


@_CLICKS
def test_two_clicks_send_one_answer(site, person, word, javascript, sends):
    somebody = _answer(person(javascript=javascript), f"Clicked twice {word}")
    _click_twice(somebody, Side.ENGAGE, "Send my answers", "Thank you. We have your answer.", sends=sends)
    assert _stored_answers(site, f"Clicked twice {word}") == 1
    code = somebody.page.locator(".receipt-code__code").first.inner_text()
    somebody.open("/feedback/receipt").type("Your code", code).press("Show my answer")
    assert f"Clicked twice {word}" in somebody.words


@_CLICKS
def test_two_clicks_ask_for_help_once(person, word, javascript, sends):
    somebody = person(javascript=javascript, width=320).open("/ombudsman/get-help")
    somebody.type("What happened?", "I clicked twice.").type("Your name", f"Ida {word}")
    _click_twice(somebody, Side.OMBUDSMAN, "Send it to the office", "We have it", sends=sends)
    assert _calls_by(person().sign_in("ombudsman"), word) == 1


def _second_tab(person: Person) -> Person:
    other = Person(person.site, person.context, person.name)
    return other.open(person.page.url)


def test_two_tabs_on_a_theme_show_both_texts(person, word):
    team = person().sign_in("program_team").open("/staff/themes/new")
    team.type("Name", f"Theme {word}").type("What it is about", "As it was.").press("Add the theme")
    team.follow("Change the words")
    other = _second_tab(team)
    team.type("What it is about", f"The first tab says {word}").press("Save the theme")
    other.type("What it is about", f"The second tab says {word}").press("Save the theme")
    assert "Saved by someone else" in other.words
    assert f"The first tab says {word}" in other.words
    kept = other.page.get_by_label("What it is about").first
    assert kept.input_value() == f"The second tab says {word}"
    other.press("Save the theme")
    assert f"The second tab says {word}" in other.words


def test_two_tabs_on_a_case_show_both_texts(person, word):
    staff = person().sign_in("ombudsman").follow("Someone is on the phone")
    staff.type("Who is calling?", f"Ola {word}").type("What happened?", "As it was.").press("Save and finish")
    staff.follow("Change")
    other = _second_tab(staff)
    staff.type("What happened?", f"The first tab says {word}").press("Save")
    other.type("What happened?", f"The second tab says {word}").press("Save")
    assert other.heading == "Change the case"
    assert f"The first tab says {word}" in other.words
    assert other.page.get_by_label("What happened?").input_value() == f"The second tab says {word}"
    other.press("Save")
    assert f"The second tab says {word}" in other.words
    assert f"The first tab says {word}" not in other.words


# A database that does not save


@pytest.fixture
def refusing(site):
    """Makes a table refuse new rows, as a full disk would, until the test says that it is well again."""
    made = []

    def mend():
        while made:
            side, name = made.pop()
            site.sql(side, f"DROP TRIGGER {name}")

    def refuse(side: Side, table: str):
        name = f"refuse_{side}"
        stop = "SELECT RAISE(ABORT, 'database or disk is full')"
        site.sql(side, f"CREATE TRIGGER {name} BEFORE INSERT ON {table} BEGIN {stop}; END")
        made.append((side, name))
        return mend

    yield refuse
    mend()


def test_nothing_is_lost_when_an_answer_cannot_be_saved(site, person, word, refusing):
    somebody = _answer(person(javascript=False, width=320), f"Please keep this {word}")
    mend = refusing(Side.ENGAGE, "anonymous_answer")
    with somebody.page.expect_response(lambda response: response.request.method == "POST") as answered:
        somebody.press("Send my answers")
    assert answered.value.status == 503
    assert somebody.heading == "We kept what you typed"
    assert "We could not save it right now. This is not your mistake." in somebody.words
    assert f"Please keep this {word}" in somebody.words
    assert _stored_answers(site, f"Please keep this {word}") == 0
    mend()
    somebody.press("Send it again")
    assert somebody.heading == "Thank you. We have your answer."
    assert _stored_answers(site, f"Please keep this {word}") == 1


def test_nothing_is_lost_when_a_request_for_help_cannot_be_saved(person, word, refusing):
    somebody = person(javascript=False, width=320).open("/ombudsman/get-help")
    somebody.type("What happened?", f"They cut my hours {word}").type("Your name", f"Una {word}")
    mend = refusing(Side.OMBUDSMAN, '"case"')
    somebody.press("Send it to the office")
    assert somebody.heading == "We kept what you typed"
    assert f"They cut my hours {word}" in somebody.words
    mend()
    somebody.press("Send it again")
    assert somebody.heading == "We have it"
    assert _calls_by(person().sign_in("ombudsman"), word) == 1


# Language, zoom, paper


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_a_language_is_remembered(person, javascript):
    somebody = person(javascript=javascript).open("/councils?kind=mac")
    somebody.press("Español")
    assert somebody.page.locator("html").get_attribute("lang") == "es"
    assert somebody.page.url.endswith("/councils?kind=mac")
    somebody.open("/")
    assert somebody.heading == "Su voz sobre Medicare y Medicaid"
    somebody.sign_in("member")
    assert somebody.heading == "Hola, Rosa Delgado"
    somebody.press("Cerrar sesión")
    somebody.open("/feedback")
    assert somebody.page.locator("html").get_attribute("lang") == "es"
    somebody.press("English")
    assert somebody.heading == "Tell us"


def test_the_way_to_help_keeps_the_language(person):
    somebody = person(javascript=False, width=320).open("/").press("Español")
    somebody.page.get_by_role("link", name="Pedir ayuda", exact=True).first.click()
    assert somebody.page.locator("html").get_attribute("lang") == "es"
    assert somebody.page.url.endswith("/ombudsman/get-help")
    somebody.press("English")
    assert somebody.heading == "Get help"


def test_the_ombudsmans_pages_remember_a_language_of_their_own(person):
    somebody = person().open("/ombudsman/get-help")
    somebody.press("Español")
    assert somebody.page.url.endswith("/ombudsman/get-help")
    somebody.open("/ombudsman/receipt")
    assert somebody.page.locator("html").get_attribute("lang") == "es"
    assert {cookie["path"] for cookie in somebody.context.cookies()} == {"/ombudsman"}


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/", None),
        ("/feedback", None),
        ("/what-we-did/R-2026-003", None),
        ("/ombudsman/get-help", None),
        ("/my", "member"),
        ("/staff/comments", "program_team"),
        ("/ombudsman/cases", "ombudsman"),
    ],
)
def test_at_400_percent_nothing_scrolls_sideways(person, path, who):
    somebody = person(width=320, zoom=4)
    if who:
        somebody.sign_in(who)
    somebody.open(path)
    assert somebody.page.evaluate("[devicePixelRatio, document.documentElement.clientWidth]") == [4, 320]
    somebody.page.evaluate("window.scrollTo(500, 0)")
    assert somebody.page.evaluate("[scrollX, document.documentElement.scrollWidth]") == [0, 320]


def test_paper_holds_the_code_and_no_menus(person, word):
    somebody = _answer(person(), f"For paper {word}").press("Send my answers")
    code = somebody.page.locator(".receipt-code__code").first.inner_text()
    _on_paper(somebody, code, phone="617-555-0123")
    somebody.open("/feedback/receipt").type("Your code", code).press("Show my answer")
    _on_paper(somebody, code)
    assert f"For paper {word}" in somebody.words


def test_paper_holds_the_code_of_a_request_and_no_menus(person, word):
    somebody = person().open("/ombudsman/get-help")
    somebody.type("What happened?", f"For paper {word}").press("Send it to the office")
    code = somebody.page.locator(".receipt-code__code").first.inner_text()
    _on_paper(somebody, code, phone="617-555-0199")


def _on_paper(person: Person, code: str, phone: str = "") -> None:
    person.page.emulate_media(media="print")
    assert person.page.locator("nav:visible, form:visible, button:visible, .quick-exit:visible").count() == 0
    card = person.page.locator(".print-card:visible, main:visible").last
    assert code in card.inner_text()
    assert phone in card.inner_text()
    assert person.page.locator("h1").is_visible()
    person.page.emulate_media(media="screen")
    assert person.page.locator("nav").first.is_visible()
