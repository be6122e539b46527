"""The log in the browser and on the command line."""

import csv
import io

import pytest

from engage.audit import jobs, queries
from engage.audit.services import AuditEvent, record
from engage.core.actor import Actor
from engage.core.db import db, unit_of_work
from engage.core.permissions import Permission
from engage.core.sides import Side
from tests.support.audit import as_database_owner
from tests.support.database import fresh_app, make_schema

EVENT = AuditEvent("test:thing:made", frozenset({"note"}))
PERMISSION = {Side.ENGAGE: Permission.AUDIT_ENTRY_READ, Side.OMBUDSMAN: Permission.OMBUDSMAN_AUDIT_READ}
BLUEPRINT = {Side.ENGAGE: "audit", Side.OMBUDSMAN: "audit_ombudsman"}


def _reader(side: Side = Side.ENGAGE) -> Actor:
    return Actor(side=side, account_id=9, name="Ana Ruiz", permissions=frozenset({PERMISSION[side]}))


def _write(side: Side, *notes: str) -> None:
    with unit_of_work(side):
        for number, note in enumerate(notes, 1):
            record(Actor(side=side, account_id=4), EVENT, f"{side}:{number}", note=note)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("page", ["entry_list", "entry_export"])
def test_without_the_permission_there_is_no_page(browser, side, page):
    others = frozenset(Permission) - set(PERMISSION.values())
    browser.sign_in(Actor(side=side, account_id=2, permissions=others))
    browser.get(f"{BLUEPRINT[side]}.{page}", status=403)


@pytest.mark.parametrize("side", list(Side))
def test_a_reader_of_one_side_gets_nothing_of_the_other(browser, side):
    """The cookies are apart, so on the other side this person is a stranger who is asked to sign in."""
    other = Side.OMBUDSMAN if side is Side.ENGAGE else Side.ENGAGE
    _write(other, "marker")
    browser.sign_in(_reader(side))
    response = browser.client.get(browser.path(f"{BLUEPRINT[other]}.entry_export"))
    assert response.status_code == 302
    assert b"marker" not in response.data


@pytest.mark.parametrize("side", list(Side))
def test_the_list_shows_the_newest_first(browser, side):
    _write(side, "one", "two")
    jobs.seal(side)
    _write(side, "three")
    page = browser.sign_in(_reader(side)).get(f"{BLUEPRINT[side]}.entry_list")
    rows = page.table("Audit entries").rows
    assert [row[1:] for row in rows] == [
        ["test:thing:made", "account:4", f"{side}:1", "note: three", "waiting"],
        ["test:thing:made", "account:4", f"{side}:2", "note: two", "2"],
        ["test:thing:made", "account:4", f"{side}:1", "note: one", "1"],
    ]
    assert queries.head(side).hash in page.html


def test_an_empty_log_says_what_will_be_here(browser):
    page = browser.sign_in(_reader()).get("audit.entry_list")
    assert "No entries yet." in page.main
    page = browser.get("audit.entry_list", actor="account:77")
    assert "No entries match." in page.main


def test_filters_and_pages_keep_each_other(browser):
    _write(Side.ENGAGE, *["x"] * 30)
    page = browser.sign_in(_reader()).get("audit.entry_list", event="test:thing:made", page=2)
    assert len(page.table("Audit entries").rows) == 5
    page = page.follow("Previous page")
    assert "event=test:thing:made" in page.path.replace("%3A", ":")
    assert len(page.table("Audit entries").rows) == 25


@pytest.mark.parametrize(
    "typed",
    [
        {"from_day": "yesterday"},
        {"to_day": "02/30/2026"},
        {"actor": "x" * 5000},
    ],
)
def test_a_filter_that_makes_no_sense_is_explained(browser, typed):
    _write(Side.ENGAGE, "one")
    page = browser.sign_in(_reader()).get("audit.entry_list", status=422, **typed)
    assert page.soup.title.get_text().startswith("Error: Audit")
    assert len(page.table("Audit entries").rows) == 1


@pytest.mark.parametrize("typed", ["\x00", "\u202eabc", "<b>x</b>", "😀", "=1+1", "' OR 1=1 --"])
def test_strange_filters_find_nothing_and_break_nothing(browser, typed):
    _write(Side.ENGAGE, "one")
    browser.sign_in(_reader()).get("audit.entry_list", event=typed)
    browser.get("audit.entry_list", actor=typed)
    browser.get("audit.entry_list", page=typed)


def test_a_list_costs_the_same_at_any_length(browser, queries):
    browser.sign_in(_reader())
    counts = []
    for _ in range(2):
        _write(Side.ENGAGE, "one", "two", "three")
        with queries.count() as statements:
            browser.get("audit.entry_list")
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("side", list(Side))
def test_export_has_every_row_and_no_formula(browser, side):
    _write(side, *["x"] * 30, "ñ")
    jobs.seal(side)
    with unit_of_work(side):
        record(Actor(side=side, account_id=4), EVENT, "=HYPERLINK(1)", note="y")
    answer = browser.sign_in(_reader(side)).download(f"{BLUEPRINT[side]}.entry_export")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-')
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["sequence"] for row in rows] == [*map(str, range(1, 32)), ""]
    assert rows[-1]["subject"] == "'=HYPERLINK(1)"
    assert rows[0]["actor"] == "account:4"


def test_export_follows_the_filters(browser):
    _write(Side.ENGAGE, "one")
    answer = browser.sign_in(_reader()).download("audit.entry_export", event="other")
    assert len(answer.text.splitlines()) == 1


@pytest.fixture
def command(tmp_path):
    """Runs `engage audit …` on databases of its own; gives exit code and output."""
    from engage.audit.cli import audit

    with fresh_app(tmp_path) as app:
        make_schema(app)
        runner = app.test_cli_runner()

        def run(*words: str) -> tuple[int, str]:
            db.session.rollback()  # a command begins with a fresh look at the database
            result = runner.invoke(audit, list(words))
            return result.exit_code, result.output

        with app.app_context():
            yield run


def test_verify_tells_what_holds_and_what_does_not(command):
    for side in Side:
        _write(side, "one", "two", "three")
        jobs.seal(side)
    code, said = command("verify")
    assert code == 0
    for side in Side:
        assert f"{side}: 3 entries, 3 sealed, 0 waiting for their seal" in said
        assert f"{side}: head 3 {queries.head(side).hash}" in said
    as_database_owner(Side.OMBUDSMAN, "UPDATE ombudsman_audit_entry SET subject = 'other' WHERE id = 2")
    code, said = command("verify")
    assert code == 1
    assert "ombudsman: BROKEN at seal 2, entry 2: the entry does not match its seal: it was changed" in said
    assert "engage: the chain holds" in said
    assert command("verify", "--side", "engage")[0] == 0
    assert command("verify", "--side", "ombudsman")[0] == 1


def test_a_head_kept_elsewhere_finds_a_cut_off_tail(command):
    _write(Side.ENGAGE, "one", "two", "three")
    jobs.seal(Side.ENGAGE)
    code, said = command("head", "--side", "engage")
    assert code == 0
    name, sequence, kept, _moment = said.split()
    assert (name, sequence) == ("engage", "3")
    assert command("verify", "--side", "engage", "--head", kept)[0] == 0
    as_database_owner(
        Side.ENGAGE, "DELETE FROM audit_seal WHERE sequence = 3", "DELETE FROM audit_entry WHERE id = 3"
    )
    assert command("verify", "--side", "engage")[0] == 0
    code, said = command("verify", "--side", "engage", "--head", kept)
    assert code == 1
    assert "cut off" in said


def test_an_empty_log_holds_and_has_a_head(command):
    assert command("head")[1] == f"engage 0 {'0' * 64} never\nombudsman 0 {'0' * 64} never\n"
    assert command("verify")[0] == 0


@pytest.mark.parametrize("words", [["--head", "f" * 64], ["--side", "engage", "--head", "abc"], ["--side", "x"]])
def test_wrong_words_are_explained(command, words):
    code, said = command("verify", *words)
    assert code == 2
    assert "Error:" in said
