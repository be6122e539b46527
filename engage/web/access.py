"""The first gate: a view that does not say who may use it is refused.

Exactly one of ``@public``, ``@signed_in`` and ``@needs(...)`` stands on every view. The gate runs
before anything else; the policies of the area still decide about the object itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for

from engage.core.errors import NotAllowed, NotFound
from engage.core.permissions import Permission
from engage.core.settings import Settings
from engage.core.sides import Side
from engage.web import kept
from engage.web.login import current_actor
from engage.web.session import request_side

View = TypeVar("View", bound=Callable[..., Any])
_SIGN_IN = {Side.ENGAGE: "accounts.session_create", Side.OMBUDSMAN: "accounts_ombudsman.session_create"}


@dataclass(frozen=True)
class Access:
    """Who may open a view: everybody, whoever is signed in, or holders of one of the permissions."""

    is_public: bool = False
    permissions: frozenset[Permission] = frozenset()


def _declare(view: View, access: Access) -> View:
    if hasattr(view, "access"):
        raise TypeError(f"{view.__name__} declares its access twice")
    view.access = access
    return view


def public(view: View) -> View:
    """Everybody may open this view, without an account."""
    return _declare(view, Access(is_public=True))


def signed_in(view: View) -> View:
    """Whoever is signed in may open this view."""
    return _declare(view, Access())


def needs(*permissions: Permission) -> Callable[[View], View]:
    """Only who holds at least one of ``permissions`` may open this view."""
    if not permissions:
        raise TypeError("name a permission; nothing configured means nobody")
    return lambda view: _declare(view, Access(permissions=frozenset(permissions)))


def access_of(view: Callable[..., Any]) -> Access | None:
    """What a view declares, or None."""
    return getattr(view, "access", None)


def init_app(app: Flask, settings: Settings) -> None:
    """Put the gate in front of every request."""
    if settings.surfaces & {"public", "council"} == {"public"}:
        app.before_request(_keep_council_out)
    app.before_request(_gate)
    public(app.view_functions["static"])


def require_declarations(app: Flask) -> None:
    """Stop the start when a view declares no access. Raises `RuntimeError` naming it."""
    for endpoint, view in app.view_functions.items():
        if access_of(view) is None:
            raise RuntimeError(f"{endpoint} does not declare who may use it")


def _keep_council_out() -> None:
    """Without the council's surface the state's side has no sign-in here and no page that asks for one."""
    if request.endpoint is None or request_side() is Side.OMBUDSMAN:
        return
    access = access_of(current_app.view_functions[request.endpoint])
    if access is None or not access.is_public or request.blueprint == "accounts":
        raise NotFound


def _gate() -> Any:
    if request.endpoint is None:
        return None
    access = access_of(current_app.view_functions[request.endpoint])
    if access is None:
        raise NotAllowed
    if access.is_public:
        return None
    actor = current_actor()
    if not actor.is_signed_in:
        return ask_to_sign_in()
    if access.permissions and not access.permissions & actor.permissions:
        raise NotAllowed
    return None


def ask_to_sign_in() -> Any:
    """The way to sign in and back to this page; what was typed travels along, encrypted."""
    endpoint = _SIGN_IN[request_side()]
    if request.method == "POST":
        # The sign-in page carries what was typed, encrypted, so that nothing is lost.
        return kept.render_sign_in(endpoint)
    return redirect(url_for(endpoint, next=request.full_path.rstrip("?")))
