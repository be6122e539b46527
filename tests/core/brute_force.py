"""An attacker who knows no mathematics: tries every way to fill the gaps. Shares no code with the auditor."""

import itertools

from engage.core.disclosure import ProtectedBreakdowns, ProtectedCounts, ProtectedTable


def fillings(cell, limit, threshold, told_why):
    """Every value a reader may think of for one cell, up to a limit."""
    if not cell.is_hidden:
        return [cell.value]
    if told_why and cell.reason == "small":
        return list(range(1, threshold))
    if told_why and cell.reason == "protects_another":
        return list(range(threshold, limit + 1))
    return list(range(1, limit + 1))


def lines(cells, total, limit, threshold, told_why):
    """Every way to fill one list with its total, as tuples that end with the total."""
    totals = set(fillings(total, limit * max(1, len(cells)), threshold, told_why))
    choices = [fillings(cell, limit, threshold, told_why) for cell in cells]
    return [(*line, sum(line)) for line in itertools.product(*choices) if sum(line) in totals]


def possible_values(protected, limit, told_why=False):
    """For each hidden cell's key, the set of its values over all fillings."""
    worlds = list(_worlds(protected, limit, told_why))
    hidden = [key for key, cell in protected.cells_by_key.items() if cell.is_hidden]
    return {key: {world[key] for world in worlds} for key in hidden}


def exposed(protected, limit):
    """The keys an attacker of either kind would know, with the kind."""
    found = set()
    for key, values in possible_values(protected, limit).items():
        if len(values) == 1 or all(value < protected.threshold for value in values):
            found.add((key, "sees_numbers"))
    if any(cell.reason == "small" for cell in protected.cells_by_key.values()):
        for key, values in possible_values(protected, limit, told_why=True).items():
            if len(values) == 1:
                found.add((key, "told_why"))
    return found


def _worlds(protected, limit, told_why):
    threshold = protected.threshold
    if isinstance(protected, ProtectedCounts):
        for line in lines(protected.cells, protected.total, limit, threshold, told_why):
            yield dict(zip((*protected.labels, None), line, strict=True))
    elif isinstance(protected, ProtectedBreakdowns):
        options = [
            [(name, counts.labels, line) for line in lines(counts.cells, counts.total, limit, threshold, told_why)]
            for name, counts in protected.breakdowns.items()
        ]
        for chosen in itertools.product(*options):
            if len({line[-1] for _, _, line in chosen}) == 1:
                world = {
                    (name, label): v for name, labels, line in chosen for label, v in zip(labels, line, strict=False)
                }
                yield {**world, None: chosen[0][2][-1]}
    elif isinstance(protected, ProtectedTable):
        yield from _table_worlds(protected, limit, told_why)


def _table_worlds(table, limit, told_why):
    threshold = table.threshold
    options = [lines(cells, total, limit, threshold, told_why) for _, cells, total in table]
    height, width = len(table.row_labels), len(table.column_labels)
    bottoms = (*table.column_totals, table.grand_total)
    allowed = [set(fillings(cell, limit * height * max(1, width), threshold, told_why)) for cell in bottoms]
    keys = [(row, column) for row in (*table.row_labels, None) for column in (*table.column_labels, None)]
    for rows in itertools.product(*options):
        sums = tuple(sum(column) for column in zip(*rows, strict=True)) if rows else (0,) * (width + 1)
        if all(total in wanted for total, wanted in zip(sums, allowed, strict=True)):
            yield dict(zip(keys, [value for line in (*rows, sums) for value in line], strict=True))
