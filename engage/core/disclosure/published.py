"""What leaves the package: tables of cells, made by the protect functions only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import InitVar, dataclass
from functools import cached_property
from types import MappingProxyType

from .cells import Cell, Note, refuse_unless_made_here
from .layout import Key, Layout, breakdowns_layout, counts_layout, table_layout


def _note(cells: Iterator[Cell], total: Cell) -> Note:
    if total.is_hidden:
        return Note.TOTAL_HIDDEN
    return Note.NUMBERS_HIDDEN if any(cell.is_hidden for cell in cells) else Note.NOTHING_HIDDEN


@dataclass(frozen=True)
class ProtectedCounts:
    """A list of groups with its total."""

    labels: tuple[str, ...]
    cells: tuple[Cell, ...]
    total: Cell
    threshold: int
    maker: InitVar[object] = None

    def __post_init__(self, maker: object) -> None:
        refuse_unless_made_here(maker, "ProtectedCounts")

    def __iter__(self) -> Iterator[tuple[str, Cell]]:
        return iter(zip(self.labels, self.cells, strict=True))

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, label: str | None) -> Cell:
        """The cell of a group; None asks for the total."""
        return self.cells_by_key[label]

    @cached_property
    def cells_by_key(self) -> Mapping[Key, Cell]:
        """Every cell, the total included, by key."""
        return MappingProxyType(dict(zip(self.layout.keys, (*self.cells, self.total), strict=True)))

    @cached_property
    def layout(self) -> Layout:
        """How the numbers add up."""
        return counts_layout(self.labels)

    @property
    def note(self) -> Note:
        """What the page must say under the list."""
        return _note(iter(self.cells), self.total)


@dataclass(frozen=True)
class ProtectedBreakdowns:
    """Several lists that split the same people in different ways, protected together."""

    breakdowns: Mapping[str, ProtectedCounts]
    total: Cell
    threshold: int
    maker: InitVar[object] = None

    def __post_init__(self, maker: object) -> None:
        refuse_unless_made_here(maker, "ProtectedBreakdowns")

    def __getitem__(self, name: str) -> ProtectedCounts:
        """One of the lists, by its name."""
        return self.breakdowns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.breakdowns)

    def __len__(self) -> int:
        return len(self.breakdowns)

    @cached_property
    def cells_by_key(self) -> Mapping[Key, Cell]:
        """Every cell by (breakdown, group); the shared total by None."""
        cells = {(name, label): cell for name, counts in self.breakdowns.items() for label, cell in counts}
        return MappingProxyType({**cells, None: self.total})

    @cached_property
    def layout(self) -> Layout:
        """How the numbers add up."""
        return breakdowns_layout({name: counts.labels for name, counts in self.breakdowns.items()})

    @property
    def note(self) -> Note:
        """What the page must say under the lists."""
        return _note(iter(self.cells_by_key.values()), self.total)


@dataclass(frozen=True)
class ProtectedTable:
    """Rows by columns with their totals. `cells[r][c]` stands in row r and column c."""

    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...]
    column_totals: tuple[Cell, ...]
    grand_total: Cell
    threshold: int
    maker: InitVar[object] = None

    def __post_init__(self, maker: object) -> None:
        refuse_unless_made_here(maker, "ProtectedTable")

    def __iter__(self) -> Iterator[tuple[str, tuple[Cell, ...], Cell]]:
        """Row by row: label, cells, total."""
        return iter(zip(self.row_labels, self.cells, self.row_totals, strict=True))

    def __len__(self) -> int:
        return len(self.row_labels)

    def __getitem__(self, key: tuple[str | None, str | None]) -> Cell:
        """The cell of a (row, column) pair; None in either place asks for the total."""
        return self.cells_by_key[key]

    @cached_property
    def cells_by_key(self) -> Mapping[Key, Cell]:
        """Every cell, totals included, by (row, column)."""
        rows = [(*cells, total) for _, cells, total in self]
        rows.append((*self.column_totals, self.grand_total))
        flat = [cell for row in rows for cell in row]
        return MappingProxyType(dict(zip(self.layout.keys, flat, strict=True)))

    @cached_property
    def layout(self) -> Layout:
        """How the numbers add up."""
        return table_layout(self.row_labels, self.column_labels)

    @property
    def note(self) -> Note:
        """What the page must say under the table."""
        return _note(iter(self.cells_by_key.values()), self.grand_total)


Protected = ProtectedCounts | ProtectedBreakdowns | ProtectedTable
