"""Sealing, every few seconds, on each side."""

from datetime import timedelta
from functools import partial

from sqlalchemy.exc import IntegrityError

from engage.audit.services import seal_entries
from engage.core.db import forget_old_form_keys, unit_of_work
from engage.core.registry import register_job
from engage.core.sides import Side

_BATCH = 500
# No transaction stays open while this many other entries are written.
_WINDOW = 10_000


def register() -> None:
    """Offer the sealer, and the tidying of the frame's own table, on both sides."""
    for side in Side:
        register_job("audit:seal", side, timedelta(seconds=20), partial(seal, side, window=_WINDOW))
        register_job("audit:seal_late", side, timedelta(days=1), partial(seal, side))
        register_job("core:forget_form_keys", side, timedelta(days=1), partial(forget_old_form_keys, side))


def seal(side: Side, *, window: int | None = None) -> int:
    """Seal everything that waits on ``side``; returns how many entries."""
    total = 0
    while True:
        try:
            with unit_of_work(side):
                sealed = seal_entries(limit=_BATCH, window=window)
        except IntegrityError:
            return total  # another worker has just sealed the same entries
        total += sealed
        if sealed < _BATCH:
            return total
