"""Telling those who spoke, in slices, so that ten thousand receipts do not hold anybody up."""

from typing import Any

from engage.accountability import services
from engage.core import registry
from engage.core.actor import system_actor
from engage.core.db import unit_of_work
from engage.core.sides import Side


def register() -> None:
    """Listen to what this area leaves in the outbox."""
    registry.register_handler(Side.ENGAGE, services.TOPIC, tell_sources)


def tell_sources(payload: dict[str, Any]) -> None:
    """Tell every receipt behind a recommendation of a step. Doing it again changes nothing."""
    actor = system_actor(Side.ENGAGE)
    keys = services.sources_to_tell(payload)
    for start in range(0, len(keys), services.SLICE):
        with unit_of_work(Side.ENGAGE):
            services.tell_sources(actor=actor, payload=payload, source_keys=keys[start : start + services.SLICE])
