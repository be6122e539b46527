"""Whole-number moves in a system of sums, solved by HiGHS.

The matrix of every layout here is totally unimodular (each part stands in one row sum and one column sum; or each
part in one sum and the grand total in all), so the best linear answer is already one in whole numbers. That is
checked every time, sums included; should a layout ever break the property, whole numbers are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csc_array, hstack

from .layout import Relation

_WITHOUT_END = (3, 4)  # HiGHS: unbounded; unbounded or infeasible


class NoAnswer(Exception):
    """No whole numbers fit the sums and bounds."""


def sums_matrix(relations: Sequence[Relation], column_of: Mapping[int, int]) -> csc_array:
    """One row a relation (parts +1, total -1) over the numbers in `column_of`; relations without any are left out."""
    entries: list[tuple[int, int, int]] = []
    height = 0
    for relation in relations:
        row = [(height, column_of[part], 1) for part in relation.parts if part in column_of]
        if relation.total in column_of:
            row.append((height, column_of[relation.total], -1))
        height += bool(row)
        entries += row
    rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
    return csc_array(coo_array((signs, (rows, columns)), shape=(height, len(column_of)), dtype=float))


def best(
    cost: np.ndarray, matrix: csc_array, right: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray | None:
    """The whole numbers of least cost with `matrix @ x == right`, within bounds.

    None where the cost falls without end. Raises NoAnswer where nothing fits.
    """
    if np.any(low > high):
        raise NoAnswer("A bound is crossed.")
    for must_be_whole in (False, True):
        answer = milp(
            cost,
            constraints=[LinearConstraint(matrix, right, right)] if matrix.shape[0] else [],
            bounds=Bounds(low, high),
            integrality=np.full(len(cost), int(must_be_whole)),
        )
        if answer.x is None:
            break
        values = np.rint(answer.x)
        if np.allclose(answer.x, values, rtol=0, atol=1e-5) and np.array_equal(matrix @ values, right):
            return values
    if answer.status in _WITHOUT_END and np.any(cost):
        best(np.zeros_like(cost), matrix, right, low, high)  # raises NoAnswer where nothing fits at all
        return None
    raise NoAnswer(answer.message)


@dataclass(frozen=True)
class Moves:
    """How the hidden numbers may move together, from one set of values that fits everything shown."""

    matrix: csc_array
    down: np.ndarray  # at most 0 each: how far each number may fall
    up: np.ndarray  # at least 0 each: how far each may rise

    def toward(self, goals: Mapping[int, int]) -> np.ndarray:
        """One move that brings as many of the numbers as far toward their goals (rises of at least 1) as it can.

        The gain of a number grows evenly up to its goal and not beyond it, so each is written as two columns: up to
        the goal, with gain, and what lies above, without.
        """
        count = self.matrix.shape[1]
        wanted = np.array(sorted(goals), dtype=int)
        goal = np.array([goals[i] for i in wanted], dtype=float)
        gain = np.zeros(count)
        gain[wanted] = 1 / goal
        capped = self.up.copy()
        capped[wanted] = np.minimum(self.up[wanted], goal)
        matrix = hstack([self.matrix, self.matrix[:, wanted]], format="csc")
        low = np.concatenate([self.down, np.zeros(len(wanted))])
        high = np.concatenate([capped, self.up[wanted] - capped[wanted]])
        cost = np.concatenate([-gain, np.zeros(len(wanted))])
        answer = best(cost, matrix, np.zeros(matrix.shape[0]), low, high)
        move = answer[:count]
        move[wanted] += answer[count:]
        return move

    def reversed(self) -> Moves:
        """The same moves with rise and fall exchanged."""
        return Moves(self.matrix, -self.up, -self.down)
