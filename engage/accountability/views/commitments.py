"""The staff's pages about promises: making, changing, telling how they go, and closing them."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for

from engage.accountability import queries, services
from engage.accountability.forms import CloseForm, CommitmentForm, UpdateForm, VersionForm
from engage.accountability.views.public import blueprint, labels
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.web.access import needs
from engage.web.forms import BaseForm
from engage.web.language import local_today
from engage.web.login import current_actor
from engage.web.saving import save


@blueprint.route("/staff/recommendations/<string:number>/commitments/new", methods=["GET", "POST"])
@needs(Permission.ACCOUNTABILITY_COMMITMENT_UPDATE)
def commitment_create(number: str) -> Any:
    """Promise something."""
    actor = current_actor()
    page = queries.recommendation_page(actor, number)
    form = CommitmentForm()
    return _show_or_save(
        form,
        lambda: services.add_commitment(actor=actor, number=number, text=form.promise()),
        "accountability/commitment_create.html",
        N_("The promise is saved."),
        number,
        page=page,
    )


@blueprint.route("/staff/commitments/<int:commitment_id>/edit", methods=["GET", "POST"])
@needs(Permission.ACCOUNTABILITY_COMMITMENT_UPDATE)
def commitment_edit(commitment_id: int) -> Any:
    """Change a promise; everybody sees how it read before."""
    actor = current_actor()
    number, saved = queries.commitment_view(actor, commitment_id)
    form = CommitmentForm(
        text=saved.text.en,
        text_es=saved.text.es,
        owner=saved.owner,
        due_on=saved.due_on,
        version=str(saved.version),
    )
    return _show_or_save(
        form,
        lambda: services.edit_commitment(
            actor=actor, commitment_id=commitment_id, text=form.promise(), version=form.expected_version
        ),
        "accountability/commitment_edit.html",
        N_("The promise is changed. How it read before stays in sight."),
        number,
        commitment_id=commitment_id,
    )


@blueprint.route("/staff/commitments/<int:commitment_id>/close", methods=["GET", "POST"])
@needs(Permission.ACCOUNTABILITY_COMMITMENT_UPDATE)
def commitment_close(commitment_id: int) -> Any:
    """Say how a promise ended."""
    actor = current_actor()
    number, saved = queries.commitment_view(actor, commitment_id)
    form = CloseForm(closed_on=local_today(), version=str(saved.version))
    return _show_or_save(
        form,
        lambda: services.close_commitment(
            actor=actor,
            commitment_id=commitment_id,
            is_done=form.outcome.data == "done",
            closed_on=form.closed_on.data,
            note=form.note.data,
            note_es=form.note_es.data or "",
            version=form.expected_version,
        ),
        "accountability/commitment_close.html",
        N_("The promise is closed."),
        number,
        commitment_id=commitment_id,
    )


@blueprint.route("/staff/commitments/<int:commitment_id>/update", methods=["GET", "POST"])
@needs(Permission.ACCOUNTABILITY_COMMITMENT_UPDATE)
def commitment_update(commitment_id: int) -> Any:
    """Tell how a promise is going."""
    actor = current_actor()
    number, _saved = queries.commitment_view(actor, commitment_id)
    form = UpdateForm()
    return _show_or_save(
        form,
        lambda: services.tell_update(
            actor=actor, commitment_id=commitment_id, text=form.text.data, text_es=form.text_es.data or ""
        ),
        "accountability/commitment_update.html",
        N_("Your update is public."),
        number,
        commitment_id=commitment_id,
    )


@blueprint.post("/staff/commitments/<int:commitment_id>/reopen")
@needs(Permission.ACCOUNTABILITY_COMMITMENT_UPDATE)
def commitment_reopen(commitment_id: int) -> Any:
    """Open a promise again that was closed too early."""
    actor = current_actor()
    number, _saved = queries.commitment_view(actor, commitment_id)
    form = VersionForm()
    location = url_for("accountability.recommendation_work", number=number)
    outcome = save(
        form,
        lambda: services.reopen_commitment(actor=actor, commitment_id=commitment_id, version=form.expected_version),
        location=location,
        done=N_("The promise is open again."),
    )
    if isinstance(outcome, int):
        for message in form.form_errors:
            flash(message, "error")
        return redirect(location, 303)
    return outcome


def _show_or_save(
    form: BaseForm,
    change: Callable[[], Any],
    template: str,
    done: str,
    number: str,
    *,
    commitment_id: int | None = None,
    **shown: Any,
) -> Any:
    """Show a form about a promise, or carry it out and go back to its recommendation."""
    status = 200
    if form.validate_on_submit():
        location = url_for("accountability.recommendation_work", number=number)
        outcome = save(form, change, location=location, done=done)
        if not isinstance(outcome, int):
            return outcome
        status = outcome
    elif form.errors:
        status = 422
    if commitment_id is not None:
        _, shown["saved"] = queries.commitment_view(current_actor(), commitment_id)
        if status == 409:
            form.version.data = str(shown["saved"].version)
    page = render_template(template, form=form, number=number, is_stale=status == 409, **shown, **labels())
    return page, status
