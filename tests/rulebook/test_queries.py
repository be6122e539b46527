from datetime import date

import pytest

from engage.core.actor import STRANGER
from engage.core.db import unit_of_work
from engage.core.errors import NotFound
from engage.rulebook.enums import Confirmation, Subject
from engage.rulebook.queries import RuleFilter, rule_page, rule_rows, version_row, waiting_rows
from engage.rulebook.services import confirm_rule
from tests.support.queries import QueryCounter

DAY = date(2026, 11, 24)


def ids(search="", **kw):
    return [row.id for row in rule_rows(actor=STRANGER, wanted=RuleFilter(on=DAY, search=search, **kw)).rows]


def confirm(counsel, *rule_ids):
    with unit_of_work():
        for rule_id in rule_ids:
            confirm_rule(actor=counsel, rule_id=rule_id, version=1, note="", on=date(2026, 3, 3))


def test_pages_hold_twenty_five_rules_and_the_last_page_answers_for_any_beyond(app):
    wanted = RuleFilter(on=DAY)
    first = rule_rows(actor=STRANGER, wanted=wanted)
    last = rule_rows(actor=STRANGER, wanted=wanted, page=400)
    assert (len(first.rows), first.number, first.pages, first.total) == (25, 1, 4, 99)
    assert (len(last.rows), last.number) == (24, 4)


def test_search_finds_id_title_citation_in_any_case_and_without_accents(app):
    assert ids("mac-02") == ["MAC-02"]
    assert ids("460.62 majority") == []
    assert ids("460.62(b)(1)") == ["PACE-01"]
    assert ids("Comite ASESOR estatal", language="es") == ids("comité asesor estatal", language="es")
    assert ids("'; drop table") == []


def test_filter_by_subject(app):
    rows = rule_rows(actor=STRANGER, wanted=RuleFilter(on=DAY, subject=Subject.REPORT)).rows
    assert [row.id for row in rows] == ["AR-01", "AR-02", "AR-03", "AR-04", "IPAG-03"]


def test_list_shows_the_version_of_the_day_and_titles_in_the_language(app):
    def shown(day, language):
        wanted = RuleFilter(on=day, language=language, search="MAC-02")
        row = rule_rows(actor=STRANGER, wanted=wanted).rows[0]
        return row.version, row.threshold, row.applies_now, row.title.split()[0]

    assert shown(date(2025, 1, 1), "en") == (1, "At least 10 percent", False, "Enough")
    assert shown(DAY, "es") == (2, "At least 20 percent", True, "Suficientes")


def test_history_is_newest_first_and_shows_which_has_ended(app):
    page = rule_page(actor=STRANGER, rule_id="MAC-02", wanted=RuleFilter(on=DAY))
    assert page.current.version == 2
    assert [(row.version, row.applies_now, row.has_ended) for row in page.versions] == [
        (3, False, False),
        (2, True, False),
        (1, False, True),
    ]


@pytest.mark.parametrize("rule_id", ["ZZ-99", "mac-02", "", "MAC-02\x00"])
def test_unknown_rule_is_not_found(app, rule_id):
    with pytest.raises(NotFound):
        rule_page(actor=STRANGER, rule_id=rule_id, wanted=RuleFilter(on=DAY))


def test_unknown_version_is_not_found(app):
    with pytest.raises(NotFound):
        version_row(actor=STRANGER, rule_id="MAC-02", version=9, wanted=RuleFilter(on=DAY))


def test_confirmed_version_says_by_whom_and_when(app, counsel):
    confirm(counsel, "MAC-03")
    row = version_row(actor=STRANGER, rule_id="MAC-03", version=1, wanted=RuleFilter(on=DAY))
    state = row.confirmation
    assert (state.state, state.by_name, state.on) == (Confirmation.CONFIRMED, "Ruth Amsel", date(2026, 3, 3))


def test_queue_holds_what_is_not_confirmed_and_has_not_ended(app, counsel):
    wanted = RuleFilter(on=DAY)
    before = waiting_rows(actor=counsel, wanted=wanted)
    confirm(counsel, "MAC-03")
    after = waiting_rows(actor=counsel, wanted=wanted)
    assert (before.total - after.total, [row.id for row in after.rows if row.id == "MAC-03"]) == (1, [])
    last = waiting_rows(actor=counsel, wanted=wanted, page=after.pages)
    assert [(row.id, row.version) for row in last.rows if not row.applies_now] == [("MAC-02", 3)]
    assert all(not row.has_ended for row in (*after.rows, *last.rows))


@pytest.mark.parametrize("confirmed", [["MAC-03"], ["MAC-03", "MAC-04", "MAC-05"]])
def test_each_list_takes_one_query_however_many_are_confirmed(app, counsel, confirmed):
    confirm(counsel, *confirmed)
    wanted = RuleFilter(on=DAY)
    for read in (rule_rows, waiting_rows):
        with QueryCounter().exactly(1):
            read(actor=counsel, wanted=wanted)
    with QueryCounter().exactly(1):
        rule_page(actor=counsel, rule_id="MAC-02", wanted=wanted)
