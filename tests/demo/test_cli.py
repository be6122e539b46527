"""The two commands, as somebody types them."""

import re

from engage.cli import cli
from engage.demo.people import PASSWORD, SIGN_INS
from tests.demo.conftest import LoadedDemo, row_counts
from tests.support.database import fresh_app, make_schema


def _run(app, *words: str):
    return app.test_cli_runner().invoke(cli, ["demo", *words])


def test_the_sign_ins_of_an_empty_database_say_what_to_do(tmp_path):
    with fresh_app(tmp_path) as app:
        make_schema(app)
        result = _run(app, "sign-ins")
        assert result.exit_code == 0
        assert "`engage demo load` loads it" in result.output


def test_loading_once_says_nothing_when_it_is_there(demo: LoadedDemo):
    before = row_counts()
    once, again = _run(demo.app, "load", "--once"), _run(demo.app, "load")
    assert (once.exit_code, once.output) == (0, "")
    assert (again.exit_code, again.output) == (0, "The demonstration is there already. Nothing was changed.\n")
    assert row_counts() == before


def test_other_data_is_left_alone_with_a_sentence(tmp_path):
    with fresh_app(tmp_path) as app:
        make_schema(app)
        with app.app_context():
            made = app.test_cli_runner().invoke(
                cli, ["accounts", "create", "real@example.org", "--name", "Real", "--role", "administrator"]
            )
            assert made.exit_code == 0
            before = row_counts()
            refused, passed_over = _run(app, "load"), _run(app, "load", "--once")
            assert (refused.exit_code, passed_over.exit_code) == (1, 0)
            assert refused.output == f"Error: {passed_over.output}"
            assert passed_over.output.startswith("There is other data in this database")
            assert row_counts() == before


def test_the_sign_ins_name_everybody_the_password_and_codes_that_open(demo: LoadedDemo):
    result = _run(demo.app, "sign-ins")
    assert result.exit_code == 0
    for person in SIGN_INS.values():
        assert result.output.count(person.email) == 1
    assert result.output.count(PASSWORD) == 2
    assert [line for line in result.output.splitlines() if line.endswith("/sign-in")] == []
    assert "/ombudsman/sign-in" in result.output
    assert len(re.findall(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", result.output)) == 3
