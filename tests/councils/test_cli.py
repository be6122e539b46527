"""`engage councils`."""

import csv
import io

from tests.factories import councils as make


def test_roster_on_a_day_names_only_who_chose_it(app):
    council = make.make_body(name="Voices Council")
    make.seat_somebody(council, seat={"label": "Seat 1"}, name="Ana Ruiz", is_named_publicly=True)
    make.seat_somebody(council, seat={"label": "Seat 2"}, name="Hidden Holder")
    result = app.test_cli_runner().invoke(args=["councils", "roster", str(council), "--on", "2026-06-01"])
    assert result.exit_code == 0
    rows = list(csv.reader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"))))
    assert [(row[0], row[4]) for row in rows[1:]] == [("Seat 1", "Ana Ruiz"), ("Seat 2", "")]
    before = app.test_cli_runner().invoke(args=["councils", "roster", str(council), "--on", "2025-06-01"])
    assert "Ana Ruiz" not in before.output


def test_list_leaves_closed_councils_out(app):
    shown = make.make_body(name="Open")
    make.make_body(name="Closed", is_public=False)
    result = app.test_cli_runner().invoke(args=["councils", "list"])
    assert result.output == f"{shown}\tOpen\n"
