"""Whatever the counts: nothing is exposed, by the auditor's word and by brute force; little is lost."""

import itertools
import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.core.disclosure import audit, feasible_range, protect_breakdowns, protect_counts, protect_table
from engage.core.disclosure.attacker import View, exposures
from engage.core.disclosure.cells import Reason
from tests.core.brute_force import exposed, possible_values

# A low threshold keeps the brute force short; the logic does not depend on which number it is.
LOW = 3
LIMIT = 12
counts_of_people = st.one_of(st.just(0), st.integers(1, LOW - 1), st.integers(LOW, 7))


def table_of(values, height, width, threshold=LOW):
    rows, columns = "abcd"[:height], "wxyz"[:width]
    pairs = itertools.product(rows, columns)
    return protect_table(rows, columns, dict(zip(pairs, values, strict=True)), threshold=threshold)


@settings(max_examples=60, deadline=None)
@given(st.lists(counts_of_people, min_size=1, max_size=4))
def test_list_withstands_brute_force(values):
    protected = protect_counts(dict(zip("abcd", values, strict=False)), threshold=LOW)
    assert exposed(protected, LIMIT) == set()
    assert audit(protected) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(counts_of_people, min_size=1, max_size=3), st.data())
def test_breakdowns_withstand_brute_force(values, data):
    total = sum(values)
    first = data.draw(st.integers(0, total))
    split = {"x": first, "y": total - first}
    protected = protect_breakdowns({"one": dict(zip("abc", values, strict=False)), "two": split}, threshold=LOW)
    assert exposed(protected, total + LOW) == set()
    assert audit(protected) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(counts_of_people, min_size=4, max_size=4))
def test_square_table_withstands_brute_force(values):
    protected = table_of(values, 2, 2)
    assert exposed(protected, LIMIT) == set()
    assert audit(protected) == []


@settings(max_examples=15, deadline=None)
@given(st.lists(counts_of_people, min_size=6, max_size=6))
def test_wider_table_withstands_brute_force(values):
    protected = table_of(values, 2, 3)
    assert exposed(protected, 9) == set()
    assert audit(protected) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_range_is_what_brute_force_finds(values):
    protected = table_of(values, 2, 2)
    # No cell can be above the sum of all, unless totals are hidden: then brute force stops at its limit.
    limit = sum(values)
    for key, found in possible_values(protected, limit).items():
        span = feasible_range(protected, key)
        assert span.low == min(found)
        assert span.high == max(found) or (span.high is None and max(found) >= limit)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 8), st.integers(1, 6), st.randoms(use_true_random=False))
def test_real_threshold_never_leaves_a_small_number_in_view(height, width, chance):
    rows, columns = [f"r{i}" for i in range(height)], [f"c{i}" for i in range(width)]
    counts = {(r, c): chance.choice([0, 0, 1, 4, 10, 11, 12, 25, 300]) for r in rows for c in columns}
    table = protect_table(rows, columns, counts)
    for key, count in counts.items():
        assert table[key].value in (None, count)
        assert table[key].is_hidden or not 0 < count < 11
        assert not (table[key].is_hidden and count == 0)
    assert audit(table) == []


def people_lost(view_values, reasons):
    return sum(value for value, reason in zip(view_values, reasons, strict=True) if reason)


def least_possible_loss(table, truth):
    """The least loss over every set of further hidden numbers, found by trying all of them."""
    small = [i for i, value in enumerate(truth) if 0 < value < table.threshold]
    rest = [i for i, value in enumerate(truth) if value >= table.threshold]
    best = None
    for size in range(len(rest) + 1):
        for chosen in itertools.combinations(rest, size):
            reasons = [Reason.SMALL if i in small else Reason.PROTECTS_ANOTHER if i in chosen else None
                       for i in range(len(truth))]  # fmt: skip
            loss = people_lost(truth, reasons)
            if best is not None and loss >= best:
                continue
            values = tuple(None if reason else value for value, reason in zip(truth, reasons, strict=True))
            view = View(table.layout, values, tuple(reasons), table.threshold)
            if not any(exposures(view, np.array(truth, dtype=float))):
                best = loss
    return best


def test_little_more_is_hidden_than_must_be():
    chance = random.Random(7)
    spent = needed = 0
    for _ in range(12):
        values = [chance.choice([0, 2, 11, 14, 20, 35, 60]) for _ in range(6)]
        table = table_of(values, 2, 3, threshold=11)
        lines = [values[:3], values[3:], [a + b for a, b in zip(values[:3], values[3:], strict=True)]]
        truth = [value for line in lines for value in (*line, sum(line))]
        reasons = [table.cells_by_key[key].reason for key in table.layout.keys]
        optimum = least_possible_loss(table, truth)
        if optimum is not None:
            spent += people_lost(truth, reasons)
            needed += optimum
    assert needed <= spent <= 1.25 * needed
