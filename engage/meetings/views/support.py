"""Support to take part: asked for by members, arranged by staff."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engage.core.db import unit_of_work
from engage.core.errors import Conflict, RuleBroken
from engage.core.i18n import N_
from engage.meetings import queries, services
from engage.meetings.enums import SUPPORT_NEEDS, SUPPORT_STATES
from engage.meetings.forms import ArrangeForm, SupportForm
from engage.meetings.views.blueprint import attendees, blueprint, managers
from engage.web.errors import words
from engage.web.forms import id_or_none
from engage.web.login import current_actor
from engage.web.saving import attempt


@blueprint.route("/my/meetings/<int:meeting_id>/support", methods=["GET", "POST"])
@attendees
def support_edit(meeting_id: int) -> Any:
    """A member, or who helps them, says what they need to take part."""
    actor = current_actor()
    mine = queries.my_support(actor, meeting_id, id_or_none(request.args.get("person")))
    form = SupportForm(needs=list(mine.needs), language=mine.language, other=mine.other)
    outcome = attempt(
        form,
        lambda: services.ask_support(
            actor=actor, meeting_id=meeting_id, person_id=mine.person_id, details=form.details
        ),
        location=url_for(".meeting_page", meeting_id=meeting_id),
        done=N_("We wrote down what you need. Staff will arrange it and tell you."),
    )
    if isinstance(outcome, int):
        return render_template(
            "meetings/support_edit.html",
            form=form,
            mine=mine,
            is_helper=mine.person_id != actor.person_id,
            needs=SUPPORT_NEEDS,
            states=SUPPORT_STATES,
        ), outcome
    return outcome


@blueprint.post("/my/meetings/<int:meeting_id>/support/withdraw")
@attendees
def support_withdraw(meeting_id: int) -> Any:
    """The support is no longer needed."""
    actor = current_actor()
    mine = queries.my_support(actor, meeting_id, id_or_none(request.args.get("person")))
    with unit_of_work():
        services.withdraw_support(actor=actor, meeting_id=meeting_id, person_id=mine.person_id)
    flash(gettext("We wrote down that you no longer need support."), "success")
    return redirect(url_for(".meeting_page", meeting_id=meeting_id), 303)


@blueprint.get("/staff/meetings/<int:meeting_id>/support")
@managers
def support_list(meeting_id: int) -> Any:
    """Who needs what, to tick off."""
    return _support_list(meeting_id, None, 200)


@blueprint.post("/staff/meetings/<int:meeting_id>/support/<int:request_id>")
@managers
def support_arrange(meeting_id: int, request_id: int) -> Any:
    """Save what is arranged for one person."""
    actor = current_actor()
    rows = {row.id: row for row in queries.support_rows(actor, meeting_id)}
    form = ArrangeForm()
    form.offer(rows[request_id].needs if request_id in rows else ())
    error, status = None, 422
    if form.validate():
        try:
            with unit_of_work():
                services.arrange_support(
                    actor=actor,
                    request_id=request_id,
                    expected_version=form.expected_version,
                    arranged=form.ticked,
                    is_other_arranged=form.is_other_arranged.data,
                )
        except (Conflict, RuleBroken) as broken:
            error, status = words(broken), 409 if isinstance(broken, Conflict) else 422
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for(".support_list", meeting_id=meeting_id), 303)
    return _support_list(meeting_id, error or Conflict.default, status)


def _support_list(meeting_id: int, error: str | None, status: int) -> Any:
    rows = []
    for row in queries.support_rows(current_actor(), meeting_id):
        form = ArrangeForm(
            formdata=None,
            prefix="",
            arranged=list(row.arranged),
            is_other_arranged=row.is_other_arranged,
            version=str(row.version),
        )
        form.offer(row.needs)
        for field in (form.arranged, form.is_other_arranged):
            field.id = f"{field.name}-{row.id}"
        rows.append((row, form))
    return render_template(
        "meetings/support_list.html",
        meeting=queries.meeting_page(current_actor(), meeting_id),
        rows=rows,
        error=error,
        has_errors=error is not None,
        needs=SUPPORT_NEEDS,
        states=SUPPORT_STATES,
    ), status
