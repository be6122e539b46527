"""What every page that changes something does with its form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect
from werkzeug import Response

from engage.core.db import unit_of_work
from engage.core.errors import Conflict, RuleBroken
from engage.web.forms import BaseForm, VersionedForm


@dataclass(frozen=True)
class SavedField:
    """What is stored now in a field that somebody else changed meanwhile."""

    label: Any
    value: str


def save(form: BaseForm, action: Callable[[], str], *, done: str | None = None) -> Response | None:
    """Carry ``action`` out once when the form was sent and is right; it returns where to go next.

    None means that the form is to be shown, with what is wrong in it (`status_of`). ``done`` is what
    the next page says.
    """
    if not form.validate_on_submit():
        return None
    try:
        with unit_of_work(form_key=form.form_key.data) as work:
            work.location = action()
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


def saved_meanwhile(form: VersionedForm, current: Any) -> list[SavedField]:
    """After a conflict: what is stored now where it differs from what was typed; empty otherwise.

    ``current`` has the form's field names as attributes and its ``version``, which the form takes over,
    so that saving again is a choice made with both in sight.
    """
    if not getattr(form, "is_stale", False):
        return []
    form.version.data = str(current.version)
    return [
        SavedField(field.label.text, "" if now is None else str(now))
        for field in form
        if hasattr(current, field.name) and field.name != "version"
        if (now := getattr(current, field.name)) != field.data and (now or field.data)
    ]
