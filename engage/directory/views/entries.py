"""Programs, plans, regions and partner agencies: four lists that are kept in the same way."""

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.routing import BaseConverter

from engage.core.db import unit_of_work
from engage.core.i18n import N_
from engage.directory import queries, services
from engage.directory.enums import ListName, PartnerKind, PlanKind, ProgramKind
from engage.directory.forms import EntryForm, entry_form
from engage.directory.views.blueprint import blueprint, editors, save
from engage.web.login import current_actor
from engage.web.paging import page_number, pager

TITLES = {
    ListName.PROGRAMS: N_("Programs"),
    ListName.PLANS: N_("Plans"),
    ListName.REGIONS: N_("Regions"),
    ListName.PARTNERS: N_("Partner agencies"),
}
_EXPLAINED = {
    ListName.PROGRAMS: N_("A program brings Medicare and Medicaid together, like One Care or PACE."),
    ListName.PLANS: N_("Comments can be about a plan, and a plan can have a committee of its own."),
    ListName.REGIONS: N_("Divide the state as you always do. Comments can then be compared by region."),
    ListName.PARTNERS: N_("The agencies that people are sent to when someone else can help better."),
}
_KIND_LABELS = {kind.value: kind.label for kinds in (ProgramKind, PlanKind, PartnerKind) for kind in kinds}


class ListNameConverter(BaseConverter):
    """One of the four lists, in an address."""

    regex = "|".join(ListName)
    part_isolating = True

    def to_python(self, value: str) -> ListName:
        """The list's name."""
        return ListName(value)


@blueprint.record_once
def _add_converter(state: Any) -> None:
    state.app.url_map.converters["list_name"] = ListNameConverter


def _context(name: ListName) -> dict[str, Any]:
    return {"list_name": name, "title": TITLES[name], "explained": _EXPLAINED[name], "kind_labels": _KIND_LABELS}


@blueprint.get("/staff/profile/<list_name:name>")
@editors
def entry_list(name: ListName) -> Any:
    """One page of a list, with search."""
    search = request.args.get("q", "")[:200].replace("\x00", "")
    page = queries.entry_rows(name, search=search, number=page_number())
    return render_template(
        "directory/entry_list.html", rows=page.rows, page=pager(page), search=search, **_context(name)
    )


@blueprint.route("/staff/profile/<list_name:name>/add", methods=["GET", "POST"])
@editors
def entry_create(name: ListName) -> Any:
    """Add an entry."""
    form = entry_form(name, queries.program_choices())
    context = {"entry": None, **_context(name)}
    if request.method == "GET":
        return render_template("directory/entry_edit.html", form=form, **context)
    if not form.validate():
        return render_template("directory/entry_edit.html", form=form, **context), 422

    def do() -> None:
        services.add_entry(actor=current_actor(), list_name=name, **form.values)

    done = url_for(".entry_list", name=name)
    return save(form, "directory/entry_edit.html", do, done, current=queries.state_profile, **context)


@blueprint.route("/staff/profile/<list_name:name>/<int:entry_id>/edit", methods=["GET", "POST"])
@editors
def entry_edit(name: ListName, entry_id: int) -> Any:
    """Change an entry."""
    entry = queries.entry_row(name, entry_id)
    form = _filled(name, entry)
    context = {"entry": entry, **_context(name)}
    if request.method == "GET":
        return render_template("directory/entry_edit.html", form=form, **context)
    if not form.validate():
        return render_template("directory/entry_edit.html", form=form, **context), 422

    def do() -> None:
        services.update_entry(
            actor=current_actor(), list_name=name, entry_id=entry_id, version=form.expected_version, **form.values
        )

    done = url_for(".entry_list", name=name)
    return save(
        form,
        "directory/entry_edit.html",
        do,
        done,
        current=lambda: queries.entry_row(name, entry_id),
        **context,
    )


def _filled(name: ListName, entry: queries.EntryRow) -> EntryForm:
    programs = queries.program_choices()
    if entry.program_id and entry.program_id not in {program.id for program in programs}:
        # A retired program stays with its plans, and must be offered to them.
        programs = (*programs, queries.Choice(entry.program_id, entry.program_name))
    return entry_form(name, programs, data=asdict(entry))


@blueprint.post("/staff/profile/<list_name:name>/<int:entry_id>/retire")
@editors
def entry_retire(name: ListName, entry_id: int) -> Any:
    """Offer an entry no longer."""
    with unit_of_work():
        services.retire_entry(actor=current_actor(), list_name=name, entry_id=entry_id)
    flash(gettext("Retired. It is no longer offered, and old records still show it."), "success")
    return redirect(url_for(".entry_list", name=name), 303)


@blueprint.post("/staff/profile/<list_name:name>/<int:entry_id>/restore")
@editors
def entry_restore(name: ListName, entry_id: int) -> Any:
    """Offer a retired entry again."""
    with unit_of_work():
        services.restore_entry(actor=current_actor(), list_name=name, entry_id=entry_id)
    flash(gettext("It is offered again."), "success")
    return redirect(url_for(".entry_list", name=name), 303)
