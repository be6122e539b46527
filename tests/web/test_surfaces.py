"""Each surface as a production process of its own: it starts with its own settings and holds nothing else."""

import json
import subprocess
import sys

import pytest

from engage.app import create_app
from engage.core.crypto import new_fernet_key
from engage.core.db import db
from engage.core.errors import SettingsError
from engage.core.ids import new_token
from engage.core.settings import PROJECT_ROOT, load_settings
from tests.support.database import environment, make_schema

PUBLIC = ("/", "/feedback", "/feedback/receipt", "/meetings", "/councils", "/what-we-did", "/rules", "/privacy")
SIGN_IN = ("/sign-in", "/forgot-password")
SIGNED_IN = ("/my/account", "/staff/people", "/staff/accounts", "/staff/comments", "/staff/audit", "/home")
OFFICE_PUBLIC = ("/ombudsman/receipt", "/ombudsman/sign-in", "/ombudsman/forgot-password")
OFFICE_SIGNED_IN = ("/ombudsman", "/ombudsman/cases", "/ombudsman/accounts", "/ombudsman/audit")
HEALTH = ("/healthz", "/readyz")
EVERYTHING = (*PUBLIC, *SIGN_IN, *SIGNED_IN, *OFFICE_PUBLIC, *OFFICE_SIGNED_IN, *HEALTH)
STATE_COMMANDS = {"accounts", "councils", "feedback", "themes"}
SHARED_COMMANDS = {"audit", "jobs", "rulebook"}


@pytest.fixture(scope="module")
def databases(tmp_path_factory) -> dict[str, str]:
    """The addresses of both databases, at head."""
    folder = tmp_path_factory.mktemp("surfaces")
    environ = environment(folder)
    environ.setdefault("ENGAGE_DATABASE_URL", f"sqlite:///{folder / 'engage.sqlite3'}")
    environ.setdefault("ENGAGE_OMBUDSMAN_DATABASE_URL", f"sqlite:///{folder / 'ombudsman.sqlite3'}")
    app = create_app(load_settings(environ))
    make_schema(app)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    return environ


def _common(surfaces: str, databases: dict[str, str]) -> dict[str, str]:
    return {
        "ENGAGE_ENV": "production",
        "ENGAGE_SURFACES": surfaces,
        "ENGAGE_INSTANCE": databases["ENGAGE_INSTANCE"],
        "ENGAGE_DATABASE_URL": databases["ENGAGE_DATABASE_URL"],
        "ENGAGE_BASE_URL": "https://engage.example.gov",
        "ENGAGE_OMBUDSMAN_URL": "https://help.example.org",
    }


def state_environment(surfaces: str, databases: dict[str, str]) -> dict[str, str]:
    """All that a production process of the state's side needs."""
    return {
        **_common(surfaces, databases),
        "ENGAGE_SECRET_KEY": new_token(),
        "ENGAGE_SMTP_URL": "smtp://mail.example.gov",
        "ENGAGE_MAIL_FROM": "no-reply@example.gov",
    }


def office_environment(databases: dict[str, str]) -> dict[str, str]:
    """All that a production process of the office needs."""
    return {
        **_common("ombudsman", databases),
        "ENGAGE_OMBUDSMAN_DATABASE_URL": databases["ENGAGE_OMBUDSMAN_DATABASE_URL"],
        "ENGAGE_OMBUDSMAN_SECRET_KEY": new_token(),
        "ENGAGE_OMBUDSMAN_INDEX_KEY": new_token(),
        "ENGAGE_OMBUDSMAN_KEYS": new_fernet_key(),
        "ENGAGE_OMBUDSMAN_SMTP_URL": "smtp://mail.example.org",
        "ENGAGE_OMBUDSMAN_MAIL_FROM": "no-reply@example.org",
    }


def _run(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT_ROOT, env=environ, capture_output=True, text=True, timeout=120
    )


def _start(environ: dict[str, str]) -> dict:
    done = _run(environ, "-m", "tests.support.surface_process", *EVERYTHING)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _expected(served: tuple[str, ...], asks: tuple[str, ...]) -> dict[str, int]:
    return {path: 200 if path in served else 302 if path in asks else 404 for path in EVERYTHING}


def _sides_of_jobs(process: dict) -> set[str]:
    assert all(process["jobs"].values())
    return set(process["jobs"])


def test_public_serves_what_needs_no_account_and_nothing_else(databases):
    process = _start(state_environment("public", databases))
    assert process["answers"] == _expected((*PUBLIC, *HEALTH), ())
    assert set(process["commands"]) == STATE_COMMANDS | SHARED_COMMANDS
    assert _sides_of_jobs(process) == {"engage"}


def test_public_and_council_serve_the_states_side_and_hold_nothing_of_the_office(databases):
    process = _start(state_environment("public,council", databases))
    assert process["answers"] == _expected((*PUBLIC, *SIGN_IN, *HEALTH), SIGNED_IN)
    assert set(process["commands"]) == STATE_COMMANDS | SHARED_COMMANDS
    assert _sides_of_jobs(process) == {"engage"}
    assert process["keys"] == {
        "database": False,
        "cookies": False,
        "cases": False,
        "mail": False,
        "state_mail": True,
    }
    assert process["has_ombudsman_code"] is False
    assert process["set_cookies"] == ["engage"]


def test_the_office_serves_its_own_pages_and_holds_no_mail_of_the_state(databases):
    process = _start(office_environment(databases))
    # Nobody is on duty yet, so the form itself is closed; everything else answers.
    assert process["answers"] == _expected((*OFFICE_PUBLIC, *HEALTH), OFFICE_SIGNED_IN)
    assert set(process["commands"]) == {"ombudsman"} | SHARED_COMMANDS
    assert _sides_of_jobs(process) == {"ombudsman"}
    assert process["keys"] == {"database": True, "cookies": True, "cases": True, "mail": True, "state_mail": False}


@pytest.mark.parametrize(
    ("surfaces", "job", "not_here"),
    [("public,council", "themes.gather", "ombudsman:"), ("ombudsman", "ombudsman:collect_answers", "engage ")],
)
def test_a_worker_runs_the_jobs_of_its_side_alone(databases, surfaces, job, not_here):
    office = surfaces == "ombudsman"
    environ = office_environment(databases) if office else state_environment(surfaces, databases)
    done = _run(environ, "-m", "engage", "jobs", "run", "--once")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    listed = _run(environ, "-m", "engage", "jobs", "list").stdout
    assert f"{job} " in listed
    assert not_here not in listed
    assert "has never run" not in listed
    assert "failed" not in listed


@pytest.mark.parametrize(
    "name",
    ["ENGAGE_DATABASE_URL", "ENGAGE_SECRET_KEY", "ENGAGE_BASE_URL", "ENGAGE_SMTP_URL", "ENGAGE_MAIL_FROM"],
)
def test_a_missing_setting_of_the_state_stops_the_start_with_a_sentence(databases, name):
    environ = state_environment("public,council", databases)
    del environ[name]
    with pytest.raises(SettingsError, match=f"Set {name} to .+\\."):
        load_settings(environ)


@pytest.mark.parametrize(
    "name",
    [
        "ENGAGE_DATABASE_URL",
        "ENGAGE_OMBUDSMAN_DATABASE_URL",
        "ENGAGE_OMBUDSMAN_SECRET_KEY",
        "ENGAGE_OMBUDSMAN_INDEX_KEY",
        "ENGAGE_OMBUDSMAN_KEYS",
        "ENGAGE_OMBUDSMAN_SMTP_URL",
        "ENGAGE_OMBUDSMAN_MAIL_FROM",
    ],
)
def test_a_missing_setting_of_the_office_stops_the_start_with_a_sentence(databases, name):
    environ = office_environment(databases)
    del environ[name]
    with pytest.raises(SettingsError, match=f"Set {name} to .+\\."):
        load_settings(environ)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENGAGE_ENV", "prod"),
        ("ENGAGE_SURFACES", ""),
        ("ENGAGE_SURFACES", "public,staff"),
        ("ENGAGE_DATABASE_URL", "mysql://x"),
        ("ENGAGE_SECRET_KEY", "short"),
        ("ENGAGE_BASE_URL", "engage.example.gov"),
        ("ENGAGE_SMTP_URL", "https://mail.example.gov"),
        ("ENGAGE_MAIL_FROM", "nobody"),
        ("ENGAGE_PROXIES", "many"),
        ("ENGAGE_IDLE_MINUTES", "1"),
        ("ENGAGE_SUPPRESSION_THRESHOLD", "3"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(databases, name, value):
    environ = {**state_environment("public,council", databases), name: value}
    with pytest.raises(SettingsError, match=f"{name} .+\\."):
        load_settings(environ)


def test_the_command_says_the_sentence_and_no_traceback(databases):
    environ = state_environment("public,council", databases)
    del environ["ENGAGE_SECRET_KEY"]
    done = _run(environ, "-m", "engage", "jobs", "list")
    assert done.returncode == 1
    assert "Set ENGAGE_SECRET_KEY to a long random text." in done.stderr
    assert "Traceback" not in done.stderr
