"""The wall as the database server holds it: the statements of `docs/operations.md`, run as they stand there.

Only PostgreSQL has roles; `tests/support/with_pg.sh` starts one.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError, ProgrammingError

from engage.app import create_app
from engage.core import migrations
from engage.core.db import db
from engage.core.settings import PROJECT_ROOT, load_settings
from engage.core.sides import Side
from engage.notifications.worker.outbox import deliver_due
from engage.notifications.worker.periodic import run_due_jobs
from engage.ombudsman import queries, release, services
from engage.ombudsman.models import Release
from engage.themes.jobs import gather_quickly
from engage.themes.models import Comment, ReleasedIssue
from tests.factories.accountability import answer, close, promise, recommend
from tests.factories.directory import make_plan, make_profile
from tests.factories.ombudsman import (
    SAFE_TEXT,
    approved_release,
    make_office,
    make_release,
    make_request,
    make_staff,
    release_of,
    unit_of_work,
)
from tests.factories.themes import add_theme, code

_ADDRESS = os.environ.get("ENGAGE_TEST_DATABASE_URL", "")
pytestmark = pytest.mark.engine("postgresql")  # SQLite has no roles
_NAMES = re.compile(r"\b(engage_state|engage_ombudsman|engage_release|engage|ombudsman)\b")


@dataclass(frozen=True)
class Installation:
    """Both databases as an operator makes them, with an application of each office."""

    server: URL
    mark: str
    state: Flask
    office: Flask

    def url(self, role: str, database: str) -> URL:
        """The address of a database for a role, both as the document calls them."""
        return self.server.set(username=f"{role}_{self.mark}", database=f"{database}_{self.mark}")


def _documented() -> list[list[str]]:
    """The statements of each block of SQL in the document, in order."""
    document = (PROJECT_ROOT / "docs" / "operations.md").read_text()
    blocks = re.findall(r"```sql\n(.*?)```", document, re.DOTALL)
    bare = (re.sub(r"--.*", "", block) for block in blocks)
    return [[part.strip() for part in block.split(";") if part.strip()] for block in bare]


def _execute(url: URL, statements: list[str], mark: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(_NAMES.sub(rf"\1_{mark}", statement)))
    engine.dispose()


def _app(folder: Path, surfaces: str, **urls: URL) -> Flask:
    environ = {name: url.render_as_string(hide_password=False) for name, url in urls.items()}
    return create_app(
        load_settings(
            {
                "ENGAGE_ENV": "development",
                "ENGAGE_INSTANCE": str(folder),
                "ENGAGE_BASE_URL": "http://localhost",
                "ENGAGE_SURFACES": surfaces,
                **environ,
            }
        )
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Iterator[Installation]:
    """What the document says, step by step: databases, migrations by their owners, the office's role."""
    server, mark = make_url(_ADDRESS), uuid4().hex[:8]
    databases, office_role = _documented()
    _execute(server, databases, mark)
    place = Installation(server, mark, None, None)  # type: ignore[arg-type]
    folder = tmp_path_factory.mktemp("roles")
    state = _app(folder, "public,council", ENGAGE_DATABASE_URL=place.url("engage_state", "engage"))
    with state.app_context():
        migrations.upgrade(Side.ENGAGE)
    _execute(server.set(database=f"engage_{mark}"), office_role, mark)
    office = _app(
        folder,
        "ombudsman",
        ENGAGE_DATABASE_URL=place.url("engage_release", "engage"),
        ENGAGE_OMBUDSMAN_DATABASE_URL=place.url("engage_ombudsman", "ombudsman"),
    )
    with office.app_context():
        migrations.upgrade(Side.OMBUDSMAN)
    yield Installation(server, mark, state, office)
    for app in (state, office):
        with app.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


@pytest.mark.parametrize(
    ("role", "database"),
    [("engage_state", "ombudsman"), ("engage_release", "ombudsman"), ("engage_ombudsman", "engage")],
)
def test_no_role_connects_to_the_other_sides_database(installed, role, database):
    engine = create_engine(installed.url(role, database))
    with pytest.raises(OperationalError, match="permission denied for database"), engine.connect():
        pass
    engine.dispose()


#: What the role of the office may do on the state's side: whole tables, and single columns.
TABLES = {
    **{
        name: {"SELECT"}
        for name in ("agency_profile", "holiday", "urgent_number", "plan", "recommendation", "published_response")
    },
    "released_issue": {"INSERT"},
    "audit_entry": {"INSERT"},
}
COLUMNS = {
    "commitment": {("recommendation_id", "SELECT"), ("state", "SELECT"), ("closed_on", "SELECT")},
    "comment": {("id", "SELECT"), ("source_key", "SELECT")},
    "coding": {("comment_id", "SELECT"), ("theme_id", "SELECT")},
    "released_issue": {
        ("id", "SELECT"),
        ("release_id", "SELECT"),
        ("received_on", "SELECT"),
        ("withdrawn_on", "SELECT"),
        ("text", "UPDATE"),
        ("withdrawn_on", "UPDATE"),
    },
    "audit_entry": {("id", "SELECT")},
}


def test_the_office_may_do_on_the_states_side_what_it_needs_and_nothing_else(installed):
    role = f"engage_release_{installed.mark}"
    engine = create_engine(installed.url("engage_state", "engage"))
    with engine.connect() as connection:
        tables: dict[str, set[str]] = {}
        rows = connection.execute(
            text(
                "SELECT c.relname, p.name FROM pg_class c CROSS JOIN"
                " unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) AS p(name)"
                " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
                " AND has_table_privilege(:role, c.oid, p.name)"
            ),
            {"role": role},
        )
        for table, privilege in rows:
            tables.setdefault(table, set()).add(privilege)
        columns: dict[str, set[tuple[str, str]]] = {}
        rows = connection.execute(
            text(
                "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges"
                " WHERE grantee = :role"
            ),
            {"role": role},
        )
        for table, column, privilege in rows:
            if privilege not in tables.get(table, set()):
                columns.setdefault(table, set()).add((column, privilege))
    engine.dispose()
    assert tables == TABLES
    assert columns == COLUMNS


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT text FROM comment",
        "SELECT text FROM released_issue",
        "SELECT name FROM person",
        "SELECT * FROM anonymous_answer",
        "SELECT * FROM named_submission",
        "SELECT email FROM account",
        "SELECT reasons FROM state_response",
        "SELECT text FROM commitment",
        "SELECT details FROM audit_entry",
        "DELETE FROM comment",
        "DELETE FROM released_issue",
        "UPDATE released_issue SET code = 'x'",
        "INSERT INTO outbox_message DEFAULT VALUES",
        "INSERT INTO role_grant DEFAULT VALUES",
    ],
)
def test_the_office_is_refused_everything_else(installed, statement):
    engine = create_engine(installed.url("engage_release", "engage"))
    with pytest.raises(ProgrammingError, match="permission denied"), engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_with_these_rights_a_request_becomes_an_issue_and_its_answer_comes_back(installed):
    with installed.state.app_context():
        make_profile()
        make_plan("Harbor Health")
    with installed.office.app_context():
        make_office()
        staff, second = make_staff(), make_staff()
        case_id, receipt = make_request()
        release_id = approved_release(staff, second, case_id)
        withdrawn = approved_release(staff, second, case_id, text=f"{SAFE_TEXT} It happened twice.")
        assert deliver_due(Side.OMBUDSMAN) == 2
        assert (release_of(release_id).state, release_of(withdrawn).state) == ("delivered", "delivered")
        with unit_of_work(Side.OMBUDSMAN):
            services.withdraw_release(actor=second, release_id=withdrawn, version=release_of(withdrawn).version)
        deliver_due(Side.OMBUDSMAN)
        assert release_of(withdrawn).recalled_at is not None
        make_release(staff, case_id)
        assert db.session.scalars(select(Release.state).order_by(Release.id)).all() == [
            "delivered",
            "withdrawn",
            "draft",
        ]
    with installed.state.app_context():
        assert db.session.scalars(select(ReleasedIssue.text).order_by(ReleasedIssue.id)).all() == [SAFE_TEXT, ""]
        gather_quickly()
        comment_id = db.session.scalar(select(Comment.id))
        theme_id = add_theme()
        code(comment_id, theme_id)
        number = recommend(theme_id=theme_id)
        answer(number)
        close(promise(number))
    with installed.office.app_context():
        assert release.collect_answers() == 1
        (row,) = queries.receipt_page(receipt).answers
        assert (row.number, row.stage) == (number, "changed")


def test_with_these_rights_every_page_and_job_of_the_office_works(installed):
    client = installed.office.test_client()
    assert client.get("/readyz").status_code == 200
    page = client.get("/ombudsman/get-help")
    assert (page.status_code, "Harbor Health" in page.text, "911" in page.text) == (200, True, True)
    with installed.office.app_context():
        run_due_jobs(Side.OMBUDSMAN)
        failed = db.session.execute(
            text("SELECT name, last_error FROM ombudsman_job_run WHERE last_error IS NOT NULL"),
            bind_arguments={"bind": db.engines["ombudsman"]},
        ).all()
        assert failed == []
