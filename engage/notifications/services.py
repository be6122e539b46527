"""Putting something into the outbox, inside the transaction of the change it tells about."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from engage.audit.services import record
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db, writing_side
from engage.core.errors import Conflict, NotFound
from engage.core.i18n import N_
from engage.core.ids import new_token
from engage.core.runtime import keyring
from engage.core.sides import Side, concrete
from engage.notifications.audit_events import MESSAGE_RETRIED
from engage.notifications.enums import MessageState
from engage.notifications.models import OutboxMessageMixin
from engage.notifications.policies import can_manage_messages, visible_messages

EMAIL = "email"
#: How long a delivered message without a key stays as a line in the counts; it holds nothing any more.
KEPT_DAYS = 30


@dataclass(frozen=True)
class Email:
    """A message to one address.

    ``template`` names ``templates/emails/<template>.subject.txt``, ``.txt`` and ``.html``, rendered
    when it is sent, in ``language`` and with ``values`` (plain JSON values). ``calendar`` is an
    optional ``.ics`` file as text.
    """

    to: str
    template: str
    language: str = "en"
    values: dict[str, Any] = field(default_factory=dict)
    calendar: str | None = None


def enqueue(
    topic: str, payload: dict[str, Any], *, dedupe_key: str | None = None, due_at: datetime | None = None
) -> bool:
    """Add a message for the handlers of ``topic`` on the side of the open unit of work.

    Returns False, and adds nothing, when ``dedupe_key`` was used before. Raises `RuntimeError`
    when no unit of work is open.
    """
    side = writing_side()
    if side is None:
        raise RuntimeError("what leaves is enqueued in the transaction of the change it tells about")
    model = concrete(OutboxMessageMixin, side)
    if dedupe_key and db.session.scalar(select(model.id).where(model.dedupe_key == dedupe_key)):
        return False
    db.session.add(
        model(
            topic=topic,
            body=pack(side, payload),
            dedupe_key=dedupe_key,
            message_id=f"<{new_token()[:32]}@engage>",
            due_at=due_at or clock.now(),
        )
    )
    return True


def send_email(email: Email, *, dedupe_key: str | None = None, due_at: datetime | None = None) -> bool:
    """Enqueue ``email``; see `enqueue`."""
    return enqueue(EMAIL, asdict(email), dedupe_key=dedupe_key, due_at=due_at)


def pack(side: Side, payload: dict[str, Any]) -> bytes:
    """``payload`` as stored on ``side``: encrypted on the ombudsman's."""
    text = json.dumps(payload)
    return keyring().seal(text) if side is Side.OMBUDSMAN else text.encode()


def unpack(side: Side, body: bytes) -> dict[str, Any]:
    """The payload inside a stored ``body``."""
    return json.loads(keyring().open(body) if side is Side.OMBUDSMAN else body)


def retry_message(*, actor: Actor, message_id: int) -> None:
    """Have a message that was given up tried again, from the first try on.

    Raises `NotAllowed`, `NotFound`, or `Conflict` when it is not given up (any more).
    """
    ensure(can_manage_messages(actor))
    model = concrete(OutboxMessageMixin, actor.side)
    message = db.session.scalar(visible_messages(actor).where(model.id == message_id).with_for_update())
    if message is None:
        raise NotFound
    if message.state != MessageState.DEAD:
        raise Conflict(N_("This message is already waiting to be sent again, or it was sent."))
    message.state, message.attempts, message.due_at = MessageState.WAITING, 0, clock.now()
    record(actor, MESSAGE_RETRIED, f"message:{message.id}", topic=message.topic)


def forget_delivered() -> int:
    """Delete delivered messages older than `KEPT_DAYS` on the side of the open unit of work.

    Those with a key stay, empty as they are, because their key keeps a repeat from being delivered.
    Returns how many were deleted.
    """
    side = writing_side()
    if side is None:
        raise RuntimeError("messages are forgotten in a unit of work")
    model = concrete(OutboxMessageMixin, side)
    old = model.delivered_at < clock.now() - timedelta(days=KEPT_DAYS)
    gone = db.session.execute(
        delete(model).where(model.state == MessageState.DELIVERED, model.dedupe_key.is_(None), old)
    )
    return gone.rowcount
