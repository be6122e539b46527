"""Taking messages out of the outbox one at a time, so that a crash repeats only the one in flight.

A message is leased in one transaction, delivered outside any, and marked in another. The lease's
end names its holder: whoever lost it marks nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, or_, select, update

from engage.core import clock, registry
from engage.core.db import db, unit_of_work
from engage.core.log import kind_of, place_of
from engage.core.sides import Side, concrete
from engage.notifications.enums import MessageState
from engage.notifications.models import OutboxMessageMixin
from engage.notifications.rules import MESSAGE_LEASE, MOST_TRIES, next_try
from engage.notifications.services import EMAIL, pack, unpack
from engage.notifications.worker import mail
from engage.notifications.worker.transport import Postman

log = structlog.get_logger()


@dataclass(frozen=True)
class Leased:
    """A message that this worker alone may deliver until ``until``."""

    id: int
    topic: str
    body: bytes
    message_id: str
    tries: int
    until: datetime


class NoHandler(LookupError):
    """Nobody listens to the topic, as when an older worker meets a newer message."""


class HandlersFailed(RuntimeError):
    """At least one listener failed; the others have done their part and will be asked again."""

    def __init__(self, first: Exception):
        self.orig = first
        super().__init__(type(first).__name__)


def deliver_due(side: Side, *, should_stop: Callable[[], bool] = lambda: False, limit: int = 1000) -> int:
    """Deliver what is due on ``side``, oldest first, until nothing is, or ``should_stop()``.

    Returns how many messages were taken up, whatever became of them.
    """
    _give_up_lost(side)
    done = 0
    with Postman(side) as postman:
        while done < limit and not should_stop():
            leased = _lease_next(side)
            if leased is None:
                break
            _deliver(side, leased, postman)
            done += 1
    db.session.rollback()  # the next round sees the database as it is then
    return done


def _is_due(model: type[OutboxMessageMixin], now: datetime) -> ColumnElement[bool]:
    return and_(
        model.state == MessageState.WAITING,
        model.due_at <= now,
        model.attempts < MOST_TRIES,
        or_(model.leased_until.is_(None), model.leased_until < now),
    )


def _lease_next(side: Side) -> Leased | None:
    model, now = concrete(OutboxMessageMixin, side), clock.now()
    wanted = select(model).where(_is_due(model, now)).order_by(model.due_at, model.id).limit(1)
    # A look costs no lock; only when something waits does this worker ask to write.
    db.session.rollback()
    if db.session.scalar(wanted.with_only_columns(model.id)) is None:
        return None
    with unit_of_work(side):
        row = db.session.scalar(wanted.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.attempts += 1
        row.leased_until = now + MESSAGE_LEASE
        return Leased(row.id, row.topic, row.body, row.message_id, row.attempts, row.leased_until)


def _give_up_lost(side: Side) -> None:
    """Give up messages whose every try ended with the worker: they may be what kills it."""
    model, now = concrete(OutboxMessageMixin, side), clock.now()
    is_lost = and_(model.state == MessageState.WAITING, model.attempts >= MOST_TRIES, model.leased_until < now)
    db.session.rollback()
    if db.session.scalar(select(model.id).where(is_lost).limit(1)) is None:
        return
    with unit_of_work(side):
        values = {"state": MessageState.DEAD, "leased_until": None, "last_error": "worker_lost"}
        gone = db.session.execute(update(model).where(is_lost).values(values))
    log.error("messages_given_up", side=side, kind="worker_lost", count=gone.rowcount)


def _deliver(side: Side, leased: Leased, postman: Postman) -> None:
    try:
        payload = unpack(side, leased.body)
        if leased.topic == EMAIL:
            postman.send(mail.compose(side, payload, message_id=leased.message_id))
        else:
            _tell_handlers(side, leased.topic, payload)
    except Exception as error:
        db.session.rollback()
        _mark_failed(side, leased, error)
    else:
        # What was sent is not kept: the outbox is a way, not an archive of addresses.
        _mark(
            side, leased, state=MessageState.DELIVERED, delivered_at=clock.now(), body=pack(side, {}), last_error=None
        )


def _tell_handlers(side: Side, topic: str, payload: dict[str, Any]) -> None:
    handlers = registry.handlers(side, topic)
    if not handlers:
        raise NoHandler(topic)
    failures = []
    for handle in handlers:
        try:
            handle(payload)
        except Exception as error:
            db.session.rollback()
            failures.append(error)
    if failures:
        raise HandlersFailed(failures[0]) from failures[0]


def _mark_failed(side: Side, leased: Leased, error: Exception) -> None:
    kind, again = failure_kind(error), next_try(leased.tries, clock.now())
    _mark(
        side,
        leased,
        state=MessageState.WAITING if again else MessageState.DEAD,
        last_error=kind,
        **({"due_at": again} if again else {}),
    )
    tell, what = (log.warning, "message_failed") if again else (log.error, "message_given_up")
    where = place_of(error.__cause__ or error)
    tell(what, side=side, topic=leased.topic, kind=kind, attempt=leased.tries, where=where)


def failure_kind(error: Exception) -> str:
    """What went wrong in a word, and the mail server's number; never an address or anybody's words."""
    code = getattr(error, "smtp_code", None)
    if isinstance(error, SMTPRecipientsRefused) and error.recipients:
        code = next(iter(error.recipients.values()))[0]
    return f"{kind_of(error)} {code}" if isinstance(code, int) else kind_of(error)


def _mark(side: Side, leased: Leased, **values: Any) -> None:
    model = concrete(OutboxMessageMixin, side)
    mine = (model.id == leased.id, model.leased_until == leased.until, model.state == MessageState.WAITING)
    with unit_of_work(side):
        db.session.execute(update(model).where(*mine).values(leased_until=None, **values))
