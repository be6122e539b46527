"""Seats and terms, for the staff who run a council."""

from typing import Any

from flask import render_template, url_for
from flask_babel import lazy_gettext

from engage.core.errors import NotAllowed
from engage.core.i18n import N_
from engage.councils import queries, services
from engage.councils.enums import LEFT_REASONS, SEAT_CATEGORIES, SEAT_STATUSES
from engage.councils.forms import EndForm, ExtendForm, RetireForm, SeatForm, TermForm
from engage.councils.views.blueprint import blueprint, managers
from engage.web.forms import VersionedForm
from engage.web.language import local_today
from engage.web.login import current_actor
from engage.web.saving import attempt
from engage.web.stale import saved_meanwhile


def _body(body_id: int) -> queries.BodyPage:
    """A council the actor runs. Raises `NotFound`, `NotAllowed`."""
    body = queries.body_page(current_actor(), body_id)
    if not body.can_manage:
        raise NotAllowed
    return body


@blueprint.route("/staff/councils/<int:body_id>/seats/new", methods=["GET", "POST"])
@managers
def seat_create(body_id: int) -> Any:
    """Add an empty seat."""
    body, form = _body(body_id), SeatForm()
    outcome = attempt(
        form,
        lambda: services.add_seat(actor=current_actor(), body_id=body_id, details=form.details),
        location=url_for(".staff_body_page", body_id=body_id),
        done=N_("The seat is saved. It is vacant until a term starts."),
    )
    if isinstance(outcome, int):
        return render_template("councils/seat_create.html", form=form, body=body), outcome
    return outcome


@blueprint.get("/staff/seats/<int:seat_id>")
@managers
def seat_page(seat_id: int) -> Any:
    """One seat with everybody who held it."""
    return render_template(
        "councils/seat_page.html",
        seat=queries.seat_page(current_actor(), seat_id, local_today()),
        categories=SEAT_CATEGORIES,
        statuses=SEAT_STATUSES,
        reasons=LEFT_REASONS,
        today=local_today(),
    )


@blueprint.route("/staff/seats/<int:seat_id>/edit", methods=["GET", "POST"])
@managers
def seat_edit(seat_id: int) -> Any:
    """Change a seat."""
    actor = current_actor()
    seat = queries.seat_page(actor, seat_id, local_today())
    form = SeatForm(obj=seat)
    outcome = attempt(
        form,
        lambda: services.edit_seat(
            actor=actor, seat_id=seat_id, expected_version=form.expected_version, details=form.details
        ),
        location=url_for(".seat_page", seat_id=seat_id),
        done=N_("Saved."),
    )
    if isinstance(outcome, int):
        saved = saved_meanwhile(form, seat)
        return render_template("councils/seat_edit.html", form=form, seat=seat, saved=saved), outcome
    return outcome


@blueprint.route("/staff/seats/<int:seat_id>/retire", methods=["GET", "POST"])
@managers
def seat_retire(seat_id: int) -> Any:
    """Give a seat its last day."""
    actor = current_actor()
    seat = queries.seat_page(actor, seat_id, local_today())
    form = RetireForm(obj=seat)
    outcome = attempt(
        form,
        lambda: services.retire_seat(
            actor=actor, seat_id=seat_id, expected_version=form.expected_version, retired_on=form.retired_on.data
        ),
        location=url_for(".seat_page", seat_id=seat_id),
        done=N_("The seat has a last day. Its history stays."),
    )
    if isinstance(outcome, int):
        saved = saved_meanwhile(form, seat)
        return render_template("councils/seat_retire.html", form=form, seat=seat, saved=saved), outcome
    return outcome


@blueprint.route("/staff/seats/<int:seat_id>/terms/new", methods=["GET", "POST"])
@managers
def term_create(seat_id: int) -> Any:
    """Put somebody on a seat."""
    actor = current_actor()
    seat = queries.seat_page(actor, seat_id, local_today())
    form = TermForm()
    people = queries.candidates(actor)
    form.person_id.choices = [
        ("", lazy_gettext("Choose one")),
        *((person.id, person.name) for person in people),
    ]
    outcome = attempt(
        form,
        lambda: services.start_term(
            actor=actor,
            seat_id=seat_id,
            person_id=form.person_id.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        ),
        location=url_for(".seat_page", seat_id=seat_id),
        done=N_("The term is saved."),
    )
    if isinstance(outcome, int):
        return render_template("councils/term_create.html", form=form, seat=seat, has_people=bool(people)), outcome
    return outcome


def _change_term(term_id: int, form: VersionedForm, template: str, change: Any, done: str) -> Any:
    """Show a form about one term and carry ``change(actor)`` out."""
    actor = current_actor()
    term = queries.term_page(actor, term_id)
    if not form.is_submitted():
        form.version.data = str(term.version)
    outcome = attempt(form, lambda: change(actor), location=url_for(".seat_page", seat_id=term.seat_id), done=done)
    if isinstance(outcome, int):
        return render_template(template, form=form, term=term, saved=saved_meanwhile(form, term)), outcome
    return outcome


@blueprint.route("/staff/terms/<int:term_id>/extend", methods=["GET", "POST"])
@managers
def term_extend(term_id: int) -> Any:
    """Move the last day of a term to a later day."""
    form = ExtendForm()
    return _change_term(
        term_id,
        form,
        "councils/term_extend.html",
        lambda actor: services.extend_term(
            actor=actor, term_id=term_id, expected_version=form.expected_version, ends_on=form.ends_on.data
        ),
        N_("The term has a new last day."),
    )


@blueprint.route("/staff/terms/<int:term_id>/end", methods=["GET", "POST"])
@managers
def term_end(term_id: int) -> Any:
    """Record that somebody left."""
    form = EndForm()
    return _change_term(
        term_id,
        form,
        "councils/term_end.html",
        lambda actor: services.end_term(
            actor=actor,
            term_id=term_id,
            expected_version=form.expected_version,
            left_on=form.left_on.data,
            reason=form.left_reason,
        ),
        N_("Saved. The seat is vacant from the next day."),
    )


@blueprint.route("/staff/terms/<int:term_id>/remove", methods=["GET", "POST"])
@managers
def term_remove(term_id: int) -> Any:
    """Take back a term that has not begun."""
    form = VersionedForm()
    return _change_term(
        term_id,
        form,
        "councils/term_remove.html",
        lambda actor: services.remove_term(actor=actor, term_id=term_id, expected_version=form.expected_version),
        N_("The term is taken back."),
    )
