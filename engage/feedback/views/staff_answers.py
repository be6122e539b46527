"""Staff read answers, set some aside, take them out as files, and enter what they heard or read."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engage.core.actor import Actor
from engage.core.db import unit_of_work
from engage.core.errors import NotAllowed, RuleBroken
from engage.core.permissions import Permission
from engage.councils.queries import candidates, people_of_body
from engage.feedback import exports, messages, queries, services
from engage.feedback.enums import AnswerState, Channel, SetAsideReason
from engage.feedback.forms import NO_PERSON, SetAsideForm, entry_form
from engage.feedback.views.blueprint import blueprint, names_of
from engage.web.access import needs
from engage.web.language import current_language
from engage.web.login import current_actor
from engage.web.paging import page_number, pager

_READ, _ENTER = Permission.FEEDBACK_ANSWER_READ, Permission.FEEDBACK_ANSWER_ENTER


@blueprint.get("/staff/feedback/<int:form_id>/answers")
@needs(_READ)
def answer_list(form_id: int) -> str:
    """The answers to a form, named and anonymous."""
    actor = current_actor()
    form = queries.staff_form(actor=actor, form_id=form_id)
    search, state = request.args.get("q", "").strip()[:100], request.args.get("state", "")
    page = queries.answer_rows(
        actor=actor,
        form_id=form_id,
        search=search,
        state=AnswerState(state) if state in list(AnswerState) else None,
        number=page_number(),
    )
    return render_template(
        "feedback/answer_list.html", staff_form=form, rows=page.rows, page=pager(page), search=search, state=state
    )


@blueprint.route("/staff/feedback/<int:form_id>/answers/<int:key>/set-aside", methods=["GET", "POST"])
@needs(_READ)
def answer_set_aside(form_id: int, key: int) -> Any:
    """Keep an answer out of what is counted, for a reason that its writer reads."""
    actor = current_actor()
    row, staff_form, form = _moderated(actor, form_id, key)
    if request.method == "GET":
        return render_template("feedback/answer_set_aside.html", form=form, staff_form=staff_form, row=row)
    if not form.validate():
        return render_template("feedback/answer_set_aside.html", form=form, staff_form=staff_form, row=row), 422
    with unit_of_work():
        services.set_aside_answer(actor=actor, form_id=form_id, key=key, reason=SetAsideReason(form.reason.data))
    flash(gettext("The answer is set aside. Its writer can read the reason."), "success")
    return redirect(url_for(".answer_list", form_id=form_id), 303)


def _moderated(actor: Actor, form_id: int, key: int) -> tuple[queries.AnswerRow, queries.StaffForm, SetAsideForm]:
    staff_form = queries.staff_form(actor=actor, form_id=form_id)
    if not staff_form.can_manage:
        raise NotAllowed
    return queries.answer_row(actor=actor, form_id=form_id, key=key), staff_form, SetAsideForm()


@blueprint.post("/staff/feedback/<int:form_id>/answers/<int:key>/restore")
@needs(_READ)
def answer_restore(form_id: int, key: int) -> Any:
    """Let an answer count again."""
    with unit_of_work():
        services.restore_answer(actor=current_actor(), form_id=form_id, key=key)
    flash(gettext("The answer counts again."), "success")
    return redirect(url_for(".answer_list", form_id=form_id), 303)


@blueprint.post("/staff/feedback/<int:form_id>/answers.csv")
@needs(_READ)
def answer_export(form_id: int) -> Response:
    """The answers as a file; that they were taken out is written down."""
    actor = current_actor()
    form = queries.staff_form(actor=actor, form_id=form_id)
    with unit_of_work():
        services.note_export(actor=actor, form_id=form_id, has_names=form.can_read_names)
    rows = queries.all_answers(actor=actor, form_id=form_id)
    data = exports.answers_csv(form.questions, rows, has_names=form.can_read_names)
    return _csv(data, f"answers-{form.slug}.csv")


@blueprint.get("/staff/feedback/<int:form_id>/results")
@needs(_READ)
def form_results(form_id: int) -> str:
    """The numbers of a form; small ones are not shown."""
    page = queries.results_page(actor=current_actor(), form_id=form_id)
    return render_template("feedback/form_results.html", page=page)


@blueprint.get("/staff/feedback/<int:form_id>/results.csv")
@needs(_READ)
def result_export(form_id: int) -> Response:
    """The protected numbers as a file."""
    page = queries.results_page(actor=current_actor(), form_id=form_id)
    return _csv(exports.results_csv(page), f"results-{form_id}.csv")


def _csv(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, mimetype="text/csv", headers=headers)


@blueprint.route("/staff/feedback/<int:form_id>/enter", methods=["GET", "POST"])
@needs(_ENTER)
def answer_enter(form_id: int) -> Any:
    """Write down an answer that came by phone, on paper or in person; many, one after the other."""
    actor = current_actor()
    page = queries.staff_form(actor=actor, form_id=form_id)
    if not page.can_enter:
        raise NotAllowed
    form = _entry(actor, page)
    if request.method == "GET":
        form.answered_on.data = queries.state_today()
        return _enter(page, form)
    if not form.validate():
        return _enter(page, form, 422)
    try:
        with unit_of_work():
            answered = services.enter_answer(
                actor=actor,
                form_id=form_id,
                fields=_fields(form),
                channel=Channel(form.channel.data),
                answered_on=form.answered_on.data,
            )
    except RuleBroken as error:
        form.take_error(error)
        return _enter(page, form, 422)
    if request.form.get("then") == "another":
        fresh = _entry(actor, page, empty=True)
        for name in ("channel", "answered_on", "language"):
            fresh[name].data = form[name].data
        return _enter(page, fresh, receipt=answered.receipt)
    return render_template("feedback/_entered.html", page=page, answered=answered, receipt_url=messages.receipt_url())


def _entry(actor: Actor, page: queries.StaffForm, *, empty: bool = False) -> Any:
    people = people_of_body(actor, page.body_id) if page.body_id is not None else candidates(actor)
    choices = [(person.id, person.name) for person in people]
    return entry_form(page.questions, current_language(), choices, empty=empty)


def _enter(page: queries.StaffForm, form: Any, status: int = 200, receipt: str | None = None) -> Any:
    body = names_of([page.body_id]).get(page.body_id)
    return render_template("feedback/answer_enter.html", page=page, form=form, body=body, receipt=receipt), status


def _fields(form: Any) -> services.AnswerFields:
    person = form.person_id.data
    return services.AnswerFields(
        answers=form.answers,
        form_key=form.form_key.data,
        language=form.language.data,
        may_quote=form.may_quote.data,
        contact_email=form.email.data or None,
        wants_news=form.wants_news.data or bool(form.email.data),
        person_id=None if person == NO_PERSON else int(person),
    )
