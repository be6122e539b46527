"""People, for the staff of their council and for themselves."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext

from engage.core.errors import NotFound
from engage.core.i18n import N_
from engage.councils import queries, services
from engage.councils.enums import CONTACT_WAYS, FORMAT_NEEDS, LEFT_REASONS
from engage.councils.forms import ChoicesForm, PersonFilterForm, PersonForm
from engage.councils.views.blueprint import blueprint, keepers
from engage.web.access import signed_in
from engage.web.forms import id_or_none
from engage.web.language import current_language
from engage.web.login import current_actor
from engage.web.paging import page_number, pager
from engage.web.saving import attempt
from engage.web.stale import saved_meanwhile


@blueprint.get("/staff/people")
@keepers
def person_list() -> Any:
    """The people of the councils the actor runs, with search."""
    actor = current_actor()
    form = PersonFilterForm(request.args)
    form.council.choices = [("", lazy_gettext("All councils")), *_councils()]
    found = queries.person_list(actor, search=form.q.data or "", body_id=form.council.data, number=page_number())
    return render_template(
        "councils/person_list.html",
        filters=form,
        rows=found.rows,
        page=pager(found),
        is_filtered=bool(form.q.data or form.council.data),
        ways=CONTACT_WAYS,
    )


def _councils() -> list[tuple[int, str]]:
    language = current_language()
    return [(body.id, body.name.text(language)) for body in queries.managed_body_choices(current_actor())]


@blueprint.route("/staff/people/new", methods=["GET", "POST"])
@keepers
def person_create() -> Any:
    """Record somebody, before they sit or apply."""
    form = PersonForm(body_id=id_or_none(request.args.get("council")))
    form.body_id.choices = [("", lazy_gettext("Choose one")), *_councils()]
    outcome = attempt(
        form,
        lambda: services.record_person(actor=current_actor(), body_id=form.body_id.data, details=form.details),
        location=lambda person_id: url_for(".person_page", person_id=person_id),
        done=N_("The person is saved. Their name is shown in public only if they said so."),
    )
    if isinstance(outcome, int):
        return render_template("councils/person_create.html", form=form), outcome
    return outcome


@blueprint.get("/staff/people/<int:person_id>")
@keepers
def person_page(person_id: int) -> Any:
    """One person with their terms."""
    return render_template(
        "councils/person_page.html",
        person=queries.person_page(current_actor(), person_id),
        ways=CONTACT_WAYS,
        needs=FORMAT_NEEDS,
        reasons=LEFT_REASONS,
    )


@blueprint.route("/staff/people/<int:person_id>/edit", methods=["GET", "POST"])
@keepers
def person_edit(person_id: int) -> Any:
    """Change what is kept about a person."""
    actor = current_actor()
    person = queries.person_page(actor, person_id)
    form = PersonForm(obj=person)
    del form.body_id
    outcome = attempt(
        form,
        lambda: services.edit_person(
            actor=actor, person_id=person_id, expected_version=form.expected_version, details=form.details
        ),
        location=url_for(".person_page", person_id=person_id),
        done=N_("Saved."),
    )
    if isinstance(outcome, int):
        saved = saved_meanwhile(form, person)
        return render_template("councils/person_edit.html", form=form, person=person, saved=saved), outcome
    return outcome


@blueprint.get("/my/choices")
@signed_in
def choices_start() -> Any:
    """To the choices of the person who is signed in, else of the one they help."""
    actor = current_actor()
    people = [actor.person_id] if actor.person_id is not None else sorted(actor.helped_person_ids)
    if not people:
        raise NotFound
    return redirect(url_for(".choices_edit", person_id=people[0]))


@blueprint.route("/my/choices/<int:person_id>", methods=["GET", "POST"])
@signed_in
def choices_edit(person_id: int) -> Any:
    """What a member decides: whether to be named, how to be reached, what they can read."""
    actor = current_actor()
    person = queries.my_choices(actor, person_id)
    form = ChoicesForm(obj=person)
    outcome = attempt(
        form,
        lambda: services.save_choices(
            actor=actor, person_id=person_id, expected_version=form.expected_version, details=form.details
        ),
        location=url_for(".choices_edit", person_id=person_id),
        done=N_("Your choices are saved."),
    )
    if isinstance(outcome, int):
        return render_template(
            "councils/choices_edit.html",
            form=form,
            person=person,
            is_helper=person_id != actor.person_id,
            saved=saved_meanwhile(form, person),
        ), outcome
    return outcome
