"""The named steps of a case, and the office's own first clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from engage.ombudsman.enums import CaseStatus, Change, Move

_SATURDAY = 5


@dataclass(frozen=True)
class Step:
    """From which statuses a move leads where, and what it asks for."""

    move: Move
    before: frozenset[CaseStatus]
    after: CaseStatus
    change: Change
    needs_reason: bool = False
    needs_outcome: bool = False


MOVES: dict[Move, Step] = {
    step.move: step
    for step in (
        Step(Move.ACCEPT, frozenset({CaseStatus.NEW}), CaseStatus.OPEN, Change.ACCEPTED),
        Step(
            Move.WAIT,
            frozenset({CaseStatus.NEW, CaseStatus.OPEN}),
            CaseStatus.WAITING,
            Change.WAITING,
            needs_reason=True,
        ),
        Step(Move.RESUME, frozenset({CaseStatus.WAITING}), CaseStatus.OPEN, Change.RESUMED),
        Step(
            Move.CLOSE,
            frozenset({CaseStatus.NEW, CaseStatus.OPEN, CaseStatus.WAITING}),
            CaseStatus.CLOSED,
            Change.CLOSED,
            needs_outcome=True,
        ),
        Step(Move.REOPEN, frozenset({CaseStatus.CLOSED}), CaseStatus.OPEN, Change.REOPENED, needs_reason=True),
    )
}


def moves_from(status: CaseStatus) -> tuple[Step, ...]:
    """The steps that a case with ``status`` can take, in their usual order."""
    return tuple(step for step in MOVES.values() if status in step.before)


def working_days_after(day: date, count: int, holidays: frozenset[date]) -> date:
    """The ``count``-th working day after ``day``; Saturdays, Sundays and ``holidays`` do not count."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and day not in holidays:
            count -= 1
    return day
