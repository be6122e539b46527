"""The parts of a case: people, complaints, consents, files."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask_babel import gettext
from werkzeug import Response

from engage.core.db import unit_of_work
from engage.core.errors import NotFound
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.ombudsman import queries, services
from engage.ombudsman.enums import AttachmentKind
from engage.ombudsman.forms import (
    AttachmentForm,
    ComplaintForm,
    ConsentForm,
    PersonForm,
    RemoveAttachmentForm,
    WithdrawConsentForm,
)
from engage.ombudsman.views.blueprint import blueprint, both_texts, case_url, save, status_of
from engage.ombudsman.views.casework import read_case
from engage.web.access import needs
from engage.web.downloads import send_download
from engage.web.forms import BaseForm
from engage.web.language import local_today
from engage.web.login import current_actor

update = needs(Permission.OMBUDSMAN_CASE_UPDATE)


@blueprint.route("/cases/<int:case_id>/people/new", methods=["GET", "POST"])
@update
def person_create(case_id: int) -> Any:
    """Add somebody to the case."""
    form = PersonForm()

    def change() -> None:
        services.add_person(actor=current_actor(), case_id=case_id, person=form.text())

    return _form_page("person_create", case_id, form, change)


@blueprint.route("/cases/<int:case_id>/people/<int:person_id>/edit", methods=["GET", "POST"])
@update
def person_edit(case_id: int, person_id: int) -> Any:
    """What is known of somebody, and how they may be reached."""
    person = queries.person_row(actor=current_actor(), case_id=case_id, person_id=person_id)
    stored = PersonForm(formdata=None, person=person)
    form = PersonForm() if request.method == "POST" else stored

    def change() -> None:
        services.change_person(
            actor=current_actor(),
            case_id=case_id,
            person_id=person_id,
            person=form.text(),
            version=form.expected_version,
        )

    return _form_page("person_edit", case_id, form, change, stored=stored, person_id=person_id)


@blueprint.route("/cases/<int:case_id>/complaints/new", methods=["GET", "POST"])
@update
def complaint_create(case_id: int) -> Any:
    """Add a complaint."""
    case = read_case(case_id)
    form = ComplaintForm(plan_id=case.plan_id)

    def change() -> None:
        services.add_complaint(actor=current_actor(), case_id=case_id, complaint=form.text())

    return _form_page("complaint_create", case_id, form, change)


@blueprint.route("/cases/<int:case_id>/complaints/<int:complaint_id>/edit", methods=["GET", "POST"])
@update
def complaint_edit(case_id: int, complaint_id: int) -> Any:
    """What a complaint is, and what became of it."""
    row = queries.complaint_row(actor=current_actor(), case_id=case_id, complaint_id=complaint_id)
    stored = ComplaintForm(
        formdata=None,
        version=row.version,
        code=row.issue.code,
        decided_by=row.decided_by.value,
        plan_id=row.plan_id,
        details=row.details,
        verification=row.verification.value,
        disposition=row.disposition.value,
    )
    form = ComplaintForm(code=row.issue.code, plan_id=row.plan_id) if request.method == "POST" else stored

    def change() -> None:
        services.change_complaint(
            actor=current_actor(),
            case_id=case_id,
            complaint_id=complaint_id,
            complaint=form.text(),
            version=form.expected_version,
        )

    return _form_page("complaint_edit", case_id, form, change, stored=stored, complaint_id=complaint_id)


@blueprint.route("/cases/<int:case_id>/consents/new", methods=["GET", "POST"])
@update
def consent_create(case_id: int) -> Any:
    """Record a consent."""
    people = read_case(case_id).people
    form = ConsentForm(people=people, **({} if request.method == "POST" else {"given_on": local_today()}))

    def change() -> None:
        services.record_consent(actor=current_actor(), case_id=case_id, consent=form.text())

    return _form_page("consent_create", case_id, form, change, people=people)


@blueprint.route("/cases/<int:case_id>/consents/<int:consent_id>/withdraw", methods=["GET", "POST"])
@update
def consent_withdraw(case_id: int, consent_id: int) -> Any:
    """Record that a consent was taken back."""
    case = read_case(case_id)
    consent = next((row for row in case.consents if row.id == consent_id), None)
    if consent is None:
        raise NotFound
    form = WithdrawConsentForm()

    def change() -> None:
        services.withdraw_consent(
            actor=current_actor(), case_id=case_id, consent_id=consent_id, note=form.note.data or ""
        )

    return _form_page("consent_withdraw", case_id, form, change, consent=consent)


@blueprint.route("/cases/<int:case_id>/attachments/new", methods=["GET", "POST"])
@update
def attachment_create(case_id: int) -> Any:
    """Add a file."""
    form = AttachmentForm()

    def change() -> None:
        services.add_attachment(
            actor=current_actor(),
            case_id=case_id,
            kind=AttachmentKind(form.kind.data),
            name=form.file_name,
            data=form.read_file(),
        )

    return _form_page("attachment_create", case_id, form, change)


@blueprint.get("/cases/<int:case_id>/attachments/<int:attachment_id>")
@needs(Permission.OMBUDSMAN_CASE_READ)
def attachment_download(case_id: int, attachment_id: int) -> Any:
    """A file to save; that it was opened is written down."""
    about = {"actor": current_actor(), "case_id": case_id, "attachment_id": attachment_id}
    with unit_of_work(Side.OMBUDSMAN):
        services.note_attachment_reading(**about)
    opened = queries.attachment_file(**about)
    return send_download(opened.data, name=opened.row.name, media_type=opened.row.media_type)


@blueprint.route("/cases/<int:case_id>/attachments/<int:attachment_id>/remove", methods=["GET", "POST"])
@update
def attachment_remove(case_id: int, attachment_id: int) -> Any:
    """Take a file out of the case, with the reason."""
    attachment = next((row for row in read_case(case_id).attachments if row.id == attachment_id), None)
    if attachment is None:
        raise NotFound
    form = RemoveAttachmentForm()

    def change() -> None:
        services.remove_attachment(
            actor=current_actor(), case_id=case_id, attachment_id=attachment_id, reason=form.reason.data
        )

    return _form_page("attachment_remove", case_id, form, change, attachment=attachment)


def _form_page(
    name: str,
    case_id: int,
    form: BaseForm,
    change: Callable[[], object],
    *,
    stored: BaseForm | None = None,
    **values: Any,
) -> Response | tuple[str, int]:
    """Show a form, or carry it out and go back to the case."""

    def carry_out() -> str:
        change()
        return case_url(case_id)

    case = read_case(case_id)  # a case that is not there is a 404, not an empty form
    saved = save(form, carry_out, done=gettext("Saved."))
    if saved:
        return saved
    both = both_texts(form, stored) if stored is not None else []
    page = render_template(f"ombudsman/{name}.html", form=form, case=case, both=both, **values)
    return page, status_of(form)
