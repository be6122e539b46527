"""Inviting people, keeping accounts and one's own, on both sides."""

from datetime import timedelta

import pytest
import time_machine

from engage.accounts import queries
from engage.accounts.enums import Role
from engage.accounts.rules import KEEPER_ROLE
from engage.core import clock
from engage.core.actor import Actor
from engage.core.sides import Side
from tests.accounts.support import BOTH, ODD_TEXTS, TEAM, at, button_words, enter
from tests.factories import accounts as make
from tests.factories import directory

# Invitations


@BOTH
def test_inviting_a_colleague_until_they_are_in(browser, outbox, settings, side):
    browser.sign_in(make.make_keeper(side))
    page = browser.get(at(side, "account_list")).follow("Invite someone")
    page = page.form("Go on").fill(role=TEAM[side].value).send()
    page = page.form("Send the invitation").fill(name="Bo Li", email="Bo@example.org", language="es").send()
    assert page.flashes == ["The invitation to Bo@example.org is on its way."]
    assert [row[:2] for row in page.table("Open invitations").rows] == [["Bo Li", "bo@example.org"]]
    (mail,) = outbox.emails(side)
    guest = type(browser)(browser.app)
    link = mail["values"]["link"].removeprefix(settings.base_url)
    page = guest.open(link)
    assert "bo@example.org" in page.main
    page = page.form("Make my account").fill(password="short").send(status=422)
    assert page.errors[0].startswith("Use at least 12 characters")
    assert page.form("Make my account").fields["name"] == "Bo Li"
    data = {n: [v] for n, v in page.form("Make my account").fill(password=make.PASSWORD).values}
    guest.post(link, data, follow=False, status=303)
    assert guest.get(at(side, "account_own")).heading in ("Your account", "Su cuenta")
    page = guest.open(link, status=410)
    assert browser.get(at(side, "invitation_list")).main.count("bo@example.org") == 0


def test_an_old_invitation_says_what_to_do(browser):
    token = make.make_invitation()
    with time_machine.travel(clock.now() + timedelta(days=8)):
        page = browser.get("accounts.invitation_accept", token=token, status=410)
    assert page.heading == "This link no longer works"
    assert "Ask the person who invited you to send it again" in page.main
    browser.get("accounts.invitation_accept", token="made-up", status=404)


@BOTH
def test_an_invitation_sent_again_has_a_new_link_and_one_stopped_has_none(browser, outbox, side):
    token = make.make_invitation(TEAM[side], email="bo@example.org")
    browser.sign_in(make.make_keeper(side))
    page = browser.get(at(side, "invitation_list"))
    page = page.form(button_words(page, "Send again")).send()
    assert page.flashes == ["A new link is on its way. The old one no longer works."]
    assert queries.invitation_of_token(side, token).state == "expired"
    second = outbox.emails(side)[-1]["values"]["link"].rsplit("/", 1)[1]
    assert queries.invitation_of_token(side, second).state == "open"
    page = page.form(button_words(page, "Stop")).send()
    assert queries.invitation_of_token(side, second).state == "expired"
    assert "No open invitations" in page.main


@pytest.mark.parametrize(
    ("role", "field", "value", "words"),
    [
        ("coordinator", "body_id", "2", "Plan committee"),
        ("plan_coordinator", "plan_id", "3", "Harbor Health"),
        ("member", "person_id", "7", "Rosa Lee"),
        ("helper", "person_id", "7", "Rosa Lee"),
    ],
)
def test_the_role_decides_what_else_is_asked(browser, choices, role, field, value, words):
    browser.sign_in(make.make_keeper())
    page = browser.get("accounts.invitation_create", role=role)
    form = page.form("Send the invitation")
    assert {"body_id", "plan_id", "person_id"} & set(form.fields) == {field}
    assert words in page.main
    page = form.fill(name="X", email="x@example.org").send(status=422)
    assert len(page.errors) == 1
    page = page.form("Send the invitation").fill(**{field: "999"}).send(status=422)
    assert page.form("Send the invitation").fields["email"] == "x@example.org"
    page.form("Send the invitation").fill(**{field: value}).send()
    rows = queries.invitation_rows(actor=make.make_keeper()).rows
    assert [row.role.value for row in rows] == [role]


@BOTH
def test_roles_of_the_other_side_are_neither_offered_nor_taken(browser, side):
    browser.sign_in(make.make_keeper(side))
    other = KEEPER_ROLE[Side.ENGAGE if side is Side.OMBUDSMAN else Side.OMBUDSMAN]
    page = browser.get(at(side, "invitation_create"), role=other.value)
    assert other.value not in page.html.replace("role=" + other.value, "")
    page = browser.post(browser.path(at(side, "invitation_create")), {"role": other.value}, status=422)
    assert len(page.errors) == 1


@BOTH
@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_names_are_kept_as_text(browser, outbox, side, text):
    browser.sign_in(make.make_keeper(side))
    form = browser.get(at(side, "invitation_create"), role=TEAM[side].value).form("Send the invitation")
    page = form.fill(name=text, email="x@example.org").send()
    assert page.table("Open invitations").rows[0][0] == text.replace("\u202e", "")
    assert outbox.emails(side)[0]["values"]["name"] == text.replace("\u202e", "")


@BOTH
def test_a_name_of_ten_megabytes_comes_back_with_a_sentence(browser, side):
    browser.sign_in(make.make_keeper(side))
    form = browser.get(at(side, "invitation_create"), role=TEAM[side].value).form("Send the invitation")
    page = form.fill(name="x" * 10_000_000, email="x@example.org").send(status=422)
    assert page.errors == ["This is too long. It has 10,000,000 characters. Use 200 or fewer."]


@BOTH
def test_a_double_click_invites_once(browser, outbox, side):
    browser.sign_in(make.make_keeper(side))
    form = browser.get(at(side, "invitation_create"), role=TEAM[side].value).form("Send the invitation")
    form.fill(name="Bo", email="bo@example.org")
    assert form.send().heading == form.send().heading == "Open invitations"
    assert len(outbox.emails(side)) == 1


# One's own account


@pytest.mark.parametrize("role", list(Role))
def test_name_language_and_password_are_ones_own_to_change(browser, role):
    account_id = make.make_account(role, email="ana@example.org")
    browser.sign_in(make.actor_of(account_id, role.side))
    form = browser.get(at(role.side, "own_edit")).form("Save").fill(name="", language="en")
    page = form.send(status=422)
    assert page.errors == ["Enter your name"]
    page.form("Save").fill(name="New Name").send()
    form = browser.get(at(role.side, "password_edit")).form("Save my new password")
    page = form.fill(current_password="wrong", password="four other words here").send(status=422)
    assert page.errors == ["This is not your password. Check it and try again."]
    form.fill(current_password=make.PASSWORD, password="four other words here").send()
    token = make.sign_in(role.side, "ana@example.org", "four other words here")
    assert queries.actor_of_session(role.side, token).name == "New Name"


def test_a_stale_name_form_is_not_saved_over_a_newer_one(browser):
    actor = make.make_actor(Role.PROGRAM_TEAM)
    browser.sign_in(actor)
    first, second = (browser.get("accounts.own_edit").form("Save") for _ in range(2))
    first.fill(name="First").send()
    page = second.fill(name="Second").send(status=409)
    assert page.errors == ["Someone changed this while you had it open. Check the new version, then save again."]
    assert page.form("Save").fields["name"] == "Second"
    assert make.actor_of(actor.account_id).name == "First"
    page.form("Save").send()
    assert make.actor_of(actor.account_id).name == "Second"


@BOTH
def test_signing_out_in_another_browser_and_everywhere(browser, side):
    make.make_account(KEEPER_ROLE[side], email="ana@example.org")
    other = type(browser)(browser.app)
    for one in (browser, other):
        enter(one, side, "ana@example.org")
    page = browser.get(at(side, "account_own"))
    assert len(page.table("Browsers").rows) == 2
    page = page.form(button_words(page, "Sign out there")).send()
    assert len(page.table("Browsers").rows) == 1
    assert other.get(at(side, "account_own")).heading == "Sign in"
    page = page.form("Sign out everywhere").send()
    assert page.flashes == ["You are signed out everywhere."]
    assert browser.get(at(side, "account_own")).heading == "Sign in"


# Keeping accounts


@BOTH
def test_the_list_teaches_when_nothing_fits_and_filters_otherwise(browser, side):
    browser.sign_in(make.make_keeper(side))
    make.make_account(TEAM[side], name="Zoe Park")
    page = browser.get(at(side, "account_list"))
    assert [row[0] for row in page.table("Accounts").rows] == ["Ana Ruiz", "Zoe Park"]
    page = page.form("Show").fill(q="zoe", role=TEAM[side].value).send()
    assert [row[0] for row in page.table("Accounts").rows] == ["Zoe Park"]
    page = page.form("Show").fill(q="nobody").send()
    assert "Nothing fits" in page.main
    browser.open(page.path.split("?")[0] + "?page=9&q=%00%F0%9F%8C%B5&role=nonsense")


@BOTH
def test_putting_an_address_right(browser, outbox, side):
    browser.sign_in(make.make_keeper(side))
    account_id = make.make_account(TEAM[side], name="Zoe Park", email="zoe@example.org")
    path = browser.path(at(side, "account_edit"), account_id=account_id)
    first, second = (browser.open(path).form("Save") for _ in range(2))
    page = first.fill(email="no address").send(status=422)
    assert page.errors == ["Enter an e-mail address in the right form, like name@example.com"]
    page = page.form("Save").fill(email="zoe.park@example.org").send()
    assert "zoe.park@example.org" in page.main
    page = second.fill(name="Zoe P.").send(status=409)
    assert page.form("Save").fields["name"] == "Zoe P."
    assert outbox.emails(side)[0]["to"] == "zoe@example.org"


def test_guessing_the_password_of_an_open_session_is_slowed_down(browser):
    browser.sign_in(make.make_actor(Role.PROGRAM_TEAM))
    form = browser.get("accounts.password_edit").form("Save my new password")
    form.fill(current_password="wrong", password="four other words here")
    for _ in range(20):
        form.send(status=422)
    page = form.fill(current_password=make.PASSWORD).send(status=429)
    assert page.errors == ["There were too many tries. Wait an hour, or choose a new password."]


def test_plans_are_offered_to_plan_coordinators(browser):
    plan_id = directory.make_plan("Harbor Health")
    browser.sign_in(make.make_keeper())
    page = browser.get("accounts.invitation_create", role="plan_coordinator")
    page.form("Send the invitation").fill(name="X", email="x@example.org", plan_id=str(plan_id)).send()
    token_rows = queries.invitation_rows(actor=make.make_keeper()).rows
    assert [row.role for row in token_rows] == [Role.PLAN_COORDINATOR]


@BOTH
def test_closing_and_opening_an_account(browser, side):
    browser.sign_in(make.make_keeper(side))
    account_id = make.make_account(TEAM[side], name="Zoe Park", email="zoe@example.org")
    page = browser.get(at(side, "account_page"), account_id=account_id).follow("Close this account")
    page = page.form("Close this account").send()
    assert page.flashes == ["The account is closed, and signed out everywhere."]
    page = page.form("Open this account again").send()
    assert page.flashes == ["The account is open again."]
    browser.get(at(side, "account_page"), account_id=10**9, status=404)


@BOTH
def test_ones_own_account_offers_no_way_to_change_its_roles(browser, side):
    keeper = make.make_keeper(side)
    browser.sign_in(keeper)
    page = browser.get(at(side, "account_page"), account_id=keeper.account_id)
    assert "Only someone else can change its roles" in page.main
    assert not page.has_link("Close this account")
    path = browser.path(at(side, "account_deactivate"), account_id=keeper.account_id)
    browser.post(path, status=403)
    assert queries.account_page(actor=keeper, account_id=keeper.account_id).is_active


def test_giving_and_ending_a_role(browser, choices):
    browser.sign_in(make.make_keeper())
    account_id = make.make_account(Role.PROGRAM_TEAM, name="Zoe Park")
    page = browser.get("accounts.account_page", account_id=account_id).follow("Add a role")
    page = page.form("Go on").fill(role="coordinator").send()
    page = page.form("Give this role").fill(body_id="1", ends_on="02/30/2026").send(status=422)
    assert page.errors == ["Enter a date that exists, like 03/31/2026"]
    page = page.form("Give this role").fill(ends_on="2020-01-01").send(status=422)
    assert page.errors == ["Choose a day that is still to come."]
    page = page.form("Give this role").fill(ends_on="").send()
    assert ["Coordinator", "Implementation council"] in [row[:2] for row in page.table("Roles").rows]
    assert make.actor_of(account_id).body_ids == {1}
    page = browser.get("accounts.grant_end", account_id=account_id, grant_id=_grant(account_id, Role.COORDINATOR))
    page.form("End this role").send()
    assert make.actor_of(account_id).body_ids == frozenset()


def test_the_last_day_of_a_role_is_a_whole_day_where_the_state_is(browser, choices):
    browser.sign_in(make.make_keeper())
    account_id = make.make_account(Role.PROGRAM_TEAM)
    form = browser.get("accounts.grant_create", account_id=account_id, role="counsel").form("Give this role")
    form.fill(ends_on="2199-06-30").send()
    grant = next(
        g
        for g in queries.account_page(actor=make.make_keeper(), account_id=account_id).grants
        if g.role is Role.COUNSEL
    )
    assert grant.ends_at.isoformat() == "2199-07-01T04:00:00+00:00"


def _grant(account_id: int, role: Role) -> int:
    page = queries.account_page(actor=make.make_keeper(), account_id=account_id)
    return next(grant.id for grant in page.grants if grant.role is role and grant.is_current)


def test_a_grant_is_found_only_under_its_account(browser):
    browser.sign_in(make.make_keeper())
    first, second = make.make_account(Role.COUNSEL), make.make_account(Role.PROGRAM_TEAM)
    browser.get("accounts.grant_end", account_id=first, grant_id=_grant(second, Role.PROGRAM_TEAM), status=404)


def test_pages_stand_in_the_menu_of_keepers_alone(browser):
    browser.sign_in(make.make_actor(Role.PROGRAM_TEAM))
    assert not browser.get("accounts.account_own").has_link("Accounts")
    browser.sign_in(make.make_keeper())
    assert browser.get("accounts.account_own").has_link("Accounts")


def test_an_actor_without_any_role_sees_only_their_account(browser):
    account_id = make.make_account(Role.COUNSEL)
    actor = make.actor_of(account_id)
    browser.sign_in(Actor(account_id=account_id, name=actor.name))
    assert browser.get("accounts.account_own").heading == "Your account"
    browser.get("accounts.account_list", status=403)
