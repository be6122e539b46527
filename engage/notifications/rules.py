"""When to try again, how long work may take, and when a periodic job is due. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Minutes to wait after the first, second, … failed try; after the last one the message is given up.
WAITS = (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)
MOST_TRIES = len(WAITS) + 1
#: A delivery that takes longer than this belongs to a worker that is gone.
MESSAGE_LEASE = timedelta(minutes=5)
#: A job that failed is tried again after this, or after its own interval when that is shorter.
JOB_RETRY = timedelta(minutes=5)
#: A message that waits longer than this, although it is due, means that nothing is being delivered.
STUCK_AFTER = timedelta(minutes=30)
_JOB_LEASE_AT_LEAST, _JOB_LEASE_AT_MOST = timedelta(minutes=2), timedelta(minutes=15)


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after ``tries`` failed ones; None when it is time to give up."""
    return now + timedelta(minutes=WAITS[tries - 1]) if tries < MOST_TRIES else None


def job_lease(every: timedelta) -> timedelta:
    """How long a job that runs ``every`` so often may take before another worker may run it."""
    return min(max(every, _JOB_LEASE_AT_LEAST), _JOB_LEASE_AT_MOST)


@dataclass(frozen=True)
class LastRun:
    """What is known of a job's last run."""

    leased_until: datetime | None = None
    started_at: datetime | None = None
    has_failed: bool = False


def is_due(every: timedelta, last: LastRun, now: datetime) -> bool:
    """Whether a job that runs ``every`` so often should run now.

    A lease that ran out belongs to a worker that was killed: its job is due at once.
    """
    if last.leased_until is not None:
        return last.leased_until < now
    if last.started_at is None:
        return True
    wait = min(every, JOB_RETRY) if last.has_failed else every
    return last.started_at + wait <= now
