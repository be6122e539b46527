"""What the mails about accounts say. Links start from the settings: a Host header is not to be trusted."""

from engage.accounts.enums import Role
from engage.accounts.models import AccountMixin
from engage.accounts.rules import INVITATION_LIFE, RESET_LIFE
from engage.core.runtime import settings
from engage.core.sides import Side
from engage.notifications.services import Email


def address_of(side: Side, path: str) -> str:
    """The full address of ``path`` on ``side``."""
    if side is Side.OMBUDSMAN:
        return f"{settings().ombudsman_url}/ombudsman{path}"
    return f"{settings().base_url}{path}"


def invitation_link(side: Side, token: str) -> str:
    """Where an invitation is accepted."""
    return address_of(side, f"/invitation/{token}")


def invitation(side: Side, *, email: str, name: str, language: str, role: Role, token: str) -> Email:
    """The link to make an account."""
    values = {
        "name": name,
        "role": role.label,
        "link": invitation_link(side, token),
        "days": INVITATION_LIFE.days,
        "is_ombudsman": side is Side.OMBUDSMAN,
    }
    return Email(email, "accounts_invitation", language, values)


def password_reset(side: Side, account: AccountMixin, *, token: str) -> Email:
    """The link to choose a new password."""
    minutes = int(RESET_LIFE.total_seconds() // 60)
    return _letter(
        side, account, "accounts_reset", link=address_of(side, f"/reset-password/{token}"), minutes=minutes
    )


def password_changed(side: Side, account: AccountMixin) -> Email:
    """A notice that lets somebody else's change be noticed."""
    return _letter(side, account, "accounts_password_changed", link=address_of(side, "/forgot-password"))


def email_changed(side: Side, account: AccountMixin) -> Email:
    """The last mail to an address that an account no longer has."""
    return _letter(side, account, "accounts_email_changed")


def _letter(side: Side, account: AccountMixin, template: str, **values: str | int) -> Email:
    common = {"name": account.name, "is_ombudsman": side is Side.OMBUDSMAN}
    return Email(account.email, template, account.language, {**common, **values})
