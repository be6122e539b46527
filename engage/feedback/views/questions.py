"""Staff write the questions of a draft: add, change, move and remove, each a page or a button of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engage.core.db import unit_of_work
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.core.text import one_line
from engage.feedback import queries, services
from engage.feedback.enums import GroupKind, QuestionKind
from engage.feedback.forms import QuestionForm
from engage.feedback.views.blueprint import blueprint
from engage.feedback.views.staff_forms import manageable
from engage.web.access import needs
from engage.web.forms import BaseForm
from engage.web.login import current_actor
from engage.web.saving import save
from engage.web.stale import saved_meanwhile

_GROUP = "group-"


@blueprint.route("/staff/feedback/<int:form_id>/questions/new", methods=["GET", "POST"])
@needs(Permission.FEEDBACK_FORM_MANAGE)
def question_create(form_id: int) -> Any:
    """Add a question at the end."""
    actor = current_actor()
    page = manageable(actor, form_id)
    form = QuestionForm()
    if request.method == "GET":
        return render_template("feedback/question_create.html", form=form, page=page)
    if not form.validate():
        return render_template("feedback/question_create.html", form=form, page=page), 422
    try:
        with _group_is_a_kind(), unit_of_work(form_key=form.form_key.data) as work:
            services.add_question(actor=actor, form_id=form_id, fields=_fields(form))
            work.location = url_for(".form_page", form_id=form_id)
    except RuleBroken as error:
        form.take_error(error)
        return render_template("feedback/question_create.html", form=form, page=page), 422
    flash(gettext("The question is added."), "success")
    return redirect(work.location, 303)


@blueprint.route("/staff/feedback/<int:form_id>/questions/<int:question_id>/edit", methods=["GET", "POST"])
@needs(Permission.FEEDBACK_FORM_MANAGE)
def question_edit(form_id: int, question_id: int) -> Any:
    """Change a question."""
    actor = current_actor()
    page = manageable(actor, form_id)
    view = _find(page, question_id)
    stored = {**_values(view), "version": page.version}
    form = QuestionForm(data=stored)
    if request.method == "GET":
        return render_template("feedback/question_edit.html", form=form, page=page)
    if not form.validate():
        return render_template("feedback/question_edit.html", form=form, page=page), 422

    def change() -> None:
        with _group_is_a_kind():
            services.update_question(
                actor=actor,
                form_id=form_id,
                question_id=question_id,
                fields=_fields(form),
                expected_version=form.expected_version,
            )

    outcome = save(
        form,
        change,
        location=url_for(".form_page", form_id=form_id),
        done=N_("Saved."),
    )
    if isinstance(outcome, int):
        saved = saved_meanwhile(form, SimpleNamespace(**stored))
        return render_template("feedback/question_edit.html", form=form, page=page, saved=saved), outcome
    return outcome


@blueprint.post("/staff/feedback/<int:form_id>/questions/<int:question_id>/move")
@needs(Permission.FEEDBACK_FORM_MANAGE)
def question_move(form_id: int, question_id: int) -> Any:
    """Move a question up or down by one."""
    with unit_of_work():
        services.move_question(
            actor=current_actor(), form_id=form_id, question_id=question_id, up=request.form.get("to") == "up"
        )
    return redirect(url_for(".form_page", form_id=form_id), 303)


@blueprint.route("/staff/feedback/<int:form_id>/questions/<int:question_id>/remove", methods=["GET", "POST"])
@needs(Permission.FEEDBACK_FORM_MANAGE)
def question_remove(form_id: int, question_id: int) -> Any:
    """Remove a question, after a look at it."""
    actor = current_actor()
    page = manageable(actor, form_id)
    view = _find(page, question_id)
    if request.method == "GET":
        return render_template("feedback/question_remove.html", form=BaseForm(), page=page, question=view)
    with unit_of_work():
        services.remove_question(actor=actor, form_id=form_id, question_id=question_id)
    flash(gettext("The question is removed."), "success")
    return redirect(url_for(".form_page", form_id=form_id), 303)


def _find(page: queries.StaffForm, question_id: int) -> queries.QuestionView:
    found = next((view for view in page.questions if view.id == question_id), None)
    if found is None:
        raise NotFound
    return found


def _fields(form: QuestionForm) -> services.QuestionFields:
    kind = form.kind.data
    group = GroupKind(kind.removeprefix(_GROUP)) if kind.startswith(_GROUP) else None
    return services.QuestionFields(
        text=form.text.data,
        text_es=form.text_es.data or "",
        kind=QuestionKind.CHOICE if group else QuestionKind(kind),
        options=_lines(form.options.data),
        options_es=_lines(form.options_es.data),
        is_required=form.is_required.data,
        group_kind=group,
    )


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line for line in map(one_line, (text or "").split("\n")) if line)


def _values(view: queries.QuestionView) -> dict[str, Any]:
    has_own = view.kind.has_options and view.group_kind in (None, GroupKind.OTHER)
    options = [option.words for option in view.options] if has_own else []
    return {
        "text": view.words.en,
        "text_es": view.words.es or "",
        "kind": f"{_GROUP}{view.group_kind}" if view.group_kind else str(view.kind),
        "options": "\n".join(words.en for words in options),
        "options_es": "\n".join(words.es for words in options if words.es),
        "is_required": view.is_required,
    }


@contextmanager
def _group_is_a_kind() -> Iterator[None]:
    """Group or not is chosen in the field that says how the question is answered."""
    try:
        yield
    except RuleBroken as error:
        if error.field == "group_kind":
            error.field = "kind"
        raise
