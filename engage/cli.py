"""The `engage` command: Flask's click group with each area's commands."""

import os
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup

from engage.core.crypto import new_fernet_key
from engage.core.errors import DomainError, SettingsError
from engage.core.ids import new_token


def _create_app() -> Flask:
    from engage.app import create_app
    from engage.core.settings import load_settings

    try:
        return create_app(load_settings())
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@click.group(
    cls=FlaskGroup,
    create_app=_create_app,
    add_default_commands=False,
    add_version_option=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def cli() -> None:
    """Hear people who have both Medicare and Medicaid, and show them the state's answer."""


@cli.group("keys")
def keys() -> None:
    """Make secrets and encryption keys."""


@keys.command("new")
def keys_new() -> None:
    """Print a fresh set of secrets for the settings of a new installation."""
    for name in ("ENGAGE_SECRET_KEY", "ENGAGE_OMBUDSMAN_SECRET_KEY", "ENGAGE_OMBUDSMAN_INDEX_KEY"):
        click.echo(f"{name}={new_token()}")
    click.echo(f"ENGAGE_OMBUDSMAN_KEYS={new_fernet_key()}")


def main() -> None:
    """Run the command line; an unset ENGAGE_ENV means development only where nothing was configured."""
    if not any(name in os.environ for name in ("ENGAGE_DATABASE_URL", "ENGAGE_SECRET_KEY")):
        os.environ.setdefault("ENGAGE_ENV", "development")
    try:
        cli.main(prog_name="engage", standalone_mode=True)
    except DomainError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
