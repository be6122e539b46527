"""Pages of councils: who may open them, what they show, what they take."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.core import clock
from engage.core.actor import STRANGER
from engage.core.db import db
from engage.councils.models import Body, Person, Seat, Term
from tests.factories import councils as make


@pytest.fixture
def council(app):
    """A council with a named member, one who chose not to be named, and a vacant seat."""
    body_id = make.make_body(name="Voices Council", purpose="To tell the state what works.", phone="555-010-0199")
    make.seat_somebody(body_id, seat={"label": "Seat 1", "position": 1}, name="Ana Ruiz", is_named_publicly=True)
    make.seat_somebody(body_id, seat={"label": "Seat 2", "position": 2}, name="Hidden Holder")
    make.make_seat(body_id, label="Seat 3", position=3, takes_applications=True)
    return body_id


# The wrong person

ROLES = (
    "stranger",
    "member",
    "helper",
    "other_coordinator",
    "other_plan",
    "program_team",
    "administrator",
    "coordinator",
)
ANYBODY = dict.fromkeys(ROLES, 200)
SIGN_IN = {"stranger": "sign-in"}
STAFF = SIGN_IN | dict.fromkeys(ROLES[1:-1], 403) | {"coordinator": 200}
PEOPLE = STAFF | {"other_coordinator": 404, "other_plan": 404}
ROUTES = {
    "body_list": ANYBODY,
    "body_page": ANYBODY,
    "table_picture": ANYBODY,
    "roster_json": ANYBODY,
    "roster_csv": ANYBODY,
    "staff_body_list": STAFF
    | dict.fromkeys(("other_coordinator", "other_plan", "program_team", "administrator"), 200),
    "staff_body_page": STAFF,
    "body_create": STAFF | {"other_coordinator": 200, "administrator": 200},
    "body_edit": STAFF | {"administrator": 200},
    "contacts_csv": STAFF,
    "seat_create": STAFF,
    "seat_page": STAFF,
    "seat_edit": STAFF,
    "seat_retire": STAFF,
    "term_create": STAFF,
    "term_extend": STAFF,
    "term_end": STAFF,
    "term_remove": STAFF,
    "person_list": STAFF | {"other_coordinator": 200, "other_plan": 200},
    "person_create": STAFF | {"other_coordinator": 200, "other_plan": 200},
    "person_page": PEOPLE,
    "person_edit": PEOPLE,
    "choices_start": SIGN_IN | dict.fromkeys(ROLES[1:], 404) | {"member": 200, "helper": 200},
    "choices_edit": SIGN_IN | dict.fromkeys(ROLES[1:], 404) | {"member": 200, "helper": 200},
}


@pytest.fixture
def world(council):
    """Ids for every route's address, and an actor for each role."""
    term = db.session.scalars(select(Term).where(Term.body_id == council).order_by(Term.id)).first()
    ids = {"body_id": council, "seat_id": term.seat_id, "term_id": term.id, "person_id": term.person_id}
    actors = {
        "stranger": STRANGER,
        "member": make.member(ids["person_id"], council),
        "helper": make.helper(ids["person_id"], body_ids=(council,)),
        "coordinator": make.coordinator(council),
        "other_coordinator": make.coordinator(make.make_body()),
        "other_plan": make.plan_coordinator(make.make_plan()),
        "program_team": make.program_team(),
        "administrator": make.administrator(),
    }
    return ids, actors


def test_every_page_is_in_the_table(app):
    pages = {
        rule.endpoint.removeprefix("councils.")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("councils.") and "GET" in rule.methods
    }
    assert pages == set(ROUTES)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", list(ROUTES))
def test_who_may_open_what(app, browser, world, endpoint, role):
    ids, actors = world
    if role != "stranger":
        browser.sign_in(actors[role])
    rule = next(r for r in app.url_map.iter_rules() if r.endpoint == f"councils.{endpoint}")
    path = browser.path(rule.endpoint, **{name: ids[name] for name in rule.arguments})
    wanted = ROUTES[endpoint][role]
    db.session.commit()
    response = browser.client.get(path, follow_redirects=wanted != "sign-in")
    if wanted == "sign-in":
        assert (response.status_code, response.location.split("?")[0]) == (302, "/sign-in")
    else:
        assert response.status_code == wanted


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("coordinator", "stranger")])
def test_wrong_person_changes_nothing(browser, world, role):
    ids, actors = world
    browser.sign_in(actors[role])
    today = clock.today("America/New_York").isoformat()
    forms = {
        f"/staff/councils/{ids['body_id']}/seats/new": {"label": "X", "category": "member", "position": "1"},
        f"/staff/seats/{ids['seat_id']}/retire": {"version": "1", "retired_on": today},
        f"/staff/terms/{ids['term_id']}/end": {"version": "1", "left_on": today, "reason": "resigned"},
        f"/staff/terms/{ids['term_id']}/extend": {"version": "1", "ends_on": "2031-01-01"},
        f"/staff/people/{ids['person_id']}/edit": {"version": "1", "name": "X", "language": "en"},
    }
    for path, data in forms.items():
        assert browser.client.post(path, data=data | {"csrf_token": browser.csrf()}).status_code in (403, 404)
    db.session.expire_all()
    assert db.session.scalar(select(Seat).where(Seat.label == "X")) is None
    assert db.session.get(Seat, ids["seat_id"]).retired_on is None
    assert db.session.get(Term, ids["term_id"]).left_on is None
    assert db.session.get(Person, ids["person_id"]).name == "Ana Ruiz"


@pytest.mark.parametrize("endpoint", ["body_page", "table_picture", "roster_json", "roster_csv"])
def test_closed_council_is_not_found(browser, endpoint):
    hidden = make.make_body(is_public=False)
    assert browser.client.get(browser.path(f"councils.{endpoint}", body_id=hidden)).status_code == 404


# What everybody sees


def test_public_page_shows_the_roster_without_the_unnamed(browser, council):
    page = browser.get("councils.body_page", body_id=council, on="2026-06-01")
    assert page.heading == "Voices Council"
    rows = page.table("Seats on Monday, June 1, 2026").rows
    assert [row[1:] for row in rows] == [
        ["Seat 1", "Ana Ruiz", "A: Person with Medicare and Medicaid", "Filled"],
        ["Seat 2", "A member who chose not to be named", "A: Person with Medicare and Medicaid", "Filled"],
        [
            "Seat 3",
            "Nobody",
            "A: Person with Medicare and Medicaid",
            "Vacant You can apply for this seat. Call or write to us.",
        ],
    ]
    assert "Hidden Holder" not in page.html
    assert page.soup.select_one("svg.chart__svg title").text == "Seats of Voices Council on Monday, June 1, 2026"


def test_choosing_to_be_named_shows_the_name(browser, council):
    hidden = db.session.scalar(select(Person.id).where(Person.name == "Hidden Holder"))
    page = browser.sign_in(make.member(hidden, council)).get("councils.choices_start")
    page.form("Save my choices").fill(is_named_publicly="y", format_needs=["braille", "audio"]).send()
    page = browser.get("councils.body_page", body_id=council, on="2026-06-01")
    assert page.table("Seats on Monday, June 1, 2026").rows[1][2] == "Hidden Holder"
    assert db.session.get(Person, hidden).format_needs == ["braille", "audio"]


@pytest.mark.parametrize("on", ["", "2026-13-01", "x" * 5000, "2026-06-01\x00", "٢٠٢٦"])
def test_senseless_day_means_today(browser, council, on):
    today = clock.today("America/New_York")
    page = browser.get("councils.body_page", body_id=council, on=on)
    assert page.soup.find("input", id="on")["value"] == today.isoformat()


def test_roster_files_honour_the_choice(browser, council):
    data = browser.download("councils.roster_json", body_id=council, on="2026-06-01").json
    assert [(seat["seat"], seat["is_held"], seat["name"]) for seat in data["seats"]] == [
        ("Seat 1", True, "Ana Ruiz"),
        ("Seat 2", True, None),
        ("Seat 3", False, None),
    ]
    text = browser.download("councils.roster_csv", body_id=council, on="2026-06-01").data.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1:] == [
        ["Seat 1", "member", "yes", "filled", "Ana Ruiz"],
        ["Seat 2", "member", "yes", "filled", ""],
        ["Seat 3", "member", "yes", "vacant", ""],
    ]


def test_files_carry_no_formulas(browser, app):
    body_id = make.make_body()
    make.seat_somebody(body_id, name="=cmd|'/C calc'!A0", is_named_publicly=True)
    text = browser.download("councils.roster_csv", body_id=body_id, on="2026-06-01").data.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1][4] == "'=cmd|'/C calc'!A0"


def test_council_in_spanish_marks_what_is_english(browser, council):
    db.session.commit()
    html = browser.client.get(f"/councils/{council}", headers={"Accept-Language": "es"}).text
    assert '<div lang="en"><p>To tell the state what works.</p>' in html.replace("\n", "")


def test_empty_lists_teach(browser, app):
    assert "When the state starts a council, you will see it here." in browser.get("councils.body_list").main
    assert "Nothing fits" in browser.get("councils.body_list", q="zzz").main
    browser.sign_in(make.coordinator(make.make_body()))
    assert "Nobody is named in public unless they choose it." in browser.get("councils.person_list").main


# What staff do


def test_coordinator_builds_a_council_and_fills_a_seat(browser, app):
    council = make.make_body(name="Voices Council")
    browser.sign_in(make.coordinator(council))
    page = browser.get("councils.staff_body_list").follow("Voices Council")
    page = page.follow("Add a seat")
    page = page.form("Save this seat").fill(label="Seat 1", category="member", term_months="24").send()
    assert page.flashes == ["The seat is saved. It is vacant until a term starts."]
    page = browser.get("councils.person_create", council=council)
    page = page.form("Save this person").fill(name="Ana Ruiz", email="ana@example.org").send()
    assert page.heading == "Ana Ruiz"
    seat_id = db.session.scalar(select(Seat.id))
    person_id = db.session.scalar(select(Person.id))
    page = browser.get("councils.term_create", seat_id=seat_id).form("Save this term")
    page = page.fill(person_id=str(person_id), starts_on="2026-03-01").send()
    assert page.flashes == ["The term is saved."]
    assert page.table("Terms").rows[0][:3] == ["Ana Ruiz", "Mar 1, 2026", "Feb 29, 2028"]


def test_refused_term_keeps_what_was_typed_and_says_why(browser, council):
    seat_id, person_id = make.make_seat(council, label="Seat 9"), make.make_person(council)
    browser.sign_in(make.coordinator(council))
    form = browser.get("councils.term_create", seat_id=seat_id).form("Save this term")
    page = form.fill(person_id=str(person_id), starts_on="2026-03-01", ends_on="2026-02-01").send(status=422)
    assert page.errors == ["The last day must not be before the first day."]
    assert page.form("Save this term").fields["ends_on"] == "2026-02-01"
    page = page.form("Save this term").fill(ends_on="2027-02-28").send()
    assert page.flashes == ["The term is saved."]


def test_overlap_is_told_with_days_in_words(browser, council):
    seat_id = db.session.scalar(select(Seat.id).where(Seat.label == "Seat 2"))
    browser.sign_in(make.coordinator(council))
    form = browser.get("councils.term_create", seat_id=seat_id).form("Save this term")
    person_id = make.make_person(council)
    page = browser.post(form.page.path, form.fields | {"person_id": person_id, "starts_on": "2027-01-01"}, status=422)
    (sentence,) = page.errors
    assert sentence == (
        "Hidden Holder holds this seat from Thursday, January 1, 2026 to Friday, December 31, 2027. "
        "Choose other days, or end that term first."
    )


def test_member_leaves_and_the_term_is_extended_first(browser, council):
    term_id = db.session.scalar(select(Term.id).order_by(Term.id))
    browser.sign_in(make.coordinator(council))
    page = browser.get("councils.term_extend", term_id=term_id).form("Save the new last day")
    assert page.fill(ends_on="2028-01-31").send().flashes == ["The term has a new last day."]
    page = browser.get("councils.term_end", term_id=term_id).form("End this term")
    page = page.fill(left_on="2028-01-15", reason="resigned").send()
    assert page.table("Terms").rows[0][3] == "Jan 15, 2028: Resigned"


def test_stale_form_shows_what_is_saved_and_keeps_what_was_typed(browser, council):
    browser.sign_in(make.coordinator(council))
    mine = browser.get("councils.body_edit", body_id=council).form("Save this council")
    browser.get("councils.body_edit", body_id=council).form("Save this council").fill(name="Theirs").send()
    page = mine.fill(name="Mine").send(status=409)
    assert ["Name in English", "Theirs"] in page.table("What is saved now").rows
    assert page.form("Save this council").fields["name"] == "Mine"
    page = page.form("Save this council").send()
    assert page.heading == "Mine"


def test_double_click_saves_once(browser, council):
    browser.sign_in(make.coordinator(council))
    form = browser.get("councils.seat_create", body_id=council).form("Save this seat")
    form.fill(label="Twice", category="member", position="1")
    first, second = form.send(), form.send()
    assert first.path == second.path
    assert len(db.session.scalars(select(Seat).where(Seat.label == "Twice")).all()) == 1


ODD = {
    "html": "<script>alert(1)</script>",
    "emoji": "👩🏽‍🦽 council",
    "right to left": "مجلس الأصوات",
    "formula": "=SUM(A1)",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_text_is_kept_as_text(browser, council, text):
    browser.sign_in(make.coordinator(council))
    form = browser.get("councils.body_edit", body_id=council).form("Save this council")
    page = form.fill(name=text, purpose=text).send()
    assert page.heading == text
    assert db.session.get(Body, council).purpose == text


def test_control_characters_are_taken_out(browser, council):
    browser.sign_in(make.coordinator(council))
    form = browser.get("councils.body_edit", body_id=council).form("Save this council")
    form.fill(name="Voi\x00ces\u202e Council").send()
    assert db.session.get(Body, council).name == "Voices Council"


def test_ten_megabytes_come_back_with_a_sentence(browser, council):
    browser.sign_in(make.coordinator(council))
    form = browser.get("councils.body_edit", body_id=council).form("Save this council")
    page = form.fill(purpose="x" * 10_000_000).send(status=422)
    assert page.errors == ["This is too long. It has 10,000,000 characters. Use 10,000 or fewer."]


def test_empty_form_names_every_field(browser, council):
    browser.sign_in(make.coordinator(council))
    form = browser.get("councils.seat_create", body_id=council).form("Save this seat")
    page = form.fill(label="  ", category="", position="", term_months="many").send(status=422)
    assert page.errors == [
        "Enter a name",
        "Choose who it speaks for",
        "Enter a whole number from 1 to 240.",
        "Enter a number",
    ]


def test_contacts_file_is_only_for_staff_and_leaves_a_trace(browser, council):
    browser.sign_in(make.coordinator(council))
    text = browser.download("councils.contacts_csv", body_id=council).data.decode("utf-8-sig")
    assert "Hidden Holder" in text
    assert make.make_person(council)  # the session still works after the download


def test_new_person_is_not_named(browser, council):
    browser.sign_in(make.coordinator(council))
    browser.get("councils.person_create", council=council).form("Save this person").fill(name="New").send()
    assert db.session.scalar(select(Person.is_named_publicly).where(Person.name == "New")) is False


def test_person_search(browser, council):
    make.make_person(council, name="Zoë", phone="555-010-0177")
    browser.sign_in(make.coordinator(council))
    page = browser.get("councils.person_list", q="0177")
    assert [row[0] for row in page.table("People").rows] == ["Zoë"]
    assert "Nothing fits" in browser.get("councils.person_list", q="%").main


@pytest.mark.parametrize("count", [1, 3])
def test_public_pages_cost_the_same_whatever_their_length(browser, queries, count):
    bodies = [make.make_body() for _ in range(count)]
    for body_id in bodies:
        for _ in range(count):
            make.seat_somebody(body_id)
    db.session.commit()
    costs = []
    for path in ("/councils", f"/councils/{bodies[0]}"):
        db.session.expunge_all()
        with queries.count() as statements:
            assert browser.client.get(path).status_code == 200
        costs.append(len(statements))
    assert costs == [5, 11]


def test_term_of_today_is_shown_today(browser, app):
    council = make.make_body()
    today = clock.today("America/New_York")
    seat_id, person_id = make.make_seat(council), make.make_person(council, name="Ana", is_named_publicly=True)
    make.make_term(seat_id, person_id, today, today + timedelta(days=400))
    assert "Ana" in browser.get("councils.body_page", body_id=council).main
    yesterday = today - timedelta(days=1)
    assert "Ana" not in browser.get("councils.body_page", body_id=council, on=yesterday.isoformat()).main
