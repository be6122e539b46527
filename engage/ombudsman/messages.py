"""What the office's mails say: never a name, a word or a code of a case, because others may read a person's mail."""

from dataclasses import dataclass

from engage.core.runtime import settings
from engage.notifications.services import Email


@dataclass(frozen=True)
class OfficeWords:
    """How the office is reached."""

    name: str
    phone: str
    days: int


def received(to: str, *, language: str, office: OfficeWords) -> Email:
    """We have your message; when we will be in touch."""
    return Email(to, "ombudsman_received", language, _values(office))


def message_waits(to: str, *, language: str, office: OfficeWords) -> Email:
    """A message waits behind the receipt code."""
    return Email(to, "ombudsman_message", language, _values(office))


def news_waits(to: str, *, language: str, office: OfficeWords) -> Email:
    """There is news on an issue the person told us of."""
    return Email(to, "ombudsman_news", language, _values(office))


def _values(office: OfficeWords) -> dict[str, object]:
    return {
        "office": office.name,
        "phone": office.phone,
        "days": office.days,
        "link": f"{settings().ombudsman_url}/ombudsman/receipt",
    }
