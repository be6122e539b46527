"""How sending stands, and the mail of a development system."""

from dataclasses import replace

import pytest

from engage.core.actor import Actor
from engage.core.db import unit_of_work
from engage.core.permissions import Permission
from engage.core.runtime import settings
from engage.core.sides import Side
from engage.notifications.services import Email, send_email
from engage.notifications.worker.outbox import deliver_due
from tests.notifications.test_services import READ, _dead, _manager

AREA = {Side.ENGAGE: "notifications", Side.OMBUDSMAN: "notifications_ombudsman"}
PREFIX = {Side.ENGAGE: "", Side.OMBUDSMAN: "/ombudsman"}


def _send(side: Side, words: str, **fields) -> None:
    with unit_of_work(side):
        send_email(Email("ana@example.com", "test", values={"words": words}, **fields))


@pytest.fixture
def sent(app):
    """Delivers what waits on a side; the folders are emptied before and after."""

    def clear() -> None:
        for side in Side:
            for path in settings().mail_of(side).sink.glob("*.eml"):
                path.unlink()

    clear()
    yield deliver_due
    clear()


@pytest.mark.parametrize("side", list(Side))
def test_without_the_permission_there_is_no_outbox(browser, side):
    number = _dead(side)
    others = frozenset(Permission) - set(READ.values())
    browser.sign_in(Actor(side=side, account_id=2, permissions=others))
    browser.get(f"{AREA[side]}.outbox_page", status=403)
    browser.post(browser.path(f"{AREA[side]}.message_retry", message_id=number), status=403)


@pytest.mark.parametrize("side", list(Side))
def test_the_page_counts_and_shows_no_address(browser, sent, side):
    _send(side, "first")
    sent(side)
    _send(side, "second")
    _dead(side)
    page = browser.sign_in(_manager(side)).get(f"{AREA[side]}.outbox_page")
    assert "Waiting 1 Sent 1 Given up 1" in page.main
    assert page.table("Messages given up").rows[0][1:4] == ["test:topic", "8", "OSError"]
    assert "ana@example.com" not in page.html


@pytest.mark.parametrize("side", list(Side))
def test_what_was_given_up_is_sent_again_with_one_button(browser, side):
    _dead(side)
    page = browser.sign_in(_manager(side)).get(f"{AREA[side]}.outbox_page")
    (button,) = [b.get_text(" ", strip=True) for b in page.soup.find_all("button") if "Send again" in b.text]
    page = page.form(button).send()
    assert "The message is waiting to be sent again." in page.main
    assert "Waiting 1 Sent 0 Given up 0" in page.main
    assert "No message was given up." in page.main


def test_a_retry_from_an_old_page_is_explained(browser):
    number = _dead()
    browser.sign_in(_manager())
    path = browser.path("notifications.message_retry", message_id=number)
    browser.post(path)
    page = browser.post(path, status=409)
    assert "already waiting" in page.main
    browser.post(browser.path("notifications.message_retry", message_id=number + 99), status=404)


def test_the_page_costs_the_same_at_any_length(browser, queries):
    browser.sign_in(_manager())
    counts = []
    for _ in range(2):
        for _ in range(3):
            _dead()
        with queries.count() as statements:
            browser.get("notifications.outbox_page")
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("side", list(Side))
def test_sent_mail_can_be_read_in_development(browser, sent, side):
    assert "No mail was sent yet." in browser.get(f"{AREA[side]}.sent_mail_list").main
    link = f"{settings().base_url}{PREFIX[side]}/sent-mail"
    _send(side, f"<b>hello</b> {link}", calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    sent(side)
    page = browser.get(f"{AREA[side]}.sent_mail_list")
    assert [row[1] for row in page.table("Sent mail").rows] == ["ana@example.com"]
    page = page.follow(f"Sent: <b>hello</b> {link}")
    assert f"Text: <b>hello</b> {link}" in page.main
    assert "<p>&lt;b&gt;hello&lt;/b&gt;" in page.main, "the HTML part is shown as text"
    assert "BEGIN:VCALENDAR" in page.main
    assert page.follow(link).heading == "Sent mail"


def test_mail_of_one_side_is_not_on_the_pages_of_the_other(browser, sent):
    _send(Side.OMBUDSMAN, "marker")
    sent(Side.OMBUDSMAN)
    assert "marker" not in browser.get("notifications.sent_mail_list").html
    (path,) = settings().mail_of(Side.OMBUDSMAN).sink.glob("*.eml")
    browser.get("notifications.sent_mail_page", name=path.stem, status=404)
    assert "marker" in browser.get("notifications_ombudsman.sent_mail_page", name=path.stem).html


@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e%2fsecrets", "*", "😀"])
def test_a_message_that_is_not_there_is_not_found(browser, sent, name):
    browser.get("notifications.sent_mail_page", name=name, status=404)


@pytest.mark.parametrize("change", ["production", "smtp"])
def test_there_is_no_such_page_in_production_or_with_a_mail_server(app, browser, sent, change):
    _send(Side.ENGAGE, "x")
    sent(Side.ENGAGE)
    (path,) = settings().mail.sink.glob("*.eml")
    real = settings()
    app.extensions["engage_settings"] = (
        replace(real, is_development=False)
        if change == "production"
        else replace(real, mail=replace(real.mail, smtp_url="smtp://127.0.0.1:1", sink=None))
    )
    try:
        browser.get("notifications.sent_mail_list", status=404)
        browser.get("notifications.sent_mail_page", name=path.stem, status=404)
    finally:
        app.extensions["engage_settings"] = real
