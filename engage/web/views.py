"""Pages that belong to no area: language, and what was kept when a session ended."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session
from werkzeug import Response

from engage.web.access import public
from engage.web.language import CODES

blueprint = Blueprint("web", __name__)
# The ombudsman's pages keep their own cookie, so the switch exists once under each path.
ombudsman_blueprint = Blueprint("web_ombudsman", __name__, url_prefix="/ombudsman")


def safe_next(address: str | None, default: str = "/") -> str:
    """``address`` when it is a path of this site, else ``default`` (no open redirect)."""
    try:
        parts = urlsplit((address or "").replace("\\", "/"))
    except ValueError:  # such as ``//[``
        return default
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return default
    return parts.path + (f"?{parts.query}" if parts.query else "")


@ombudsman_blueprint.post("/language", endpoint="language_set")
@blueprint.post("/language", endpoint="language_set")
@public
def language_set() -> Response:
    """Remember the language and go back to the page that was open."""
    code = request.form.get("language", "")
    if code in CODES:
        session["language"] = code
    return redirect(safe_next(request.form.get("next")), code=303)
