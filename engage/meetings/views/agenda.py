"""The agenda, for staff."""

from typing import Any

from flask import redirect, render_template, request, url_for

from engage.core.db import unit_of_work
from engage.core.i18n import N_
from engage.meetings import queries, services
from engage.meetings.forms import AgendaForm
from engage.meetings.views.blueprint import blueprint, managers
from engage.web.forms import VersionedForm
from engage.web.language import local_today
from engage.web.login import current_actor
from engage.web.saving import attempt
from engage.web.stale import saved_meanwhile


def _desk(meeting_id: int) -> str:
    return url_for(".meeting_desk", meeting_id=meeting_id, _anchor="agenda")


@blueprint.route("/staff/meetings/<int:meeting_id>/agenda/new", methods=["GET", "POST"])
@managers
def agenda_item_create(meeting_id: int) -> Any:
    """Add an item at the end of the agenda."""
    actor = current_actor()
    desk = queries.meeting_desk(actor, meeting_id, local_today())
    form = AgendaForm()
    outcome = attempt(
        form,
        lambda: services.add_agenda_item(actor=actor, meeting_id=meeting_id, details=form.details),
        location=_desk(meeting_id),
        done=N_("The item is on the agenda."),
    )
    if isinstance(outcome, int):
        return render_template("meetings/agenda_item_create.html", form=form, meeting=desk.page), outcome
    return outcome


@blueprint.route("/staff/agenda/<int:item_id>/edit", methods=["GET", "POST"])
@managers
def agenda_item_edit(item_id: int) -> Any:
    """Change an item."""
    actor = current_actor()
    item = queries.agenda_item_edit(actor, item_id)
    form = AgendaForm(obj=item)
    outcome = attempt(
        form,
        lambda: services.edit_agenda_item(
            actor=actor, item_id=item_id, expected_version=form.expected_version, details=form.details
        ),
        location=_desk(item.meeting_id),
        done=N_("Saved."),
    )
    if isinstance(outcome, int):
        saved = saved_meanwhile(form, item)
        return render_template("meetings/agenda_item_edit.html", form=form, item=item, saved=saved), outcome
    return outcome


@blueprint.post("/staff/agenda/<int:item_id>/move")
@managers
def agenda_item_move(item_id: int) -> Any:
    """Move an item one place up or down."""
    actor = current_actor()
    item = queries.agenda_item_edit(actor, item_id)
    step = -1 if request.form.get("way") == "up" else 1
    with unit_of_work():
        services.move_agenda_item(actor=actor, item_id=item_id, step=step)
    return redirect(_desk(item.meeting_id), 303)


@blueprint.route("/staff/agenda/<int:item_id>/remove", methods=["GET", "POST"])
@managers
def agenda_item_remove(item_id: int) -> Any:
    """Take an item off the agenda."""
    actor = current_actor()
    item = queries.agenda_item_edit(actor, item_id)
    form = VersionedForm(version=str(item.version))
    outcome = attempt(
        form,
        lambda: services.remove_agenda_item(actor=actor, item_id=item_id, expected_version=form.expected_version),
        location=_desk(item.meeting_id),
        done=N_("The item is off the agenda."),
    )
    if isinstance(outcome, int):
        saved_meanwhile(form, item)
        return render_template("meetings/agenda_item_remove.html", form=form, item=item), outcome
    return outcome
