"""Signing in, out and back in, and who may open what, on both sides."""

from datetime import timedelta

import pytest
import time_machine

from engage.accounts.enums import Role
from engage.accounts.rules import KEEPER_ROLE
from engage.core import clock
from engage.core.db import db
from engage.core.sides import Side
from tests.accounts.support import BOTH, ODD_TEXTS, WRONG, at, enter
from tests.factories import accounts as make

# The wrong person

KEEPER_GETS = ["account_list", "account_page", "invitation_list", "invitation_create", "grant_create"]
KEEPER_GETS += ["grant_end", "account_deactivate", "account_edit"]
KEEPER_POSTS = ["invitation_create", "invitation_resend", "invitation_withdraw", "grant_create", "grant_end"]
KEEPER_POSTS += ["account_deactivate", "account_reactivate", "account_edit"]
OWN_GETS = ["account_own", "own_edit", "password_edit"]
OWN_POSTS = ["own_edit", "password_edit", "session_end", "session_end_all"]


def address(browser, side: Side, endpoint: str) -> str:
    args = {
        "account_page": {"account_id": 1},
        "account_edit": {"account_id": 1},
        "grant_create": {"account_id": 1},
        "grant_end": {"account_id": 1, "grant_id": 1},
        "account_deactivate": {"account_id": 1},
        "account_reactivate": {"account_id": 1},
        "invitation_resend": {"invitation_id": 1},
        "invitation_withdraw": {"invitation_id": 1},
        "session_end": {"session_id": 1},
    }.get(endpoint, {})
    return browser.path(at(side, endpoint), **args)


@pytest.mark.parametrize("role", [r for r in Role if r not in KEEPER_ROLE.values()])
def test_pages_of_the_keeper_are_closed_to_every_other_role(browser, role):
    browser.sign_in(make.make_actor(role))
    for endpoint in KEEPER_GETS:
        browser.open(address(browser, role.side, endpoint), status=403)
    for endpoint in KEEPER_POSTS:
        browser.post(address(browser, role.side, endpoint), status=403)


@BOTH
def test_a_stranger_is_asked_to_sign_in(browser, side):
    for endpoint in KEEPER_GETS + OWN_GETS:
        assert browser.open(address(browser, side, endpoint)).heading == "Sign in"
    for endpoint in KEEPER_POSTS + OWN_POSTS:
        page = browser.post(address(browser, side, endpoint), status=401)
        assert page.heading == "Sign in to go on"


@pytest.mark.parametrize("role", list(KEEPER_ROLE.values()))
def test_a_keeper_of_one_side_is_a_stranger_on_the_other(browser, role):
    browser.sign_in(make.make_actor(role))
    other = Side.ENGAGE if role.side is Side.OMBUDSMAN else Side.OMBUDSMAN
    for endpoint in KEEPER_GETS:
        assert browser.open(address(browser, other, endpoint)).heading == "Sign in"


@pytest.mark.parametrize("role", list(Role))
def test_everybody_opens_their_own_account_and_nobody_elses(browser, role):
    actor = make.make_actor(role)
    make.make_account(KEEPER_ROLE[role.side], name="Somebody Else")
    browser.sign_in(actor)
    page = browser.get(at(role.side, "account_own"))
    assert page.heading == "Your account"
    assert "Somebody Else" not in page.html
    browser.post(address(browser, role.side, "session_end"), status=404)


# Signing in


@BOTH
def test_signing_in_and_out(browser, side):
    make.make_account(KEEPER_ROLE[side], email="ana@example.org", name="Ana Ruiz")
    page = browser.get(at(side, "account_list"))
    page = page.form("Sign in").fill(email="Ana@Example.org", password=make.PASSWORD).send()
    assert page.heading == "Accounts"
    wanted = browser.path(at(side, "account_own"))
    assert browser.get(at(side, "session_create"), next=wanted).heading == "Your account"
    page = page.form("Sign out").send()
    assert page.flashes == ["You are signed out."]
    assert browser.get(at(side, "account_list")).heading == "Sign in"


@BOTH
@pytest.mark.parametrize(
    ("email", "password", "errors"),
    [
        ("", "", ["Enter an e-mail address", "Enter your password"]),
        ("not an address", "x", ["Enter an e-mail address in the right form, like name@example.com"]),
        ("ana@example.org", "wrong password", [WRONG]),
        ("nobody@example.org", "wrong password", [WRONG]),
        ("ana@example.org", "x" * 100_000, [WRONG]),
        ("ana@example.org", "\x00" * 20, [WRONG]),
    ],
)
def test_what_does_not_fit_is_said_and_the_address_kept(browser, side, email, password, errors):
    make.make_account(KEEPER_ROLE[side], email="ana@example.org")
    page = browser.get(at(side, "session_create"))
    page = page.form("Sign in").fill(email=email, password=password).send(status=422)
    assert page.errors == errors
    assert page.form("Sign in").fields["email"] == email
    assert page.form("Sign in").fields["password"] == ""


@BOTH
def test_too_many_tries_say_what_to_do(browser, side):
    make.make_account(KEEPER_ROLE[side], email="ana@example.org")
    form = browser.get(at(side, "session_create"), next=browser.path(at(side, "account_own"))).form("Sign in")
    for _ in range(20):
        form.fill(email="ana@example.org", password="wrong password").send(status=422)
    page = form.fill(email="ana@example.org", password=make.PASSWORD).send(status=429)
    assert page.errors == ["There were too many tries. Wait an hour, or choose a new password."]
    with time_machine.travel(clock.now().replace(microsecond=0) + timedelta(minutes=61)):
        assert form.send().heading == "Your account"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\thttps://evil.example"],
)
def test_sign_in_leads_nowhere_else(browser, target):
    make.make_account(email="ana@example.org")
    form = browser.get("accounts.session_create", next=target).form("Sign in")
    form.fill(email="ana@example.org", password=make.PASSWORD)
    data = {name: [value] for name, value in form.values}
    page = browser.post("/sign-in", data, follow=False, status=303)
    assert page.response.headers["Location"] == "/home"


def test_a_fresh_session_is_not_the_one_the_stranger_had(browser):
    make.make_account(email="ana@example.org")
    page = browser.get("accounts.session_create")
    before = browser.client.get_cookie("engage").value
    old_csrf = page.form("Sign in").fields["csrf_token"]
    enter(browser, Side.ENGAGE, "ana@example.org")
    assert browser.client.get_cookie("engage").value != before
    page = browser.post("/my/account/sign-out-everywhere", {"csrf_token": old_csrf}, status=400)
    assert page.heading == "We kept what you typed"


@BOTH
def test_a_token_from_before_sign_out_opens_nothing(browser, side):
    make.make_account(KEEPER_ROLE[side], email="ana@example.org")
    enter(browser, side, "ana@example.org")
    name, path = ("engage", "/") if side is Side.ENGAGE else ("engage_ombudsman", "/ombudsman")
    stolen = browser.client.get_cookie(name, path=path).value
    browser.get(at(side, "account_own")).form("Sign out").send()
    browser.client.set_cookie(name, stolen, path=path, domain="localhost")
    assert browser.get(at(side, "account_own")).heading == "Sign in"


@BOTH
def test_using_the_site_keeps_a_session_alive_and_writes_seldom(browser, queries, side):
    make.make_account(KEEPER_ROLE[side], email="ana@example.org")
    start = clock.now()
    with time_machine.travel(start, tick=False) as travel:
        enter(browser, side, "ana@example.org")
        for minutes in (4, 20, 40, 60, 61):
            travel.move_to(start + timedelta(minutes=minutes))
            with queries.count() as statements:
                assert browser.get(at(side, "account_own")).heading == "Your account"
            written = [s for s in statements if "last_seen_at=" in s.replace(" ", "")]
            assert len(written) == (0 if minutes in (4, 61) else 1), minutes
        travel.move_to(start + timedelta(minutes=91))
        assert browser.get(at(side, "account_own")).heading == "Sign in"


# A session that ended while somebody was typing


def _typing(browser, side: Side, name: str):
    """A page with a name typed into it, whose session has ended meanwhile."""
    enter(browser, side, "ana@example.org")
    form = browser.get(at(side, "own_edit")).form("Save").fill(name=name)
    later = clock.now() + timedelta(minutes=31)
    return form, time_machine.travel(later)


@BOTH
@pytest.mark.parametrize("typed", ["Ana María", *ODD_TEXTS[:3]])
def test_nothing_typed_is_lost_when_the_session_ends(browser, side, typed):
    account_id = make.make_account(KEEPER_ROLE[side], email="ana@example.org")
    form, later = _typing(browser, side, typed)
    with later:
        page = form.send(status=401)
        assert typed not in page.html
        # A wrong password does not lose it either.
        again = page.form("Sign in and go on").fill(email="ana@example.org", password="wrong password")
        page = again.send(status=422).form("Sign in").fill(password=make.PASSWORD).send()
        assert page.heading == "We kept what you typed"
        assert page.form("Send it again").fields["name"] == typed
        page = page.form("Send it again").send()
        assert page.flashes == ["Saved."]
    actor = make.actor_of(account_id, side)
    assert actor.name == typed.replace("\u202e", "")


@BOTH
def test_what_one_account_typed_is_not_shown_to_another(browser, side):
    make.make_account(KEEPER_ROLE[side], email="ana@example.org")
    make.make_account(KEEPER_ROLE[side], email="bo@example.org")
    form, later = _typing(browser, side, "Ana's secret")
    with later:
        page = form.send(status=401).form("Sign in and go on")
        data = {name: [value] for name, value in page.fill(email="bo@example.org", password=make.PASSWORD).values}
        path = browser.path(at(side, "session_create"))
        browser.post(path, data, follow=False, status=303)
        page = browser.get(at(side, "account_own"))
    assert "secret" not in page.html
    assert page.flashes == [
        (
            "What was typed on this device before may belong to someone else, so we do not show it. "
            "If it was you, go back in your browser to find it."
        )
    ]


@BOTH
def test_a_password_is_never_shown_again(browser, side):
    page = browser.post(
        browser.path(at(side, "session_create")),
        {"email": "ana@example.org", "password": "my secret words", "kept": "sealed", "csrf_token": "old"},
        status=400,
    )
    assert "my secret words" not in page.html
    assert page.form("Send it again").fields["kept"] == "sealed"


# Forgotten passwords


@BOTH
def test_choosing_a_new_password_by_mail(browser, outbox, settings, side):
    make.make_account(KEEPER_ROLE[side], email="ana@example.org")
    page = browser.get(at(side, "session_create")).follow("I do not know my password")
    page = page.form("Send me the link").fill(email="ana@example.org").send()
    assert page.heading == "Check your e-mail"
    link = outbox.emails(side)[0]["values"]["link"].removeprefix(settings.base_url)
    page = browser.open(link).form("Save my new password").fill(password="passwordpassword").send(status=422)
    assert len(page.errors) == 1
    page = page.form("Save my new password").fill(password="four other words here").send()
    assert page.flashes == ["Your new password is saved. Sign in with it."]
    assert browser.open(link, status=410).has_link("Send me a new link")
    assert enter(browser, side, "ana@example.org", "four other words here").heading == "Your account"


@BOTH
def test_nobody_learns_who_has_an_account(browser, outbox, side):
    make.make_account(KEEPER_ROLE[side], email="ana@example.org")
    answers = []
    for email in ("ana@example.org", "bob@example.org"):
        page = browser.get(at(side, "reset_create")).form("Send me the link").fill(email=email).send()
        answers.append(page.main.replace(email, "…"))
    assert answers[0] == answers[1]
    assert [mail["to"] for mail in outbox.emails(side)] == ["ana@example.org"]


def test_asking_often_sends_five_mails_and_gives_the_same_answer(browser, outbox):
    make.make_account(email="ana@example.org")
    form = browser.get("accounts.reset_create").form("Send me the link").fill(email="ana@example.org")
    headings = {form.send().heading for _ in range(7)}
    assert headings == {"Check your e-mail"}
    assert len(outbox.emails()) == 5


def test_links_in_mails_do_not_follow_the_host_header(browser, outbox, settings):
    make.make_account(email="ana@example.org")
    form = browser.get("accounts.reset_create").form("Send me the link")
    db.session.commit()
    browser.client.post(
        "/forgot-password",
        data={**form.fields, "email": "ana@example.org"},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    for mail in outbox.emails():
        assert mail["values"]["link"].startswith(settings.base_url + "/")
