"""The two blueprints of the same pages: one on the state's side, one on the ombudsman's."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug import Response

from engage.accounts import services
from engage.core.actor import Actor
from engage.core.db import unit_of_work
from engage.core.sides import Side
from engage.web.login import current_actor
from engage.web.session import request_side

blueprint = Blueprint("accounts", __name__)
ombudsman_blueprint = Blueprint("accounts_ombudsman", __name__, url_prefix="/ombudsman")
BOTH = {Side.ENGAGE: blueprint, Side.OMBUDSMAN: ombudsman_blueprint}
_STAFF, _OWN = "/staff/accounts", "/my/account"


def page(path: str, *methods: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Put a view on both sides. The ombudsman's paths lack ``/staff`` and ``/my``: there is nobody else there."""

    def add(view: Callable[..., Any]) -> Callable[..., Any]:
        wanted = list(methods or ("GET",))
        blueprint.add_url_rule(path, view.__name__, view, methods=wanted)
        short = path.replace(_STAFF, "/accounts", 1).replace(_OWN, "/account", 1)
        ombudsman_blueprint.add_url_rule(short, view.__name__, view, methods=wanted)
        return view

    return add


def start_page() -> str:
    """Where somebody goes who signed in and did not ask for a page: what waits for them."""
    return "/ombudsman" if request_side() is Side.OMBUDSMAN else "/home"


def may_try(purpose: str, limits: dict[str, int], email: str) -> bool:
    """Count one more try by this sender; False when there were too many this hour."""
    side = request_side()
    with unit_of_work(side):
        return services.count_attempt(
            side=side, purpose=purpose, limits=limits, email=email, address=request.remote_addr or ""
        )


def layout_of(actor: Actor) -> str:
    """The layout for pages about one's own account: that of the side and the work."""
    if request_side() is Side.OMBUDSMAN:
        return "layouts/confidential.html"
    if not actor.is_signed_in:
        return "layouts/public.html"
    return "layouts/members.html" if actor.roles <= {"member", "helper"} else "layouts/staff.html"


def _names() -> dict[str, Any]:
    """For templates: the layout of pages that people of every kind open."""
    return {"own_layout": layout_of(current_actor())}


for _one in BOTH.values():
    _one.app_context_processor(_names)


def go(url: str) -> Response:
    """After something was done: the page to look at next."""
    return redirect(url, 303)
