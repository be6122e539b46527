"""The one shape of a view that saves: do it once and go on, or show the form again with what is wrong."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response

from engage.core.db import unit_of_work
from engage.core.errors import Conflict, RuleBroken
from engage.web.forms import BaseForm


def save(
    form: BaseForm, change: Callable[[], Any], *, location: str | Callable[[Any], str], done: str | None = None
) -> Response | int:
    """Carry ``change`` out in one unit of work, once per form key.

    Returns the way on (``location``, or what it makes of the change's result), after flashing ``done`` (a
    msgid); or, with the error taken into the form, the status to show the form again with: 409 when
    somebody else changed the thing meanwhile, else 422.
    """
    try:
        with unit_of_work(form_key=form.form_key.data) as work:
            result = change()
            work.location = location(result) if callable(location) else location
    except Conflict as error:
        form.take_error(error)
        return 409
    except RuleBroken as error:
        form.take_error(error)
        return 422
    if done:
        flash(gettext(done), "success")
    return redirect(work.location, 303)


def attempt(
    form: BaseForm, change: Callable[[], Any], *, location: str | Callable[[Any], str], done: str | None = None
) -> Response | int:
    """`save` for a page that shows and takes its own form: 200 when it was only opened, 422 when it is not right."""
    if not form.is_submitted():
        return 200
    return save(form, change, location=location, done=done) if form.validate() else 422
