"""Reading what is waiting to leave."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engage.core.db import db
from engage.core.sides import Side, concrete
from engage.notifications.models import OutboxMessageMixin
from engage.notifications.services import EMAIL, unpack


@dataclass(frozen=True)
class Waiting:
    """One message."""

    topic: str
    payload: dict[str, Any]


class Outbox:
    """Messages waiting on a side, oldest first."""

    def messages(self, side: Side = Side.ENGAGE, topic: str | None = None) -> list[Waiting]:
        """All messages, or those of ``topic``."""
        model = concrete(OutboxMessageMixin, side)
        rows = db.session.scalars(select(model).order_by(model.id)).all()
        found = [Waiting(row.topic, unpack(side, row.body)) for row in rows]
        return [message for message in found if topic in (None, message.topic)]

    def emails(self, side: Side = Side.ENGAGE) -> list[dict[str, Any]]:
        """The e-mails, as payloads with ``to``, ``template``, ``language`` and ``values``."""
        return [message.payload for message in self.messages(side, EMAIL)]
