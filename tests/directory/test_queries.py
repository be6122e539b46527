"""Lists with one and three rows and a fixed number of statements."""

from datetime import date

import pytest

from engage.core.db import unit_of_work
from engage.core.errors import NotFound
from engage.directory import queries as directory
from engage.directory import services
from engage.directory.enums import ListName
from tests.factories import directory as make


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_a_list_costs_the_same_however_long(app, queries, rows):
    program = make.make_program()
    for number in range(rows):
        make.make_plan(f"Plan {number:02}", program_id=program)
    with queries.exactly(2):
        page = directory.entry_rows(ListName.PLANS)
    assert (page.total, len(page.rows)) == (rows, min(25, rows))
    assert {row.program_name for row in page.rows} == {"One Care"}
    with queries.exactly(1):
        assert len(directory.plan_choices()) == rows
    with queries.exactly(1):
        assert len(directory.plan_names()) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_holidays_cost_the_same_however_many(app, queries, rows):
    for day in range(1, rows + 1):
        make.make_holiday(date(2026, 3, day))
    with queries.exactly(2):
        assert directory.holiday_rows(year=2026).total == rows
    assert directory.holiday_rows(year=2025).total == 0
    with queries.exactly(1):
        assert directory.holidays() == {date(2026, 3, day) for day in range(1, rows + 1)}


def test_sizes_are_read_in_one_statement(app, queries):
    make.make_plan()
    with queries.exactly(1):
        sizes = directory.list_sizes()
    assert sizes == {
        "program": 0,
        "plan": 1,
        "region": 0,
        "partner_agency": 0,
        "holiday": 0,
        "urgent_number": 0,
    }


def test_what_is_retired_is_named_but_not_offered(app):
    keep, retire = make.make_region("East"), make.make_region("West")
    with unit_of_work():
        services.retire_entry(actor=make.editor(), list_name=ListName.REGIONS, entry_id=retire)
    assert directory.region_choices() == (directory.Choice(keep, "East"),)
    assert directory.region_names() == {keep: "East", retire: "West"}
    assert [row.name for row in directory.entry_rows(ListName.REGIONS).rows] == ["East", "West"]


def test_search_takes_signs_as_they_are(app):
    for name in ("100%_Care", "Harbor Health", "Niños Sanos"):
        make.make_plan(name)

    def names(search: str) -> list[str]:
        return [row.name for row in directory.entry_rows(ListName.PLANS, search=search).rows]

    assert names("%") == ["100%_Care"]
    assert names("HEALTH") == ["Harbor Health"]
    assert names("NIÑOS") == ["Niños Sanos"]
    assert names("'; DROP TABLE plan;--") == []


def test_partners_are_listed_with_how_to_reach_them(app):
    make.make_partner(url="https://www.example.org")
    (row,) = directory.partner_agency_rows()
    assert (row.name, row.phone, row.url) == (
        "Legal Aid of the Valley",
        "413-555-0100",
        "https://www.example.org",
    )


def test_what_is_not_there_is_not_found(app):
    with pytest.raises(NotFound):
        directory.entry_row(ListName.PLANS, 10**6)
    with pytest.raises(NotFound):
        directory.urgent_number(10**6)


def test_program_choices_and_names(app):
    program = make.make_program("PACE")
    assert directory.program_choices() == (directory.Choice(program, "PACE"),)
    assert directory.program_names() == {program: "PACE"}
