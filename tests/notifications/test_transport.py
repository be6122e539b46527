"""Talking to a real mail server."""

from dataclasses import asdict, replace

import pytest

from engage.core.db import db, unit_of_work
from engage.core.runtime import settings
from engage.core.settings import MailSettings
from engage.core.sides import Side
from engage.notifications.models import OutboxMessage
from engage.notifications.services import Email, send_email
from engage.notifications.worker import transport
from engage.notifications.worker.mail import compose
from engage.notifications.worker.outbox import deliver_due
from engage.notifications.worker.transport import InsecureLogin, Postman
from tests.support.mail import Mailbox


@pytest.fixture
def mailbox(app):
    """A mail server to which the state's side sends."""
    real = settings()
    with Mailbox() as box:
        mail = MailSettings(sender="Engage <no-reply@state.example>", smtp_url=box.url)
        app.extensions["engage_settings"] = replace(real, mail=mail)
        yield box
    app.extensions["engage_settings"] = real


def _send(to: str, words: str = "x") -> None:
    with unit_of_work():
        send_email(Email(to=to, template="test", values={"words": words}))


def test_letters_arrive_in_order_over_one_connection(mailbox, monkeypatch):
    connections = []
    real = transport._connect
    monkeypatch.setattr(transport, "_connect", lambda address: connections.append(1) or real(address))
    for number in range(3):
        _send(f"ana{number}@example.com", f"words {number}")
    assert deliver_due(Side.ENGAGE) == 3
    assert mailbox.recipients == [["ana0@example.com"], ["ana1@example.com"], ["ana2@example.com"]]
    assert [str(m["Subject"]) for m in mailbox.messages] == [f"Sent: words {n}" for n in range(3)]
    assert str(mailbox.messages[0]["From"]) == "Engage <no-reply@state.example>"
    assert len(set(mailbox.ids)) == 3
    assert connections == [1]


def test_a_refused_address_holds_up_nobody_and_is_not_written_down(mailbox, capsys):
    mailbox.refused["gone@example.com"] = "550 gone@example.com is unknown here"
    _send("gone@example.com")
    _send("ana@example.com")
    deliver_due(Side.ENGAGE)
    assert mailbox.recipients == [["ana@example.com"]]
    db.session.expire_all()
    rows = db.session.query(OutboxMessage).order_by(OutboxMessage.id).all()
    assert [(row.state, row.last_error) for row in rows] == [
        ("waiting", "SMTPRecipientsRefused 550"),
        ("delivered", None),
    ]
    assert "gone@example.com" not in capsys.readouterr().err


def test_no_server_is_a_failure_to_try_again(app, monkeypatch):
    real = settings()
    mail = MailSettings(sender="a@state.example", smtp_url="smtp://127.0.0.1:1")
    app.extensions["engage_settings"] = replace(real, mail=mail)
    try:
        _send("ana@example.com")
        deliver_due(Side.ENGAGE)
    finally:
        app.extensions["engage_settings"] = real
    db.session.expire_all()
    row = db.session.query(OutboxMessage).one()
    assert (row.state, row.last_error) == ("waiting", "ConnectionRefusedError")


def test_a_password_is_not_sent_in_the_clear(app, mailbox, monkeypatch):
    monkeypatch.setattr(transport, "_LOOPBACK", frozenset())
    address = mailbox.url.replace("smtp://", "smtp://name:word@")
    app.extensions["engage_settings"] = replace(
        settings(), mail=MailSettings(sender="a@state.example", smtp_url=address)
    )
    message = compose(
        Side.ENGAGE, asdict(Email("ana@example.com", "test", values={"words": "x"})), message_id="<a@engage>"
    )
    with pytest.raises(InsecureLogin), Postman(Side.ENGAGE) as postman:
        postman.send(message)
    assert mailbox.messages == []


def test_the_folder_holds_a_repeat_once(app, tmp_path):
    payload = asdict(Email("ana@example.com", "test", values={"words": "x"}))
    for _ in range(2):
        transport.write_to_sink(tmp_path / "mail", compose(Side.ENGAGE, payload, message_id="<a@engage>"))
    transport.write_to_sink(tmp_path / "mail", compose(Side.ENGAGE, payload, message_id="<b@engage>"))
    assert len(list((tmp_path / "mail").iterdir())) == 2
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0
