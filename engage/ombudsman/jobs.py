"""What runs by itself on the ombudsman's side."""

from datetime import timedelta

from engage.core.registry import register_handler, register_health_check, register_job
from engage.core.sides import Side
from engage.ombudsman.queries.keys import find_key_fault
from engage.ombudsman.release import collect_answers, deliver_release, recall_release
from engage.ombudsman.services.releases import APPROVED, WITHDRAWN


def register() -> None:
    """Offer the deliveries, the fetching of answers and the look at the keys to the platform."""
    register_handler(Side.OMBUDSMAN, APPROVED, deliver_release)
    register_handler(Side.OMBUDSMAN, WITHDRAWN, recall_release)
    register_health_check("keys", Side.OMBUDSMAN, find_key_fault)
    register_job("ombudsman:collect_answers", Side.OMBUDSMAN, timedelta(minutes=15), collect_answers)
