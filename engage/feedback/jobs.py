"""What feedback does by itself."""

from datetime import timedelta

from engage.core.actor import system_actor
from engage.core.db import unit_of_work
from engage.core.registry import register_job
from engage.core.sides import Side
from engage.feedback import services
from engage.feedback.queries import state_today


def close_anonymous_days() -> int:
    """Soon after midnight: one count a form and day, and no order left."""
    with unit_of_work():
        return services.close_anonymous_days(actor=system_actor(Side.ENGAGE), today=state_today())


def drop_old_uploads() -> int:
    """Forget files that nobody decided about."""
    with unit_of_work():
        return services.drop_old_uploads()


def register() -> None:
    """Offer the jobs to the runner."""
    register_job("feedback:close-anonymous-days", Side.ENGAGE, timedelta(hours=1), close_anonymous_days)
    register_job("feedback:drop-old-uploads", Side.ENGAGE, timedelta(hours=1), drop_old_uploads)
