"""Pages of comments and themes: the wrong person first."""

from datetime import date

import pytest

from engage.accounts.enums import Role
from engage.core.actor import STRANGER
from engage.core.db import db
from engage.core.sides import Side
from engage.themes import queries
from engage.themes.models import Comment, Theme
from tests.factories.themes import (
    INTEGRATION,
    OTHER_PROGRAM,
    PROGRAM,
    actor_as,
    add_coded,
    add_comment,
    add_many,
    add_theme,
    code,
)

READS_COMMENTS = {Role.PROGRAM_TEAM}
READS_THEMES = {Role.PROGRAM_TEAM, Role.INTEGRATION_TEAM}
ROUTES = [
    ("get", "themes.comment_list", {}, READS_COMMENTS),
    ("get", "themes.comment_page", {"comment_id": "comment"}, READS_COMMENTS),
    ("get", "themes.comment_next", {}, READS_COMMENTS),
    ("post", "themes.comment_gather", {}, READS_COMMENTS),
    ("post", "themes.comment_page", {"comment_id": "comment"}, READS_COMMENTS),
    ("post", "themes.comment_undo", {"comment_id": "comment"}, READS_COMMENTS),
    ("post", "themes.comment_set_aside", {"comment_id": "comment"}, READS_COMMENTS),
    ("post", "themes.comment_take_back", {"comment_id": "comment"}, READS_COMMENTS),
    ("get", "themes.theme_list", {}, READS_THEMES),
    ("get", "themes.theme_page", {"theme_id": "theme"}, READS_THEMES),
    ("get", "themes.theme_counts", {"theme_id": "theme"}, READS_THEMES),
    ("get", "themes.theme_history", {"theme_id": "theme"}, READS_THEMES),
    ("get", "themes.theme_create", {}, READS_COMMENTS),
    ("post", "themes.theme_create", {}, READS_COMMENTS),
    ("get", "themes.theme_edit", {"theme_id": "theme"}, READS_COMMENTS),
    ("post", "themes.theme_edit", {"theme_id": "theme"}, READS_COMMENTS),
    ("get", "themes.theme_merge", {"theme_id": "theme"}, READS_COMMENTS),
    ("post", "themes.theme_merge", {"theme_id": "theme"}, READS_COMMENTS),
    ("post", "themes.theme_retire", {"theme_id": "theme"}, READS_COMMENTS),
    ("post", "themes.theme_take_back", {"theme_id": "theme"}, READS_COMMENTS),
    ("post", "themes.starter_load", {}, READS_COMMENTS),
]
STATE_ROLES = [role for role in Role if role.side is Side.ENGAGE]


def _path(browser, endpoint: str, args: dict[str, str]) -> str:
    made = {"comment": add_comment, "theme": add_theme}
    return browser.path(endpoint, **{name: made[what]() for name, what in args.items()})


@pytest.mark.parametrize("role", STATE_ROLES)
@pytest.mark.parametrize(("method", "endpoint", "args", "allowed"), ROUTES)
def test_every_route_for_every_role(browser, role, method, endpoint, args, allowed):
    path = _path(browser, endpoint, args)
    browser.sign_in(actor_as(role))
    token = browser.csrf()
    db.session.commit()
    response = getattr(browser.client, method)(path, data={"csrf_token": token} if method == "post" else None)
    assert (response.status_code == 403) is (role not in allowed)
    assert response.status_code < 500


@pytest.mark.parametrize(("method", "endpoint", "args", "allowed"), ROUTES)
def test_a_stranger_is_asked_to_sign_in(browser, method, endpoint, args, allowed):
    path = _path(browser, endpoint, args)
    db.session.commit()
    token = browser.csrf()
    response = getattr(browser.client, method)(path, data={"csrf_token": token} if method == "post" else None)
    assert response.status_code in (302, 401)
    assert STRANGER.account_id is None


@pytest.mark.parametrize("number", [99, 2**31, 2**61, 2**64])
@pytest.mark.parametrize("endpoint", ["themes.comment_page", "themes.theme_page", "themes.theme_edit"])
def test_what_is_not_there_is_not_found(browser, endpoint, number):
    browser.sign_in(PROGRAM)
    name = "comment_id" if "comment" in endpoint else "theme_id"
    browser.get(endpoint, status=404, **{name: number})


def test_empty_lists_teach(browser):
    browser.sign_in(PROGRAM)
    assert "No comments yet" in browser.get("themes.comment_list").main
    assert "No themes yet" in browser.get("themes.theme_list").main


def test_filters_that_make_no_sense_show_the_list(browser):
    add_comment("Late ride")
    browser.sign_in(PROGRAM)
    page = browser.open("/staff/comments?theme=x&body=9e99&source=moon&coding=?&page=-4&quarter=%00&q=")
    assert "Late ride" in page.main
    assert browser.open("/staff/comments?q=" + "a" * 200, status=422).errors


def test_the_list_pages_and_links(browser):
    add_many(26)
    browser.sign_in(PROGRAM)
    page = browser.get("themes.comment_list")
    assert len(page.soup.tbody.find_all("tr")) == 25
    assert len(page.follow("Next page").soup.tbody.find_all("tr")) == 1


def test_code_and_go_on_to_the_next_and_undo(browser):
    add_comment("First", said_on=date(2026, 3, 5))
    add_comment("Second")
    theme = add_theme()
    browser.sign_in(PROGRAM)
    page = browser.get("themes.comment_list").follow("Code the next comment")
    assert "First" in page.main
    page = page.form("Save and go to the next comment").fill(themes=[str(theme)]).send()
    assert "Second" in page.main
    page = page.form("Save").fill(themes=[str(theme)], passage="Seco").send()
    assert page.flashes == ["The themes of the comment are saved."]
    assert page.soup.q.get_text() == "Seco"
    page = page.form("Undo my last change").send()
    assert page.flashes == ["Your last change is undone."]
    assert queries.waiting_count(PROGRAM) == 1


def test_a_theme_is_created_in_place(browser):
    comment = add_comment()
    browser.sign_in(PROGRAM)
    page = browser.get("themes.comment_page", comment_id=comment)
    bad = page.form("Save").fill(new_name="Weather").send(status=422)
    assert bad.errors == ["Say in a sentence what belongs to this theme"]
    good = bad.form("Save").fill(new_definition="Ice and heat").send()
    assert good.has_link("Weather")


def test_nothing_picked_says_so_and_keeps_the_passage(browser):
    comment = add_comment("The van was late")
    add_theme()
    browser.sign_in(PROGRAM)
    page = browser.get("themes.comment_page", comment_id=comment).form("Save").fill(passage="van").send(status=422)
    assert page.errors == ["Choose at least one theme, or set the comment aside."]
    assert page.form("Save").fields["passage"] == "van"


def test_a_stale_coding_form_shows_both(browser):
    comment, rides, phone = add_comment(), add_theme("Rides"), add_theme("Phone")
    browser.sign_in(PROGRAM)
    form = browser.get("themes.comment_page", comment_id=comment).form("Save").fill(themes=[str(phone)])
    code(comment, rides, actor=OTHER_PROGRAM)
    page = form.send(status=409)
    assert page.has_link("Rides")
    assert "Someone coded this comment while you had it open" in page.main
    again = page.form("Save")
    assert again.fields["themes"] == str(phone)
    assert [theme.name.en for theme in _themes_after(again)] == ["Phone"]


def _themes_after(form) -> list:
    form.send()
    comment = db.session.query(Comment).one()
    return [passage.theme for passage in queries.comment_page(PROGRAM, comment.id).passages]


def test_a_double_click_codes_once(browser):
    comment, theme = add_comment(), add_theme()
    browser.sign_in(PROGRAM)
    form = browser.get("themes.comment_page", comment_id=comment).form("Save").fill(themes=[str(theme)])
    form.send()
    form.send()
    assert db.session.get(Comment, comment).version == 2


def test_set_aside_and_put_back(browser):
    comment = add_comment("Hm")
    browser.sign_in(PROGRAM)
    page = browser.get("themes.comment_page", comment_id=comment)
    page = page.form("Set aside: it says nothing to code").send()
    assert page.flashes == ["The comment is set aside. It stays in the list."]
    page = page.form("Put it back among those to code").send()
    assert page.flashes == ["The comment waits for a theme again."]


def test_a_theme_is_added_changed_and_told_in_its_history(browser):
    browser.sign_in(PROGRAM)
    page = browser.get("themes.theme_list").follow("Add a theme")
    assert page.form("Add the theme").send(status=422).errors == ["Enter a name", "Enter what it is about"]
    page = page.form("Add the theme").fill(name="Rides", definition="Late rides", name_es="Transporte").send()
    assert page.heading == "Rides"
    page = page.follow("Change the words").form("Save the theme").fill(definition="All rides").send()
    page = page.follow("How the words changed")
    assert page.table("What changed in version 2").rows == [["What it is about", "Late rides", "All rides"]]


def test_a_stale_theme_form_shows_both_texts(browser):
    theme = add_theme("Rides")
    browser.sign_in(PROGRAM)
    form = browser.get("themes.theme_edit", theme_id=theme).form("Save the theme").fill(definition="Mine")
    other = browser.get("themes.theme_edit", theme_id=theme).form("Save the theme").fill(definition="Theirs")
    other.send()
    page = form.send(status=409)
    assert "Theirs" in page.main
    assert page.form("Save the theme").fields["definition"] == "Mine"
    page.form("Save the theme").send()
    assert db.session.get(Theme, theme).definition == "Mine"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "=HYPERLINK(1)", "مرحبا بالعالم", "👩🏽‍🦽 ramps", "NUL\x00byte"],
)
def test_odd_texts_are_kept_and_shown_as_text(browser, text):
    browser.sign_in(PROGRAM)
    page = browser.get("themes.theme_create").form("Add the theme").fill(name=text, definition=text).send()
    assert page.heading == text.replace("\x00", "")
    browser.get("themes.theme_list")


def test_far_too_long_a_text_comes_back_with_a_sentence(browser):
    browser.sign_in(PROGRAM)
    page = browser.get("themes.theme_create").form("Add the theme").fill(name="X", definition="a" * 10_000_000)
    page = page.send(status=422)
    assert page.errors == ["This is too long. It has 10,000,000 characters. Use 2,000 or fewer."]


def test_merge_and_retire(browser):
    rides, vans = add_theme("Rides"), add_theme("Vans")
    code(add_comment(), vans)
    browser.sign_in(PROGRAM)
    page = browser.get("themes.theme_page", theme_id=vans).follow("Merge into another theme")
    page = page.form("Merge the themes").fill(into_id=str(rides)).send()
    assert page.heading == "Rides"
    page = page.form("Retire this theme").send()
    assert page.flashes == ["The theme is retired. What was coded stays."]
    page = page.form("Use this theme again").send()
    assert page.flashes == ["The theme is in use again."]
    assert "Merged into another theme" in browser.get("themes.theme_page", theme_id=vans).main


def test_the_starter_button_fills_the_codebook_once(browser):
    browser.sign_in(PROGRAM)
    page = browser.get("themes.theme_list").form("Add the starter codebook").send()
    assert page.flashes == ["32 themes added"]
    assert not page.has_button("Add the starter codebook")


def test_a_theme_page_says_few_and_why_nobody_is_quoted(browser):
    theme = add_theme()
    add_coded(3, theme)
    browser.sign_in(PROGRAM)
    page = browser.get("themes.theme_page", theme_id=theme)
    assert "Fewer than 11 people, so we do not show the number" in page.main
    assert "Fewer than 11 people spoke of this, so we quote no one: they could be recognized." in page.main


def test_a_theme_page_shows_numbers_pictures_and_tables(browser):
    theme = add_theme()
    add_coded(12, theme, plan_id=None, may_quote=True)
    browser.sign_in(PROGRAM)
    page = browser.get("themes.theme_page", theme_id=theme)
    assert ["Brought in from a file", "12"] in page.table("People by source").rows
    assert len(page.soup.select("svg.chart__svg")) == 3
    assert len(page.soup.select("figure.voice-quote")) == 5


def test_the_integration_team_reads_numbers_only(browser):
    theme = add_theme()
    add_coded(12, theme, may_quote=True)
    browser.sign_in(INTEGRATION)
    page = browser.get("themes.theme_page", theme_id=theme)
    assert "Your role sees numbers, not what single people wrote." in page.main
    assert "Comment number" not in page.main
    assert not page.has_link("Read the comments of this theme")


def test_the_file_of_numbers_is_protected_and_safe(browser):
    theme = add_theme()
    add_coded(3, theme)
    browser.sign_in(INTEGRATION)
    text = browser.download("themes.theme_counts", theme_id=theme).get_data(as_text=True)
    assert text.startswith("\ufeffSplit by,Group,People\r\n")
    assert "People by source,Brought in from a file,not shown\r\n" in text
    assert ",3\r\n" not in text


def test_a_comment_in_spanish_is_marked_and_html_is_text(browser):
    add_comment("<b>Llegó</b> tarde", language="es")
    browser.sign_in(PROGRAM)
    cell = browser.get("themes.comment_list").soup.select_one("tbody th span")
    assert (cell["lang"], cell.get_text()) == ("es", "<b>Llegó</b> tarde")


def test_looking_for_new_comments_says_what_came(browser):
    browser.sign_in(PROGRAM)
    page = browser.get("themes.comment_list").form("Look for new comments").send()
    assert page.flashes == ["No new comments"]
