"""What areas offer to the whole: jobs, outbox handlers, command groups. Pages and runners iterate over it.

Registration happens when an area is loaded, so a process that does not load an area (see
``ENGAGE_SURFACES``) does not run its jobs either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engage.core.sides import Side


@dataclass(frozen=True)
class Job:
    """Periodic work: ``run()`` is idempotent, opens its own units of work, returns a count for the log."""

    name: str
    side: Side
    every: timedelta
    run: Callable[[], int]


@dataclass(frozen=True)
class HealthCheck:
    """``find()`` gives a short code of what is wrong on ``side``, or None."""

    name: str
    side: Side
    find: Callable[[], str | None]


_jobs: dict[tuple[Side, str], Job] = {}
_checks: dict[tuple[Side, str], HealthCheck] = {}
_handlers: dict[tuple[Side, str], list[Callable[[dict[str, Any]], None]]] = {}


def register_job(name: str, side: Side, every: timedelta, run: Callable[[], int]) -> None:
    """Have ``run`` called about every ``every`` by exactly one worker of ``side``."""
    _jobs[side, name] = Job(name, side, every, run)


def jobs(side: Side) -> list[Job]:
    """The periodic jobs of ``side``, in the order of their names."""
    return sorted((job for job in _jobs.values() if job.side is side), key=lambda job: job.name)


def register_handler(side: Side, topic: str, handle: Callable[[dict[str, Any]], None]) -> None:
    """Call ``handle(payload)`` for each outbox message of ``topic`` on ``side``; it must be idempotent."""
    handlers = _handlers.setdefault((side, topic), [])
    if handle not in handlers:
        handlers.append(handle)


def handlers(side: Side, topic: str) -> list[Callable[[dict[str, Any]], None]]:
    """Who listens to ``topic`` on ``side``."""
    return list(_handlers.get((side, topic), []))


# What a role can be granted for belongs to areas above accounts; they offer it here.
_scope_choices: dict[str, Callable[[], list[tuple[int, str]]]] = {}


def register_scope_choices(kind: str, choices: Callable[[], list[tuple[int, str]]]) -> None:
    """Offer what a grant of ``kind`` (body, plan or person) can be for: ``choices()`` gives (id, name) pairs."""
    _scope_choices[kind] = choices


def scope_choices(kind: str) -> list[tuple[int, str]]:
    """The (id, name) pairs a grant of ``kind`` can be for; empty when no loaded area offers any."""
    return _scope_choices[kind]() if kind in _scope_choices else []


def register_health_check(name: str, side: Side, find: Callable[[], str | None]) -> None:
    """Have ``find`` asked whenever the platform wants to know whether ``side`` can do its work."""
    _checks[side, name] = HealthCheck(name, side, find)


def health_checks(side: Side) -> list[HealthCheck]:
    """What is asked about the health of ``side``."""
    return sorted((check for check in _checks.values() if check.side is side), key=lambda check: check.name)
