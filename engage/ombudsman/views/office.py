"""How the office is reached."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from engage.core.permissions import Permission
from engage.ombudsman import queries, services
from engage.ombudsman.forms import OfficeForm
from engage.ombudsman.views.blueprint import blueprint, both_texts, save, status_of
from engage.web.access import needs
from engage.web.login import current_actor


@blueprint.route("/office", methods=["GET", "POST"])
@needs(Permission.OMBUDSMAN_ACCOUNT_MANAGE)
def office_edit() -> Any:
    """What people are told of the office."""
    office = queries.office_page()
    stored = OfficeForm(
        formdata=None,
        version=office.version,
        name=office.name,
        phone=office.phone,
        email=office.email,
        hours=office.hours,
        hours_es=office.hours_es,
        reply_days=office.reply_days,
    )
    form = OfficeForm() if request.method == "POST" else stored

    def carry_out() -> str:
        services.change_office(actor=current_actor(), office=form.text(), version=form.expected_version or 0)
        return url_for("ombudsman.office_edit")

    saved = save(form, carry_out, done=gettext("Saved."))
    if saved:
        return saved
    both = both_texts(form, stored)
    return render_template("ombudsman/office_edit.html", form=form, both=both), status_of(form)
