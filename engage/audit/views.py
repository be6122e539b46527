"""Pages of the log: browse and export, once on each side."""

from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for

from engage.audit import exports, queries
from engage.audit.forms import EntryFilterForm
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.core.text import one_line
from engage.web import nav
from engage.web.access import needs
from engage.web.language import local_today, site_time_zone
from engage.web.login import current_actor
from engage.web.paging import page_number, pager

blueprint = Blueprint("audit", __name__, url_prefix="/staff/audit")
ombudsman_blueprint = Blueprint("audit_ombudsman", __name__, url_prefix="/ombudsman/audit")
blueprints = [blueprint]
ombudsman_blueprints = [ombudsman_blueprint]
_FILTERS = ("event", "actor", "from_day", "to_day")
nav.register("staff", 90, N_("Audit"), "audit.entry_list", Permission.AUDIT_ENTRY_READ)
nav.register("confidential", 90, N_("Audit"), "audit_ombudsman.entry_list", Permission.OMBUDSMAN_AUDIT_READ)


@ombudsman_blueprint.get("", endpoint="entry_list")
@blueprint.get("", endpoint="entry_list")
@needs(Permission.AUDIT_ENTRY_READ, Permission.OMBUDSMAN_AUDIT_READ)
def entry_list() -> Any:
    """The newest entries first, with filters."""
    actor, form = current_actor(), _form()
    is_valid = form.validate()
    names = queries.event_names(actor)
    form.event.choices = [("", ""), *((name, name) for name in names)]
    page = queries.entry_rows(actor=actor, wanted=_wanted(form), page=page_number())
    shown = render_template(
        "audit/entry_list.html",
        form=form,
        page=page,
        pager=pager(page),
        head=queries.head(actor.side),
        list_url=url_for(".entry_list"),
        export_url=url_for(".entry_export", **_asked()),
        is_filtered=bool(_asked()),
    )
    return shown, 200 if is_valid else 422


@ombudsman_blueprint.get("/export.csv", endpoint="entry_export")
@blueprint.get("/export.csv", endpoint="entry_export")
@needs(Permission.AUDIT_ENTRY_READ, Permission.OMBUDSMAN_AUDIT_READ)
def entry_export() -> Response:
    """The same entries, all pages of them, as CSV."""
    form = _form()
    form.validate()
    rows = queries.all_entries(actor=current_actor(), wanted=_wanted(form))
    return Response(
        stream_with_context(exports.csv_lines(rows)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="audit-{local_today().isoformat()}.csv"'},
    )


def _form() -> EntryFilterForm:
    return EntryFilterForm(formdata=request.args)


def _wanted(form: EntryFilterForm) -> queries.EntryFilter:
    """What the form asks for; a field with an error asks for nothing."""
    asked = {name: form[name].data for name in _FILTERS if form[name].data and not form[name].errors}
    asked["event"] = one_line(asked.get("event"))
    return queries.EntryFilter(**asked, time_zone=site_time_zone())


def _asked() -> dict[str, str]:
    return {name: request.args[name] for name in _FILTERS if request.args.get(name)}
