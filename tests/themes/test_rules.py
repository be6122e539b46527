"""What says nothing, quarters, folding, passages, circles."""

from datetime import date

import pytest

from engage.themes import rules


@pytest.mark.parametrize(
    "text",
    [
        "Nothing", "nothing.", "N/A", "n/a", "No comment", "NO COMMENTS!", "None", "no, thanks", "-", "...", "",
        " \n ", "Nada", "Sin comentarios", "nada más", "No tengo comentarios, gracias", "I don't know",
        "I don’t know", "No sé",
    ],
)  # fmt: skip
def test_says_nothing(text):
    assert rules.says_nothing(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "Nothing works", "No ride came", "Nada funciona", "👍", "ניסיון", "Sin transporte", "no " * 400, "3",
        "None of my doctors take this plan",
    ],
)  # fmt: skip
def test_says_something(text):
    assert rules.says_nothing(text) is False


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_quarter_of(day, quarter):
    assert rules.quarter_of(day) == quarter


def test_quarters_between_has_no_gap_and_keeps_the_newest():
    assert rules.quarters_between("2025-Q3", "2026-Q2") == ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")
    assert rules.quarters_between("2025-Q3", "2026-Q2", limit=2) == ("2026-Q1", "2026-Q2")


def test_fold_forgets_accents_capitals_and_spaces():
    assert rules.fold("  Médico  SEÑOR\n") == "medico senor"


def test_find_passage_over_a_line_break():
    text = "The van\nnever came. I called."
    assert rules.find_passage(text, "van never came") == (4, 18)
    assert rules.find_passage(text, "bus") is None
    assert rules.find_passage(text, "  ") is None


def test_like_pattern_takes_no_wildcards():
    assert rules.like_pattern("100%_\\") == "%100\\%\\_\\\\%"


@pytest.mark.parametrize(
    ("theme", "parent", "closes"),
    [(1, 3, True), (1, 1, True), (3, 1, False), (1, None, False), (4, 3, False)],
)
def test_closes_circle(theme, parent, closes):
    assert rules.closes_circle(theme, parent, {1: None, 2: 1, 3: 2}) is closes
