"""The commands of themes."""

from engage.core.db import unit_of_work
from engage.themes import queries, services
from engage.themes.services import ReleasedIssueData
from tests.factories.themes import PROGRAM


def test_gather_says_what_it_did(app):
    with unit_of_work():
        services.receive_release(release_id="r", issue=ReleasedIssueData("A", "D-SNP", "North", 2026, "Text"))
    runner = app.test_cli_runner()
    assert "1 comments added, 0 removed." in runner.invoke(args=["themes", "gather"]).output
    assert "0 comments added, 0 removed." in runner.invoke(args=["themes", "gather"]).output


def test_starter_adds_the_codebook_once(app):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["themes", "starter"]).output == "32 themes added.\n"
    assert runner.invoke(args=["themes", "starter"]).output == "0 themes added.\n"
    assert len(queries.theme_choices(PROGRAM)) == 32
