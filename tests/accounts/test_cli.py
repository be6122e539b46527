"""`engage accounts`, as an operator types it."""

import pytest
from flask.testing import FlaskCliRunner

from engage.accounts import queries
from engage.accounts.enums import Role
from engage.core.sides import Side
from tests.factories import accounts as make


@pytest.fixture
def run(app):
    """Runs a command; gives its exit code and its output."""

    def go(*words: str, typed: str = "") -> tuple[int, str]:
        result = FlaskCliRunner(app).invoke(app.cli, ["accounts", *words], input=typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return go


def test_the_first_administrator_is_made_with_a_password_that_works(run):
    code, output = run("create", "First@example.org", "--name", "First Admin", "--role", "administrator")
    password = output.split("Password: ")[1].strip()
    assert code == 0
    token = make.sign_in(Side.ENGAGE, "first@example.org", password)
    assert queries.actor_of_session(Side.ENGAGE, token).roles == {"administrator"}


def test_a_password_can_be_typed_and_is_not_printed(run):
    words = ("create", "a@example.org", "--name", "A", "--role", "counsel", "--ask-password")
    code, output = run(*words, typed=f"{make.PASSWORD}\n{make.PASSWORD}\n")
    assert code == 0
    assert make.PASSWORD not in output
    make.sign_in(Side.ENGAGE, "a@example.org")


def test_an_invitation_prints_its_link(run, outbox, settings):
    code, output = run(
        "invite", "c@example.org", "--name", "C", "--role", "coordinator", "--body", "4", "--language", "es"
    )
    (mail,) = outbox.emails()
    assert code == 0
    assert output.splitlines()[-1] == mail["values"]["link"]
    assert mail["language"] == "es"


def test_listing_names_roles_and_state(run):
    make.make_account(email="ana@example.org", name="Ana Ruiz")
    make.make_account(Role.COUNSEL, email="bo@example.org", name="Bo Li")
    assert run("deactivate", "bo@example.org") == (0, "Closed.\n")
    _, output = run("list")
    lines = [line.split(maxsplit=1)[1] for line in output.splitlines()]
    assert lines == [
        "ana@example.org  Ana Ruiz  [administrator]",
        "bo@example.org  Bo Li  [counsel]  (closed)",
        "accounts",
    ]
    assert run("list", "--role", "counsel", "--search", "nobody") == (0, "0 accounts\n")


def test_a_role_is_added(run):
    account_id = make.make_account(email="ana@example.org")
    assert run("grant", "ana@example.org", "--role", "plan_coordinator", "--plan", "3") == (0, "Given.\n")
    assert make.actor_of(account_id).plan_ids == {3}


@pytest.mark.parametrize(
    "words",
    [
        ("create", "not an address", "--name", "X", "--role", "counsel"),
        ("create", "x@example.org", "--name", " \x07 ", "--role", "counsel"),
        ("create", "x@example.org", "--name", "X", "--role", "ombudsman_lead"),
        ("invite", "x@example.org", "--name", "X", "--role", "nonsense"),
        ("deactivate", "nobody@example.org"),
        ("grant", "nobody@example.org", "--role", "counsel"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(run, words):
    code, output = run(*words)
    assert code in (1, 2)
    assert "Error" in output
    assert "Traceback" not in output
