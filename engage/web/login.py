"""Flask-Login wrapped around our `Actor`, so that domain code knows nothing of it."""

from collections.abc import Callable

from flask import Flask, g, has_request_context, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from engage.core.actor import STRANGER, Actor
from engage.core.sides import Side
from engage.web.session import request_side

LoadActor = Callable[[Side, str], Actor | None]
_ACCOUNT = "account"


class SignedIn(UserMixin):
    """What Flask-Login keeps: the actor; its id in the cookie is the random session token."""

    def __init__(self, actor: Actor, token: str):
        self.actor = actor
        self.token = token

    def get_id(self) -> str:
        """The session token."""
        return self.token


def init_app(app: Flask, load_actor: LoadActor) -> None:
    """Recognize people by their session; ``load_actor(side, token)`` gives None for one that ended."""
    manager = LoginManager(app)
    manager.session_protection = None  # it would bind the session to the network address

    @manager.user_loader
    def load(token: str) -> SignedIn | None:
        actor = load_actor(request_side(), token)
        return SignedIn(actor, token) if actor else None


def current_actor() -> Actor:
    """Who is acting in this request; a stranger outside one or when not signed in."""
    if not has_request_context():
        return STRANGER
    if "actor" not in g:
        if current_user.is_authenticated:
            g.actor = current_user.actor
        else:
            g.actor = Actor(side=request_side())
    return g.actor


def start_session(actor: Actor, token: str) -> None:
    """Sign ``actor`` in under a fresh cookie; nothing of the stranger's session but the language stays."""
    language = session.get("language")
    session.clear()
    if language or actor.language:
        session["language"] = language or actor.language
    session[_ACCOUNT] = actor.account_id
    g.pop("csrf_token", None)  # the one made for the sign-in form belonged to the session that is gone
    login_user(SignedIn(actor, token))
    g.actor = actor


def end_session() -> str | None:
    """Sign out in this browser; returns the session token, to be ended in the database."""
    token = session.get("_user_id")
    language = session.get("language")
    logout_user()
    session.clear()
    g.pop("csrf_token", None)
    if language:
        session["language"] = language
    g.actor = Actor(side=request_side())
    return token


def last_account_id() -> int | None:
    """The account this browser was last signed in to, also after that session ended."""
    return session.get(_ACCOUNT)
