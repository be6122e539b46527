"""Nothing typed is lost: a form that could not be taken is carried, encrypted, and offered again.

Used when the session ended while somebody was typing, when a page was open too long for its CSRF
token, and when the database could not save. What was typed travels in a hidden field, encrypted
under the side's key and bound to the account that typed it; nothing is stored.
"""

import base64
import hashlib
import json
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from flask import render_template, request

from engage.core.errors import NotFound
from engage.core.runtime import settings
from engage.core.sides import Side
from engage.web.login import current_actor, last_account_id
from engage.web.session import request_side

FIELD = "kept"
_LIFE = 24 * 3600
_NOT_SHOWN = ("csrf_token", "form_key", "version", FIELD)
_NEVER_KEPT = ("password", "passphrase")


@dataclass(frozen=True)
class KeptForm:
    """A form to send again: where to, with which fields, typed by which account."""

    action: str
    fields: tuple[tuple[str, str], ...]
    account_id: int | None

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """The fields as (name, label, value); those a person did not type have an empty label."""
        return [
            (name, "" if name in _NOT_SHOWN else name.replace("_", " ").replace("-", " "), value)
            for name, value in self.fields
            if name != "csrf_token"
        ]


def _fernet(side: Side) -> Fernet:
    key = settings().ombudsman_secret_key if side is Side.OMBUDSMAN else settings().secret_key
    digest = hashlib.sha256(b"kept-form:" + (key or "").encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def pack_request() -> str:
    """The form of this request as an encrypted text; passwords are left out."""
    data = {"action": request.full_path.rstrip("?"), "fields": _typed(), "account": last_account_id()}
    return _fernet(request_side()).encrypt(json.dumps(data).encode()).decode()


def _typed() -> tuple[tuple[str, str], ...]:
    fields = request.form.items(multi=True)
    return tuple((name, value) for name, value in fields if not any(word in name for word in _NEVER_KEPT))


def unpack(token: str) -> KeptForm | None:
    """The form inside ``token``; None when it is too old, damaged, or of another side."""
    try:
        data = json.loads(_fernet(request_side()).decrypt(token.encode(), ttl=_LIFE))
    except (InvalidToken, ValueError):
        return None
    return KeptForm(data["action"], tuple((n, v) for n, v in data["fields"]), data["account"])


def render_sign_in(endpoint: str) -> tuple[str, int]:
    """The page that says the session ended and asks to sign in, carrying what was typed (401)."""
    page = render_template("errors/session_ended.html", sign_in_endpoint=endpoint, kept=pack_request())
    return page, 401


def render_again(token: str) -> str:
    """After sign-in: the page that shows what was kept and sends it again.

    Raises `NotFound` when it cannot be read or was typed by another account.
    """
    form = unpack(token)
    if form is None or form.account_id != current_actor().account_id:
        raise NotFound
    return render_template("errors/kept.html", form_to_send=form, reason="signed_in")


def render_retry(reason: str, status: int) -> tuple[str, int]:
    """The page that shows what was typed and offers to send it again (``reason``: stale or not_saved)."""
    form = KeptForm(request.full_path.rstrip("?"), _typed(), last_account_id())
    return render_template("errors/kept.html", form_to_send=form, reason=reason), status
