import json

from click.testing import CliRunner

from engage.rulebook.cli import rulebook


def run(*args):
    return CliRunner().invoke(rulebook, args)


def test_list_as_json_gives_the_rules_of_the_day():
    result = run("list", "--on", "2026-08-01", "--json")
    rules = {rule["id"]: rule for rule in json.loads(result.stdout)}
    assert rules["MAC-02"]["parameters"] == {"minimum_percent": 20}
    assert rules["MAC-02"]["effective_from"] == "2026-07-10"
    assert "ACC-01" not in rules  # starts in 2027
    assert rules["CLK-18"]["parameters"]["days_by_level"] == [120, 180, 60, 60, 60]


def test_list_in_words_has_a_line_for_each_rule():
    result = run("list", "--on", "2027-08-01")
    lines = result.stdout.splitlines()
    assert lines[1].startswith("MAC-02   Enough members")
    assert lines[1].endswith("At least 25 percent [42 CFR 431.12(d)(1)]  (confirm with counsel)")
    assert result.stderr == f"{len(lines)} rules apply on 2027-08-01.\n"


def test_show_tells_all_versions():
    result = run("show", "mac-02")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if line.startswith("MAC-02")] == [
        "MAC-02 version 1, from 2025-07-09 until 2026-07-09",
        "MAC-02 version 2, from 2026-07-10 until 2027-07-09",
        "MAC-02 version 3, from 2027-07-10",
    ]


def test_mistakes_are_told_in_a_sentence():
    assert run("show", "ZZ-99").stderr == "Error: There is no rule ZZ-99. `engage rulebook list` shows them all.\n"
    assert run("list", "--on", "someday").exit_code == 2
