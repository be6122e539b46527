"""The outbox's own tidying, and what it tells about its health."""

from datetime import timedelta
from functools import partial

from engage.core.db import unit_of_work
from engage.core.registry import register_health_check, register_job
from engage.core.sides import Side
from engage.notifications.queries import is_outbox_stuck
from engage.notifications.services import forget_delivered


def register() -> None:
    """Offer the job and the health check on both sides."""
    for side in Side:
        register_job("notifications:forget_delivered", side, timedelta(days=1), partial(forget, side))
        register_health_check("outbox", side, partial(find_stuck, side))


def forget(side: Side) -> int:
    """Delete old delivered messages of ``side``."""
    with unit_of_work(side):
        return forget_delivered()


def find_stuck(side: Side) -> str | None:
    """``outbox_stuck`` when messages are due and nobody delivers them."""
    return "outbox_stuck" if is_outbox_stuck(side) else None
