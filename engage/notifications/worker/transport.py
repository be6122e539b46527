"""Handing a message over: to a mail server, or to a folder in development."""

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from urllib.parse import SplitResult, unquote, urlsplit

from engage.core.runtime import settings
from engage.core.sides import Side

_SECONDS = 30
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class InsecureLogin(OSError):
    """The server offers no encryption, so the password was not sent to it."""


class Postman:
    """Sends the mail of one side; keeps one connection open for as many messages as come."""

    def __init__(self, side: Side):
        self._settings = settings().mail_of(side)
        self._client: smtplib.SMTP | None = None

    def __enter__(self) -> "Postman":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Hand ``message`` over. Raises `smtplib.SMTPException` or `OSError` when nobody took it."""
        if self._settings.sink is not None:
            write_to_sink(self._settings.sink, message)
            return
        client = self._connected()
        try:
            client.send_message(message)
        except Exception:
            self._hang_up()
            raise

    def _connected(self) -> smtplib.SMTP:
        if self._client is not None and _is_alive(self._client):
            return self._client
        self._hang_up()
        self._client = _connect(urlsplit(self._settings.smtp_url))
        return self._client

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            try:
                client.quit()
            except (smtplib.SMTPException, OSError):
                client.close()


def _is_alive(client: smtplib.SMTP) -> bool:
    try:
        return client.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _connect(address: SplitResult) -> smtplib.SMTP:
    host = address.hostname or "localhost"
    client: smtplib.SMTP
    if address.scheme == "smtps":
        client = smtplib.SMTP_SSL(host, address.port or 465, timeout=_SECONDS, context=ssl.create_default_context())
    else:
        client = smtplib.SMTP(host, address.port or 587, timeout=_SECONDS)
    try:
        client.ehlo()
        is_private = address.scheme == "smtps" or host in _LOOPBACK
        if address.scheme == "smtp" and client.has_extn("starttls"):
            client.starttls(context=ssl.create_default_context())
            client.ehlo()
            is_private = True
        if address.username:
            if not is_private:
                raise InsecureLogin
            client.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        client.close()
        raise
    return client


def write_to_sink(folder: Path, message: EmailMessage) -> Path:
    """Keep ``message`` as a file named after its Message-ID, so that a repeat replaces the first."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / (hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:20] + ".eml")
    draft = path.with_suffix(".part")
    draft.write_bytes(message.as_bytes())
    draft.replace(path)
    return path
