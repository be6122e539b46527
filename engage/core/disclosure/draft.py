"""The search for what else to hide: a publication in the making, with the truth still in it.

Hiding starts with the small numbers. As long as the audit finds a number exposed, the cheapest set of further
numbers that hides it is added: the cost of a number is the people who are no longer counted in view. Parts are
tried first, then totals, the grand total last. In the end every number hidden for another's sake is shown again where
the audit allows it. The same counts always give the same result.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import hstack

from .attacker import Reader, View, exposures
from .cells import Reason
from .layout import Layout, Rank
from .solver import NoAnswer, best, sums_matrix


class Draft:
    """Counts with a growing set of hidden ones; `finish` makes the set sufficient."""

    def __init__(self, layout: Layout, values: tuple[int, ...], threshold: int) -> None:
        self.layout = layout
        self.values = values
        self.truth = np.array(values, dtype=float)
        self.known: list[np.ndarray] = []
        self.threshold = threshold
        self.reasons = {i: Reason.SMALL for i, value in enumerate(values) if 0 < value < threshold}

    def finish(self) -> None:
        """Hide what must be hidden, and no more than that."""
        while found := next(self._exposed(), None):
            if not self._hide_behind_others(*found):
                self._stop_giving_reasons()
        self._show_again()

    def _exposed(self, shown_again: int | None = None) -> Iterator[tuple[int, Reader]]:
        """What the readers would work out from the draft, on trial with one number shown again."""
        reasons = tuple(
            self.reasons.get(position) if position != shown_again else None for position in range(len(self.values))
        )
        values = tuple(value if reason is None else None for value, reason in zip(self.values, reasons, strict=True))
        return exposures(View(self.layout, values, reasons, self.threshold), self.truth, self.known)

    def _hide_behind_others(self, position: int, reader: Reader) -> bool:
        """Hide the cheapest further numbers that give this one room to move. False where nothing does."""
        value = self.values[position]
        rises = [self.threshold - value] if reader is Reader.SEES_NUMBERS and value < self.threshold else [1, -1]
        for rank in Rank:
            plans = [plan for rise in rises if (plan := self._cheapest(position, rise, reader, rank)) is not None]
            if plans:
                for other in min(plans)[1]:
                    self.reasons[other] = Reason.PROTECTS_ANOTHER
                return True
        return False

    def _cheapest(self, position: int, rise: int, reader: Reader, rank: Rank) -> tuple[int, list[int]] | None:
        """The shown numbers to hide so that one may move by `rise`, with their cost; None where it cannot.

        A number that takes part in the move must be hidden. Moving a hidden one is free; a shown one costs its
        value for each step up or down, so it stands in two columns.
        """
        gaps = sorted(self.reasons)
        others = [
            i
            for i, value in enumerate(self.values)
            if value and i not in self.reasons and self.layout.ranks[i] <= rank
        ]
        floor, ceiling = self._room(gaps, reader)
        target = gaps.index(position)
        if not floor[target] <= rise <= ceiling[target]:
            return None
        floor[target] = ceiling[target] = rise
        other_floor, other_ceiling = self._room(others, reader)
        matrix = sums_matrix(self.layout.relations, {i: c for c, i in enumerate([*gaps, *others])})
        other_columns = matrix[:, len(gaps) :]
        value = self.truth[others]
        try:
            answer = best(
                cost=np.concatenate([np.zeros(len(gaps)), value, value]),
                matrix=hstack([matrix, -other_columns], format="csc"),
                right=np.zeros(matrix.shape[0]),
                low=np.concatenate([floor, np.zeros(2 * len(others))]),
                high=np.concatenate([ceiling, other_ceiling, -other_floor]),
            )
        except NoAnswer:
            return None
        steps = answer[len(gaps) : len(gaps) + len(others)] + answer[len(gaps) + len(others) :]
        moved = [i for i, step in zip(others, steps, strict=True) if step]
        return sum(self.values[i] for i in moved), moved

    def _room(self, positions: list[int], reader: Reader) -> tuple[np.ndarray, np.ndarray]:
        """How far each number may fall and rise without leaving what the reader takes for granted of it.

        A shown number on trial would be hidden for another's sake.
        """
        box = self.threshold * len(self.values)
        value = self.truth[positions]
        is_small = np.array([self.reasons.get(i) is Reason.SMALL for i in positions], dtype=bool)
        if reader is Reader.SEES_NUMBERS:
            return np.maximum(1 - value, -box), np.full(len(positions), box, dtype=float)
        floor = np.where(is_small, 1, self.threshold) - value
        return np.maximum(floor, -box), np.where(is_small, self.threshold - 1 - value, box)

    def _stop_giving_reasons(self) -> None:
        """Say the same of every hidden number, where saying "small" would itself give a number away.

        Ten groups of one person: to be told that the total is small is to be told everything.
        """
        self.reasons = dict.fromkeys(self.reasons, Reason.PROTECTS_ANOTHER)

    def _show_again(self) -> None:
        """Show what turned out not to be needed, totals and large numbers first."""
        not_small = [i for i in self.reasons if self.values[i] >= self.threshold]
        for position in sorted(not_small, key=lambda i: (-self.layout.ranks[i], -self.values[i], i)):
            if not self._is_alone_without(position) and not any(self._exposed(shown_again=position)):
                del self.reasons[position]

    def _is_alone_without(self, position: int) -> bool:
        """Whether some sum would be left with one hidden number, which anyone could work out."""
        return any(
            sum(member in self.reasons for member in relation.members) == 2
            for relation in self.layout.relations
            if position in relation.members
        )
