"""Running periodic jobs: each by exactly one worker at a time, and none stopped by another's failure."""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from engage.core import clock, registry
from engage.core.db import db, unit_of_work
from engage.core.log import kind_of, place_of
from engage.core.registry import Job
from engage.core.sides import Side, concrete
from engage.notifications.models import JobRunMixin
from engage.notifications.rules import LastRun, is_due, job_lease

log = structlog.get_logger()


def run_due_jobs(side: Side, *, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Run every job of ``side`` that is due; returns how many this worker ran."""
    model = concrete(JobRunMixin, side)
    db.session.rollback()
    last = {row.name: _last(row) for row in db.session.scalars(select(model))}
    ran = 0
    for job in registry.jobs(side):
        if should_stop():
            break
        if not is_due(job.every, last.get(job.name, LastRun()), clock.now()):
            continue
        until = _claim(job)
        if until is not None:
            _release(job, until, _run(job))
            ran += 1
    return ran


def _last(row: JobRunMixin) -> LastRun:
    return LastRun(row.leased_until, row.last_started_at, row.last_error is not None)


def _claim(job: Job) -> datetime | None:
    """Take the job's lease; returns its end, which names this worker, or None when another was quicker."""
    model, now = concrete(JobRunMixin, job.side), clock.now()
    try:
        with unit_of_work(job.side):
            row = db.session.scalar(select(model).where(model.name == job.name).with_for_update())
            if row is None:
                row = model(name=job.name)
                db.session.add(row)
            elif not is_due(job.every, _last(row), now):
                return None
            row.last_started_at = now
            row.leased_until = now + job_lease(job.every)
            return row.leased_until
    except IntegrityError:
        return None  # both met a job that had never run; the other one has it


def _run(job: Job) -> str | None:
    """Run the job; returns what kind of failure there was, if any."""
    try:
        count = job.run()
    except Exception as error:
        db.session.rollback()
        kind = kind_of(error)
        log.error("job_failed", job=job.name, side=job.side, kind=kind, where=place_of(error))
        return kind
    if count:
        log.info("job_ran", job=job.name, side=job.side, count=count)
    return None


def _release(job: Job, until: datetime, error: str | None) -> None:
    model = concrete(JobRunMixin, job.side)
    mine = (model.name == job.name, model.leased_until == until)
    with unit_of_work(job.side):
        db.session.execute(
            update(model).where(*mine).values(leased_until=None, last_ended_at=clock.now(), last_error=error)
        )
