"""From a payload of the outbox to a message that can be sent."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from jinja2 import TemplateNotFound

from engage.core import clock
from engage.core.runtime import settings
from engage.core.sides import Side
from engage.core.text import one_line
from engage.web.language import CODES

#: Everything is sent as 7-bit text, which every mail server takes.
_POLICY = SMTP.clone(cte_type="7bit")
_ONE_ADDRESS = re.compile(r"[^@\s,;:<>()\x00-\x1f]+@[^@\s,;:<>()\x00-\x1f]+")
_METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)


def compose(side: Side, payload: dict[str, Any], *, message_id: str) -> EmailMessage:
    """The message that ``payload`` (the fields of `services.Email`) describes, in its reader's language.

    Raises `ValueError` when the address is not exactly one address, and Jinja's errors when a
    template is missing or uses a value that is not there.
    """
    template = f"emails/{payload['template']}"
    language = payload["language"] if payload["language"] in CODES else "en"
    values = {**payload["values"], "base_url": _base_url(side)}
    message = EmailMessage(policy=_POLICY)
    with force_locale(language):
        message["Subject"] = one_line(render_template(f"{template}.subject.txt", **values))
        message.set_content(render_template(f"{template}.txt", **values).strip() + "\n")
        html = _html(f"{template}.html", values)
    if html is not None:
        message.add_alternative(html, subtype="html")
    if payload.get("calendar"):
        _add_calendar(message, payload["calendar"])
    message["From"] = _sender(settings().mail_of(side).sender)
    message["To"] = _recipient(payload["to"])
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = message_id
    message["Content-Language"] = language
    message["Auto-Submitted"] = "auto-generated"
    return message


def _html(name: str, values: dict[str, Any]) -> str | None:
    try:
        current_app.jinja_env.get_template(name)
    except TemplateNotFound as error:
        if error.name != name:
            raise
        return None
    return render_template(name, **values)


def _base_url(side: Side) -> str:
    return settings().ombudsman_url if side is Side.OMBUDSMAN else settings().base_url


def _recipient(text: str) -> Address:
    """One bare address. Raises `ValueError` for anything that could be read as two or as another header."""
    if not _ONE_ADDRESS.fullmatch(text):
        raise ValueError("not one e-mail address")
    return Address(addr_spec=text)


def _sender(text: str) -> Address:
    """The sender as it is set: an address, or ``Name <address>``."""
    name, address = parseaddr(text)
    return Address(display_name=one_line(name), addr_spec=address)


def _add_calendar(message: EmailMessage, calendar: str) -> None:
    method = _METHOD.search(calendar)
    message.add_attachment(
        calendar,
        subtype="calendar",
        filename="meeting.ics",
        params={"method": method[1] if method else "PUBLISH"},
    )
