"""Gathering comments, often and quickly, and once a day completely."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from engage.core import registry
from engage.core.actor import system_actor
from engage.core.db import db, unit_of_work
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.themes import queries, services


def register() -> None:
    """Offer this area's periodic work."""
    registry.register_job("themes.gather", Side.ENGAGE, timedelta(minutes=1), gather_quickly)
    registry.register_job("themes.gather_all", Side.ENGAGE, timedelta(days=1), gather_all)
    registry.register_handler(Side.ENGAGE, "meetings:meeting:held", gather_of_meeting)


def gather_of_meeting(_payload: dict[str, Any]) -> None:
    """A meeting took place, so what was written down there counts from now on."""
    gather_quickly()


def gather_quickly() -> int:
    """Bring in what was said lately and forget what was withdrawn lately. Returns how many comments changed."""
    return _gather(is_quick=True)


def gather_all() -> int:
    """Compare every comment with its source. Returns how many changed."""
    changed = _gather(is_quick=False)
    _forget_order()
    return changed


def _gather(*, is_quick: bool) -> int:
    """Read outside any transaction of writing, then write a bounded slice at a time, so that nobody waits long."""
    actor = system_actor(Side.ENGAGE, Permission.THEMES_COMMENT_READ)
    changed = 0
    while plan := queries.plan_gathering(actor, is_quick=is_quick):
        with unit_of_work(Side.ENGAGE):
            gathered = services.gather_comments(actor=actor, plan=plan)
        changed += gathered.added + gathered.removed
        if not (gathered.added or gathered.removed) or not plan.has_more:
            break
    return changed


def _forget_order() -> None:
    """PostgreSQL lays rows down as they arrive; lay them down again in the order of their random keys."""
    if db.engines[None].dialect.name == "postgresql":
        with unit_of_work(Side.ENGAGE):
            db.session.execute(text("CLUSTER comment USING pk_comment"))
