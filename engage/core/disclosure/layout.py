"""Which number is the total of which others."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

# A key names one number: a group, a (row, column) pair, a (breakdown, group) pair; None stands for "all of them".
Key = Hashable


class Rank(IntEnum):
    """How much would be lost with a number: parts are hidden before totals, the grand total last of all."""

    PART = 0
    TOTAL = 1
    GRAND_TOTAL = 2


@dataclass(frozen=True)
class Relation:
    """The number at `total` is the sum of the numbers at `parts`."""

    total: int
    parts: tuple[int, ...]

    @property
    def members(self) -> tuple[int, ...]:
        """Every number that takes part in the sum."""
        return (*self.parts, self.total)


@dataclass(frozen=True)
class Layout:
    """The numbers of one publication, by position, and how they add up."""

    keys: tuple[Key, ...]
    ranks: tuple[Rank, ...]
    relations: tuple[Relation, ...]

    def position(self, key: Key) -> int:
        """Where a number stands. Raises KeyError for a key that is not in the publication."""
        try:
            return self.keys.index(key)
        except ValueError:
            raise KeyError(key) from None


def counts_layout(labels: Sequence[str]) -> Layout:
    """A list of groups and its total, whose key is None."""
    size = len(labels)
    return Layout(
        keys=(*labels, None),
        ranks=(*([Rank.PART] * size), Rank.GRAND_TOTAL),
        relations=(Relation(size, tuple(range(size))),),
    )


def breakdowns_layout(groups: Mapping[str, Sequence[str]]) -> Layout:
    """Several lists of groups with one total. Keys are (breakdown, group); the total's key is None."""
    keys: list[Key] = [(name, label) for name, labels in groups.items() for label in labels]
    grand_total = len(keys)
    relations, start = [], 0
    for labels in groups.values():
        relations.append(Relation(grand_total, tuple(range(start, start + len(labels)))))
        start += len(labels)
    return Layout(
        keys=(*keys, None),
        ranks=(*([Rank.PART] * grand_total), Rank.GRAND_TOTAL),
        relations=tuple(relations),
    )


def table_layout(rows: Sequence[str], columns: Sequence[str]) -> Layout:
    """Rows by columns. A row's total is (row, None), a column's (None, column), the grand total (None, None)."""
    height, width = len(rows), len(columns)
    keys: list[Key] = [(row, column) for row in (*rows, None) for column in (*columns, None)]

    def at(row: int, column: int) -> int:
        return row * (width + 1) + column

    relations = [Relation(at(r, width), tuple(at(r, c) for c in range(width))) for r in range(height + 1)]
    relations += [Relation(at(height, c), tuple(at(r, c) for r in range(height))) for c in range(width + 1)]
    ranks = [Rank(int(r == height) + int(c == width)) for r in range(height + 1) for c in range(width + 1)]
    return Layout(tuple(keys), tuple(ranks), tuple(relations))
