"""`engage councils`: the councils and their public rosters, for scripts."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from engage.core.actor import STRANGER
from engage.councils import exports, queries

councils = AppGroup("councils", help="The councils and who sits on them.")
commands = [councils]


@councils.command("list")
def councils_list() -> None:
    """List the public councils with their numbers."""
    for body in queries.body_choices(STRANGER):
        click.echo(f"{body.id}\t{body.name.en}")


@councils.command("roster")
@click.argument("council_id", type=int)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day to look at; today when it is left out.")
def councils_roster(council_id: int, on: datetime | None) -> None:
    """Write the public roster of a council as CSV, honouring who chose to be named."""
    day = on.replace(tzinfo=UTC).date() if on else queries.state_today()
    roster = queries.public_roster(STRANGER, council_id, day)
    click.echo(exports.roster_csv(roster), nl=False)
