"""What the mails about meetings say, and the calendar files they carry (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from engage.core.bilingual import Words
from engage.core.runtime import settings
from engage.core.sides import Side
from engage.notifications.services import Email


@dataclass(frozen=True)
class MeetingFacts:
    """What a mail or a calendar file about a meeting needs to know; ``sequence`` grows with every change."""

    id: int
    body_name: Words
    title: Words
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    join_url: str | None
    phone_number: str | None
    phone_code: str | None
    sequence: int
    changed_at: datetime
    canceled_reason: Words | None = None
    is_canceled: bool = False


@dataclass(frozen=True)
class Recipient:
    """Whom a mail goes to."""

    person_id: int
    email: str
    language: str


def meeting_url(meeting_id: int) -> str:
    """The full address of a meeting's page."""
    return f"{settings().base_url}/meetings/{meeting_id}"


def calendar_file(facts: MeetingFacts, language: str = "en", *, method: str = "PUBLISH") -> bytes:
    """The meeting as an ``.ics`` file with its time zone spelled out; ``method`` is PUBLISH, REQUEST or CANCEL.

    The same meeting keeps its UID, so that a calendar updates the entry it has.
    """
    zone = ZoneInfo(facts.time_zone)
    event = Event()
    event.add("uid", f"meeting-{facts.id}@{_host()}")
    event.add("sequence", facts.sequence)
    event.add("dtstamp", facts.changed_at.astimezone(UTC))
    event.add("dtstart", facts.starts_at.astimezone(zone))
    event.add("dtend", facts.ends_at.astimezone(zone))
    event.add("summary", f"{facts.body_name.text(language)}: {facts.title.text(language)}")
    event.add("location", _location(facts))
    event.add("description", _description(facts, language))
    event.add("url", meeting_url(facts.id))
    event.add("organizer", vText(f"mailto:{parseaddr(settings().mail_of(Side.ENGAGE).sender)[1]}"))
    event.add("status", "CANCELLED" if facts.is_canceled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//engage//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if facts.is_canceled and method != "PUBLISH" else method)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _host() -> str:
    return settings().base_url.split("://")[-1].split("/")[0].split(":")[0]


def _location(facts: MeetingFacts) -> str:
    return facts.place or facts.join_url or facts.phone_number or ""


def _description(facts: MeetingFacts, language: str) -> str:
    """Without sentences, because a calendar file is not translated: links and numbers speak for themselves."""
    phone = f"{facts.phone_number} ({facts.phone_code})" if facts.phone_code else facts.phone_number
    lines = [facts.title.text(language), facts.join_url, phone, meeting_url(facts.id)]
    return "\n".join(line for line in lines if line)


def invitations(facts: MeetingFacts, people: Iterable[Recipient]) -> list[tuple[Email, str]]:
    """The invitation for each person in their language, each with the key under which it is sent once."""
    return _mails("meetings_invitation", "invite", facts, people, method="REQUEST")


def changes(facts: MeetingFacts, people: Iterable[Recipient]) -> list[tuple[Email, str]]:
    """The news that day, time or way to join changed."""
    return _mails("meetings_changed", "change", facts, people, method="REQUEST")


def cancellations(facts: MeetingFacts, people: Iterable[Recipient]) -> list[tuple[Email, str]]:
    """The news that the meeting will not take place."""
    return _mails("meetings_canceled", "cancel", facts, people, method="CANCEL")


def reminders(facts: MeetingFacts, people: Iterable[Recipient]) -> list[tuple[Email, str]]:
    """The reminder shortly before, once a person and start of the meeting."""
    start = facts.starts_at.strftime("%Y%m%d%H%M")
    return [
        (
            Email(person.email, "meetings_reminder", person.language, _values(facts, person.language)),
            f"meetings:remind:{facts.id}:{start}:{person.person_id}",
        )
        for person in people
    ]


def minutes_mails(facts: MeetingFacts, people: Iterable[Recipient], revision: int) -> list[tuple[Email, str]]:
    """The news that everybody can read the minutes."""
    return [
        (
            Email(person.email, "meetings_minutes_published", person.language, _values(facts, person.language)),
            f"meetings:minutes:{facts.id}:{revision}:{person.person_id}",
        )
        for person in people
    ]


def support_asked_mail(facts: MeetingFacts, to: str, key: str) -> tuple[Email, str]:
    """Tells staff that somebody asked for support. What they need is not in the mail."""
    values = {**_values(facts, "en"), "url": f"{settings().base_url}/staff/meetings/{facts.id}/support"}
    return Email(to, "meetings_support_asked", "en", values), key


def support_arranged_mail(facts: MeetingFacts, person: Recipient, key: str) -> tuple[Email, str]:
    """Tells a member that what they asked for is arranged. What it is is not in the mail."""
    return Email(person.email, "meetings_support_arranged", person.language, _values(facts, person.language)), key


def _mails(
    template: str, kind: str, facts: MeetingFacts, people: Iterable[Recipient], *, method: str
) -> list[tuple[Email, str]]:
    return [
        (
            Email(
                to=person.email,
                template=template,
                language=person.language,
                values=_values(facts, person.language),
                calendar=calendar_file(facts, person.language, method=method).decode(),
            ),
            f"meetings:{kind}:{facts.id}:{facts.sequence}:{person.person_id}",
        )
        for person in people
    ]


def _values(facts: MeetingFacts, language: str) -> dict[str, str | None]:
    return {
        "body_name": facts.body_name.text(language),
        "meeting_title": facts.title.text(language),
        "starts_at": facts.starts_at.isoformat(),
        "place": facts.place,
        "join_url": facts.join_url,
        "phone_number": facts.phone_number,
        "phone_code": facts.phone_code,
        "reason": facts.canceled_reason.text(language) if facts.canceled_reason else "",
        "url": meeting_url(facts.id),
    }
