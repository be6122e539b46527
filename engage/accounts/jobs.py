"""What accounts do by the clock."""

from datetime import timedelta
from functools import partial

from engage.accounts import services
from engage.core.db import unit_of_work
from engage.core.registry import register_job
from engage.core.sides import Side


def register() -> None:
    """Offer the hourly clearing of tries, sessions and links, on each side."""
    for side in Side:
        register_job("accounts:forget", side, timedelta(hours=1), partial(forget_old_rows, side))


def forget_old_rows(side: Side) -> int:
    """Delete what need not be remembered any longer. Returns how many rows."""
    with unit_of_work(side):
        return services.forget_old_rows(side=side)
