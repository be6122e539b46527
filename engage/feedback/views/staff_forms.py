"""Staff make, publish, share and end forms."""

import io
from typing import Any

import segno
from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engage.core.actor import Actor
from engage.core.db import unit_of_work
from engage.core.errors import Conflict, NotAllowed, RuleBroken
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.feedback import queries, services
from engage.feedback.enums import Audience, FormState
from engage.feedback.forms import FormForm, answer_form, picks
from engage.feedback.policies import can_create_form
from engage.feedback.views.blueprint import blueprint, names_of
from engage.meetings.queries import meeting_rows
from engage.web.access import needs
from engage.web.language import current_language, short_day_words
from engage.web.login import current_actor
from engage.web.paging import page_number, pager

AT_WORK = (Permission.FEEDBACK_FORM_MANAGE, Permission.FEEDBACK_ANSWER_READ, Permission.FEEDBACK_ANSWER_ENTER)
_MEETINGS = 50


@blueprint.get("/staff/feedback")
@needs(*AT_WORK)
def staff_form_list() -> str:
    """The forms of one's own councils, or all for the program team."""
    actor = current_actor()
    search, state = request.args.get("q", "").strip()[:100], request.args.get("state", "")
    page = queries.form_rows(
        actor=actor,
        search=search,
        state=FormState(state) if state in list(FormState) else None,
        number=page_number(),
    )
    return render_template(
        "feedback/staff_form_list.html",
        rows=page.rows,
        page=pager(page),
        search=search,
        state=state,
        bodies=names_of(row.body_id for row in page.rows),
        can_create=actor.may(Permission.FEEDBACK_FORM_MANAGE),
    )


@blueprint.route("/staff/feedback/new", methods=["GET", "POST"])
@needs(Permission.FEEDBACK_FORM_MANAGE)
def form_create() -> Any:
    """Write the first texts of a form; its questions come next."""
    actor = current_actor()
    form = FormForm()
    _choices(actor, form)
    if request.method == "GET":
        form.body_id.data, form.meeting_id.data = request.args.get("body", ""), request.args.get("meeting", "")
        return render_template("feedback/form_create.html", form=form)
    if not form.validate():
        return render_template("feedback/form_create.html", form=form), 422
    try:
        with unit_of_work(form_key=form.form_key.data) as work:
            form_id = services.create_form(actor=actor, fields=_fields(form))
            work.location = url_for(".form_page", form_id=form_id)
    except RuleBroken as error:
        form.take_error(error)
        return render_template("feedback/form_create.html", form=form), 422
    flash(gettext("The draft is saved. Now add your questions."), "success")
    return redirect(work.location, 303)


@blueprint.route("/staff/feedback/<int:form_id>/edit", methods=["GET", "POST"])
@needs(Permission.FEEDBACK_FORM_MANAGE)
def form_edit(form_id: int) -> Any:
    """Change the texts and days of a form."""
    actor = current_actor()
    page = manageable(actor, form_id)
    form = FormForm(data=_values(page))
    _choices(actor, form)
    if request.method == "GET":
        return render_template("feedback/form_edit.html", form=form, page=page)
    if not form.validate():
        return render_template("feedback/form_edit.html", form=form, page=page), 422
    try:
        with unit_of_work(form_key=form.form_key.data) as work:
            services.update_form(
                actor=actor, form_id=form_id, fields=_fields(form), expected_version=form.expected_version
            )
            work.location = url_for(".form_page", form_id=form_id)
    except (RuleBroken, Conflict) as error:
        form.take_error(error)
        if isinstance(error, Conflict):
            form.version.data = str(queries.staff_form(actor=actor, form_id=form_id).version)
        status = 409 if isinstance(error, Conflict) else 422
        return render_template("feedback/form_edit.html", form=form, page=page), status
    flash(gettext("Saved."), "success")
    return redirect(work.location, 303)


@blueprint.get("/staff/feedback/<int:form_id>")
@needs(*AT_WORK)
def form_page(form_id: int) -> str:
    """One form at work: its questions, what is missing, and what can be done with it."""
    page = queries.staff_form(actor=current_actor(), form_id=form_id)
    return render_template(
        "feedback/form_page.html", page=page, body=names_of([page.body_id]).get(page.body_id), missing=_missing(page)
    )


@blueprint.get("/staff/feedback/<int:form_id>/preview")
@needs(Permission.FEEDBACK_FORM_MANAGE)
def form_preview(form_id: int) -> str:
    """The form as people will see it; nothing can be sent from here."""
    page = manageable(current_actor(), form_id)
    form = answer_form(
        page.questions,
        current_language(),
        is_signed_in=page.audience is Audience.MEMBERS,
        allows_anonymous=page.allows_anonymous,
    )
    return render_template("feedback/form_preview.html", page=page, preview=form)


@blueprint.route("/staff/feedback/<int:form_id>/publish", methods=["GET", "POST"])
@needs(Permission.FEEDBACK_FORM_MANAGE)
def form_publish(form_id: int) -> Any:
    """Look at what is missing, then let people answer."""
    actor = current_actor()
    page = manageable(actor, form_id)
    if request.method == "GET":
        return render_template("feedback/form_publish.html", page=page, missing=_missing(page))
    try:
        with unit_of_work():
            services.publish_form(actor=actor, form_id=form_id)
    except RuleBroken:
        page = manageable(actor, form_id)
        return render_template("feedback/form_publish.html", page=page, missing=_missing(page)), 422
    flash(gettext("The form is open. Share its address or its code."), "success")
    return redirect(url_for(".form_share", form_id=form_id), 303)


@blueprint.post("/staff/feedback/<int:form_id>/close")
@needs(Permission.FEEDBACK_FORM_MANAGE)
def form_close(form_id: int) -> Any:
    """Take no more answers."""
    with unit_of_work():
        services.close_form(actor=current_actor(), form_id=form_id)
    flash(gettext("The form is closed."), "success")
    return redirect(url_for(".form_page", form_id=form_id), 303)


@blueprint.post("/staff/feedback/<int:form_id>/reopen")
@needs(Permission.FEEDBACK_FORM_MANAGE)
def form_reopen(form_id: int) -> Any:
    """Take answers again; a day that has passed must be changed first."""
    try:
        with unit_of_work():
            services.reopen_form(actor=current_actor(), form_id=form_id)
    except RuleBroken as error:
        flash(gettext(error.message), "error")
        return redirect(url_for(".form_edit", form_id=form_id), 303)
    flash(gettext("The form is open again."), "success")
    return redirect(url_for(".form_page", form_id=form_id), 303)


@blueprint.post("/staff/feedback/<int:form_id>/copy")
@needs(Permission.FEEDBACK_FORM_MANAGE)
def form_copy(form_id: int) -> Any:
    """Start a new draft from this form."""
    with unit_of_work(form_key=request.form.get("form_key") or None) as work:
        copy_id = services.copy_form(actor=current_actor(), form_id=form_id)
        work.location = url_for(".form_edit", form_id=copy_id)
    flash(gettext("This is the copy. Set its days, then publish it."), "success")
    return redirect(work.location, 303)


@blueprint.get("/staff/feedback/<int:form_id>/share")
@needs(*AT_WORK)
def form_share(form_id: int) -> str:
    """The address of a form, as a link, a square code and a card to print."""
    return render_template("feedback/form_share.html", page=_published(form_id))


@blueprint.get("/staff/feedback/<int:form_id>/code.svg")
@needs(*AT_WORK)
def form_qr(form_id: int) -> Response:
    """The address as a square code that a phone reads."""
    out = io.BytesIO()
    segno.make(_published(form_id).public_url, error="m").save(out, kind="svg", scale=6, border=4)
    return Response(out.getvalue(), mimetype="image/svg+xml")


def manageable(actor: Actor, form_id: int) -> queries.StaffForm:
    """The form, for who may change it. Raises `NotFound` and `NotAllowed`."""
    page = queries.staff_form(actor=actor, form_id=form_id)
    if not page.can_manage:
        raise NotAllowed
    return page


def _published(form_id: int) -> queries.StaffForm:
    page = queries.staff_form(actor=current_actor(), form_id=form_id)
    if page.is_draft:
        raise RuleBroken(N_("This form is not published, so there is nothing to share yet."))
    return page


def _missing(page: queries.StaffForm) -> list[str]:
    return [gettext(fault.message) % fault.values for fault in page.faults]


def _choices(actor: Actor, form: FormForm) -> None:
    """Fill in the councils this person runs and the meetings of those councils."""
    bodies = [(str(body_id), name.text(current_language())) for body_id, name in names_of(actor.body_ids).items()]
    alone = [("", gettext("No council"))] if can_create_form(actor, None) else []
    form.body_id.choices = picks([*alone, *sorted(bodies, key=lambda choice: choice[1])])
    meetings = [
        (str(m.id), f"{m.title.text(current_language())}, {short_day_words(m.held_on)}")
        for m in meeting_rows(actor, is_mine=True, size=_MEETINGS).rows
    ]
    if form.meeting_id.data and form.meeting_id.data not in dict(meetings) and form.meeting_id.data.isdigit():
        meetings.append((form.meeting_id.data, gettext("The meeting chosen before")))
    form.meeting_id.choices = picks([("", gettext("No meeting")), *meetings])


def _values(page: queries.StaffForm) -> dict[str, Any]:
    texts = {"title": page.title, "intro": page.intro, "what_happens_next": page.what_happens_next}
    values: dict[str, Any] = {name: words.en for name, words in texts.items()}
    values |= {f"{name}_es": words.es or "" for name, words in texts.items()}
    same = ("hear_back_on", "audience", "allows_anonymous", "opens_on", "closes_on")
    values |= {name: getattr(page, name) for name in same}
    values |= {name: str(getattr(page, name) or "") for name in ("body_id", "meeting_id", "version")}
    return values


def _fields(form: FormForm) -> services.FormFields:
    same = (
        "title",
        "title_es",
        "intro",
        "intro_es",
        "what_happens_next",
        "what_happens_next_es",
        "hear_back_on",
        "allows_anonymous",
        "opens_on",
        "closes_on",
    )
    return services.FormFields(
        **{name: form[name].data if form[name].data is not None else _empty(name) for name in same},
        body_id=int(form.body_id.data) if form.body_id.data else None,
        meeting_id=int(form.meeting_id.data) if form.meeting_id.data else None,
        audience=Audience(form.audience.data),
    )


def _empty(name: str) -> str | None:
    """A text that was left empty is an empty text; a day that was left empty is no day."""
    return None if name.endswith("_on") else ""
