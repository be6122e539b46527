"""Every mail in both languages and of both sides, as it is sent."""

import pytest

from engage.accounts import messages
from engage.accounts.enums import Role
from engage.accounts.models import Account
from engage.core.sides import Side
from engage.notifications.worker.mail import compose

NAME = "Ana <b>Ruiz</b>"


def letters(side: Side, language: str):
    account = Account(email="ana@example.org", name=NAME, language=language)
    role = {Side.ENGAGE: Role.COORDINATOR, Side.OMBUDSMAN: Role.OMBUDSMAN_STAFF}[side]
    return {
        "invitation": messages.invitation(
            side, email=account.email, name=NAME, language=language, role=role, token="t0ken"
        ),
        "reset-password": messages.password_reset(side, account, token="t0ken"),
        "forgot-password": messages.password_changed(side, account),
        "": messages.email_changed(side, account),
    }


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("side", list(Side))
def test_each_mail_says_whom_it_is_for_and_where_to_go(app, settings, side, language):
    prefix = "/ombudsman" if side is Side.OMBUDSMAN else ""
    for path, email in letters(side, language).items():
        payload = {
            "to": email.to,
            "template": email.template,
            "language": email.language,
            "values": email.values,
            "calendar": None,
        }
        message = compose(side, payload, message_id="<x@engage>")
        text = message.get_body(("plain",)).get_content()
        html = message.get_body(("html",)).get_content()
        assert message["To"] == "ana@example.org"
        assert message["Subject"]
        assert NAME in text
        assert "Ana &lt;b&gt;Ruiz&lt;/b&gt;" in html
        if path:
            assert f"{settings.base_url}{prefix}/{path}" in text
            assert f'href="{settings.base_url}{prefix}/{path}' in html


def test_a_mail_of_the_ombudsman_names_neither_office_nor_role_outside(app):
    payload = letters(Side.OMBUDSMAN, "en")["invitation"]
    message = compose(
        Side.OMBUDSMAN,
        {
            "to": payload.to,
            "template": payload.template,
            "language": "en",
            "values": payload.values,
            "calendar": None,
        },
        message_id="<x@engage>",
    )
    assert message["Subject"] == "You are invited"
