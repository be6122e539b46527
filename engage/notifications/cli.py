"""`engage jobs`: the worker beside the web server."""

import signal
import sys
import threading
from datetime import timedelta

import click
from flask.cli import ScriptInfo, pass_script_info, with_appcontext

from engage.core import clock, registry, runtime
from engage.core.sides import Side
from engage.notifications import queries
from engage.notifications.worker import loop

_SIDE = click.option(
    "--side", type=click.Choice([side.value for side in Side]), help="One side only; else all of this process."
)


@click.group("jobs")
def jobs() -> None:
    """Deliver mail and run periodic work."""


@jobs.command("run")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@_SIDE
@pass_script_info
@with_appcontext
def run(info: ScriptInfo, once: bool, side: str | None) -> None:
    """Deliver what waits and run what is due, until told to stop (Ctrl+C or SIGTERM).

    Any number of these may run at once, on any number of machines. The message at hand is finished
    before stopping.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    is_well = loop.run(info.load_app(), _sides(side), stop=stop, once=once)
    if once and not is_well:
        sys.exit(1)


@jobs.command("list")
@_SIDE
@with_appcontext
def list_jobs(side: str | None) -> None:
    """Say of each periodic job when it last ran and how it went."""
    for one in _sides(side):
        ran = queries.job_rows(one)
        for job in registry.jobs(one):
            click.echo(f"{one:9}  {job.name:36}  every {_every(job.every):7}  {_state(ran.get(job.name))}")


def _every(interval: timedelta) -> str:
    seconds = interval.total_seconds()
    for length, unit in ((24 * 3600, "d"), (3600, "h"), (60, "min")):
        if seconds >= length:
            return f"{seconds / length:g} {unit}"
    return f"{seconds:g} s"


def _state(row: queries.JobRow | None) -> str:
    if row is None or row.started_at is None:
        return "has never run"
    started = row.started_at.isoformat(timespec="seconds")
    if row.leased_until is not None:
        is_running = row.leased_until >= clock.now()
        return f"running since {started}" if is_running else f"was stopped while it ran, started {started}"
    return f"last ran {started}" + (f", failed: {row.error}" if row.error else "")


def _sides(named: str | None) -> tuple[Side, ...]:
    served = runtime.settings().sides
    if named is None:
        return served
    if Side(named) not in served:
        raise click.ClickException(f"This process does not serve the {named} side (see ENGAGE_SURFACES).")
    return (Side(named),)


commands = [jobs]
