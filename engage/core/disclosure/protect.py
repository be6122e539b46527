"""From counts of people to numbers that may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from . import published
from .cells import MAKER, Cell, Reason, hidden, shown
from .layout import Layout, breakdowns_layout, counts_layout, table_layout
from .settings import MAX_COUNT, THRESHOLD


def protect_number(count: int, *, threshold: int = THRESHOLD) -> Cell:
    """One number that stands alone. Raises ValueError for a negative or impossible count.

    Not for numbers that add up to something shown elsewhere: use `protect_counts` for those.
    """
    _check_threshold(threshold)
    _check_count("The number", count)
    return hidden(Reason.SMALL) if 0 < count < threshold else shown(count)


def protect_counts(counts: Mapping[str, int], *, threshold: int = THRESHOLD) -> published.ProtectedCounts:
    """A list of groups, in the order given, and their total. Raises ValueError for an impossible count."""
    _check_threshold(threshold)
    _check_counts(counts)
    values = tuple(counts.values())
    cells = _protected(counts_layout(tuple(counts)), (*values, sum(values)), threshold)
    return published.ProtectedCounts(tuple(counts), cells[:-1], cells[-1], threshold, maker=MAKER)


def protect_breakdowns(
    breakdowns: Mapping[str, Mapping[str, int]], *, threshold: int = THRESHOLD
) -> published.ProtectedBreakdowns:
    """Several lists that split the same people in different ways, such as by source, by plan and by quarter.

    Every list must add up to the same total (give people without a plan a group of their own); ValueError otherwise.
    """
    _check_threshold(threshold)
    for counts in breakdowns.values():
        _check_counts(counts)
    totals = {name: sum(counts.values()) for name, counts in breakdowns.items()}
    if len(set(totals.values())) > 1:
        raise ValueError(f"The breakdowns do not split the same people: their totals are {totals}.")
    total = next(iter(totals.values()), 0)
    values = [count for counts in breakdowns.values() for count in counts.values()]
    groups = {name: tuple(counts) for name, counts in breakdowns.items()}
    cells = _protected(breakdowns_layout(groups), (*values, total), threshold)
    lists, start = {}, 0
    for name, labels in groups.items():
        part = cells[start : start + len(labels)]
        lists[name] = published.ProtectedCounts(labels, part, cells[-1], threshold, maker=MAKER)
        start += len(labels)
    return published.ProtectedBreakdowns(MappingProxyType(lists), cells[-1], threshold, maker=MAKER)


def protect_table(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Mapping[tuple[str, str], int],
    *,
    threshold: int = THRESHOLD,
) -> published.ProtectedTable:
    """Rows by columns with totals. `counts` is by (row, column); a pair that is left out counts as zero.

    Raises ValueError for a label given twice, a pair outside the table and an impossible count.
    """
    _check_threshold(threshold)
    _check_counts(counts)
    row_labels, column_labels = _distinct(rows, "row"), _distinct(columns, "column")
    strangers = set(counts) - {(row, column) for row in row_labels for column in column_labels}
    if strangers:
        raise ValueError(f"These counts have no place in the table: {sorted(map(str, strangers))}.")
    lines = [[counts.get((row, column), 0) for column in column_labels] for row in row_labels]
    lines.append([sum(line[c] for line in lines) for c in range(len(column_labels))])
    values = tuple(value for line in lines for value in (*line, sum(line)))
    cells = _protected(table_layout(row_labels, column_labels), values, threshold)
    width = len(column_labels) + 1
    body = [cells[start : start + width] for start in range(0, len(cells), width)]
    return published.ProtectedTable(
        row_labels=row_labels,
        column_labels=column_labels,
        cells=tuple(line[:-1] for line in body[:-1]),
        row_totals=tuple(line[-1] for line in body[:-1]),
        column_totals=body[-1][:-1],
        grand_total=body[-1][-1],
        threshold=threshold,
        maker=MAKER,
    )


def protect_percent(part: Cell, whole: Cell, *, threshold: int = THRESHOLD) -> float | None:
    """The share of two cells of one publication, in percent; None where it may not be shown.

    It may not where either number is hidden, where the rest is a small number (SUP-03), and where the whole is zero.
    """
    if part.value is None or whole.value is None or whole.value == 0:
        return None
    if 0 < whole.value - part.value < threshold:
        return None
    return 100 * part.value / whole.value


def _protected(layout: Layout, values: tuple[int, ...], threshold: int) -> tuple[Cell, ...]:
    from .draft import Draft  # the solver takes seconds to load, and most commands never need it

    draft = Draft(layout, values, threshold)
    draft.finish()
    return tuple(
        hidden(draft.reasons[position]) if position in draft.reasons else shown(value)
        for position, value in enumerate(values)
    )


def _distinct(labels: Sequence[str], kind: str) -> tuple[str, ...]:
    distinct = tuple(labels)
    if len(set(distinct)) != len(distinct) or None in distinct:
        raise ValueError(f"Every {kind} needs a label of its own.")
    return distinct


def _check_threshold(threshold: int) -> None:
    if threshold < 2:
        raise ValueError("The threshold must be 2 or more: below that nothing would be protected.")


def _check_counts(counts: Mapping) -> None:
    if None in counts:
        raise ValueError("None is no label: it stands for the total.")
    for label, count in counts.items():
        _check_count(f"The count of {label!r}", count)
    if sum(counts.values()) > MAX_COUNT:
        raise ValueError(f"The counts add up to more than {MAX_COUNT:,} people.")


def _check_count(what: str, count: int) -> None:
    if isinstance(count, bool) or not isinstance(count, int):
        raise ValueError(f"{what} is not a whole number: {count!r}.")
    if not 0 <= count <= MAX_COUNT:
        raise ValueError(f"{what} must be between 0 and {MAX_COUNT:,}: {count}.")
