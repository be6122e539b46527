"""Every route says who may use it, and every role meets the answer it should."""

import json
import re
from pathlib import Path

import pytest

from engage.accounts.enums import Role
from engage.accounts.rules import ROLE_PERMISSIONS
from engage.core.actor import Actor
from engage.core.sides import Side
from engage.web.access import access_of
from engage.web.session import side_of_path
from tests.support.browser import Browser

LIST = Path(__file__).parent / "routes.json"
_SEGMENT = re.compile(r"^(?:[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)?|<[a-z_]+:[a-z_]+>(?:\.[a-z]+)?)$")
_ENDPOINT = re.compile(r"^[a-z_]+\.[a-z0-9_]+$")
#: Says 503 where nobody is on duty to read what is sent.
_MAY_BE_CLOSED = {"ombudsman.get_help", "ombudsman.get_help_send"}
#: A path variable that is an id but no number gets a value that no row has.
_VALUES = {"int": "999999999", "string": "NOSUCHTHING", "list_name": "plans"}


def _rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def _described(app) -> dict[str, str]:
    found = {}
    for rule in _rules(app):
        access = access_of(app.view_functions[rule.endpoint])
        who = "public" if access.is_public else " or ".join(sorted(access.permissions)) or "signed in"
        methods = ",".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
        found[f"{methods} {rule.rule}"] = f"{rule.endpoint}: {who}"
    return found


def test_list_of_routes_is_a_conscious_choice(app):
    """A route added, moved or opened to others changes `routes.json` in the same commit.

    Renew the file with ``python -m tests.architecture.routes``.
    """
    assert _described(app) == json.loads(LIST.read_text())


def test_addresses_are_kebab_case_with_typed_ids(app):
    wrong = [
        rule.rule
        for rule in _rules(app)
        if not all(_SEGMENT.match(part) for part in rule.rule.strip("/").split("/") if part)
    ]
    assert wrong == []


def test_endpoints_are_area_noun_verb(app):
    assert [rule.endpoint for rule in _rules(app) if not _ENDPOINT.match(rule.endpoint)] == []


def test_confidential_pages_live_under_their_own_path(app):
    """The ombudsman's cookie goes to ``/ombudsman`` only, so its pages must all be there."""
    strays = [
        rule.rule
        for rule in _rules(app)
        if ("ombudsman" in rule.endpoint) != (side_of_path(rule.rule) is Side.OMBUDSMAN)
    ]
    assert strays == []


def _path(rule) -> str:
    return re.sub(r"<(\w+):\w+>", lambda found: _VALUES[found.group(1)], rule.rule)


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "stranger")
def test_role_meets_the_gate_on_every_route(app, role):
    """A role that holds no permission of a route is refused there; the wrong side's session counts for nothing."""
    browser = Browser(app)
    side = role.side if role else Side.ENGAGE
    permissions = frozenset(ROLE_PERMISSIONS[role]) if role else frozenset()
    roles = frozenset({role.value}) if role else frozenset()
    actor = Actor(side=side, account_id=999_999, name="Nobody", roles=roles, permissions=permissions)
    wrong = []
    for rule in _rules(app):
        access = access_of(app.view_functions[rule.endpoint])
        path = _path(rule)
        if role:
            browser.sign_in(actor)  # once more each time: one of the routes signs out
        is_known = role is not None and side_of_path(path) is side
        method = "GET" if "GET" in rule.methods else "POST"
        data = {"csrf_token": browser.csrf(side_of_path(path))} if method == "POST" else None
        response = browser.client.open(path, method=method, data=data)
        if access.is_public:
            is_right = response.status_code not in (401, 403)
        elif not is_known:
            is_right = response.status_code in (302, 401)
            if response.status_code == 302:
                is_right = "/sign-in" in response.location
        elif access.permissions and not access.permissions & permissions:
            is_right = response.status_code == 403
        else:
            is_right = response.status_code not in (401, 500)
        if not is_right or response.status_code >= 500:
            if response.status_code == 503 and rule.endpoint in _MAY_BE_CLOSED:
                continue
            wrong.append(f"{method} {path} {rule.endpoint}: {response.status_code}")
    assert wrong == []
