"""The `engage` command: Flask's click group with each area's commands."""

import os
import signal
import subprocess
import sys
import time

import click
from flask import Flask
from flask.cli import FlaskGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from engage.app import create_app
from engage.core import migrations, runtime
from engage.core.crypto import new_fernet_key
from engage.core.errors import DomainError, SettingsError
from engage.core.ids import new_token
from engage.core.settings import PROJECT_ROOT, Settings, load_settings
from engage.core.sides import Side
from engage.demo.cli import demo


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _create_app() -> Flask:
    return create_app(_settings())


@click.group(
    cls=FlaskGroup,
    create_app=_create_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def cli() -> None:
    """Hear people who have both Medicare and Medicaid, and show them the state's answer."""


cli.add_command(demo)


# Flask's own options choose an application; there is only this one.
cli.params = [option for option in cli.params if option.name not in ("app", "debug", "env_file")]


@cli.group("keys")
def keys() -> None:
    """Make secrets and encryption keys."""


@keys.command("new")
def keys_new() -> None:
    """Print a fresh set of secrets for the settings of a new installation."""
    for name in ("ENGAGE_SECRET_KEY", "ENGAGE_OMBUDSMAN_SECRET_KEY", "ENGAGE_OMBUDSMAN_INDEX_KEY"):
        click.echo(f"{name}={new_token()}")
    click.echo(f"ENGAGE_OMBUDSMAN_KEYS={new_fernet_key()}")


@cli.group("database")
def database() -> None:
    """Bring the databases up to date and check them."""


@database.command("upgrade")
@with_appcontext
def database_upgrade() -> None:
    """Run the migrations that are missing, on each side this process serves."""
    for side in runtime.settings().sides:
        before = migrations.current(side)
        migrations.upgrade(side)
        after = migrations.current(side)
        click.echo(f"{side}: at {after}" if before == after else f"{side}: {before or 'empty'} -> {after}")


@database.command("status")
@with_appcontext
def database_status() -> None:
    """Say at which migration each database is; exit 1 when one is behind."""
    behind = [side for side in runtime.settings().sides if not migrations.is_at_head(side)]
    for side in runtime.settings().sides:
        state = "behind, run `engage database upgrade`" if side in behind else "up to date"
        click.echo(f"{side}: {migrations.current(side) or 'empty'} ({state})")
    if behind:
        sys.exit(1)


@database.command("revise")
@click.argument("side", type=click.Choice([side.value for side in Side]))
@click.argument("number")
@click.argument("words")
@with_appcontext
def database_revise(side: str, number: str, words: str) -> None:
    """Write a new migration NUMBER from the models, such as `engage 0002 "add quorum rule"`."""
    migrations.write(Side(side), number, words)


@cli.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option("--no-jobs", is_flag=True, help="Do not run jobs and the outbox beside the server.")
def serve(host: str, port: int, no_jobs: bool) -> None:
    """Serve the pages with a production server, with a worker for jobs and mail beside it."""
    python = sys.executable
    commands = [
        [
            python,
            "-m",
            "gunicorn",
            "-c",
            "python:engage.gunicorn",
            "--chdir",
            str(PROJECT_ROOT),
            "-b",
            f"{host}:{port}",
        ]
    ]
    if not no_jobs:
        commands.append([python, "-m", "engage", "jobs", "run"])
    click.echo(f"Serving on http://{host}:{port} (Ctrl+C stops)")
    sys.exit(run_together(commands))


def run_together(commands: list[list[str]]) -> int:
    """Run ``commands`` side by side until one ends or we are told to stop; returns an exit code."""
    running = [subprocess.Popen(command, start_new_session=True) for command in commands]  # noqa: S603 - our own
    told: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: told.append(received))
    while not told and all(process.poll() is None for process in running):
        time.sleep(0.2)
    code = 0 if told else next(p.returncode for p in running if p.returncode is not None)
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=25)
        except subprocess.TimeoutExpired:
            process.kill()
    return code


def main() -> None:
    """Run the command line; an unset ENGAGE_ENV means development only where nothing was configured."""
    if not any(name in os.environ for name in ("ENGAGE_DATABASE_URL", "ENGAGE_SECRET_KEY")):
        os.environ.setdefault("ENGAGE_ENV", "development")
    try:
        cli.main(prog_name="engage", standalone_mode=True)
    except DomainError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except DBAPIError as error:
        # The error's own text could hold what people wrote; its kind is enough to go on.
        click.echo(
            f"Error: the database could not be used ({type(error.orig).__name__}). "
            "Check that it is running, and run `engage database upgrade`.",
            err=True,
        )
        sys.exit(1)
