"""Somebody is on the phone: a quick form that can be saved at any point."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from engage.core.db import unit_of_work
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.ombudsman import queries, services
from engage.ombudsman.forms import CallForm, ConfirmForm
from engage.ombudsman.queries import CasePage, PersonRow, office_page
from engage.ombudsman.views.blueprint import blueprint, both_texts, case_url, save, status_of
from engage.web.access import needs
from engage.web.language import local_today
from engage.web.login import current_actor


@blueprint.get("/calls/new")
@needs(Permission.OMBUDSMAN_CASE_CREATE)
def call_create() -> Any:
    """An empty form."""
    return _page(CallForm(formdata=None, channel="phone", language="en"))


@blueprint.post("/calls/new")
@needs(Permission.OMBUDSMAN_CASE_CREATE)
def call_save() -> Any:
    """Keep what was taken down, or look for earlier contacts while the caller is still on the line."""
    form = CallForm()
    if "look" in request.form:
        return _look(form)

    def carry_out() -> str:
        return _next(services.save_call(actor=current_actor(), call=form.call()).id)

    return save(form, carry_out, done=gettext("Saved.")) or _page(form, status_of(form))


@blueprint.get("/cases/<int:case_id>/call")
@needs(Permission.OMBUDSMAN_CASE_UPDATE)
def call_edit(case_id: int) -> Any:
    """The form of a call that was begun."""
    with unit_of_work(Side.OMBUDSMAN):
        services.note_reading(actor=current_actor(), case_id=case_id)
    return _page(_filled(case_id), case_id=case_id)


@blueprint.post("/cases/<int:case_id>/call")
@needs(Permission.OMBUDSMAN_CASE_UPDATE)
def call_update(case_id: int) -> Any:
    """Keep what was taken down since."""
    form = CallForm()
    if "look" in request.form:
        return _look(form, case_id)

    def carry_out() -> str:
        version = form.expected_version
        services.save_call(actor=current_actor(), call=form.call(), case_id=case_id, version=version)
        return _next(case_id)

    saved = save(form, carry_out, done=gettext("Saved."))
    return saved or _page(form, status_of(form), case_id=case_id, both=both_texts(form, _filled(case_id)))


@blueprint.post("/cases/<int:case_id>/receipt")
@needs(Permission.OMBUDSMAN_CASE_UPDATE)
def receipt_create(case_id: int) -> Any:
    """Make a code to read out to the person, and show it once."""
    form = ConfirmForm()
    with unit_of_work(Side.OMBUDSMAN, form_key=form.form_key.data) as unit:
        unit.location = case_url(case_id)
        receipt = services.make_receipt(actor=current_actor(), case_id=case_id)
    return render_template("ombudsman/receipt_create.html", receipt=receipt, case_id=case_id, office=office_page())


def _next(case_id: int) -> str:
    endpoint = ".case_page" if "done" in request.form else ".call_edit"
    return url_for(endpoint, case_id=case_id)


def _look(form: CallForm, case_id: int | None = None) -> Any:
    form.validate()  # fills the fields as they will be saved; nothing is refused while looking
    for field in form:
        field.errors = []
    rows = queries.search_rows(actor=current_actor(), typed=form.search_text)
    with unit_of_work(Side.OMBUDSMAN):
        services.note_search(actor=current_actor(), found=len(rows))
    return _page(form, case_id=case_id, found=rows, looked_for=form.search_text)


def _page(form: CallForm, status: int = 200, **values: Any) -> tuple[str, int]:
    shown = {"case_id": None, "found": None, "looked_for": "", "both": [], **values}
    name = "call_create" if shown["case_id"] is None else "call_edit"
    return render_template(f"ombudsman/{name}.html", form=form, **shown), status


def _filled(case_id: int) -> CallForm:
    case = queries.case_page(actor=current_actor(), case_id=case_id, today=local_today())
    caller, person = case.complainant, case.affected
    return CallForm(
        formdata=None,
        version=case.version,
        plan_id=case.plan_id,
        story=case.story,
        language=case.language,
        channel=case.channel.value,
        is_for="other" if person else "me",
        person_name=person.name if person else "",
        member_number=_number(case),
        **_of_caller(caller),
    )


def _of_caller(caller: PersonRow | None) -> dict[str, Any]:
    if caller is None:
        return {}
    return {
        "caller_name": caller.name,
        "caller_phone": caller.phone,
        "caller_email": caller.email,
        "relationship_words": caller.relationship_words,
        "contact_note": caller.contact_note,
        "may_call": caller.may_call,
        "may_leave_voicemail": caller.may_leave_voicemail,
        "may_email": caller.may_email,
    }


def _number(case: CasePage) -> str:
    return next((p.member_number for p in case.people if p.is_affected and p.member_number), "")
