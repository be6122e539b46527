"""The rules that ship: complete, dated, cited, in plain words; and what may not stand in a file."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import textstat

from engage.core.disclosure import THRESHOLD
from engage.rulebook.enums import Evidence, Subject
from engage.rulebook.rules import BrokenRulebook, load_rules, parameter, read_rules, rule_on
from engage.rulebook.rules.loading import DATA, TOPICS

RULES_FILE = Path(__file__).parents[3] / "shared" / "rules.json"
ALL = [rule for history in load_rules() for rule in history.versions]
GOOD = """
[[rule]]
id = "AA-01"
version = 1
title = "A title"
title_es = "Un título"
subject = "body"
kind = "exists"
applies_to = "MAC"
check = "What"
threshold = "At least 1"
citation = "42 CFR 1"
evidence = "S1"
needs_counsel = false
"""


def test_ninety_nine_rules_ship_each_with_an_id_of_its_own():
    assert len(load_rules()) == 99
    assert {path.stem for path in DATA.glob("*.toml")} == set(TOPICS)


@pytest.mark.skipif(not RULES_FILE.exists(), reason="the list the rules were taken from is not beside this checkout")
def test_rules_agree_with_the_list_they_were_taken_from():
    source = {entry["id"]: entry for entry in json.loads(RULES_FILE.read_text())["rules"]}
    shipped = {history.id: history.versions[-1] for history in load_rules()}
    assert set(shipped) == set(source)
    for rule_id, entry in source.items():
        rule = shipped[rule_id]
        assert (rule.applies_to, rule.evidence) == (entry["body"], entry["evidence"])
        assert entry["citation"] in ("same", rule.citation) or rule.citation.endswith(entry["citation"])
        if re.fullmatch(r"\d{4}-\d\d-\d\d", entry["effective"]):
            assert rule.effective_from == date.fromisoformat(entry["effective"])


def test_every_number_in_the_source_list_stands_in_the_threshold_or_a_parameter():
    for rule_id, name, value in [
        ("MB-09", "days", 30), ("MB-16", "days", 30), ("AR-04", "days", 30), ("FFP-01", "percent", 50),
        ("OCIC-01", "minimum_percent", 60), ("IPAG-02", "years", 2), ("CLK-05", "hours", 72), ("CLK-07", "days", 120),
        ("CLK-18", "days_by_level", (120, 180, 60, 60, 60)), ("CLK-11", "services_working_days", 3),
    ]:  # fmt: skip
        assert parameter(rule_id, name, on=date(2026, 11, 24)) == value


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2025, 7, 8), None),
        (date(2025, 7, 9), 10),
        (date(2026, 7, 9), 10),
        (date(2026, 7, 10), 20),
        (date(2027, 7, 9), 20),
        (date(2027, 7, 10), 25),
        (date(2099, 1, 1), 25),
    ],
)
def test_share_of_shared_members_rises_by_date(day, percent):
    rule = rule_on("MAC-02", day)
    assert (rule.parameters["minimum_percent"] if rule else None) == percent


def test_rule_without_a_known_first_day_applies_on_any_day_until_it_ends():
    assert rule_on("CLK-23", date(2000, 1, 1)).parameters["days"] == 14
    assert rule_on("CLK-23", date(2025, 12, 31)).parameters["days"] == 14
    assert rule_on("CLK-23", date(2026, 1, 1)).parameters["days"] == 7


def test_page_shows_the_version_to_come_before_a_rule_starts():
    assert load_rules()["MAC-02"].shown_on(date(2020, 1, 1)).version == 1
    assert load_rules()["MAC-02"].shown_on(date(2026, 8, 1)).version == 2


def test_parameter_says_what_is_missing():
    with pytest.raises(LookupError, match="MB-16 has no parameter 'weeks', only"):
        parameter("MB-16", "weeks", on=date(2026, 1, 1))
    with pytest.raises(LookupError, match="MB-16 does not apply on 2025-07-08"):
        parameter("MB-16", "days", on=date(2025, 7, 8))
    with pytest.raises(LookupError, match="There is no rule ZZ-99"):
        rule_on("ZZ-99", date(2026, 1, 1))


def test_smallest_number_shown_is_the_one_the_protection_uses():
    assert {parameter(rule, "smallest_shown", on=date(2026, 1, 1)) for rule in ("SUP-01", "SUP-02", "SUP-03")} == {
        THRESHOLD
    }


def test_medicare_number_pattern_finds_the_federal_sample():
    pattern = re.compile(parameter("PHI-02", "pattern", on=date(2026, 1, 1)))
    assert pattern.search("CALL 1EG4-TE5-MK73 NOW").group() == "1EG4-TE5-MK73"
    assert pattern.search("1EG4TE5MK73").group() == "1EG4TE5MK73"
    assert pattern.search("0EG4TE5MK73") is None


def test_what_rests_on_memory_waits_for_counsel():
    levels = {rule.id: rule.evidence_level for rule in ALL}
    assert levels["PACE-01"] is Evidence.READ
    assert levels["MAC-02"] is Evidence.PARTLY
    assert levels["MAC-03"] is Evidence.NOT_CHECKED
    assert {rule.subject for rule in ALL} == set(Subject)


def test_titles_are_plain_and_in_two_languages():
    textstat.set_lang("en_GB")  # counts syllables by rule; the US list would have to be fetched
    grades = {}
    for rule in ALL:
        # Two long official names would hide how plain the rest is.
        plain = re.sub("Medicaid Advisory Committee|Beneficiary Advisory Council", "Board", rule.title)
        grades[rule.id] = textstat.flesch_kincaid_grade(f"{plain}.")
        assert rule.title_es != rule.title
    assert {rule_id: grade for rule_id, grade in grades.items() if grade > 9} == {}
    assert sum(grades.values()) / len(grades) < 6.5


def test_examples_speak_of_the_limit_and_just_beyond_it():
    findings = {rule.key: [example.finding.value for example in rule.examples] for rule in ALL if rule.examples}
    assert findings["MB-16", 1] == ["met", "not_met"]
    assert findings["MAC-02", 3] == ["met", "not_met"]


def broken(change):  # the sentence without the name of the file
    with pytest.raises(BrokenRulebook) as caught:
        read_rules([("test", change(GOOD).encode())])
    return str(caught.value).removeprefix("test.toml, rule ")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('title = "A title"\n', "", "AA-01: add title."),
        ('"A title"', '"  "', "AA-01: title is empty."),
        ("version = 1", 'version = "1"', "AA-01: version must be a int, not '1'."),
        ("version = 1", "version = true", "AA-01: version must be a int, not True."),
        ("version = 1", "version = 2", "AA-01: number its versions 1, 2, 3 in the order of their dates."),
        ('"body"', '"soul"', "AA-01: 'soul' is no subject."),
        ('"MAC"', '"Mars"', "AA-01: 'Mars' has no words in APPLIES_TO."),
        ("kind =", "kinds =", "AA-01: add kind."),
        ('id = "AA-01"', 'id = "aa1"', "aa1: an id is capital letters, a dash and two digits."),
        ('"S1"', '"S1; rest M"', "AA-01: its evidence 'S1; rest M' asks for needs_counsel = true."),
        ("needs_counsel = false", "needs_counsel = true", "AA-01: its evidence 'S1' asks for needs_counsel = false."),
        ("version = 1", 'version = 1\nweight = "3"', "AA-01: weight is not known. Check the spelling."),
        ("version = 1", 'version = 1\neffective_from = "2025"', "AA-01: effective_from must be a date, not '2025'."),
        (
            "version = 1",
            "version = 1\neffective_from = 2026-01-02\neffective_until = 2026-01-01",
            "AA-01: it ends on 2026-01-01 before it starts on 2026-01-02.",
        ),
        ("needs_counsel = false", "needs_counsel = false\nparameters = { share = 0.5 }",
         "AA-01: parameter share must be a number, a text, yes or no, or a list."),
        ("needs_counsel = false", "needs_counsel = false\nparameters = { days = [] }",
         "AA-01: parameter days must list texts or whole numbers."),
        ("needs_counsel = false", 'needs_counsel = false\nexamples = [{ facts = {}, finding = "fine" }]',
         "AA-01: 'fine' is no finding."),
        ("needs_counsel = false", 'needs_counsel = false\nexamples = [{ finding = "met" }]',
         "AA-01: an example has facts and a finding."),
    ],
)  # fmt: skip
def test_mistake_in_a_file_is_told_in_one_sentence(old, new, sentence):
    assert broken(lambda text: text.replace(old, new, 1)) == sentence


def test_file_that_is_no_rulebook_is_refused():
    assert broken(lambda text: "nonsense").startswith("test.toml cannot be read: ")
    assert broken(lambda text: "a = 1") == "test.toml must hold [[rule]] entries and nothing else."
    with pytest.raises(BrokenRulebook, match="cannot be read"):
        read_rules([("test", b"\xff\x00")])


def test_versions_must_follow_each_other_without_a_gap():
    second = GOOD.replace("version = 1", "version = 2\neffective_from = 2026-01-02")
    first = GOOD.replace("version = 1", "version = 1\neffective_until = 2025-12-31")
    with pytest.raises(BrokenRulebook, match="version 2 must start the day after version 1 ends"):
        read_rules([("test", (first + second).encode())])
    assert len(read_rules([("test", (first + second.replace("01-02", "01-01")).encode())])) == 1
