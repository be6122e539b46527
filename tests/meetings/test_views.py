"""Pages of meetings: who may open them, what they show, what they take."""

import csv
import io
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from engage.core import clock
from engage.core.actor import STRANGER
from engage.core.db import db
from engage.meetings.enums import MinutesState
from engage.meetings.models import AgendaItem, Attendance, Meeting, MeetingComment, MinutesRevision, Motion
from tests.factories import councils as make
from tests.factories import meetings as meet

ZONE = "America/New_York"


def today():
    return clock.today(ZONE)


@pytest.fixture
def council(app):
    return make.make_body(name="Voices Council", name_es="Consejo de Voces", email="staff@example.org")


@pytest.fixture
def staff(browser, council):
    """The council's coordinator at their browser."""
    return browser.sign_in(make.coordinator(council))


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
MEMBERS = SIGN_IN | dict.fromkeys(ROLES[1:], 403) | {"member": 200, "helper": 200}
ROUTES = {
    "meeting_list": ANYBODY,
    "meeting_page": ANYBODY,
    "meeting_ics": ANYBODY,
    "motion_list": ANYBODY,
    "motions_csv": ANYBODY,
    "my_meeting_list": MEMBERS,
    "support_edit": MEMBERS,
    "staff_meeting_list": STAFF | {"other_coordinator": 200, "other_plan": 200},
    "meeting_create": STAFF | {"other_coordinator": 200},
    "meeting_desk": STAFF,
    "meeting_edit": STAFF,
    "notice_publish": STAFF,
    "meeting_cancel": STAFF,
    "meeting_hold": STAFF,
    "attendance_edit": STAFF,
    "agenda_item_create": STAFF,
    "agenda_item_edit": STAFF,
    "agenda_item_remove": STAFF,
    "support_list": STAFF | {"other_coordinator": 404, "other_plan": 404},
    "minutes_page": STAFF,
    "minutes_edit": STAFF,
    "minutes_revision": STAFF,
    "minutes_review": STAFF,
    "minutes_approve": STAFF,
    "minutes_publish": STAFF,
    "minutes_reopen": STAFF,
    "motion_create": STAFF,
    "motion_edit": STAFF,
    "comment_list": STAFF,
    "paper_download": dict.fromkeys(ROLES, 404) | {"member": 200, "helper": 200, "coordinator": 200},
    "paper_list": STAFF,
    "paper_create": STAFF,
    "paper_edit": STAFF | {"other_coordinator": 404, "other_plan": 404},
    "paper_remove": STAFF | {"other_coordinator": 404, "other_plan": 404},
}


@pytest.fixture
def world(council):
    """Ids for every route's address, and an actor for each role."""
    _, person_id = make.seat_somebody(council)
    meeting_id = meet.make_announced(council, today() - timedelta(days=1))
    meet.make_minutes(meeting_id)
    ids = {
        "body_id": council,
        "meeting_id": meeting_id,
        "item_id": meet.make_item(meeting_id),
        "motion_id": meet.make_motion(council, meeting_id),
        "comment_id": meet.make_comment(meeting_id),
        "paper_id": meet.make_paper(meeting_id, actor=make.coordinator(council)),
        "request_id": meet.make_support(meeting_id, person_id),
        "number": 1,
    }
    actors = {
        "stranger": STRANGER,
        "member": make.member(person_id, council),
        "helper": make.helper(person_id, body_ids=(council,)),
        "coordinator": make.coordinator(council),
        "other_coordinator": make.coordinator(make.make_body()),
        "other_plan": make.plan_coordinator(make.make_plan()),
        "program_team": make.program_team(),
        "administrator": make.administrator(),
    }
    return ids, actors


def test_every_page_is_in_the_table(app):
    pages = {
        rule.endpoint.removeprefix("meetings.")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("meetings.") and "GET" in rule.methods
    }
    assert pages == set(ROUTES)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", list(ROUTES))
def test_who_may_open_what(app, browser, world, endpoint, role):
    ids, actors = world
    if role != "stranger":
        browser.sign_in(actors[role])
    rule = next(r for r in app.url_map.iter_rules() if r.endpoint == f"meetings.{endpoint}")
    path = browser.path(rule.endpoint, **{name: ids[name] for name in rule.arguments})
    wanted = ROUTES[endpoint][role]
    db.session.commit()
    response = browser.client.get(path, follow_redirects=wanted != "sign-in")
    if wanted == "sign-in":
        assert (response.status_code, response.location.split("?")[0]) == (302, "/sign-in")
    else:
        assert response.status_code == wanted


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("coordinator", "stranger")])
def test_wrong_person_changes_nothing(app, browser, world, role):
    ids, actors = world
    browser.sign_in(actors[role])
    csrf = browser.csrf()
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("meetings.") and "POST" in rule.methods and "/staff/" in rule.rule
    ]
    assert len(rules) > 15
    for rule in rules:
        if rule.endpoint == "meetings.meeting_create":
            continue
        path = browser.path(rule.endpoint, **{name: ids[name] for name in rule.arguments})
        db.session.commit()
        assert browser.client.post(path, data={"csrf_token": csrf, "version": "1"}).status_code in (403, 404), path
    db.session.expire_all()
    assert db.session.get(AgendaItem, ids["item_id"]).position == 1
    assert db.session.get(MeetingComment, ids["comment_id"]) is not None
    assert db.session.get(Meeting, ids["meeting_id"]).version == 1


def test_planned_meeting_is_not_found_until_announced(browser, council):
    meeting_id = meet.make_meeting(council)
    for endpoint in ("meeting_page", "meeting_ics"):
        assert browser.client.get(browser.path(f"meetings.{endpoint}", meeting_id=meeting_id)).status_code == 404


# What everybody sees


def test_meeting_page_says_how_to_join_with_a_large_number(browser, council):
    meeting_id = meet.make_announced(council, title="Spring meeting")
    meet.make_item(meeting_id, title="Rides", minutes_planned=20)
    page = browser.get("meetings.meeting_page", meeting_id=meeting_id)
    assert page.soup.select_one("a.phone-large__number")["href"] == "tel:5550100123"
    assert "Meeting code: 4242" in page.main
    assert "Rides (To talk about, 20 minutes)" in page.main


def test_calendar_file(browser, council):
    meeting_id = meet.make_announced(council, title="Spring meeting")
    response = browser.download("meetings.meeting_ics", meeting_id=meeting_id)
    assert response.mimetype == "text/calendar"
    calendar = Calendar.from_ical(response.data)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == [ZONE]
    (event,) = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == "Voices Council: Spring meeting"
    assert str(event["UID"]) == f"meeting-{meeting_id}@localhost"
    assert event["DTSTART"].dt.hour == 14


def test_canceled_meeting_says_why(browser, council):
    meeting_id = meet.make_announced(council, state="canceled", canceled_reason="Too much snow")
    page = browser.get("meetings.meeting_page", meeting_id=meeting_id)
    assert "This meeting will not take place" in page.main
    assert "Too much snow" in page.main
    assert "555-010-0123" not in page.main


def test_council_page_shows_its_next_meetings(browser, council):
    meet.make_announced(council, title="Spring meeting")
    meet.make_meeting(council, title="Not announced")
    page = browser.get("councils.body_page", body_id=council)
    assert "Spring meeting" in page.main
    assert "Not announced" not in page.main


def test_motions_as_a_file_without_formulas(browser, council):
    meeting_id = meet.make_held(council)
    meet.make_minutes(meeting_id, state=MinutesState.PUBLISHED)
    meet.make_motion(council, meeting_id, 7, text="=1+1")
    text = browser.download("meetings.motions_csv", body_id=council).data.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1][:1] == ["7"]
    assert list(csv.reader(io.StringIO(text)))[1][2] == "'=1+1"


def test_lists_that_are_empty_teach(browser, council):
    assert "When a council plans an open meeting" in browser.get("meetings.meeting_list").main
    assert "Nothing fits" in browser.get("meetings.meeting_list", q="zzz").main
    assert "No motions yet" in browser.get("meetings.motion_list", body_id=council).main
    browser.sign_in(make.member(1, council))
    assert "you get an invitation" in browser.get("meetings.my_meeting_list").main


# What members do


def test_member_asks_for_support_and_it_is_offered_next_time(browser, council):
    _, person_id = make.seat_somebody(council)
    first, second = meet.make_announced(council), meet.make_announced(council, today() + timedelta(days=90))
    browser.sign_in(make.member(person_id, council))
    page = browser.get("meetings.meeting_page", meeting_id=first).follow("I need support to take part")
    page = page.form("Ask for this support").fill(needs=["transport", "cart"], other="A quiet room").send()
    assert page.flashes == ["We wrote down what you need. Staff will arrange it and tell you."]
    page = browser.get("meetings.support_edit", meeting_id=second)
    assert "We filled in what you asked for last time." in page.main
    assert [box["value"] for box in page.soup.select("input[name=needs][checked]")] == ["cart", "transport"]
    page = browser.get("meetings.support_edit", meeting_id=first).form("I no longer need support").send()
    assert page.flashes == ["We wrote down that you no longer need support."]


def test_empty_request_says_what_to_do(browser, council):
    _, person_id = make.seat_somebody(council)
    meeting_id = meet.make_announced(council)
    browser.sign_in(make.member(person_id, council))
    page = browser.get("meetings.support_edit", meeting_id=meeting_id).form("Ask for this support").send(status=422)
    assert page.errors == ["Choose what you need, or write it in the box."]


def test_helper_asks_for_the_person_they_help(browser, council):
    _, person_id = make.seat_somebody(council, name="Ana Ruiz")
    meeting_id = meet.make_announced(council)
    browser.sign_in(make.helper(person_id, body_ids=(council,)))
    page = browser.get("meetings.support_edit", meeting_id=meeting_id)
    assert page.heading == "Support for Ana Ruiz"
    page.form("Ask for this support").fill(needs=["asl"]).send()
    browser.sign_in(make.coordinator(council))
    assert "Ana Ruiz" in browser.get("meetings.support_list", meeting_id=meeting_id).main


# What staff do


def test_coordinator_runs_a_meeting_from_plan_to_published_minutes(staff, council, outbox):
    _, person_id = make.seat_somebody(council, name="Ana Ruiz", email="ana@example.org")
    form = staff.get("meetings.meeting_create").form("Save this meeting")
    form.fill(title="Spring", day="2027-03-03", starts="2:00 pm", ends="16:00", phone_number="555-010-0123")
    page = form.send()
    assert page.flashes == ["The meeting is planned. Only staff see it until you publish its notice."]
    meeting_id = db.session.scalar(select(Meeting.id))
    form = page.follow("Add an item").form("Save this item")
    page = form.fill(title="Rides", kind="discussion").send()
    page = staff.get("meetings.notice_publish", meeting_id=meeting_id).form("Publish the notice").send()
    assert page.flashes == ["The notice is public. Members are invited by e-mail."]
    assert [mail["to"] for mail in outbox.emails()] == ["ana@example.org"]

    held = meet.make_announced(council, today() - timedelta(days=1))
    page = staff.get("meetings.meeting_hold", meeting_id=held).form("It took place").send()
    form = staff.get("meetings.attendance_edit", meeting_id=held).form("Save who took part")
    page = form.fill(**{f"p{person_id}": "present:video", "guests": "3"}).send()
    assert "1 of 1 members with a vote" in page.main
    form = staff.get("meetings.motion_create", meeting_id=held).form("Save this motion")
    form.fill(text="To ask for rides", result="passed", votes_for="1").send()
    staff.get("meetings.minutes_edit", meeting_id=held).form("Save the minutes").fill(text="## We met").send()
    staff.get("meetings.minutes_review", meeting_id=held).form("Send to review").send()
    form = staff.get("meetings.minutes_approve", meeting_id=held).form("Save the approval")
    form.fill(approved_by="The council", approved_on=today().isoformat()).send()
    page = staff.get("meetings.minutes_publish", meeting_id=held).form("Publish the minutes").send()
    assert page.flashes == ["Everyone can read the minutes now. Members are told by e-mail."]

    page = staff.get("meetings.meeting_page", meeting_id=held)
    assert page.table("Who took part").rows[0][1:] == ["A member who chose not to be named", "By video"]
    assert "To ask for rides" in page.main
    assert page.soup.find("h2", string="We met")


def test_hour_that_the_clocks_skip_gets_a_sentence(staff, council):
    form = staff.get("meetings.meeting_create").form("Save this meeting")
    page = form.fill(title="x", day="2027-03-14", starts="02:30", ends="04:00").send(status=422)
    assert page.errors == ["On Sunday, March 14, 2027 the clocks go forward and skip this time. Choose another time."]
    assert page.form("Save this meeting").fields["starts"] == "02:30"


def test_wrong_day_time_and_link_are_kept_and_told(staff, council):
    form = staff.get("meetings.meeting_create").form("Save this meeting")
    page = form.fill(title="x", day="2027-02-30", starts="25:00", ends="", join_url="javascript:alert(1)").send(
        status=422
    )
    assert page.errors == [
        "Enter a date that exists, like 03/31/2026",
        "Enter a time, like 2:30 pm",
        "Enter a time",
        "Enter a link that starts with https://",
    ]
    assert page.form("Save this meeting").fields["day"] == "2027-02-30"


def test_agenda_moves_without_javascript(staff, council):
    meeting_id = meet.make_meeting(council)
    for number, title in enumerate("AB", 1):
        meet.make_item(meeting_id, number, title=title)
    page = staff.get("meetings.meeting_desk", meeting_id=meeting_id).form("Down A").send()
    assert [row[0] for row in page.table("Agenda").rows] == ["B", "A"]


def test_stale_minutes_show_both_texts(staff, council):
    meeting_id = meet.make_held(council)
    meet.make_minutes(meeting_id, "First text")
    mine = staff.get("meetings.minutes_edit", meeting_id=meeting_id).form("Save the minutes")
    other = staff.get("meetings.minutes_edit", meeting_id=meeting_id).form("Save the minutes")
    other.fill(text="Their text").send()
    page = mine.fill(text="My text").send(status=409)
    assert "Someone else saved this text meanwhile" in page.main
    assert "Their text" in page.main
    assert page.form("Save the minutes").fields["text"] == "My text"
    page = page.form("Save the minutes").fill(text="Both texts").send()
    assert page.flashes == ["The minutes are saved. Earlier texts are kept."]
    texts = [row.text for row in db.session.scalars(select(MinutesRevision).order_by(MinutesRevision.number))]
    assert texts == ["First text", "Their text", "Both texts"]
    assert "First text" in staff.get("meetings.minutes_revision", meeting_id=meeting_id, number=1).main


def test_stale_meeting_form_keeps_what_was_typed(staff, council):
    meeting_id = meet.make_meeting(council, title="Spring")
    mine = staff.get("meetings.meeting_edit", meeting_id=meeting_id).form("Save this meeting")
    staff.get("meetings.meeting_edit", meeting_id=meeting_id).form("Save this meeting").fill(title="Theirs").send()
    page = mine.fill(title="Mine").send(status=409)
    assert ["Title in English", "Theirs"] in page.table("What is saved now").rows
    assert page.form("Save this meeting").fields["title"] == "Mine"


def test_double_click_records_one_motion(staff, council):
    form = staff.get("meetings.motion_create", meeting_id=meet.make_held(council)).form("Save this motion")
    form.fill(text="Once", result="tabled")
    form.send()
    form.send()
    assert len(db.session.scalars(select(Motion)).all()) == 1


def test_attendance_of_somebody_without_a_seat_is_not_taken(staff, council):
    meeting_id = meet.make_held(council)
    guest = make.make_person(council)
    form = staff.get("meetings.attendance_edit", meeting_id=meeting_id).form("Save who took part")
    staff.post(form.page.path, form.fields | {f"p{guest}": "present:phone"})
    assert db.session.scalars(select(Attendance)).all() == []


def test_minutes_are_cleaned_of_html(staff, council):
    meeting_id = meet.make_held(council)
    text = "<script>alert(1)</script> [x](javascript:alert(1)) مرحبا 👩🏽‍🦽"
    form = staff.get("meetings.minutes_edit", meeting_id=meeting_id).form("Save the minutes")
    page = form.fill(text=text).send()
    assert not page.soup.find("main").find("script")
    assert not page.soup.find("a", href=lambda href: href and href.startswith("javascript"))
    assert "مرحبا 👩🏽‍🦽" in page.main


def test_ten_megabytes_of_minutes_come_back_with_a_sentence(staff, council):
    form = staff.get("meetings.minutes_edit", meeting_id=meet.make_held(council)).form("Save the minutes")
    page = form.fill(text="x" * 10_000_000).send(status=422)
    assert page.errors == ["This is too long. It has 10,000,000 characters. Use 200,000 or fewer."]


def test_support_is_ticked_off(staff, council, outbox):
    _, person_id = make.seat_somebody(council, name="Ana Ruiz", email="ana@example.org")
    meeting_id = meet.make_announced(council)
    meet.make_support(meeting_id, person_id, needs=["transport", "asl"])
    page = staff.get("meetings.support_list", meeting_id=meeting_id)
    stale = page.form("Save what is arranged")
    page = page.form("Save what is arranged").fill(arranged=["transport"]).send()
    assert "Asked for" in page.main
    assert stale.fill(arranged=["asl"]).send(status=409).soup.select_one(".usa-alert--error")
    page = staff.get("meetings.support_list", meeting_id=meeting_id).form("Save what is arranged")
    page = page.fill(arranged=["transport", "asl"]).send()
    assert "Arranged" in page.main
    assert [mail["template"] for mail in outbox.emails()] == ["meetings_support_arranged"]


def test_comments_are_written_down_and_removed(staff, council):
    meeting_id = meet.make_held(council)
    form = staff.get("meetings.comment_list", meeting_id=meeting_id).form("Save this comment")
    page = form.fill(text="El viaje nunca llegó", speaker_kind="public", language="es").send()
    assert page.soup.select_one("blockquote[lang=es]").text == "El viaje nunca llegó"
    page = page.form("Remove El viaje nunca llegó").send()
    assert page.flashes == ["The comment is removed."]
    assert db.session.scalars(select(MeetingComment)).all() == []


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_whatever_their_length(browser, queries, count):
    bodies = [make.make_body() for _ in range(count)]
    for body_id in bodies:
        for _ in range(count):
            meet.make_announced(body_id)
    db.session.commit()
    db.session.expunge_all()
    with queries.count() as statements:
        assert browser.client.get("/meetings").status_code == 200
    assert len(statements) == 4
