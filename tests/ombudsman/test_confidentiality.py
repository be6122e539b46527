"""A marker in every field of a case, on real files: nowhere outside, and not in clear even inside."""

import io
import logging
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text
from werkzeug.routing import IntegerConverter, Rule

import engage.app
from engage.accountability.models import Recommendation
from engage.accounts.enums import Role
from engage.accounts.rules import ROLE_PERMISSIONS
from engage.audit.models import AuditEntry, OmbudsmanAuditEntry
from engage.core.actor import Actor
from engage.core.db import db, unit_of_work
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.files.queries import open_file
from engage.notifications.worker.outbox import deliver_due
from engage.ombudsman import release, services
from engage.ombudsman.enums import ConsentKind
from engage.ombudsman.models import Case, CaseAttachment, CasePerson, Complaint, Consent, JournalEntry, Release
from engage.ombudsman.services import PersonText
from engage.ombudsman.services.keys import sealed_columns
from engage.themes.jobs import gather_quickly
from engage.themes.models import Comment
from engage.web import throttle
from tests.factories.accountability import answer, recommend
from tests.factories.ombudsman import (
    SAFE_TEXT,
    approved_release,
    case_of,
    make_attachment,
    make_complaint,
    make_consent,
    make_office,
    make_release,
    make_request,
    make_staff,
    person_ids,
    propose,
)
from tests.factories.themes import add_theme, code
from tests.support.browser import Browser, test_actor
from tests.support.database import fresh_app, make_schema

MARK = "zqmarkxv"
#: Numbers cannot hold letters.
NUMBER = "987-555-0187"
DIGITS = "0187"


@pytest.fixture(scope="module")
def captured():
    """Everything the processes of this module print or log."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def planted(tmp_path_factory, captured):
    """An application on files of its own with one case that holds the marker everywhere; the case's id."""
    real = engage.app._load_actor
    engage.app._load_actor = lambda side, token: test_actor(token) or real(side, token)
    try:
        with fresh_app(tmp_path_factory.mktemp("confidential")) as app:
            engage.app._load_actor = real
            app.testing = False  # error pages as people see them
            make_schema(app)
            with app.app_context():
                case_id = _plant()
                yield app, case_id
    finally:
        engage.app._load_actor = real


def _plant() -> int:
    """Fill every locked field with the marker; let the case release an issue that gets an answer."""
    make_office()
    staff, second = make_staff(), make_staff()
    person = PersonText(
        is_complainant=True,
        is_affected=True,
        name=f"{MARK} One",
        relationship_words=f"{MARK} two",
        phone=NUMBER,
        email=f"{MARK}@example.org",
        address=f"{MARK} three",
        member_number=f"{MARK}4",
        contact_note=f"{MARK} five",
        may_call=True,
        may_email=True,
    )
    case_id, receipt = make_request(
        story=f"{MARK} story", person=person, helper=PersonText(is_helper=True, name=f"{MARK} helper")
    )
    with unit_of_work(Side.OMBUDSMAN):
        services.write_note(actor=staff, case_id=case_id, text=f"{MARK} note")
        services.send_message(actor=staff, case_id=case_id, text=f"{MARK} to")
        services.receive_message(actor=Actor(side=Side.OMBUDSMAN), receipt=receipt, text=f"{MARK} from")
        services.move_case(actor=staff, case_id=case_id, move="wait", version=1, reason=f"{MARK} reason")
    make_complaint(staff, case_id, details=f"{MARK} details")
    make_attachment(staff, case_id, name=f"{MARK} letter.txt", data=f"{MARK} in the bytes, {NUMBER}".encode())
    consent_id = make_consent(
        staff, case_id, ConsentKind.DISCLOSE, to_whom=f"{MARK} whom", note=f"{MARK} note", given_by=f"{MARK} by"
    )
    with unit_of_work(Side.OMBUDSMAN):
        services.withdraw_consent(actor=staff, case_id=case_id, consent_id=consent_id, note=f"{MARK} gone")
    _give_back(staff, second, case_id)
    approved_release(staff, second, case_id)
    deliver_due(Side.OMBUDSMAN)
    gather_quickly()
    theme_id = add_theme()
    code(db.session.scalar(select(Comment)).id, theme_id)
    answer(recommend(theme_id=theme_id))
    release.collect_answers()
    deliver_due(Side.OMBUDSMAN)
    deliver_due(Side.ENGAGE)
    db.session.remove()
    return case_id


def _give_back(staff: Actor, second: Actor, case_id: int) -> None:
    """A draft that was given back with a reason."""
    release_id = make_release(staff, case_id)
    propose(staff, release_id)
    with unit_of_work(Side.OMBUDSMAN):
        services.return_release(actor=second, release_id=release_id, reason=f"{MARK} why", version=2)


def _locked_fields() -> set[str]:
    found = set()
    for table, columns in sealed_columns().items():
        if table.name != "ombudsman_outbox_message":
            found |= {f"{table.name}.{column.name}" for column in columns}
    return found


def test_the_marker_really_is_in_every_locked_field(planted):
    """When something must not leak, first make something that could."""
    held = set()
    for model in (Case, CasePerson, Complaint, Consent, JournalEntry, Release):
        for row in db.session.scalars(select(model)):
            held |= {
                f"{model.__tablename__}.{column.key}"
                for column in model.__table__.columns
                if any(mark in str(getattr(row, column.key)) for mark in (MARK, NUMBER))
            }
    # The text of a release is what leaves: it holds no marker because the screen would refuse it.
    assert _locked_fields() - held == {"release.text"}


def test_the_marker_really_is_in_a_file(planted):
    (row,) = db.session.scalars(select(CaseAttachment))
    opened = open_file(Side.OMBUDSMAN, row.file_key)
    assert opened.data == f"{MARK} in the bytes, {NUMBER}".encode()
    assert opened.row.name == f"{MARK} letter.txt"


def _files(app: Flask) -> list[Path]:
    return [path for path in app.extensions["engage_settings"].instance.rglob("*") if path.is_file()]


def test_no_file_holds_it_in_clear(planted):
    """Both databases with their write-ahead logs, mail in the sink, everything under the instance folder."""
    app, _ = planted
    db.session.remove()
    found = [
        path.name for path in _files(app) for mark in (MARK, NUMBER) if mark.encode() in path.read_bytes().lower()
    ]
    # The one place where an address must stand in clear is the envelope of the office's own mail.
    assert set(found) - {path.name for path in _files(app) if path.parent.name == "mail-ombudsman"} == set()


def test_the_offices_own_mail_holds_its_reader_and_nothing_more(planted):
    app, _ = planted
    mails = [path for path in _files(app) if path.parent.name == "mail-ombudsman"]
    assert len(mails) == 3
    for path in mails:
        assert [line for line in path.read_text().splitlines() if MARK in line] == [f"To: {MARK}@example.org"]


def test_the_database_of_the_state_holds_nothing_of_it(planted):
    _, case_id = planted
    number = case_of(case_id).number
    engine = db.engines[None]
    leaks = []
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                words = str(tuple(row)).lower()
                leaks += [table for mark in (MARK, NUMBER, number.lower()) if mark in words]
    assert leaks == []


def test_the_database_of_the_office_holds_nothing_of_it_in_clear(planted):
    engine = db.engines["ombudsman"]
    leaks = []
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                words = str(tuple(row)).lower()
                leaks += [table for mark in (MARK, NUMBER, DIGITS + "'") if mark in words]
    assert leaks == []


def test_audit_logs_name_ids_only(planted):
    for model in (AuditEntry, OmbudsmanAuditEntry):
        for entry in db.session.scalars(select(model)):
            words = f"{entry.event} {entry.actor} {entry.subject} {entry.details}"
            assert MARK not in words.lower()
            assert NUMBER not in words
    state = [entry.event for entry in db.session.scalars(select(AuditEntry)) if "ombudsman" in entry.event]
    assert state == []


_STATE_ROLES = [role for role in Role if role.side is Side.ENGAGE]


def _is_number(rule: Rule, name: str) -> bool:
    return isinstance(rule._converters[name], IntegerConverter)


def _paths(app: Flask, case_id: int) -> list[str]:
    values = {
        "case_id": case_id,
        "release_id": 1,
        "person_id": person_ids(case_id)[0],
        "attachment_id": 1,
        "move": "close",
    }
    number = db.session.scalar(select(Recommendation.number))
    paths = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint == "static":
                continue
            if "sent_mail" in rule.endpoint:
                continue  # shows the mail folder of development; there is no such page elsewhere
            filled = {name: values.get(name, 1 if _is_number(rule, name) else number) for name in rule.arguments}
            paths.append(app.url_map.bind("localhost").build(rule.endpoint, filled))
    return paths


@pytest.mark.parametrize("role", [*_STATE_ROLES, None], ids=lambda role: role.value if role else "stranger")
def test_no_page_of_any_state_role_shows_it(planted, role, captured):
    """Everything that opens, errors included; also with every permission there is."""
    app, case_id = planted
    throttle.forget_all()
    number = case_of(case_id).number
    actors = [None]
    if role:
        base = {"account_id": 500, "name": "Me", "roles": frozenset({role})}
        actors = [
            Actor(**base, permissions=ROLE_PERMISSIONS[role], body_ids=frozenset({1}), plan_ids=frozenset({1})),
            Actor(**base, permissions=frozenset(Permission)),
        ]
    leaks = []
    for actor in actors:
        browser = Browser(app)
        if actor:
            browser.sign_in(actor)
        for path in _paths(app, case_id):
            db.session.remove()
            body = browser.client.get(path).get_data().lower()
            leaks += [path for mark in (MARK, NUMBER, number.lower()) if mark.encode() in body]
    assert leaks == []


def test_it_is_shown_to_the_office(planted):
    """The walk above would notice: the same walk as staff finds it."""
    app, case_id = planted
    staff = Actor(
        side=Side.OMBUDSMAN, account_id=501, name="Staff", permissions=ROLE_PERMISSIONS[Role.OMBUDSMAN_STAFF]
    )
    browser = Browser(app).sign_in(staff)
    db.session.remove()
    page = browser.get("ombudsman.case_page", case_id=case_id)
    assert MARK in page.html
    assert page.soup.title.get_text() == "Work page"
    assert MARK not in str(page.soup.head)
    assert page.response.headers["Cache-Control"] == "no-store"


def test_an_error_inside_the_office_logs_no_word(planted, captured, monkeypatch, capsys):
    app, case_id = planted

    def fails(**_):
        raise RuntimeError(f"{MARK} in the message of an error")

    monkeypatch.setattr("engage.ombudsman.queries.journal_rows", fails)
    staff = Actor(
        side=Side.OMBUDSMAN, account_id=501, name="Staff", permissions=ROLE_PERMISSIONS[Role.OMBUDSMAN_STAFF]
    )
    browser = Browser(app).sign_in(staff)
    db.session.remove()
    response = browser.client.get(f"/ombudsman/cases/{case_id}")
    assert response.status_code == 500
    assert MARK not in response.text
    written = "".join(capsys.readouterr()) + captured.getvalue()
    assert MARK not in written
    assert NUMBER not in written


def test_exports_and_answers_of_the_state_know_only_the_released_words(planted):
    (comment,) = db.session.scalars(select(Comment))
    assert (comment.text, comment.source, comment.plan_id, comment.region_id) == (SAFE_TEXT, "release", None, None)


def test_a_request_leaves_no_trace_of_where_it_came_from(planted, captured, capsys):
    app, _ = planted
    throttle.forget_all()
    browser = Browser(app)
    token = browser.csrf(Side.OMBUDSMAN)
    db.session.remove()
    response = browser.client.post(
        "/ombudsman/get-help",
        data={"csrf_token": token, "story": "x", "about": "me", "form_key": "trace"},
        headers={"User-Agent": "tracebrowser/1.0", "X-Forwarded-For": "203.0.113.77"},
        environ_base={"REMOTE_ADDR": "198.51.100.23"},
    )
    assert response.status_code == 200
    db.session.remove()
    written = b"".join(path.read_bytes() for path in _files(app)) + captured.getvalue().encode()
    written += "".join(capsys.readouterr()).encode()
    for trace in (b"198.51.100.23", b"203.0.113.77", b"tracebrowser"):
        assert trace not in written


@pytest.mark.parametrize("surfaces", ["public,council", "public", "council"])
def test_a_process_of_the_state_has_no_page_and_no_key_of_the_office(tmp_path, surfaces):
    with fresh_app(tmp_path, ENGAGE_SURFACES=surfaces) as app:
        settings = app.extensions["engage_settings"]
        assert [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/ombudsman")] == []
        assert settings.ombudsman_keys == ()
        assert settings.ombudsman_secret_key is None
        assert settings.ombudsman_index_key is None
        assert settings.ombudsman_database_url is None
        with app.app_context():
            assert "ombudsman" not in db.engines
        assert app.test_client().get("/ombudsman/get-help").status_code == 404
        assert not list(tmp_path.rglob("ombudsman.sqlite3"))


def test_a_process_of_the_office_has_no_page_of_the_councils(tmp_path):
    with fresh_app(tmp_path, ENGAGE_SURFACES="ombudsman") as app:
        strays = {
            rule.rule
            for rule in app.url_map.iter_rules()
            if not rule.rule.startswith("/ombudsman") and rule.endpoint not in ("static", "web.language_set")
        }
        assert {path for path in strays if not path.endswith(("healthz", "readyz"))} == set()
        make_schema_of_both(app)
        response = app.test_client().get("/ombudsman/get-help")
        assert response.status_code == 200
        assert app.test_client().get("/ombudsman/no-such-page").status_code == 404
        assert app.test_client().get("/councils").status_code == 404


def make_schema_of_both(app: Flask) -> None:
    """The office reads the state's lists, so that database is there, made by the state."""
    with app.app_context():
        db.create_all()
        db.session.remove()
