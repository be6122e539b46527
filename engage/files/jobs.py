"""Taking away bytes that belong to nothing, once a day on each side."""

from datetime import timedelta
from functools import partial

from engage.core.registry import register_job
from engage.core.sides import Side
from engage.files.services import sweep_orphans


def register() -> None:
    """Offer the sweep on both sides."""
    for side in Side:
        register_job("files:sweep_orphans", side, timedelta(days=1), partial(sweep_orphans, side))
