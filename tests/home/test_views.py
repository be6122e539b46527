"""Landing pages: each role finds its own, the wrong one is refused, and length costs nothing."""

from datetime import timedelta

import pytest

from engage.accounts.enums import Role
from engage.accounts.rules import ROLE_PERMISSIONS
from engage.core import clock
from engage.core.actor import Actor
from tests.factories import councils, feedback, meetings, themes
from tests.factories.accountability import answer, recommend
from tests.factories.accountability import words as recommendation


def _actor(role: Role, **scopes) -> Actor:
    permissions = frozenset(ROLE_PERMISSIONS[role])
    return Actor(account_id=7, name="Sam Rivers", roles=frozenset({role.value}), permissions=permissions, **scopes)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.MEMBER, "/my"),
        (Role.HELPER, "/my"),
        (Role.COORDINATOR, "/staff"),
        (Role.PLAN_COORDINATOR, "/staff"),
        (Role.PROGRAM_TEAM, "/staff/program"),
        (Role.INTEGRATION_TEAM, "/staff/desk"),
        (Role.COUNSEL, "/staff/desk"),
        (Role.ADMINISTRATOR, "/staff/desk"),
    ],
)
def test_home_is_ones_own(browser, role, path):
    assert browser.sign_in(_actor(role)).get("home.mine").path == path


@pytest.mark.parametrize(
    ("role", "endpoint"),
    [
        (Role.MEMBER, "home.coordinator_home"),
        (Role.MEMBER, "home.program_home"),
        (Role.COORDINATOR, "home.program_home"),
        (Role.PROGRAM_TEAM, "home.coordinator_home"),
        (Role.PROGRAM_TEAM, "home.member_home"),
        (Role.ADMINISTRATOR, "home.member_home"),
    ],
)
def test_others_homes_are_refused(browser, role, endpoint):
    browser.sign_in(_actor(role)).get(endpoint, status=403)


def test_stranger_is_asked_to_sign_in_for_a_home(browser):
    assert browser.get("home.mine").path.startswith("/sign-in?next=")


def test_front_door_shows_the_next_open_meeting_and_open_forms(browser):
    meetings.make_announced(councils.make_body(), title="Open talk")
    feedback.open_form(title="How are your rides?")
    page = browser.get("home.landing")
    assert page.heading == "Your voice on Medicare and Medicaid"
    assert page.has_link("Open talk")
    assert "How are your rides?" in page.main


def test_front_door_says_what_is_not_there_yet(browser):
    page = browser.get("home.landing")
    assert "No open meeting is planned right now. New ones are posted here." in page.main


@pytest.mark.parametrize("endpoint", ["home.privacy", "home.accessibility"])
def test_promises_are_public(browser, endpoint):
    assert browser.get(endpoint).heading in ("Who sees what", "Can everyone use this site?")


def test_member_sees_at_most_three_things_waiting(browser):
    body = councils.make_body()
    _, person = councils.seat_somebody(body)
    for number in range(5):
        feedback.open_form(feedback.coordinator(body), body_id=body, title=f"Form {number}")
    meetings.make_announced(body, title="Our next one")
    member = _actor(Role.MEMBER, person_id=person, seated_body_ids=frozenset({body}))
    page = browser.sign_in(member).get("home.member_home")
    assert page.heading == "Hello, Sam Rivers"
    assert page.main.count("Answer now") == 3
    assert page.has_link("2 more")
    assert page.has_link("Our next one")
    assert page.has_link("I need support to take part")


def test_member_reads_what_became_of_it(browser):
    body = councils.make_body()
    answer(recommend(recommendation("Later rides"), body_id=body))
    member = _actor(Role.MEMBER, person_id=5, seated_body_ids=frozenset({body}))
    assert browser.sign_in(member).get("home.member_home").has_link("Later rides")


def test_coordinator_sees_only_what_is_due_on_their_own_councils(browser):
    mine, other = councils.make_body(), councils.make_body()
    for body, title in ((mine, "Ours"), (other, "Theirs")):
        meetings.make_held(body, clock.today() - timedelta(days=20), title=title)
        councils.make_seat(body, label=f"Seat of {title}")
    page = browser.sign_in(_actor(Role.COORDINATOR, body_ids=frozenset({mine}))).get("home.coordinator_home")
    assert "Ours" in page.main
    assert "Theirs" not in page.main
    assert [row[0] for row in page.table("Seats that need somebody").rows] == ["Seat of Ours"]


def test_program_team_sees_what_waits_for_its_answer(browser):
    number = recommend(recommendation("Answer the ride line"))
    answered = recommend(recommendation("Print larger letters"))
    answer(answered)
    themes.add_many(2)
    page = browser.sign_in(_actor(Role.PROGRAM_TEAM)).get("home.program_home")
    rows = page.table("Recommendations without an answer").rows
    assert [row[0] for row in rows] == ["Answer the ride line"]
    assert "2 comments wait for a theme." in page.main
    assert page.has_link("Print larger letters")
    assert number != answered


def test_length_costs_no_query(browser, queries):
    body = councils.make_body()
    member = _actor(Role.MEMBER, person_id=5, seated_body_ids=frozenset({body}))
    coordinator = _actor(Role.COORDINATOR, body_ids=frozenset({body}))
    visits = [(member, "home.member_home"), (coordinator, "home.coordinator_home"),
              (_actor(Role.PROGRAM_TEAM), "home.program_home"), (None, "home.landing")]  # fmt: skip

    def fill() -> None:
        feedback.open_form()
        meetings.make_announced(body)
        meetings.make_held(body, clock.today() - timedelta(days=9))
        councils.make_seat(body)
        answer(recommend(recommendation(), body_id=body))
        recommend(recommendation(), body_id=body)

    def cost() -> list[int]:
        counts = []
        for actor, endpoint in visits:
            if actor:
                browser.sign_in(actor)
            with queries.count() as statements:
                browser.get(endpoint)
            counts.append(len(statements))
        return counts

    fill()
    before = cost()
    fill()
    fill()
    assert cost() == before
