"""Anonymous is physical: markers are planted in everything that could tell who answered, and looked for everywhere.

First each place is shown to hold what a named answer leaves there, so that looking can find something.
"""

import logging
import re
from pathlib import Path

import pytest
import structlog
from sqlalchemy import inspect, select, text

import engage.app
from engage.core.actor import Actor
from engage.core.db import db, unit_of_work
from engage.core.permissions import Permission
from engage.feedback.enums import Audience
from engage.feedback.models import AnonymousAnswer, AnonymousSubmission, FormParticipation, SubmissionProgress
from engage.feedback.rules import Given
from engage.feedback.services import QuestionFields, record_progress
from tests.factories import feedback as make
from tests.support.browser import Browser
from tests.support.browser import test_actor as find_actor
from tests.support.database import fresh_app, make_schema

NAME, ADDRESS, AGENT, EMAIL = "Xylophia Quennell", "203.0.113.77", "MarkerAgent/9.81", "xylophia@marker.example"
ACCOUNT, PERSON = 770077, 880088
WORDS = "The words of somebody nobody knows"
MARKERS = (NAME, ADDRESS, AGENT, EMAIL, str(ACCOUNT), str(PERSON))


@pytest.fixture
def log_lines(caplog):
    """Every line of either log."""
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as structured:
        yield lambda: "\n".join([caplog.text, *map(repr, structured)])


def _dump(app) -> dict[str, str]:
    """Every row of every table of both databases, as text."""
    found = {}
    for connection in db.engines.values():  # a test lends each side one connection
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()
            found[table] = "\n".join(repr(tuple(_readable(value) for value in row)) for row in rows)
    return found


def _readable(value):
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else value


def _member() -> Actor:
    return Actor(
        account_id=ACCOUNT,
        person_id=PERSON,
        name=NAME,
        roles=frozenset({"member"}),
        permissions=frozenset({Permission.FEEDBACK_ANSWER_GIVE}),
    )


def _answer(app, form, *, signed_in: bool, speaker: str | None = None, **fields):
    browser = Browser(app)
    browser.client.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": AGENT}
    if signed_in:
        browser.sign_in(_member())
    page = browser.get("feedback.form_answer", slug=form.slug)
    fill = {f"q{form.questions[0].id}": WORDS, **fields, **({"speaker": speaker} if speaker else {})}
    return page.form("Check my answers").fill(**fill).send().form("Send my answers").send()


def _code(page) -> str:
    return page.soup.select_one(".receipt-code__code").get_text()


def test_search_finds_what_a_named_answer_leaves(app, log_lines):
    """The markers would be found if they were there."""
    form = make.open_form(audience=Audience.MEMBERS)
    _answer(app, form, signed_in=True, speaker="named")
    dump = _dump(app)
    assert str(ACCOUNT) in dump["named_submission"]
    assert str(PERSON) in dump["named_submission"]
    assert str(ACCOUNT) in dump["audit_entry"]
    other = make.open_form()
    _answer(app, other, signed_in=False, email=EMAIL)
    dump = _dump(app)
    assert EMAIL in dump["outbox_message"]
    assert EMAIL in dump["named_submission"]


@pytest.mark.parametrize("signed_in", [False, True], ids=["stranger", "member"])
def test_nothing_links_an_anonymous_answer_to_anybody(app, log_lines, signed_in):
    form = make.open_form(audience=Audience.MEMBERS if signed_in else Audience.PUBLIC)
    before = _dump(app)
    thanks = _answer(app, form, signed_in=signed_in, speaker="anonymous" if signed_in else None)
    after = _dump(app)
    receipt = _code(thanks)
    changed = {table for table, rows in after.items() if rows != before.get(table)}
    assert changed == {"anonymous_submission", "anonymous_answer"} | ({"form_participation"} if signed_in else set())
    whole = "\n".join(after.values())
    assert [marker for marker in (NAME, ADDRESS, AGENT, EMAIL, str(ACCOUNT), receipt) if marker in whole] == []
    held = {table: rows.count(str(PERSON)) for table, rows in after.items() if str(PERSON) in rows}
    assert held == ({"form_participation": 1} if signed_in else {})
    lines = log_lines()
    assert [marker for marker in (*MARKERS, WORDS, receipt, form.slug) if marker in lines] == []


@pytest.mark.engine("sqlite")  # PostgreSQL keeps its files elsewhere
def test_files_of_both_databases_hold_no_trace(tmp_path, monkeypatch):
    """The raw bytes on the disk, the write-ahead log and everything else in the instance folder included."""
    monkeypatch.setattr(engage.app, "_load_actor", lambda _side, token: find_actor(token))
    with fresh_app(tmp_path) as app, app.app_context():
        make_schema(app)
        form = make.open_form(audience=Audience.MEMBERS)
        receipt = _code(_answer(app, form, signed_in=True, speaker="anonymous"))
        raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert WORDS.encode() in raw
        assert [m for m in (NAME, ADDRESS, AGENT, EMAIL, receipt) if m.encode() in raw] == []
        assert f"account:{ACCOUNT}".encode() not in raw
        assert raw.count(f"person:{PERSON}".encode()) >= 1


def test_same_answer_of_two_people_differs_only_by_chance(app):
    """Nothing but the random key and the hash of the random receipt tells two answers apart."""
    form = make.open_form(audience=Audience.MEMBERS)
    for account in (1, 2):
        make.answer(form, WORDS, actor=make.member(account_id=account), speaker="anonymous")
    rows = db.session.execute(select(*AnonymousSubmission.__table__.columns)).mappings().all()
    differs = {name for name in rows[0] if rows[0][name] != rows[1][name]}
    assert differs == {"key", "receipt_hash"}


def test_tables_have_no_column_that_could_tell(app):
    columns = {model.__tablename__: set(model.__table__.columns.keys()) for model in (
        AnonymousSubmission, AnonymousAnswer, FormParticipation, SubmissionProgress,
    )}  # fmt: skip
    assert columns == {
        "anonymous_submission": {
            "key", "form_id", "day", "language", "channel", "receipt_hash", "may_quote", "state", "state_on",
            "set_aside_reason",
        },
        "anonymous_answer": {"submission_key", "question_id", "text", "choices"},
        "form_participation": {"form_id", "participant"},
        "submission_progress": {"submission_key", "step", "day", "public_url", "note", "note_es"},
    }  # fmt: skip
    for model in (AnonymousSubmission, AnonymousAnswer, FormParticipation, SubmissionProgress):
        for column in model.__table__.columns:
            assert "TIME" not in str(column.type).upper()


@pytest.mark.engine("sqlite")  # PostgreSQL keeps the order until the nightly job mixes it
def test_files_hold_no_order_of_arrival(app):
    """SQLite reads a table as it lies in the file: by the key, not by when a row came."""
    form = make.open_form(audience=Audience.MEMBERS)
    arrived = []
    for account in range(100, 130):
        make.answer(form, f"{account}", actor=make.member(account_id=account), speaker="anonymous")
        arrived.append(str(account))
    connection = db.session.connection()
    keys = [row[0] for row in connection.execute(text("SELECT key FROM anonymous_submission"))]
    assert keys == sorted(keys)
    rowids = [row[0] for row in connection.execute(text("SELECT rowid FROM anonymous_submission"))]
    assert rowids == keys
    said = [row[0] for row in connection.execute(text("SELECT text FROM anonymous_answer"))]
    assert sorted(said) == arrived
    assert said != arrived
    for table in ("anonymous_answer", "form_participation", "submission_progress"):
        sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :n"), {"n": table}).scalar()
        assert re.search(r"WITHOUT ROWID\s*$", sql), table


@pytest.mark.engine("postgresql")  # the only one that keeps rows where they were written
def test_mixing_gives_rows_a_new_place_and_one_transaction(app):
    from engage.core.actor import system_actor
    from engage.core.sides import Side
    from engage.feedback.services import close_anonymous_days

    form = make.open_form(audience=Audience.MEMBERS)
    for account in range(100, 120):
        make.answer(form, f"{account}", actor=make.member(account_id=account), speaker="anonymous")

    def order(table: str, column: str) -> list:
        return [row[0] for row in db.session.execute(text(f"SELECT {column} FROM {table} ORDER BY ctid"))]

    tables = (("anonymous_submission", "key"), ("anonymous_answer", "text"), ("form_participation", "participant"))
    before = [order(*table) for table in tables]
    with unit_of_work():
        close_anonymous_days(actor=system_actor(Side.ENGAGE), today=make.today() + make.timedelta(days=1))
    for was, table in zip(before, tables, strict=True):
        now = order(*table)
        assert sorted(now) == sorted(was)
        assert now != was


def test_more_than_two_groups_cannot_be_stored(app):
    asked = [QuestionFields("Words?"), make.group(text="A?"), make.group(text="B?")]
    form = make.open_form(questions=asked)
    words, *groups = (question.id for question in form.questions)
    made = make.answer(form, answers={words: Given("x"), **{g: Given("", ("Under 65",)) for g in groups}})
    assert made.receipt
    assert len([q for q in form.questions if q.is_group]) == 2


def test_telling_the_receipt_stores_a_day_and_no_more(app, log_lines, outbox):
    make.answer(make.open_form())
    key = db.session.scalar(select(AnonymousSubmission.key))
    before = _dump(app)
    with unit_of_work():
        record_progress(actor=make.PROGRAM, submission_key=key, step="in_theme", day=make.today(), url="")
    changed = {table for table, rows in _dump(app).items() if rows != before[table]}
    assert changed == {"submission_progress"}
    assert outbox.messages() == []


def test_code_names_no_place_where_a_sender_is_stored():
    """The area reads no address, no user agent and no clock finer than a day."""
    area = Path(make.services.__file__).parents[1]
    found = {}
    for path in area.rglob("*.py"):
        hits = re.findall(r"remote_addr|user_agent|clock\.now|access_route", path.read_text())
        if hits:
            found[path.name] = hits
    assert found == {"imports.py": ["clock.now"]}
