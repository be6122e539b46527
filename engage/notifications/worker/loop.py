"""The worker's life: round after round until it is told to stop."""

import threading
from collections.abc import Sequence

import structlog
from flask import Flask

from engage.core.log import kind_of, place_of
from engage.core.sides import Side
from engage.notifications.worker.outbox import deliver_due
from engage.notifications.worker.periodic import run_due_jobs

log = structlog.get_logger()
#: Messages of one side in a row, so that jobs and the other side get their turn.
_PER_ROUND = 100
_IDLE_SECONDS = 1.0
_FAILED_SECONDS = 5.0


def run(app: Flask, sides: Sequence[Side], *, stop: threading.Event, once: bool = False) -> bool:
    """Run jobs and deliver messages of ``sides`` until ``stop`` is set; the message at hand is finished.

    With ``once``, until nothing is due any more. Returns whether every round could be carried out;
    a database that does not answer is waited for and asked again.
    """
    is_well = True
    while not stop.is_set():
        delivered, failed = _round(app, sides, stop)
        is_well = is_well and not failed
        if once and (failed or not delivered):
            break
        if not once and not delivered:
            stop.wait(_FAILED_SECONDS if failed else _IDLE_SECONDS)
    return is_well


def _round(app: Flask, sides: Sequence[Side], stop: threading.Event) -> tuple[int, bool]:
    """One round; how many messages were taken up, and whether a side could not be served."""
    delivered, failed = 0, False
    for side in sides:
        # A context of its own: nothing read in one round is taken for true in the next.
        with app.app_context():
            try:
                run_due_jobs(side, should_stop=stop.is_set)
                delivered += deliver_due(side, should_stop=stop.is_set, limit=_PER_ROUND)
            except Exception as error:
                failed = True
                log.error("round_failed", side=side, kind=kind_of(error), where=place_of(error))
    return delivered, failed
