"""`engage ombudsman`: run where the office's keys are, never by the state."""

import secrets

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import with_appcontext

from engage.accounts.enums import Role
from engage.accounts.rules import MANAGE
from engage.accounts.services import create_account
from engage.core.actor import system_actor
from engage.core.db import unit_of_work
from engage.core.sides import Side
from engage.core.text import one_line
from engage.files.services import sweep_orphans
from engage.ombudsman import services


@click.group("ombudsman")
def ombudsman() -> None:
    """Set the ombudsman's office up and keep its keys."""


@ombudsman.group("lead")
def lead() -> None:
    """The lead of the office, who invites everybody else."""


def _email(_context: click.Context, _option: click.Parameter, typed: str) -> str:
    try:
        return validate_email(typed, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise click.BadParameter("This is not an e-mail address.") from error


@lead.command("create")
@click.argument("email", callback=_email)
@click.option("--name", required=True)
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True)
@click.option("--ask-password", is_flag=True, help="Ask for the password instead of making one.")
@with_appcontext
def lead_create(email: str, name: str, language: str, ask_password: bool) -> None:
    """Make an account for the lead with EMAIL, and print the password made for it."""
    name = one_line(name)
    if not 0 < len(name) <= 200:
        raise click.BadParameter("Use 1 to 200 characters.", param_hint="--name")
    if ask_password:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = secrets.token_urlsafe(15)
    actor = system_actor(Side.OMBUDSMAN, MANAGE[Side.OMBUDSMAN])
    with unit_of_work(Side.OMBUDSMAN):
        account_id = create_account(
            actor=actor, email=email, name=name, password=password, role=Role.OMBUDSMAN_LEAD, language=language
        )
    click.echo(f"Made account {account_id}." + ("" if ask_password else f" Password: {password}"))


@ombudsman.group("keys")
def keys() -> None:
    """The keys that lock names and words."""


@keys.command("rotate")
@with_appcontext
def keys_rotate() -> None:
    """Lock everything with the newest key, the first one in ENGAGE_OMBUDSMAN_KEYS.

    Set the new key in front of the old ones, restart, run this, then take the old keys away. It may
    be stopped at any time and run again; people can go on working meanwhile.
    """
    actor = system_actor(Side.OMBUDSMAN)
    renewed = unreadable = 0
    with click.progressbar(length=services.count_sealed(), label="Rows") as bar:
        for step in services.rotate_keys(actor=actor):
            bar.update(step.rows)
            renewed += step.renewed
            unreadable += step.unreadable
    with unit_of_work(Side.OMBUDSMAN):
        services.record_rotation(actor=actor, count=renewed)
    sweep_orphans(Side.OMBUDSMAN)  # the files as they were under the old key
    click.echo(f"{renewed} texts locked with the newest key.")
    if unreadable:
        raise click.ClickException(
            f"{unreadable} texts are locked with a key that is not set. Add the old key to ENGAGE_OMBUDSMAN_KEYS, "
            "behind the newest, and run this again. Do not take any key away before."
        )
    click.echo("Every text is under the newest key. The older keys can be taken away.")


commands = [ombudsman]
