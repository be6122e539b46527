"""The blueprint, and what its pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug import Response

from engage.core.crypto import Undecryptable
from engage.core.db import unit_of_work
from engage.core.errors import Conflict, RuleBroken
from engage.core.sides import Side
from engage.ombudsman.queries import office_page
from engage.web.forms import BaseForm

blueprint = Blueprint("ombudsman", __name__, url_prefix="/ombudsman")
log = structlog.get_logger()
INVALID = 422


@blueprint.errorhandler(Undecryptable)
def keys_missing(error: Undecryptable) -> tuple[str, int]:
    """The process holds the wrong keys: say so in a sentence, and lose nothing."""
    log.error("undecryptable", endpoint=request.endpoint)
    return render_template("ombudsman/_keys_missing.html", office=office_page()), 503


def case_url(case_id: int) -> str:
    """The page of a case."""
    return url_for("ombudsman.case_page", case_id=case_id)


def save(form: BaseForm, change: Callable[[], str], *, done: str | None = None) -> Response | None:
    """Carry ``change`` out on this side, once, when the form was sent and is right; it returns where to go next.

    None means that the form is to be shown, with what is wrong in it (`status_of`). ``done`` is what
    the next page says.
    """
    if not form.validate_on_submit():
        return None
    try:
        with unit_of_work(Side.OMBUDSMAN, form_key=form.form_key.data) as work:
            work.location = change()
    except (RuleBroken, Conflict) as error:
        form.take_error(error)
        form.is_stale = isinstance(error, Conflict)
        return None
    if done:
        flash(done, "success")
    return redirect(work.location, 303)


def status_of(form: BaseForm) -> int:
    """The HTTP status of a page that shows ``form``: 409 when it was stale, 422 when something is wrong."""
    if getattr(form, "is_stale", False):
        return 409
    return 422 if form.errors else 200


@dataclass(frozen=True)
class SavedText:
    """What somebody else saved in a field meanwhile."""

    label: Any
    value: str


def both_texts(form: BaseForm, saved: BaseForm) -> list[SavedText]:
    """After a conflict: what somebody else saved, where it differs from what was typed; empty otherwise.

    ``saved`` is the same form filled from the database. Its version is taken over, so that saving
    once more means: I have seen both.
    """
    if not getattr(form, "is_stale", False):
        return []
    form.version.data = saved.version.data
    rows = []
    for name, field in form._fields.items():
        if name in ("csrf_token", "form_key", "version") or name not in saved._fields:
            continue
        theirs = _shown(saved._fields[name])
        if theirs != _shown(field):
            rows.append(SavedText(field.label.text, theirs))
    return rows


def _shown(field: Any) -> str:
    value, options = field.data, getattr(field, "choices", None) or []
    if isinstance(options, dict):
        options = [pair for group in options.values() for pair in group]
    words = {str(pair[0]): str(pair[1]) for pair in options}
    if isinstance(value, list):
        return ", ".join(words.get(str(one), str(one)) for one in value)
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return words.get(str(value), str(value)) if value not in (None, "") else ""
