"""Every failure becomes one page in plain words, in one place."""

from datetime import date
from typing import Any

import structlog
from flask import Flask, redirect, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from engage.core.errors import AlreadyDone, Conflict, DomainError, NotAllowed, NotFound, RuleBroken
from engage.core.log import kind_of, place_of
from engage.core.sides import Side
from engage.web import kept
from engage.web.language import day_words
from engage.web.session import request_side

log = structlog.get_logger()
_STATUS = {NotFound: 404, NotAllowed: 403, Conflict: 409, RuleBroken: 422}
_PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def init_app(app: Flask) -> None:
    """Answer each kind of failure."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(AlreadyDone, _already_done)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(Exception, _unexpected)


def words(error: DomainError) -> str:
    """What the error says, in the language of the page; days among its values are written out."""
    text = gettext(error.message)
    values = {name: day_words(value) if type(value) is date else value for name, value in error.values.items()}
    return text % values if values else text


def page(status: int, message: str | None = None) -> tuple[str, int]:
    """The error page for ``status``."""
    known = status if status in _PAGES else (400 if status < 500 else 500)
    return render_template(f"errors/{known}.html", message=message), status


def _domain_error(error: DomainError) -> tuple[str, int]:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 422)
    if status in (404, 403) and error.message == error.default:
        return page(status)
    return page(status, words(error))


def _already_done(error: AlreadyDone) -> Any:
    return redirect(error.location or ("/ombudsman" if request_side() is Side.OMBUDSMAN else "/"))


def _stale_form(error: CSRFError) -> tuple[str, int]:
    # Another site cannot make a browser send this header as it likes, so a forged form is not offered again.
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return page(400)
    if not request.form:
        return page(400)
    return kept.render_retry("stale", 400)


def _http_error(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    return page(error.code or 500)


def _database_error(error: DBAPIError) -> tuple[str, int]:
    if _has_impossible_number():
        return page(404)
    # Only the kind of error is logged: its text would hold what people wrote.
    log.error("database_error", kind=kind_of(error), endpoint=request.endpoint)
    if request.method == "POST" and request.form:
        return kept.render_retry("not_saved", 503)
    return page(503)


def _has_impossible_number() -> bool:
    """Whether the address holds a number larger than most columns take, and so names nothing there is."""
    return any(isinstance(value, int) and value >= 2**31 for value in (request.view_args or {}).values())


def _unexpected(error: Exception) -> tuple[str, int]:
    if isinstance(error, OverflowError) and _has_impossible_number():
        return page(404)
    log.error("unexpected_error", kind=kind_of(error), endpoint=request.endpoint, where=place_of(error))
    return page(500)
