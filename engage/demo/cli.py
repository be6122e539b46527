"""`engage demo`: a council to try everything on."""

import click
from flask.cli import with_appcontext

from engage.core import runtime
from engage.core.errors import DomainError
from engage.core.sides import Side
from engage.demo.people import PASSWORD, SIGN_INS, DemoPerson

_SIGN_IN = {Side.ENGAGE: "/sign-in", Side.OMBUDSMAN: "/ombudsman/sign-in"}


@click.group("demo")
def demo() -> None:
    """Load a believable council and say how to sign in to it."""


@demo.command("load")
@click.option("--once", is_flag=True, help="Say nothing when it is there; leave other data alone.")
@with_appcontext
def demo_load(once: bool) -> None:
    """Load the demonstration into empty databases. It only works in development."""
    from engage.demo.load import OtherData, load_demo

    try:
        loaded = load_demo(show=lambda words: click.echo(f"Loading {words}…"))
    except OtherData as error:
        if not once:
            raise click.ClickException(str(error)) from error
        click.echo(str(error))
        return
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    if loaded:
        click.echo("The demonstration is loaded. `engage demo sign-ins` says who can sign in.")
    elif not once:
        click.echo("The demonstration is there already. Nothing was changed.")


@demo.command("sign-ins")
@with_appcontext
def demo_sign_ins() -> None:
    """Say where, as whom and with which password to sign in."""
    from engage.demo.load import is_loaded

    settings = runtime.settings()
    if not settings.is_development:
        raise click.ClickException("The demonstration is only for development.")
    sides = [side for side in settings.sides if is_loaded(side)]
    if not sides:
        click.echo("The demonstration is not loaded. `engage demo load` loads it into empty databases.")
        return
    addresses = {Side.ENGAGE: settings.base_url, Side.OMBUDSMAN: settings.ombudsman_url}
    for side in sides:
        click.echo(f"\nSign in at {addresses[side]}{_SIGN_IN[side]}  with the password: {PASSWORD}\n")
        for person in SIGN_INS.values():
            if person.side is side:
                click.echo(f"  {_line(person)}")
    _show_receipts(sides, addresses)


def _line(person: DemoPerson) -> str:
    return f"{person.email:20} {person.name:16} {person.role.label:31} {person.note}"


def _show_receipts(sides: list[Side], addresses: dict[Side, str]) -> None:
    from engage.demo.load import feedback, ombudsman

    click.echo("\nReceipt codes to try, without signing in:\n")
    if Side.ENGAGE in sides:
        for key, code in feedback.receipts():
            click.echo(
                f"  {code}  what became of {SIGN_INS[key].name}'s answer: {addresses[Side.ENGAGE]}/feedback/receipt"
            )
    if Side.OMBUDSMAN in sides:
        click.echo(f"  {ombudsman.receipt()}  a request for help: {addresses[Side.OMBUDSMAN]}/ombudsman/receipt")
    click.echo()
