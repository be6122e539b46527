"""The federal counts of dual eligible people (CMS Program Statistics), read from outside the project."""

import csv
from pathlib import Path

import pytest

from engage.core.disclosure import audit, protect_table
from engage.core.disclosure.attacker import Range, View, exposures, range_at
from engage.core.disclosure.cells import Reason
from engage.core.disclosure.layout import counts_layout

FILE = Path(__file__).parents[3] / "shared" / "data" / "cms_mme" / "mme_tidy.csv"
SUMS = {"Total MMEs", "Full-Benefit MMEs", "Partial-Benefit MMEs"}
REASONS = {"primary_suppressed_1_to_10": Reason.SMALL, "cross_suppressed": Reason.PROTECTS_ANOTHER, "": None}

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the CMS table is not beside this checkout")


def rows_of(year, table):
    with FILE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["file_year"] == year and row["table"] == table]


def test_published_row_that_gives_its_hidden_numbers_away_is_caught():
    """In 2016 CMS showed two people under 18 with partial benefits in three groups: one zero and two gaps."""
    rows = [row for row in rows_of("2016", "AB41") if row["row"] == "Under 18 Years"]
    names = [row["column"] for row in rows]
    total, *parts = rows[names.index("Partial-Benefit MMEs") :]
    line = [*parts, total]
    view = View(
        layout=counts_layout([row["column"] for row in parts]),
        values=tuple(int(float(row["value"])) if row["value"] else None for row in line),
        reasons=tuple(REASONS[row["suppression"]] for row in line),
        threshold=11,
    )
    found = {position for position, _ in exposures(view)}
    assert found == set(view.gaps)
    assert {range_at(view, position, "sees_numbers") for position in found} == {Range(1, 1)}


def test_real_shape_at_the_size_of_a_survey_is_protected():
    """Fifty-odd areas by kind of eligibility, one person in a thousand: from 1,000 people down to none."""
    rows = [row for row in rows_of("2017", "AB42") if row["column"] not in SUMS]
    areas = [row for row in dict.fromkeys(row["row"] for row in rows) if row not in ("All Areas", "United States")]
    kinds = list(dict.fromkeys(row["column"] for row in rows))
    counts = {
        (row["row"], row["column"]): int(float(row["value"] or 0)) // 1000 for row in rows if row["row"] in areas
    }
    small = {key for key, count in counts.items() if 0 < count < 11}
    table = protect_table(areas, kinds, counts)
    assert len(small) > 50
    assert {key for key in small if not table[key].is_hidden} == set()
    assert audit(table) == []
    assert table.grand_total.value == sum(counts.values())
