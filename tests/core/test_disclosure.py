"""Small numbers: what is hidden, what is kept in view, what is refused."""

import copy
import time

import pytest

from engage.core.disclosure import (
    MAX_COUNT,
    THRESHOLD,
    Cell,
    Exposure,
    Note,
    ProtectedCounts,
    ProtectedTable,
    Range,
    Reader,
    audit,
    feasible_range,
    protect_breakdowns,
    protect_counts,
    protect_number,
    protect_percent,
    protect_table,
)


def marks(protected):
    """The cells as a page would draw them: a number, or s (small) or p (protects another)."""
    return {key: cell.reason[0] if cell.is_hidden else cell.value for key, cell in protected.cells_by_key.items()}


@pytest.mark.parametrize(
    ("count", "value"), [(0, 0), (1, None), (10, None), (11, 11), (12, 12), (MAX_COUNT, MAX_COUNT)]
)
def test_lone_number_hides_one_to_ten(count, value):
    cell = protect_number(count)
    assert (cell.value, cell.is_hidden, cell.reason) == (value, value is None, "small" if value is None else None)


@pytest.mark.parametrize("count", [-1, MAX_COUNT + 1, 2.0, "7", True, None])
def test_impossible_counts_are_refused(count):
    with pytest.raises(ValueError, match="number"):
        protect_number(count)
    with pytest.raises(ValueError, match="'a'"):
        protect_counts({"a": count})


def test_another_threshold_can_be_set_but_none_that_protects_nothing():
    assert protect_number(19, threshold=20).is_hidden
    assert protect_number(20, threshold=20).value == 20
    with pytest.raises(ValueError, match="threshold"):
        protect_number(1, threshold=1)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, {None: 0}),
        ({"a": 0}, {"a": 0, None: 0}),
        ({"a": 0, "b": 0}, {"a": 0, "b": 0, None: 0}),
        ({"a": 20, "b": 11}, {"a": 20, "b": 11, None: 31}),
        # One small number takes the cheapest other one with it; the total stays.
        ({"a": 5, "b": 20, "c": 30}, {"a": "s", "b": "p", "c": 30, None: 55}),
        ({"a": 5, "b": 0, "c": 30}, {"a": "s", "b": 0, "c": "p", None: 35}),
        ({"a": 5, "b": 8, "c": 30}, {"a": "s", "b": "s", "c": 30, None: 43}),
        # Two small numbers whose sum is known to be below 12 give both away as small.
        ({"a": 5, "b": 6, "c": 30}, {"a": "s", "b": "s", "c": "p", None: 41}),
        ({"a": 5, "b": 6}, {"a": "s", "b": "s", None: "p"}),
        ({"a": 5, "b": 7}, {"a": "s", "b": "s", None: 12}),
        # A total of 1 to 10 is itself small.
        ({"a": 3, "b": 4}, {"a": "s", "b": "s", None: "s"}),
        ({"a": 3}, {"a": "s", None: "s"}),
        ({"a": 10, "b": 0}, {"a": "s", "b": 0, None: "s"}),
        # A reader told that the gap for 11 is at least 11 would know the 1, so the total goes instead.
        ({"a": 1, "b": 11}, {"a": "s", "b": 11, None: "p"}),
        # Ten times one: to be told that the total is small would be to be told all.
        (dict.fromkeys("abcdefghij", 1), {**dict.fromkeys("abcdefghij", "p"), None: "p"}),
        ({"a": 3, "b": MAX_COUNT - 3}, {"a": "s", "b": "p", None: MAX_COUNT}),
    ],
)
def test_list_of_groups(counts, expected):
    protected = protect_counts(counts)
    assert marks(protected) == expected
    assert audit(protected) == []


def test_note_tells_what_the_page_must_say():
    assert protect_counts({"a": 20}).note is Note.NOTHING_HIDDEN
    assert protect_counts({"a": 5, "b": 20}).note is Note.NUMBERS_HIDDEN
    assert protect_counts({"a": 5}).note is Note.TOTAL_HIDDEN


def test_breakdowns_of_the_same_people_are_protected_together():
    protected = protect_breakdowns(
        {"source": {"form": 5, "meeting": 20, "release": 30}, "plan": {"North": 50, "none": 5}, "quarter": {"Q1": 55}}
    )
    assert marks(protected["source"]) == {"form": "s", "meeting": "p", "release": 30, None: 55}
    assert marks(protected["plan"]) == {"North": "p", "none": "s", None: 55}
    assert marks(protected["quarter"]) == {"Q1": 55, None: 55}
    assert audit(protected) == []


def test_a_total_hidden_in_one_breakdown_is_not_given_by_another():
    protected = protect_breakdowns({"source": {"form": 5, "meeting": 6}, "quarter": {"Q1": 11}})
    assert protected.total.is_hidden
    assert protected["quarter"]["Q1"].is_hidden
    assert audit(protected) == []


def test_breakdowns_must_split_the_same_people():
    with pytest.raises(ValueError, match="do not split the same people"):
        protect_breakdowns({"source": {"form": 5}, "plan": {"North": 6}})
    assert protect_breakdowns({}).total.value == 0


def test_table_hides_a_rectangle_around_one_small_number():
    counts = {("a", "x"): 5, ("a", "y"): 30, ("a", "z"): 900, ("b", "x"): 40, ("b", "y"): 50, ("b", "z"): 900}
    table = protect_table(["a", "b"], ["x", "y", "z"], counts)
    assert [[cell.value for cell in cells] for _, cells, _ in table] == [[None, None, 900], [None, None, 900]]
    assert [cell.value for cell in table.row_totals] == [935, 990]
    assert [cell.value for cell in table.column_totals] == [45, 80, 1800]
    assert table.grand_total.value == 1925
    assert table["a", "x"].reason == "small"
    assert table["b", "y"].reason == "protects_another"


def test_table_of_one_row_hides_the_same_in_row_and_totals():
    table = protect_table(["a"], ["x", "y"], {("a", "x"): 5, ("a", "y"): 30})
    assert marks(table) == {
        ("a", "x"): "s", ("a", "y"): "p", ("a", None): 35, (None, "x"): "s", (None, "y"): "p", (None, None): 35,
    }  # fmt: skip


@pytest.mark.parametrize(
    "counts", [{}, {("a", "x"): 5}, {("a", "x"): 5, ("b", "y"): 30}, {("a", "x"): 1, ("b", "x"): 1}]
)
def test_nearly_empty_tables_keep_their_zeros_in_view(counts):
    table = protect_table(["a", "b"], ["x", "y"], counts)
    for row, column in [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]:
        assert (table[row, column].value == 0) is ((row, column) not in counts)
    assert audit(table) == []


def test_table_without_rows_or_columns_is_empty():
    assert protect_table([], [], {}).grand_total.value == 0
    assert len(protect_table(["a"], [], {})) == 1


@pytest.mark.parametrize(
    ("rows", "columns", "counts", "words"),
    [
        (["a", "a"], ["x"], {}, "Every row needs a label of its own"),
        (["a"], ["x", None], {}, "Every column needs a label of its own"),
        (["a"], ["x"], {("b", "x"): 1}, "no place in the table"),
        (["a"], ["x"], {("a", "x"): -1}, "between 0 and"),
        (["a"], ["x", "y"], {("a", "x"): MAX_COUNT, ("a", "y"): 1}, "add up to more than"),
    ],
)
def test_tables_that_make_no_sense_are_refused(rows, columns, counts, words):
    with pytest.raises(ValueError, match=words):
        protect_table(rows, columns, counts)


def test_nothing_can_be_built_around_the_protection():
    for build in (lambda: Cell(3), lambda: ProtectedCounts(("a",), (), protect_number(0), 11)):
        with pytest.raises(TypeError, match="protect functions"):
            build()
    with pytest.raises(TypeError, match="protect functions"):
        ProtectedTable((), (), (), (), (), protect_number(0), 11)
    with pytest.raises(AttributeError):
        protect_number(20).value = 3


def test_hidden_numbers_are_not_kept_anywhere_in_the_result():
    table = protect_table(["a", "b"], ["x", "y"], {("a", "x"): 7, ("a", "y"): 777, ("b", "x"): 777, ("b", "y"): 888})
    assert "777" not in repr(table)
    assert copy.deepcopy(table) == table


def test_feasible_range_of_shown_and_hidden_numbers():
    protected = protect_counts({"a": 5, "b": 20, "c": 30})
    assert feasible_range(protected, None) == Range(55, 55)
    assert feasible_range(protected, "a") == Range(1, 24)
    assert feasible_range(protected, "a", Reader.TOLD_WHY) == Range(1, 10)
    assert feasible_range(protect_counts({"a": 5, "b": 6}), None) == Range(2, None)
    with pytest.raises(KeyError):
        feasible_range(protected, "nobody")


def test_audit_names_what_an_unprotected_list_gives_away():
    careless = _without_complement(protect_counts({"a": 5, "b": 20, "c": 30}))
    assert audit(careless) == [
        Exposure("a", Reader.SEES_NUMBERS, Range(5, 5)),
        Exposure("a", Reader.TOLD_WHY, Range(5, 5)),
    ]


def _without_complement(protected):
    """The same list with its second number shown, as a careless program would publish it."""
    cells = (protected.cells[0], protect_number(20), *protected.cells[2:])
    careless = copy.copy(protected)
    careless.__dict__.pop("cells_by_key", None)
    careless.__dict__["cells"] = cells
    return careless


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(50, 200, 25.0), (0, 200, 0.0), (5, 200, None), (190, 200, None), (0, 0, None)]
)
def test_percent_is_hidden_with_a_small_part_or_a_small_rest(part, whole, percent):
    assert protect_percent(protect_number(part), protect_number(whole)) == percent


def test_large_table_is_protected_in_seconds():
    rows, columns = [f"plan {i}" for i in range(100)], [f"theme {i}" for i in range(30)]
    # A fixed uneven spread: about one count in fifty is small.
    counts = {(r, c): 3 + (i * 37 + j * 101 + i * j) % 500 for i, r in enumerate(rows) for j, c in enumerate(columns)}
    started = time.perf_counter()
    table = protect_table(rows, columns, counts)
    assert time.perf_counter() - started < 30
    assert [key for key, count in counts.items() if count < THRESHOLD and not table[key].is_hidden] == []
    assert audit(table) == []


def test_the_same_counts_always_give_the_same_table():
    counts = {(r, c): (ord(r) * 7 + ord(c) * 13) % 40 for r in "abcd" for c in "wxyz"}
    assert protect_table("abcd", "wxyz", counts) == protect_table("abcd", "wxyz", counts)
