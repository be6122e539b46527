"""What a letter looks like when it leaves."""

import email
from dataclasses import asdict
from email import policy

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from engage.core.sides import Side
from engage.notifications.services import Email
from engage.notifications.worker.mail import compose

ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def _compose(side=Side.ENGAGE, **fields):
    fields = {"to": "ana@example.com", "template": "test", "values": {"words": "hello"}, **fields}
    message = compose(side, asdict(Email(**fields)), message_id="<abc@engage>")
    return email.message_from_bytes(message.as_bytes(), policy=policy.default)


def test_a_letter_has_text_and_html_and_says_that_it_is_automatic(app):
    message = _compose()
    assert message["To"] == "ana@example.com"
    assert message["From"] == "no-reply@localhost"
    assert message["Subject"] == "Sent: hello"
    assert message["Message-ID"] == "<abc@engage>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert message["Date"].datetime.tzinfo is not None
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert text.get_content().splitlines()[:4] == ["Text: hello", "", "--", "Engage"]
    assert "<p>hello</p>" in html.get_content()
    assert '<html lang="en">' in html.get_content()


def test_a_letter_without_html_is_plain_text(app):
    message = _compose(template="bare")
    assert message.get_content_type() == "text/plain"
    assert message.get_content().splitlines() == ["hello http://localhost"]


def test_it_is_written_in_the_readers_language(app):
    for language, expected in (("es", "es"), ("en", "en"), ("xx", "en")):
        message = _compose(language=language)
        assert message["Content-Language"] == expected
        assert f'<html lang="{expected}">' in message.get_payload(1).get_content()


def test_html_is_escaped_and_text_is_not(app):
    message = _compose(values={"words": '<b>& "x" 😀 ñ مرحبا</b>'})
    text, html = message.iter_parts()
    assert 'Text: <b>& "x" 😀 ñ مرحبا</b>' in text.get_content()
    assert "&lt;b&gt;&amp; &#34;x&#34; 😀 ñ مرحبا&lt;/b&gt;" in html.get_content()


def test_every_byte_on_the_wire_is_seven_bit(app):
    message = compose(
        Side.ENGAGE,
        asdict(Email(to="ana@example.com", template="test", values={"words": "ñ" * 3000})),
        message_id="<abc@engage>",
    )
    wire = message.as_bytes()
    assert wire.isascii()
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    assert b"\n" not in wire.replace(b"\r\n", b"")


def test_words_cannot_add_a_header(app):
    message = _compose(values={"words": "x\r\nBcc: eve@example.com\nSubject: y"})
    assert message["Bcc"] is None
    assert message.get_all("Subject") == ["Sent: x Bcc: eve@example.com Subject: y"]


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ana",
        "ana@example.com, eve@example.com",
        "ana@example.com\nBcc: eve@example.com",
        "Ana <ana@example.com>",
        "ana@example.com;eve@example.com",
        "<ana@example.com>, eve@example.com",
    ],
)
def test_an_address_is_exactly_one_address(app, to):
    with pytest.raises(ValueError, match="not one e-mail address"):
        _compose(to=to)


def test_a_calendar_file_keeps_its_method(app):
    message = _compose(calendar=ICS)
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part.get_filename() == "meeting.ics"
    assert part["Content-Type"].params["method"] == "REQUEST"
    assert part.get_content().replace("\r\n", "\n") == ICS.replace("\r\n", "\n")
    assert {p.get_content_type() for p in message.walk()} >= {"text/plain", "text/html", "text/calendar"}


def test_a_missing_template_or_value_is_an_error_not_an_empty_letter(app):
    with pytest.raises(TemplateNotFound):
        _compose(template="no_such_template")
    with pytest.raises(UndefinedError):
        _compose(values={})


def test_the_ombudsmans_letter_leads_to_the_ombudsman_and_names_nobody(app):
    from engage.core.runtime import settings

    message = _compose(side=Side.OMBUDSMAN, template="bare")
    assert settings().ombudsman_url in message.get_content()
    html = app.jinja_env.get_template("emails/layout_confidential.html")
    with app.test_request_context():
        from flask import render_template

        shown = render_template(html)
    assert "Engage" not in shown
    assert "src=" not in shown
    assert "http" not in shown
