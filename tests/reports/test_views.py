"""The public record as files: safe, protected, complete."""

import csv
import io
import json

from tests.factories.accountability import answer, close, draft, promise, recommend, today, words
from tests.factories.councils import make_body
from tests.factories.themes import add_coded, add_theme


def _csv(browser) -> list[dict[str, str]]:
    text = browser.download("reports.record_csv").get_data(as_text=True)
    assert text.startswith("\ufeffnumber,")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def _json(browser) -> list[dict]:
    return json.loads(browser.download("reports.record_json").get_data())["recommendations"]


def test_an_empty_record_is_a_table_without_lines(browser):
    assert (_csv(browser), _json(browser)) == ([], [])
    assert "Nothing here yet" in browser.get("reports.record_print").main


def test_the_record_holds_what_is_public_and_no_draft(browser):
    number = recommend(words("Rides"), body_id=make_body(name="Ride council"))
    quiet = recommend(body_id=make_body(name="Quiet group", is_public=False))
    draft(quiet, reasons="Secret draft")
    promise(quiet, "Secret promise")
    answer(number, "partly", "Half of it.")
    promise(number, "First")
    close(promise(number, "Second"), is_done=False, note="No money")
    rows = _csv(browser)
    assert [(row["number"], row["promise"], row["promise_state"]) for row in rows] == [
        (number, "First", "open"),
        (number, "Second", "not_done"),
        (quiet, "", ""),
    ]
    assert (rows[0]["council"], rows[0]["decision"], rows[0]["reasons"]) == ("Ride council", "partly", "Half of it.")
    assert rows[0]["answered_on"] == today().isoformat()
    told = _json(browser)
    assert (told[1]["standing"], told[1]["council"], told[1]["promises"]) == ("waiting", None, [])
    whole = str(rows) + str(told) + browser.get("reports.record_print").main
    assert not any(word in whole for word in ("Secret", "Quiet group"))


def test_numbers_of_people_are_protected(browser):
    few, some = add_theme("Few"), add_theme("Some")
    add_coded(10, few)
    add_coded(11, some)
    recommend(theme_id=few)
    recommend(theme_id=some)
    assert [row["people"] for row in _csv(browser)] == ["fewer than 11", "11"]
    assert [line["people"] for line in _json(browser)] == ["fewer than 11", 11]
    assert "Fewer than 11 people, so we do not show the number" in browser.get("reports.record_print").main


def test_no_cell_is_a_formula(browser):
    recommend(words("=HYPERLINK(1)", text="+1", why="@x"))
    (row,) = _csv(browser)
    assert (row["title"], row["text"], row["why"]) == ("'=HYPERLINK(1)", "'+1", "'@x")


def test_the_record_costs_the_same_for_one_and_for_many(browser, queries):
    from engage.accountability.queries import public_record

    def cost() -> int:
        with queries.count() as statements:
            public_record()
        return len(statements)

    recommend(theme_id=add_theme("One"), body_id=make_body())
    few = cost()
    for _ in range(5):
        number = recommend(theme_id=add_theme(f"T{_}"), body_id=make_body())
        answer(number)
        promise(number)
    assert (few, cost()) == (5, 5)


def test_the_files_say_what_they_are(browser):
    response = browser.download("reports.record_csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="what-we-did.csv"'
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
