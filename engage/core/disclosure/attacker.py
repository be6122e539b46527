"""What a careful reader could work out about the hidden numbers of a publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .cells import Reason
from .layout import Key, Layout
from .published import Protected
from .solver import Moves, best, sums_matrix

# How far one number may move in a test. A verdict needs moves below the threshold only; a wide box just lets one
# move prove many numbers at once.
_BOX = 1000


class Reader(StrEnum):
    """How much a reader knows besides the numbers shown. Both know that zero is never hidden."""

    SEES_NUMBERS = "sees_numbers"
    TOLD_WHY = "told_why"


@dataclass(frozen=True)
class Range:
    """The values a hidden number can have, both ends included. `high` is None where there is no upper end."""

    low: int
    high: int | None


@dataclass(frozen=True)
class Exposure:
    """A hidden number that a reader could work out, or could tell to be small."""

    key: Key
    reader: Reader
    range: Range


@dataclass(frozen=True)
class View:
    """What a reader has before them: some numbers, some gaps with reasons, and how they add up."""

    layout: Layout
    values: tuple[int | None, ...]
    reasons: tuple[Reason | None, ...]
    threshold: int

    @property
    def gaps(self) -> tuple[int, ...]:
        """The positions of the hidden numbers."""
        return tuple(i for i, value in enumerate(self.values) if value is None)

    def bounds(self, reader: Reader, positions: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """What the reader takes for granted about each number, before adding anything up."""
        low, high = [], []
        for position in positions:
            small = reader is Reader.TOLD_WHY and self.reasons[position] is Reason.SMALL
            other = reader is Reader.TOLD_WHY and self.reasons[position] is Reason.PROTECTS_ANOTHER
            low.append(self.threshold if other else 1)
            high.append(self.threshold - 1 if small else np.inf)
        return np.array(low, dtype=float), np.array(high, dtype=float)

    @property
    def readers(self) -> tuple[Reader, ...]:
        """The readers to keep out. Where every reason is the same, being told it adds nothing."""
        return tuple(Reader) if Reason.SMALL in self.reasons else (Reader.SEES_NUMBERS,)


def view_of(protected: Protected) -> View:
    """The reader's view of something protected."""
    cells = [protected.cells_by_key[key] for key in protected.layout.keys]
    return View(
        layout=protected.layout,
        values=tuple(cell.value for cell in cells),
        reasons=tuple(cell.reason for cell in cells),
        threshold=protected.threshold,
    )


def audit(protected: Protected) -> list[Exposure]:
    """Every hidden number that either reader could pin down; empty for all that the protect functions return.

    Exposed means: only one value is possible, or, from the numbers alone, only values below the threshold are.
    """
    view = view_of(protected)
    return [
        Exposure(view.layout.keys[position], reader, range_at(view, position, reader))
        for position, reader in exposures(view)
    ]


def feasible_range(protected: Protected, key: Key, reader: Reader = Reader.SEES_NUMBERS) -> Range:
    """The values a number can have as far as a reader can tell. A shown number has just one.

    `key` is as in `protected[key]`. Raises KeyError where there is no such number.
    """
    view = view_of(protected)
    return range_at(view, view.layout.position(key), reader)


def range_at(view: View, position: int, reader: Reader) -> Range:
    """The values the number at a position can have."""
    value = view.values[position]
    if value is not None:
        return Range(value, value)
    gaps = view.gaps
    start, moves = _moves(view, gaps, reader, None, box=np.inf)
    column = gaps.index(position)
    cost = np.zeros(len(gaps))
    cost[column] = 1
    ends = []
    for sign in (1, -1):
        move = best(sign * cost, moves.matrix, np.zeros(moves.matrix.shape[0]), moves.down, moves.up)
        ends.append(None if move is None else int(start[column] + move[column]))
    return Range(*ends)


def exposures(
    view: View, truth: np.ndarray | None = None, known: list[np.ndarray] | None = None
) -> Iterator[tuple[int, Reader]]:
    """The exposed positions with the reader who would know, one by one as they are found.

    `truth` saves the search for one set of values that fits, and `known` collects the moves from it that were found,
    so that a view that differs in one number is judged quickly. No verdict depends on either.
    """
    gaps = view.gaps
    for reader in view.readers if gaps else ():
        start, moves = _moves(view, gaps, reader, truth, box=_BOX * view.threshold)
        short = view.threshold - start
        goals = np.where((short > 0) & (reader is Reader.SEES_NUMBERS), short, 0)
        pool = known if truth is not None and np.array_equal(start, truth[list(gaps)]) else None
        for column in _Search(moves, goals, list(gaps), pool).unproven(len(view.values)):
            yield gaps[column], reader


def _moves(
    view: View, gaps: tuple[int, ...], reader: Reader, truth: np.ndarray | None, box: float
) -> tuple[np.ndarray, Moves]:
    """One set of values that fits the view, and how far they may move from it."""
    matrix = sums_matrix(view.layout.relations, {position: i for i, position in enumerate(gaps)})
    low, high = view.bounds(reader, gaps)
    start = None if truth is None else truth[list(gaps)]
    if start is None or np.any(start < low) or np.any(start > high):
        start = best(np.zeros(len(gaps)), matrix, _right_sides(view), low, high)
    return start, Moves(matrix, np.maximum(low - start, -box), np.minimum(high - start, box))


def _right_sides(view: View) -> np.ndarray:
    """What the hidden numbers of each relation must add up to (parts less total), for relations that have any."""
    sides = []
    for relation in view.layout.relations:
        known = [view.values[part] for part in relation.parts]
        total = view.values[relation.total]
        if None in known or total is None:
            sides.append((total or 0) - sum(value or 0 for value in known))
    return np.array(sides, dtype=float)


class _Search:
    """A search for moves that prove numbers safe: a rise up to the goal, or any change where that is 0."""

    def __init__(self, moves: Moves, goals: np.ndarray, positions: list[int], known: list[np.ndarray] | None) -> None:
        self.moves = moves
        self.backwards = moves.reversed()
        self.goals = goals
        self.positions = positions
        self.known = known
        self.pending = set(range(len(positions)))

    def unproven(self, size: int) -> Iterator[int]:
        """The columns for which there is no such move, among `size` numbers in all."""
        for move in _still_possible(self.known or [], self.moves, self.positions):
            self._strike_out(move)
        # Many at once first: what one number gains another loses, so every second one is pushed up in turn.
        while any(self._push(sorted(self.pending)[offset::2], 1, size) for offset in (0, 1)):
            pass
        for column in sorted(self.pending):
            if column in self.pending:
                self._push([column], 1, size)
            if column in self.pending and not self.goals[column]:
                self._push([column], -1, size)
            if column in self.pending:
                yield column

    def _push(self, columns: list[int], sign: int, size: int) -> bool:
        """Whether a move of these columns up (1) or down (-1) proves anything."""
        if not columns:
            return False
        direction = self.moves if sign > 0 else self.backwards
        move = sign * direction.toward({column: self.goals[column] or 1 for column in columns})
        is_new = self._strike_out(move)
        if is_new and self.known is not None:
            self.known.append(np.zeros(size))
            self.known[-1][self.positions] = move
        return is_new

    def _strike_out(self, move: np.ndarray) -> bool:
        met = np.flatnonzero(np.where(self.goals > 0, move >= self.goals, move != 0))
        proven = self.pending.intersection(met.tolist())
        self.pending -= proven
        return bool(proven)


def _still_possible(known: list[np.ndarray], moves: Moves, positions: list[int]) -> np.ndarray:
    """The known moves that change no shown number and stay within the bounds, by column."""
    if not known:
        return np.zeros((0, len(positions)))
    pool = np.array(known)
    inside = pool[:, positions]
    outside = np.delete(pool, positions, axis=1)
    fits = ~outside.any(axis=1) & (inside >= moves.down).all(axis=1) & (inside <= moves.up).all(axis=1)
    return inside[fits]
