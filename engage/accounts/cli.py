"""`engage accounts`: for the first administrator, and for the day when nobody can sign in."""

import secrets

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import with_appcontext

from engage.accounts import messages, queries, services
from engage.accounts.enums import Role
from engage.accounts.rules import MANAGE, roles_of
from engage.core.actor import Actor, system_actor
from engage.core.db import unit_of_work
from engage.core.runtime import settings
from engage.core.sides import Side
from engage.core.text import one_line

_ROLES = click.Choice([role.value for role in roles_of(Side.ENGAGE)])


def _system() -> Actor:
    if Side.ENGAGE not in settings().sides:
        raise click.ClickException("This process serves the ombudsman alone. Use `engage ombudsman`.")
    return system_actor(Side.ENGAGE, MANAGE[Side.ENGAGE])


def _email(_context: click.Context, _option: click.Parameter, typed: str) -> str:
    try:
        return validate_email(typed, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise click.BadParameter("This is not an e-mail address.") from error


def _name(_context: click.Context, _option: click.Parameter, typed: str) -> str:
    name = one_line(typed)
    if not 0 < len(name) <= 200:
        raise click.BadParameter("Use 1 to 200 characters.")
    return name


def _scope_options(command):
    for name, words in (("body", "council"), ("plan", "plan"), ("person", "council member")):
        option = click.option(f"--{name}", f"{name}_id", type=int, help=f"Id of the {words} the role is for.")
        command = option(command)
    return command


@click.group("accounts")
def accounts() -> None:
    """Make, invite, list and close accounts of the state's side."""


@accounts.command("list")
@click.option("--search", default="", help="A part of the name or the e-mail address.")
@click.option("--role", type=_ROLES, help="Only accounts that hold this role.")
@with_appcontext
def accounts_list(search: str, role: str | None) -> None:
    """List accounts with their roles."""
    number, pages = 1, 1
    while number <= pages:
        page = queries.account_rows(actor=_system(), search=search, role=Role(role) if role else None, number=number)
        for row in page.rows:
            state = "" if row.is_active else "  (closed)"
            click.echo(f"{row.id:>6}  {row.email}  {row.name}  [{', '.join(row.roles) or 'no role'}]{state}")
        number, pages = number + 1, page.pages
    click.echo(f"{page.total} accounts")


@accounts.command("invite")
@click.argument("email", callback=_email)
@click.option("--name", required=True, callback=_name)
@click.option("--role", type=_ROLES, required=True)
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True)
@_scope_options
@with_appcontext
def accounts_invite(email: str, name: str, role: str, language: str, **scope: int | None) -> None:
    """Mail an invitation to EMAIL, and print its link."""
    with unit_of_work():
        token = services.invite_account(
            actor=_system(), email=email, name=name, role=Role(role), language=language, **scope
        )
    click.echo(f"Invited. The link works once, for seven days:\n{messages.invitation_link(Side.ENGAGE, token)}")


@accounts.command("create")
@click.argument("email", callback=_email)
@click.option("--name", required=True, callback=_name)
@click.option("--role", type=_ROLES, required=True)
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True)
@click.option("--ask-password", is_flag=True, help="Ask for the password instead of making one.")
@_scope_options
@with_appcontext
def accounts_create(email: str, name: str, role: str, language: str, ask_password: bool, **scope: int | None) -> None:
    """Make an account for EMAIL at once, and print the password made for it."""
    if ask_password:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = secrets.token_urlsafe(15)
    with unit_of_work():
        account_id = services.create_account(
            actor=_system(), email=email, name=name, password=password, role=Role(role), language=language, **scope
        )
    click.echo(f"Made account {account_id}." + ("" if ask_password else f" Password: {password}"))


@accounts.command("grant")
@click.argument("email", callback=_email)
@click.option("--role", type=_ROLES, required=True)
@_scope_options
@with_appcontext
def accounts_grant(email: str, role: str, **scope: int | None) -> None:
    """Give the account of EMAIL a further role."""
    account_id = _account_id(email)
    with unit_of_work():
        services.grant_role(actor=_system(), account_id=account_id, role=Role(role), **scope)
    click.echo("Given.")


@accounts.command("deactivate")
@click.argument("email", callback=_email)
@with_appcontext
def accounts_deactivate(email: str) -> None:
    """Close the account of EMAIL and sign it out everywhere."""
    account_id = _account_id(email)
    with unit_of_work():
        services.deactivate_account(actor=_system(), account_id=account_id)
    click.echo("Closed.")


def _account_id(email: str) -> int:
    found = queries.account_id_of(Side.ENGAGE, email)
    if found is None:
        raise click.ClickException("No account has this e-mail address.")
    return found


commands = [accounts]
