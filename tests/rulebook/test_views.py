from datetime import date

import pytest
from sqlalchemy import func, select

from engage.core.db import db, unit_of_work
from engage.rulebook.models import RuleConfirmation
from engage.rulebook.services import confirm_rule

ODD_TEXTS = ["=HYPERLINK(1)", "<script>alert(1)</script>", "\u202eابجد", "🦉 owl", "a\x00b"]


def standing():
    return db.session.scalar(select(func.count()).select_from(RuleConfirmation))


def confirm(counsel, rule_id="MAC-03"):
    with unit_of_work():
        confirm_rule(actor=counsel, rule_id=rule_id, version=1, note="Seen.", on=date(2026, 3, 3))


def test_anyone_reads_the_rules_by_page(browser):
    page = browser.get("rulebook.rule_list")
    assert page.heading == "The rules we apply"
    first = page.soup.find("table").find("tbody").find_all("tr")
    assert len(first) == 25
    second = page.follow("Next page")
    assert "Page 2 of 4 (99 in all)" in second.main


def test_rules_can_be_searched_filtered_and_dated(browser):
    page = browser.get("rulebook.rule_list").form("Show rules").fill(q="MAC-02", on="2025-08-01").send()
    rows = page.table("Rules as of Friday, August 1, 2025").rows
    assert [row[2] for row in rows] == ["At least 10 percent"]
    assert [row[4] for row in rows] == ["Confirm with counsel"]
    page = page.form("Show rules").fill(q="", subject="report", on="").send()
    assert len(page.soup.find("tbody").find_all("tr")) == 5


@pytest.mark.parametrize("q", [*ODD_TEXTS[:-1], "no such\x00 rule"])
def test_search_without_a_hit_teaches_and_keeps_the_words(browser, q):
    page = browser.get("rulebook.rule_list", q=q)
    assert "No rules match." in page.main
    assert page.has_link("Show all rules")


def test_wrong_filters_say_so_beside_the_field_and_still_list(browser):
    page = browser.get("rulebook.rule_list", q="x" * 5000, on="someday", subject="soul", status=422)
    assert page.errors == [
        "This is too long. It has 5,000 characters. Use 100 or fewer.",
        "Enter a date that exists, like 03/31/2026",
    ]
    assert len(page.soup.find("tbody").find_all("tr")) == 25


def test_rule_page_tells_citation_evidence_and_history(browser):
    page = browser.get("rulebook.rule_page", rule_id="MAC-02")
    assert page.heading.startswith("Enough members of the Medicaid Advisory Committee")
    assert "42 CFR 431.12(d)(1)" in page.main
    assert "We read part of this in a source. The rest is not checked yet." in page.main
    assert "What is in doubt: the steps of 10 and 20 percent and their dates" in page.main
    assert [row[0] for row in page.table("Versions").rows] == ["3", "2", "1"]
    assert not page.has_link("Confirm version 2")


def test_rule_that_was_read_carries_no_doubt(browser):
    page = browser.get("rulebook.rule_page", rule_id="PACE-01")
    assert "Read in a source" in page.main
    assert "Not confirmed yet" not in page.main


def test_unknown_rule_is_not_found(browser):
    for rule_id in ("ZZ-99", "<b>", "a" * 300):
        browser.get("rulebook.rule_page", rule_id=rule_id, status=404)


def test_everyone_sees_who_confirmed_but_not_the_note(browser, counsel):
    confirm(counsel)
    page = browser.get("rulebook.rule_page", rule_id="MAC-03")
    assert "Confirmed by Ruth Amsel (counsel or privacy officer) on Tuesday, March 3, 2026" in page.main
    assert "Seen." not in page.main


def test_spanish_page_has_spanish_titles_and_marks_law_texts_as_english(browser, counsel):
    page = browser.sign_in(_in_spanish(counsel)).get("rulebook.rule_page", rule_id="MB-16")
    assert page.heading.startswith("Las actas se publican")
    assert page.soup.select_one("dd span[lang=en]").text.startswith("Minutes are posted")


def _in_spanish(actor):
    from dataclasses import replace

    return replace(actor, language="es")


COUNSEL_PAGES = [
    ("rulebook.waiting_list", {}),
    ("rulebook.rule_confirm", {"rule_id": "MAC-03", "version": 1}),
    ("rulebook.confirmation_withdraw", {"rule_id": "MAC-03", "version": 1}),
]


@pytest.mark.parametrize(("endpoint", "args"), COUNSEL_PAGES)
def test_strangers_are_asked_to_sign_in_for_counsels_pages(browser, endpoint, args):
    assert browser.get(endpoint, **args).path.startswith("/sign-in")


@pytest.mark.parametrize(("endpoint", "args"), COUNSEL_PAGES)
def test_counsels_pages_are_closed_to_a_coordinator(browser, coordinator, endpoint, args):
    browser.sign_in(coordinator).get(endpoint, status=403, **args)


def test_coordinator_cannot_post_a_confirmation(browser, coordinator):
    path = browser.path("rulebook.rule_confirm", rule_id="MAC-03", version=1)
    browser.sign_in(coordinator).post(path, {"note": "I say so"}, status=403)
    assert standing() == 0


def test_counsel_confirms_from_the_queue_and_takes_it_back(browser, counsel):
    browser.sign_in(counsel)
    queue = browser.get("rulebook.waiting_list")
    assert queue.heading == "Waiting for counsel"
    link = next(a for a in queue.soup.find_all("a") if a.text.startswith("MAC-03 "))
    page = browser.open(link["href"]).form("Confirm this rule").fill(note="Read in 89 FR 40542.").send()
    assert page.flashes == ["You confirmed the rule."]
    assert "Confirmed by Ruth Amsel (counsel or privacy officer)" in page.main
    page = page.follow("Take back version 1")
    assert "Read in 89 FR 40542." in page.main
    page = page.form("Take it back").send(status=422)
    assert page.errors == ["Enter a reason"]
    page = page.form("Take it back").fill(reason="The text changed.").send()
    assert page.flashes == ["The rule waits for counsel again."]
    assert "Confirm with counsel" in page.main


def test_double_click_confirms_once(browser, counsel):
    form = (
        browser.sign_in(counsel).get("rulebook.rule_confirm", rule_id="MAC-03", version=1).form("Confirm this rule")
    )
    form.send()
    page = form.send()
    assert page.heading.startswith("A group that speaks")
    assert standing() == 1


def test_two_counsels_at_once_get_a_sentence_and_keep_their_note(browser, counsel):
    form = (
        browser.sign_in(counsel).get("rulebook.rule_confirm", rule_id="MAC-03", version=1).form("Confirm this rule")
    )
    confirm(counsel)
    page = form.fill(note="My own reading").send(status=422)
    assert page.errors == ["This rule is already confirmed."]
    assert page.form("Confirm this rule").fields["note"] == "My own reading"


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_notes_are_kept_as_text(browser, counsel, text):
    page = browser.sign_in(counsel).get("rulebook.rule_confirm", rule_id="MAC-03", version=1)
    page.form("Confirm this rule").fill(note=text).send()
    note = db.session.scalar(select(RuleConfirmation.note))
    assert note == text.replace("\x00", "").replace("\u202e", "")


def test_note_that_is_far_too_long_comes_back_with_a_sentence(browser, counsel):
    page = browser.sign_in(counsel).get("rulebook.rule_confirm", rule_id="MAC-03", version=1)
    page = page.form("Confirm this rule").fill(note="n" * 2001).send(status=422)
    assert page.errors == ["This is too long. It has 2,001 characters. Use 2,000 or fewer."]
    assert page.form("Confirm this rule").fields["note"] == "n" * 2001
    assert standing() == 0


@pytest.mark.parametrize(("rule_id", "version"), [("ZZ-99", 1), ("MAC-03", 2)])
def test_confirming_what_does_not_exist_is_not_found(browser, counsel, rule_id, version):
    browser.sign_in(counsel).get("rulebook.rule_confirm", rule_id=rule_id, version=version, status=404)


def test_empty_queue_teaches(browser, counsel, monkeypatch):
    from engage.rulebook import queries
    from engage.rulebook.rules import Rulebook, load_rules

    read = Rulebook((load_rules()["PACE-01"],))
    monkeypatch.setattr(queries, "load_rules", lambda: read)
    assert "Nothing waits for you." in browser.sign_in(counsel).get("rulebook.waiting_list").main
