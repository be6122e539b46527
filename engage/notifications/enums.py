"""Where a message of the outbox stands."""

from enum import StrEnum


class MessageState(StrEnum):
    """Waiting, delivered, or given up after the last try."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
