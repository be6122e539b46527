"""The macros give the page what every reader needs, whatever the form holds."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from engage.core.disclosure.cells import Reason, hidden, shown
from engage.core.settings import PROJECT_ROOT, Settings
from engage.core.text import clean, one_line
from tests.support.browser import Page
from tests.web.component_app import SinkForm, make_component_app

STATIC = PROJECT_ROOT / "engage" / "static"
LAYOUTS = ("public", "members", "staff", "confidential")
CODES = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


@pytest.fixture(scope="module")
def components(settings: Settings) -> Flask:
    """The application that shows the components."""
    return make_component_app(settings)


def soup_of(app: Flask, path: str) -> BeautifulSoup:
    response = app.test_client().get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.text, "html.parser")


def render(app: Flask, template: str, **context: object) -> Tag:
    with app.test_request_context("/here?page=2"):
        return BeautifulSoup(render_template_string(template, **context), "html.parser")


def words(tag: Tag | None) -> str:
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip() if tag else ""


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("query", ["", "?bad=1"])
def test_a_page_of_everything_passes_what_every_page_must(components: Flask, layout: str, query: str) -> None:
    response = components.test_client().get(f"/sink/{layout}{query}")
    page = Page(None, response)  # type: ignore[arg-type]
    page.check()
    assert page.heading == "Everything & more"


def test_the_title_is_the_heading_and_says_error_when_something_is_wrong(components: Flask) -> None:
    assert words(soup_of(components, "/sink/public").title) == "Everything & more - Engage"
    assert words(soup_of(components, "/sink/public?bad=1").title) == "Error: Everything & more - Engage"


def test_a_confidential_title_tells_nothing(components: Flask) -> None:
    soup = soup_of(components, "/sink/confidential")
    assert words(soup.title) == "Work page"
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex, nofollow, noarchive"
    assert words(soup_of(components, "/ombudsman/errors/404").title) == "Work page"


def test_the_summary_lists_every_problem_and_leads_to_its_field(components: Flask) -> None:
    soup = soup_of(components, "/sink/public?bad=1")
    summary = soup.select_one(".error-summary")
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    assert [(words(li), li.a["href"] if li.a else None) for li in summary.select("li")] == [
        ("Two people cannot have this seat.", None),
        ("Enter your name", "#name"),
        ("Enter what happened", "#story"),
        ("Enter an e-mail address", "#email"),
        ("Choose a topic", "#topic"),
        ("Choose a plan", "#plan"),
        ("Enter a date", "#day"),
        ("Enter a name", "#seats-0-person"),
    ]
    for link in summary.select("a"):
        assert soup.find(id=link["href"][1:]) is not None


def test_a_field_in_error_is_tied_to_its_hint_and_message(components: Flask) -> None:
    field = soup_of(components, "/sink/public?bad=1").find(id="name")
    assert field["aria-describedby"] == "name-hint name-error"
    assert field["aria-invalid"] == "true"
    good = soup_of(components, "/sink/public").find(id="phone")
    assert "aria-describedby" not in good.attrs
    assert "aria-invalid" not in good.attrs


def test_optional_fields_say_so_and_required_ones_do_not(components: Flask) -> None:
    labels = {label["for"]: words(label) for label in soup_of(components, "/sink/public").select("label")}
    assert labels["name"] == "Your name"
    assert labels["nickname"] == "Nickname ( optional )".replace("( ", "(").replace(" )", ")")


def test_choices_are_a_group_with_a_name_and_their_own_hints(components: Flask) -> None:
    group = soup_of(components, "/sink/public").find("fieldset", id="topic")
    assert words(group.legend) == "What is it about"
    ride = group.find("input", value="ride")
    assert words(group.find(id=ride["aria-describedby"])) == "To a doctor, for example"


def test_the_browser_neither_cuts_nor_stops_what_is_typed(components: Flask) -> None:
    soup = soup_of(components, "/sink/public")
    for control in soup.select("main form[method=post].page-form :is(input, textarea, select)"):
        assert not {"required", "maxlength", "minlength", "pattern"} & set(control.attrs), control
    assert all("novalidate" in form.attrs for form in soup.select("form.page-form"))
    assert soup.find(id="story")["data-count-limit"] == "500"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("2026-03-31", "date"), ("", "date"), ("03/31/2026", "text"), ("next week", "text"), ("2026-02-31", "text")],
)
def test_a_date_that_a_date_picker_cannot_show_is_kept_as_text(components: Flask, typed: str, kind: str) -> None:
    with components.test_request_context("/"):
        form = SinkForm(formdata=MultiDict({"day": typed}), meta={"csrf": False})
        form.validate()
        macro = components.jinja_env.get_template("components/forms.html").module.date_field
        control = BeautifulSoup(str(macro(form.day)), "html.parser").find("input")
    assert (control["type"], control["value"]) == (kind, typed)


HOSTILE = ["<script>alert(1)</script>", '" onfocus="x', "\u202ertl \u05d0", "😀" * 50, "=HYPERLINK(1)", "a\r\nb"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_comes_back_as_text(components: Flask, text: str) -> None:
    with components.test_request_context("/"):
        form = SinkForm(formdata=None, data={"story": text, "name": text})
        soup = BeautifulSoup(
            render_template_string(
                "{% from 'components/forms.html' import text_field, textarea_field %}"
                "{{ text_field(form.name) }}{{ textarea_field(form.story) }}",
                form=form,
            ),
            "html.parser",
        )
    assert soup.find(id="name")["value"] == one_line(text)
    assert soup.find(id="story").get_text() == "\r\n" + clean(text)
    assert not soup.find("script")
    assert "onfocus" not in soup.find(id="name").attrs


def test_a_form_carries_its_token_its_key_and_its_files_without_ids(components: Flask) -> None:
    soup = soup_of(components, "/sink/public?x=1")
    form = soup.find(id="name").find_parent("form")
    hidden_inputs = form.find_all("input", type="hidden")
    assert [field["name"] for field in hidden_inputs] == ["csrf_token", "form_key"]
    assert all(field["value"] and "id" not in field.attrs for field in hidden_inputs)
    assert form["enctype"] == "multipart/form-data"
    assert form["action"] == "/sink/public?x=1"


def test_one_button_forms_carry_their_values_and_whom_they_are_about(components: Flask) -> None:
    form = soup_of(components, "/sink/public").find("form", action="/do")
    values = {field["name"]: field["value"] for field in form.find_all("input")}
    assert (values["form_key"], values["seat"], form["method"]) == ("k", "3", "post")
    assert values["csrf_token"]
    assert words(form.button) == "Take part in the meeting of March 3"


def test_a_hidden_count_never_shows_a_number(components: Flask) -> None:
    template = (
        "{% from 'components/tables.html' import cell_count %}"
        "{{ cell_count(few) }}|{{ cell_count(few, long=True) }}|"
        "{{ cell_count(many) }}|{{ cell_count(none) }}|{{ cell_count(7) }}"
    )
    text = words(render(components, template, few=hidden(Reason.SMALL), many=shown(1234)))
    assert text == "few | Fewer than 11 people, so we do not show the number |1,234|–|7"


def test_every_cell_of_a_table_knows_its_column(components: Flask) -> None:
    soup = soup_of(components, "/sink/staff")
    for table in soup.find_all("table"):
        heads = [words(head) for head in table.thead.find_all("th")]
        for row in table.tbody.find_all("tr"):
            assert [cell["data-label"] for cell in row.find_all(["td", "th"])] == heads, words(table.caption)


def test_an_empty_table_teaches_instead(components: Flask) -> None:
    assert any(
        "It comes when it comes." in words(box) for box in soup_of(components, "/sink/staff").select(".empty-state")
    )


@pytest.mark.parametrize("kind", ["good", "active", "waiting", "warn", "bad", "neutral", "new", "locked"])
def test_each_status_has_a_word_and_a_shape_of_its_own(components: Flask, kind: str) -> None:
    shapes = {
        name: str(components.jinja_env.get_template("components/status.html").module.status_shape(name))
        for name in ("good", "active", "waiting", "warn", "bad", "neutral", "new", "locked")
    }
    assert [name for name, shape in shapes.items() if shape == shapes[kind]] == [kind]


def test_a_quote_is_read_in_the_language_it_was_said_in(components: Flask) -> None:
    quote = soup_of(components, "/sink/public").find("blockquote")
    assert (quote["lang"], words(quote)) == ("es", "El transporte nunca llega a tiempo.")


def test_the_road_says_in_words_what_is_done(components: Flask) -> None:
    steps = soup_of(components, "/sink/public").select(".voice-road li")
    assert [words(step) for step in steps] == [
        "Heard Jan 5, 2026",
        "In a theme Feb 2, 2026",
        "Recommended Done",
        "Answered Not yet",
        "Changed Not yet",
    ]


@pytest.mark.parametrize(
    ("left", "total", "said", "used"),
    [
        (12, 30, "12 days left", "60.0"),
        (1, 30, "1 day left", "96.7"),
        (0, 30, "today", "100.0"),
        (-1, 30, "1 day late", "100.0"),
        (40, 30, "40 days left", "0.0"),
    ],
)
def test_days_left_are_drawn_and_said(components: Flask, left: int, total: int, said: str, used: str) -> None:
    bar = render(
        components,
        "{% from 'components/dates.html' import days_left_bar %}{{ days_left_bar(left, total) }}",
        left=left,
        total=total,
    )
    assert words(bar.p) == said
    assert bar.select_one(".days-left__used")["width"] == used


def test_a_chart_has_a_title_a_description_and_its_table(components: Flask) -> None:
    soup = soup_of(components, "/sink/public")
    for chart in soup.select("figure.chart"):
        svg = chart.svg
        assert [words(soup.find(id=name)) for name in svg["aria-labelledby"].split()] == [
            words(svg.title),
            words(svg.desc),
        ]
        assert chart.table is not None
    plans = soup.find(id="plans-title").find_parent("figure")
    assert [words(row) for row in plans.tbody.find_all("tr")][1:] == ["Plan B few", "Plan C 33"]


def test_a_chart_alone_is_a_picture_that_stands_by_itself(components: Flask) -> None:
    svg = render(
        components,
        "{% from 'components/charts.html' import bar_chart_svg %}"
        "{{ bar_chart_svg('T', 'D', [('A', cell), ('B', few)], id='c') }}",
        cell=shown(40),
        few=hidden(Reason.PROTECTS_ANOTHER),
    ).svg
    assert svg["xmlns"] == "http://www.w3.org/2000/svg"
    assert [text.get_text() for text in svg.find_all("text")] == ["A", "40", "B", "few"]


@pytest.mark.parametrize("path", [*(f"/errors/{code}" for code in CODES), "/kept/stale", "/session-ended"])
def test_a_failure_is_a_whole_page_too(components: Flask, path: str) -> None:
    Page(None, components.test_client().get(path)).check()  # type: ignore[arg-type]


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_says_what_to_do_and_whom_to_call(components: Flask, code: int) -> None:
    soup = soup_of(components, f"/errors/{code}")
    main = soup.find("main")
    assert len(main.select(".page-content > p")) >= 3
    assert main.find("a", href="tel:5550100199") is not None
    assert (
        words(soup_of(components, f"/errors/{code}?message=Only+this.").select_one(".page-content p")) == "Only this."
    )


def test_error_pages_work_before_anybody_filled_in_the_state(settings: Settings) -> None:
    bare = make_component_app(settings, phone="", email="")
    for code in CODES:
        assert not soup_of(bare, f"/errors/{code}").find("a", href=re.compile("^tel:"))


@pytest.mark.parametrize("reason", ["stale", "not_saved", "signed_in"])
def test_the_kept_page_gives_back_every_value(components: Flask, reason: str) -> None:
    soup = soup_of(components, f"/kept/{reason}")
    form = soup.find("form", action="/there?x=1")
    sent = [(field["name"], field["value"]) for field in form.find_all("input") if field["name"] != "csrf_token"]
    assert sent == [("form_key", "k1"), ("answer", "line one\n<b>two</b>"), ("answer", "again")]
    assert [words(dd) for dd in soup.select("dl dd")] == ["line one <b>two</b>", "again"]
    assert [words(dt) for dt in soup.select("dl dt")] == ["Answer", "Answer"]


def test_signing_in_again_carries_what_was_typed(components: Flask) -> None:
    form = soup_of(components, "/session-ended").find("form", action="/sign-in")
    assert form.find("input", attrs={"name": "kept"})["value"] == "secret-text"


def test_the_language_switch_offers_the_other_language_and_comes_back_here(components: Flask) -> None:
    form = soup_of(components, "/sink/public?bad=1").find("form", action="/language")
    assert form.find("input", attrs={"name": "next"})["value"] == "/sink/public?bad=1"
    assert [(b["value"], b["lang"], words(b)) for b in form.find_all("button")] == [("es", "es", "Español")]
    assert soup_of(components, "/ombudsman/errors/404").find("form", action="/ombudsman/language") is not None


def test_the_header_says_whose_page_it_is_and_how_to_leave_on_each_side(components: Flask) -> None:
    for path, prefix, own in (
        ("/errors/404", "", "/my/account"),
        ("/ombudsman/errors/404", "/ombudsman", "/ombudsman/account"),
    ):
        links = soup_of(components, path).select_one(".account-links")
        assert (links.a["href"], words(links.a)) == (own, "Ana Ruiz : your account")
        assert words(links.find("form", action=f"{prefix}/sign-out").button) == "Sign out"


def test_members_see_a_number_that_reaches_a_person_twice_and_few_menu_entries(components: Flask) -> None:
    soup = soup_of(components, "/sink/members")
    assert soup.header.find("a", href="tel:5550100199") is not None
    assert soup.find("footer", class_="site-footer").find("a", href="tel:5550100199") is not None
    assert 0 < len(soup.select(".top-menu li")) <= 4


def test_the_manifest_tells_exactly_what_is_served() -> None:
    listed = json.loads((STATIC / "MANIFEST.json").read_text())["files"]
    found = {
        str(path.relative_to(STATIC)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in STATIC.rglob("*")
        if path.is_file() and path.name != "MANIFEST.json"
    }
    assert listed == found


def test_the_style_sheet_is_small_and_names_only_files_that_are_there() -> None:
    css = (STATIC / "css" / "engage.css").read_text()
    assert len(css) < 300 * 1024
    names = set(re.findall(r"url\([\"']?(\.\./[^\"')]+)", css))
    assert [name for name in sorted(names) if not (STATIC / "css" / name).resolve().is_file()] == []
    assert "http" not in re.sub(r"http://www\.w3\.org", "", css).replace("[href^=http]", "").replace(
        '[href^="http"]', ""
    )


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = (STATIC / "img" / "icons.svg").read_text()
    templates = [path.read_text() for path in (PROJECT_ROOT / "templates").rglob("*.html")]
    named = {name for text in templates for name in re.findall(r"\bicon\(\"([a-z]+)\"", text)}
    assert named
    assert [name for name in sorted(named) if f'id="{name}"' not in sprite] == []


def test_the_package_lock_names_no_host() -> None:
    lock = json.loads((PROJECT_ROOT / "assets" / "package-lock.json").read_text())
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []


def test_no_template_writes_inline_code() -> None:
    for path in Path(PROJECT_ROOT / "templates").rglob("*.html"):
        if "emails" in path.parts:
            continue
        assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", path.read_text()), path
