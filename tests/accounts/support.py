"""What the tests of the account pages share."""

import pytest

from engage.accounts.enums import Role
from engage.core.sides import Side
from tests.factories import accounts as make

BOTH = pytest.mark.parametrize("side", list(Side))
NAME = {Side.ENGAGE: "accounts", Side.OMBUDSMAN: "accounts_ombudsman"}
TEAM = {Side.ENGAGE: Role.PROGRAM_TEAM, Side.OMBUDSMAN: Role.OMBUDSMAN_STAFF}
WRONG = "The e-mail address or the password is not right. Check both and try again."
ODD_TEXTS = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://evil.example")',
    "مرحبا \u202eabc",
    "🌵" * 50,
    "Robert'); DROP TABLE account;--",
    "{{ 7*7 }} ${7*7}",
]


def at(side: Side, endpoint: str) -> str:
    return f"{NAME[side]}.{endpoint}"


def enter(browser, side: Side, email: str, password: str = make.PASSWORD):
    """Sign in by the form and look at one's own account."""
    wanted = browser.path(at(side, "account_own"))
    form = browser.get(at(side, "session_create"), next=wanted).form("Sign in")
    return form.fill(email=email, password=password).send()


def button_words(page, start: str) -> str:
    """The whole words of the button that starts with ``start`` (a screen reader hears more than the eye sees)."""
    found = [" ".join(b.get_text(" ").split()) for b in page.soup.find_all("button")]
    return next(words for words in found if words.startswith(start))
