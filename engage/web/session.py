"""Two sets of cookies: one of the state's side, one of the ombudsman's.

The ombudsman's pages live under ``/ombudsman``; their cookie has its own name, its own signing key
and is never sent to any other page. The cookie holds a random session token, the language and the
CSRF secret, and nothing about what anybody wrote.
"""

from typing import Any

from flask import Flask, Request, Response, current_app, has_request_context, request
from flask.sessions import SecureCookieSession, SessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

from engage.core.settings import Settings
from engage.core.sides import Side

OMBUDSMAN_PREFIX = "/ombudsman"
_COOKIE = {Side.ENGAGE: "engage", Side.OMBUDSMAN: "engage_ombudsman"}
_MAX_AGE = 14 * 24 * 3600


def side_of_path(path: str) -> Side:
    """The side that serves ``path``."""
    if path == OMBUDSMAN_PREFIX or path.startswith(OMBUDSMAN_PREFIX + "/"):
        return Side.OMBUDSMAN
    return Side.ENGAGE


def request_side() -> Side:
    """The side of the request at hand; the state's side outside a request."""
    return _served_side(current_app, request.path) if has_request_context() else Side.ENGAGE


def _served_side(app: Flask, path: str) -> Side:
    """The side of ``path``; a process without the ombudsman's surface answers for it as the state's side."""
    settings = app.extensions.get("engage_settings")
    return side_of_path(path) if settings is None or settings.has_ombudsman else Side.ENGAGE


class TwoSidedSessions(SessionInterface):
    """Signed cookies, one a side."""

    def __init__(self, settings: Settings):
        self._keys = {Side.ENGAGE: settings.secret_key, Side.OMBUDSMAN: settings.ombudsman_secret_key}
        self._is_secure = settings.base_url.startswith("https://")

    def _serializer(self, side: Side) -> URLSafeTimedSerializer | None:
        key = self._keys[side]
        return URLSafeTimedSerializer(key, salt=f"session-{side}") if key else None

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """The session in the cookie of the side this request is for; an empty one if there is none."""
        side = _served_side(app, request.path)
        serializer = self._serializer(side)
        cookie = request.cookies.get(_COOKIE[side])
        if not cookie or serializer is None:
            return SecureCookieSession()
        try:
            return SecureCookieSession(serializer.loads(cookie, max_age=_MAX_AGE))
        except BadSignature:
            return SecureCookieSession()

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Write the cookie when the session changed; drop it when it was emptied."""
        side = request_side()
        serializer = self._serializer(side)
        if session.accessed:
            response.vary.add("Cookie")
        if not session.modified or serializer is None:
            return
        options = {
            "path": OMBUDSMAN_PREFIX if side is Side.OMBUDSMAN else "/",
            "secure": self._is_secure,
            "httponly": True,
            "samesite": "Strict" if side is Side.OMBUDSMAN else "Lax",
        }
        if not session:
            response.delete_cookie(_COOKIE[side], **options)
        else:
            response.set_cookie(_COOKIE[side], serializer.dumps(dict(session)), **options)
