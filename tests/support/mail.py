"""A mail server for tests, and templates for letters that only tests write."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

TEMPLATES = {
    "emails/test.subject.txt": "{{ _('Sent') }}: {{ words }}",
    "emails/test.txt": "{% extends 'emails/layout.txt' %}{% block content %}Text: {{ words }}{% endblock %}",
    "emails/test.html": "{% extends 'emails/layout.html' %}{% block content %}<p>{{ words }}</p>{% endblock %}",
    "emails/bare.subject.txt": "{{ words }}",
    "emails/bare.txt": "{{ words }} {{ base_url }}",
}


@contextmanager
def test_templates(app: Flask) -> Iterator[None]:
    """Add `TEMPLATES` to those of ``app``."""
    real = app.jinja_env.loader
    app.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), real])
    try:
        yield
    finally:
        app.jinja_env.loader = real


test_templates.__test__ = False  # type: ignore[attr-defined]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mailbox:
    """Keeps what arrives. ``answer(envelope)`` may give an SMTP reply other than 250, or take its time."""

    def __init__(self, answer: Callable[[EmailMessage], str | None] = lambda _message: None):
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refused: dict[str, str] = {}
        self._answer = answer
        self._port = _free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Take a recipient, unless the test refuses it."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """Take a message."""
        import asyncio

        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(message)
        self.recipients.append(envelope.rcpt_tos)
        reply = await asyncio.get_running_loop().run_in_executor(None, self._answer, message)
        return reply or "250 OK"

    def __enter__(self) -> "Mailbox":
        self._controller.start()
        return self

    def __exit__(self, *_rest) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """Its address, as in ``ENGAGE_SMTP_URL``."""
        return f"smtp://127.0.0.1:{self._port}"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs in the order of arrival."""
        return [str(message["Message-ID"]) for message in self.messages]
