"""`engage audit`: check the log, and print its head to keep elsewhere."""

import sys

import click
from flask.cli import with_appcontext

from engage.audit import queries
from engage.core import runtime
from engage.core.sides import Side

_SIDE = click.option(
    "--side", type=click.Choice([side.value for side in Side]), help="One side only; else all of this process."
)


@click.group("audit")
def audit() -> None:
    """Check the log of who did what."""


@audit.command("verify")
@_SIDE
@click.option("--head", "expected_head", metavar="HASH", help="A head printed earlier, which must still be there.")
@with_appcontext
def verify(side: str | None, expected_head: str | None) -> None:
    """Compute the whole chain of seals anew; exit 1 at the first entry that does not hold.

    A log whose newest entries were removed together with their seals looks whole. Keep what
    `engage audit head` prints somewhere else and give it as --head to find that too.
    """
    if expected_head and side is None and len(runtime.settings().sides) > 1:
        raise click.UsageError("Say with --side which log the head belongs to.")
    results = [queries.verify(one, expected_head=_hash(expected_head)) for one in _sides(side)]
    for result in results:
        _tell(result)
    if not all(result.holds for result in results):
        sys.exit(1)


@audit.command("head")
@_SIDE
@with_appcontext
def head(side: str | None) -> None:
    """Print the newest seal of each log. Keep it where nobody who can reach the database can change it."""
    for one in _sides(side):
        newest = queries.head(one)
        sealed = newest.sealed_at.isoformat(timespec="seconds") if newest.sealed_at else "never"
        click.echo(f"{one} {newest.sequence} {newest.hash} {sealed}")


def _sides(named: str | None) -> tuple[Side, ...]:
    served = runtime.settings().sides
    if named is None:
        return served
    if Side(named) not in served:
        raise click.ClickException(f"This process does not serve the {named} side (see ENGAGE_SURFACES).")
    return (Side(named),)


def _hash(text: str | None) -> str | None:
    if text is None:
        return None
    cleaned = text.strip().lower()
    if len(cleaned) != 64 or set(cleaned) - set("0123456789abcdef"):
        raise click.BadParameter("give the 64 characters that `engage audit head` printed.", param_hint="--head")
    return cleaned


def _tell(result: queries.Verification) -> None:
    click.echo(
        f"{result.side}: {result.entries} entries, {result.sealed} sealed, {result.unsealed} waiting for their seal"
    )
    click.echo(f"{result.side}: head {result.head.sequence} {result.head.hash}")
    if result.overdue:
        click.echo(
            f"{result.side}: warning: {result.overdue} entries have waited more than 10 minutes. "
            "Is `engage jobs run` running?"
        )
    if result.broken is None:
        click.echo(f"{result.side}: the chain holds")
        return
    entry = f", entry {result.broken.entry_id}" if result.broken.entry_id is not None else ""
    click.echo(f"{result.side}: BROKEN at seal {result.broken.sequence}{entry}: {result.broken.kind}", err=True)


commands = [audit]
