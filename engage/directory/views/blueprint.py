"""What the directory's pages share."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext

from engage.core.db import unit_of_work
from engage.core.errors import Conflict, RuleBroken
from engage.core.permissions import Permission
from engage.web.access import needs
from engage.web.forms import BaseForm

blueprint = Blueprint("directory", __name__)
editors = needs(Permission.DIRECTORY_PROFILE_EDIT)


def save(
    form: BaseForm, template: str, do: Callable[[], Any], done: str, *, current: Callable[[], Any], **context: Any
) -> Any:
    """Carry out ``do`` once and go to ``done``; show the form again with a sentence when it cannot be.

    After a conflict the form keeps what was typed, shows what is saved now (``current()``), and saves over it when
    it is sent again.
    """
    try:
        with unit_of_work(form_key=form.form_key.data) as work:
            do()
            work.location = done
    except RuleBroken as error:
        form.take_error(error)
        return render_template(template, form=form, **context), 422
    except Conflict as error:
        form.take_error(error)
        now = current()
        form.version.data = str(now.version)
        form.form_key.data = form.form_key.default()
        return render_template(template, form=form, saved=now, **context), 409
    flash(gettext("Saved."), "success")
    return redirect(done, 303)
