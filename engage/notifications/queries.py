"""How deliveries stand, without saying to whom; and, in development, the mail that was sent."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import func, select

from engage.core import clock
from engage.core.actor import Actor
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PAGE_SIZE, PageOf, read_page
from engage.core.runtime import settings
from engage.core.sides import Side, concrete
from engage.notifications.enums import MessageState
from engage.notifications.models import JobRunMixin, OutboxMessageMixin
from engage.notifications.policies import visible_messages
from engage.notifications.rules import STUCK_AFTER


@dataclass(frozen=True)
class OutboxCounts:
    """How many messages stand where; ``overdue`` are due for so long that nobody seems to deliver."""

    waiting: int
    delivered: int
    dead: int
    overdue: int


@dataclass(frozen=True)
class DeadRow:
    """A message that was given up; nothing of what it says or to whom."""

    id: int
    topic: str
    created_at: datetime
    tries: int
    kind: str


def outbox_counts(actor: Actor) -> OutboxCounts:
    """The messages that ``actor`` may manage, counted by state."""
    messages = visible_messages(actor).subquery()
    overdue = func.count().filter(
        messages.c.state == MessageState.WAITING, messages.c.due_at < clock.now() - STUCK_AFTER
    )
    statement = select(messages.c.state, func.count(), overdue).group_by(messages.c.state)
    found = {state: (total, late) for state, total, late in db.session.execute(statement)}
    return OutboxCounts(
        waiting=found.get(MessageState.WAITING, (0, 0))[0],
        delivered=found.get(MessageState.DELIVERED, (0, 0))[0],
        dead=found.get(MessageState.DEAD, (0, 0))[0],
        overdue=found.get(MessageState.WAITING, (0, 0))[1],
    )


def dead_rows(*, actor: Actor, page: int = 1) -> PageOf[DeadRow]:
    """Messages that were given up, newest first."""
    model = concrete(OutboxMessageMixin, actor.side)
    statement = visible_messages(actor).where(model.state == MessageState.DEAD).order_by(model.id.desc())
    return read_page(
        statement,
        lambda row: DeadRow(row[0].id, row[0].topic, row[0].created_at, row[0].attempts, row[0].last_error or ""),
        number=page,
    )


def is_outbox_stuck(side: Side) -> bool:
    """Whether a message of ``side`` is due for more than half an hour, so that no worker seems to run."""
    model = concrete(OutboxMessageMixin, side)
    late = select(model.id).where(model.state == MessageState.WAITING, model.due_at < clock.now() - STUCK_AFTER)
    return db.session.scalar(late.limit(1)) is not None


@dataclass(frozen=True)
class JobRow:
    """When a periodic job last ran."""

    name: str
    started_at: datetime | None
    ended_at: datetime | None
    leased_until: datetime | None
    error: str | None


def job_rows(side: Side) -> dict[str, JobRow]:
    """The last run of each job of ``side`` that ever ran, by name."""
    rows = db.session.scalars(select(concrete(JobRunMixin, side)))
    return {r.name: JobRow(r.name, r.last_started_at, r.last_ended_at, r.leased_until, r.last_error) for r in rows}


@dataclass(frozen=True)
class SentMailRow:
    """One message in the development folder."""

    name: str
    to: str
    subject: str
    sent_at: datetime | None


@dataclass(frozen=True)
class SentMail:
    """One message as it would have been read."""

    to: str
    sender: str
    subject: str
    sent_at: datetime | None
    text: str
    html: str
    calendar: str


def sent_mail_rows(side: Side, *, page: int = 1) -> PageOf[SentMailRow]:
    """The mail of ``side`` in the development folder, newest first. Raises `NotFound` where there is none."""
    files = sorted(_sink(side).glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    pages = max(1, -(-len(files) // PAGE_SIZE))
    number = min(page, pages)
    shown = files[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return PageOf(tuple(_sent_row(path) for path in shown), number, pages, len(files))


def sent_mail_page(side: Side, name: str) -> SentMail:
    """One message of the development folder. Raises `NotFound`."""
    path = next((path for path in _sink(side).glob("*.eml") if path.stem == name), None)
    if path is None:
        raise NotFound
    message = _read(path)
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    return SentMail(
        to=str(message["To"]),
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        sent_at=_sent_at(message),
        text=parts.get("text/plain", ""),
        html=parts.get("text/html", ""),
        calendar=parts.get("text/calendar", ""),
    )


def _sink(side: Side) -> Path:
    sink = settings().mail_of(side).sink if settings().is_development else None
    if sink is None:
        raise NotFound
    return sink


def _sent_row(path: Path) -> SentMailRow:
    message = _read(path)
    return SentMailRow(path.stem, str(message["To"]), str(message["Subject"]), _sent_at(message))


def _read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)  # type: ignore[return-value]


def _sent_at(message: EmailMessage) -> datetime | None:
    return message["Date"].datetime if message["Date"] else None
