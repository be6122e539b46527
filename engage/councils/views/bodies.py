"""Making and changing councils, for staff."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from engage.core.db import unit_of_work
from engage.core.errors import NotAllowed
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.councils import exports, queries, services
from engage.councils.enums import SEAT_CATEGORIES, SEAT_STATUSES
from engage.councils.forms import BodyForm
from engage.councils.policies import can_create_body
from engage.councils.views.blueprint import blueprint, day_asked, managers
from engage.councils.views.public import body_filters, csv_file
from engage.directory.queries import plan_choices
from engage.web import panels
from engage.web.access import needs
from engage.web.forms import id_or_none
from engage.web.language import current_language, local_today
from engage.web.login import current_actor
from engage.web.paging import page_number, pager
from engage.web.saving import attempt
from engage.web.stale import saved_meanwhile

editors = needs(Permission.COUNCILS_BODY_MANAGE, Permission.COUNCILS_BODY_CREATE)


@blueprint.get("/staff/councils")
@needs(Permission.COUNCILS_BODY_READ, Permission.COUNCILS_BODY_CREATE)
def staff_body_list() -> Any:
    """The councils the actor runs, or all they may see."""
    actor, form = current_actor(), body_filters()
    runs_some = actor.may(Permission.COUNCILS_BODY_MANAGE)
    found = queries.body_rows(
        actor,
        local_today(),
        search=form.q.data or "",
        kind=form.kind.data or "",
        is_mine=runs_some and request.args.get("show") != "all",
        number=page_number(),
    )
    return render_template(
        "councils/staff_body_list.html",
        filters=form,
        rows=found.rows,
        page=pager(found),
        runs_some=runs_some,
        shows_all=request.args.get("show") == "all",
        is_filtered=bool(form.q.data or form.kind.data),
        can_create=can_create_body(actor),
    )


@blueprint.get("/staff/councils/<int:body_id>")
@managers
def staff_body_page(body_id: int) -> Any:
    """The seats of a council on a day, to work on."""
    actor, on = current_actor(), day_asked()
    body = queries.body_page(actor, body_id)
    if not body.can_manage:
        raise NotAllowed
    return render_template(
        "councils/staff_body_page.html",
        body=body,
        seats=queries.staff_body_page(actor, body_id, on),
        today=local_today(),
        panels=panels.of("councils.staff_body_page", body_id=body_id),
        categories=SEAT_CATEGORIES,
        statuses=SEAT_STATUSES,
    )


@blueprint.route("/staff/councils/new", methods=["GET", "POST"])
@editors
def body_create() -> Any:
    """Make a council, or a group below one."""
    actor = current_actor()
    form = BodyForm(parent_id=id_or_none(request.args.get("parent")))
    _offer(form)
    if not can_create_body(actor):
        form.parent_id.choices = form.parent_id.choices[1:]  # a coordinator makes groups below their own
        if not form.parent_id.choices:
            raise NotAllowed
    outcome = attempt(
        form,
        lambda: services.create_body(actor=actor, details=form.details),
        location=lambda body_id: url_for(".body_page", body_id=body_id),
        done=N_("The council is saved. Add its seats next."),
    )
    if isinstance(outcome, int):
        return render_template(
            "councils/body_create.html", form=form, may_choose_plan=can_create_body(actor)
        ), outcome
    return outcome


@blueprint.route("/staff/councils/<int:body_id>/edit", methods=["GET", "POST"])
@editors
def body_edit(body_id: int) -> Any:
    """Change a council."""
    actor = current_actor()
    if not queries.body_page(actor, body_id).can_edit:
        raise NotAllowed
    current = queries.body_edit(actor, body_id)
    form = BodyForm(obj=current)
    _offer(form, current)
    outcome = attempt(
        form,
        lambda: services.edit_body(
            actor=actor, body_id=body_id, expected_version=form.expected_version, details=form.details
        ),
        location=url_for(".body_page", body_id=body_id),
        done=N_("Saved."),
    )
    if isinstance(outcome, int):
        return render_template(
            "councils/body_edit.html",
            form=form,
            body=current,
            saved=saved_meanwhile(form, current),
            may_choose_plan=can_create_body(actor),
        ), outcome
    return outcome


def _offer(form: BodyForm, current: queries.BodyEdit | None = None) -> None:
    """Fill the choices in; what is chosen now is always among them."""
    actor, language = current_actor(), current_language()
    parents = [(body.id, body.name.text(language)) for body in queries.parent_choices(actor)]
    plans = [(plan.id, plan.name) for plan in plan_choices()]
    if current is not None:
        parents = [pair for pair in parents if pair[0] != current.id]
        if current.parent_id is not None and current.parent_id not in dict(parents):
            parents.append((current.parent_id, queries.body_name(current.parent_id).text(language)))
        if current.plan_id is not None and current.plan_id not in dict(plans):
            plans.append((current.plan_id, gettext("A plan no longer in use")))
    form.offer(parents, plans)


@blueprint.get("/staff/councils/<int:body_id>/contacts.csv")
@managers
def contacts_csv(body_id: int) -> Any:
    """Who sits now, with contact data; kept in the audit log."""
    actor, on = current_actor(), local_today()
    with unit_of_work():
        people = services.export_contacts(actor=actor, body_id=body_id, on=on)
    return csv_file(exports.contacts_csv(people), f"contacts-{body_id}-{on.isoformat()}.csv")
