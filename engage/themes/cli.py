"""Commands about comments and themes."""

import click

from engage.core.actor import system_actor
from engage.core.db import unit_of_work
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.themes import queries, services


@click.group("themes")
def themes() -> None:
    """Gather comments and keep the codebook."""


@themes.command("gather")
def gather() -> None:
    """Bring new comments in from their sources, and forget those that were withdrawn."""
    actor = system_actor(Side.ENGAGE, Permission.THEMES_COMMENT_READ)
    added = removed = 0
    with click.progressbar(length=1, label="Reading the sources", show_eta=False) as bar:
        while plan := queries.plan_gathering(actor):
            with unit_of_work(Side.ENGAGE):
                gathered = services.gather_comments(actor=actor, plan=plan)
            added, removed = added + gathered.added, removed + gathered.removed
            if not plan.has_more:
                break
        bar.update(1)
    click.echo(f"{added} comments added, {removed} removed.")


@themes.command("starter")
def starter() -> None:
    """Add the starter codebook for people with Medicare and Medicaid."""
    with unit_of_work(Side.ENGAGE):
        added = services.load_starter_codebook(actor=system_actor(Side.ENGAGE))
    click.echo(f"{added} themes added.")


commands = [themes]
