"""The office's first page, the list of cases, and search."""

from typing import Any

from flask import render_template, request

from engage.core.db import unit_of_work
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.ombudsman import queries, services
from engage.ombudsman.enums import CaseStatus
from engage.ombudsman.forms import ConfirmForm, SearchForm
from engage.ombudsman.queries import CaseFilter
from engage.ombudsman.views.blueprint import INVALID, blueprint
from engage.web.access import needs
from engage.web.language import local_today
from engage.web.login import current_actor
from engage.web.paging import page_number, pager

_WHOSE = ("all", "mine", "nobody")


@blueprint.get("/", strict_slashes=False)
@needs(Permission.OMBUDSMAN_CASE_READ)
def home() -> Any:
    """What waits, and one press for somebody on the phone."""
    page = queries.home_page(actor=current_actor(), today=local_today())
    return render_template(
        "ombudsman/home.html", page=page, search=SearchForm(formdata=None), confirm=ConfirmForm(formdata=None)
    )


@blueprint.get("/cases")
@needs(Permission.OMBUDSMAN_CASE_READ)
def case_list() -> Any:
    """Cases by status and worker."""
    status = request.args.get("status", "")
    whose = request.args.get("whose", "all")
    which = CaseFilter(
        status=CaseStatus(status) if status in list(CaseStatus) else None,
        whose=whose if whose in _WHOSE else "all",
    )
    found = queries.case_rows(actor=current_actor(), which=which, number=page_number())
    return render_template(
        "ombudsman/case_list.html",
        page=found,
        pager=pager(found),
        which=which,
        statuses=list(CaseStatus),
        search=SearchForm(formdata=None),
    )


@blueprint.get("/search")
@needs(Permission.OMBUDSMAN_CASE_READ)
def case_search() -> Any:
    """Ask what to look for."""
    return render_template("ombudsman/case_search.html", form=SearchForm(formdata=None), rows=None)


@blueprint.post("/search")
@needs(Permission.OMBUDSMAN_CASE_READ)
def case_find() -> Any:
    """Show who was found. Posted, so that no name stands in an address, a history or a server's log."""
    form = SearchForm()
    if not form.validate():
        return render_template("ombudsman/case_search.html", form=form, rows=None), INVALID
    rows = queries.search_rows(actor=current_actor(), typed=form.q.data)
    with unit_of_work(Side.OMBUDSMAN):
        services.note_search(actor=current_actor(), found=len(rows))
    return render_template("ombudsman/case_search.html", form=form, rows=rows)
