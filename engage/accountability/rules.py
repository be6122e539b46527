"""Pure rules about recommendations: numbers, how they stand, and how long they wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engage.accountability.enums import CommitmentState, Decision, Progress


@dataclass(frozen=True)
class Promise:
    """A commitment as the rules see it."""

    state: str
    due_on: date


def number_of(year: int, count: int) -> str:
    """The name of the ``count``-th recommendation of a year, such as ``R-2026-004``."""
    return f"R-{year}-{count:03d}"


def is_late(state: str, due_on: date, today: date) -> bool:
    """Whether a promise is past its day and still open. On its day it is not late yet."""
    return state == CommitmentState.OPEN and today > due_on


def progress_of(*, is_withdrawn: bool, decision: str | None, promises: Sequence[Promise], today: date) -> Progress:
    """How a recommendation stands, as people are told.

    ``decision`` is that of the published answer, None when there is none. Given-up promises are never
    called done: one of them among kept ones makes the whole "not done".
    """
    if is_withdrawn:
        return Progress.WITHDRAWN
    if decision is None:
        return Progress.WAITING
    if any(is_late(promise.state, promise.due_on, today) for promise in promises):
        return Progress.LATE
    if any(promise.state == CommitmentState.OPEN for promise in promises):
        return Progress.UNDER_WAY
    if any(promise.state == CommitmentState.NOT_DONE for promise in promises):
        return Progress.NOT_DONE
    if promises:
        return Progress.DONE
    return {Decision.STUDYING: Progress.STUDYING, Decision.DECLINED: Progress.DECLINED}.get(
        Decision(decision), Progress.ANSWERED
    )


def days_waiting(made_on: date, today: date) -> int:
    """How many days a recommendation has waited; the day it was made is day 0."""
    return max(0, (today - made_on).days)
