"""The staff's pages: recommendations, what waits for an answer, writing and publishing the answer."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from engage.accountability import queries, services
from engage.accountability.forms import (
    NewRecommendationForm,
    RecommendationFilterForm,
    RecommendationForm,
    ResponseForm,
    VersionForm,
)
from engage.accountability.views.public import blueprint, labels, offer_filters, road_of, wanted_by
from engage.core.i18n import N_
from engage.core.ids import new_token
from engage.core.permissions import Permission
from engage.councils.queries import body_choices
from engage.themes.queries import theme_choices
from engage.web.access import needs
from engage.web.language import current_language, local_today
from engage.web.login import current_actor
from engage.web.paging import page_number, pager
from engage.web.saving import save


@blueprint.get("/staff/recommendations")
@needs(Permission.ACCOUNTABILITY_RECOMMENDATION_READ)
def recommendation_list() -> Any:
    """Every recommendation, for staff."""
    form = RecommendationFilterForm(formdata=request.args)
    offer_filters(form)
    form.theme.choices += _theme_choices()
    is_valid = form.validate()
    page = queries.recommendation_rows(current_actor(), wanted_by(form), number=page_number())
    shown = render_template(
        "accountability/recommendation_list.html",
        form=form,
        page=page,
        pager=pager(page),
        can_make=current_actor().may(Permission.ACCOUNTABILITY_RECOMMENDATION_CREATE),
        is_filtered=any(request.args.get(name) for name in ("q", "progress", "body", "theme")),
        **labels(),
    )
    return shown, 200 if is_valid else 422


@blueprint.get("/staff/recommendations/waiting")
@needs(Permission.ACCOUNTABILITY_RECOMMENDATION_READ)
def waiting_list() -> str:
    """What waits for the state's answer, the longest first."""
    page = queries.waiting_rows(current_actor(), number=page_number())
    return render_template("accountability/waiting_list.html", page=page, pager=pager(page))


@blueprint.route("/staff/recommendations/new", methods=["GET", "POST"])
@needs(Permission.ACCOUNTABILITY_RECOMMENDATION_CREATE)
def recommendation_create() -> Any:
    """Write down what a council recommends, perhaps because of a theme."""
    form = NewRecommendationForm(theme_id=_id_in_address("theme_id"), made_on=local_today())
    language = current_language()
    form.theme_id.choices = [SelectChoice("", _("No theme")), *_theme_choices()]
    form.body_id.choices = [
        SelectChoice("", _("No council")),
        *(SelectChoice(body.id, body.name.text(language)) for body in body_choices(current_actor())),
    ]
    status = 200
    if form.validate_on_submit():
        outcome = save(
            form,
            lambda: services.make_recommendation(
                actor=current_actor(),
                text=form.words(),
                body_id=form.body_id.data,
                made_on=form.made_on.data,
                theme_id=form.theme_id.data,
                motion=form.motion.data or "",
            ),
            location=lambda number: url_for("accountability.recommendation_work", number=number),
            done=N_("The recommendation is public now. People whose comments led to it will be told."),
        )
        if not isinstance(outcome, int):
            return outcome
        status = outcome
    elif form.errors:
        status = 422
    return render_template("accountability/recommendation_create.html", form=form), status


@blueprint.get("/staff/recommendations/<string:number>")
@needs(Permission.ACCOUNTABILITY_RECOMMENDATION_READ)
def recommendation_work(number: str) -> str:
    """One recommendation with the draft of its answer, its promises, and what members said."""
    actor = current_actor()
    page = queries.recommendation_page(actor, number)
    return render_template(
        "accountability/recommendation_work.html",
        page=page,
        work=queries.recommendation_work(actor, number),
        road=road_of(page),
        form_key=new_token(),
        **labels(),
    )


@blueprint.route("/staff/recommendations/<string:number>/edit", methods=["GET", "POST"])
@needs(Permission.ACCOUNTABILITY_RECOMMENDATION_CREATE)
def recommendation_edit(number: str) -> Any:
    """Put the words right."""
    actor = current_actor()
    saved = queries.recommendation_edit(actor, number)
    form = RecommendationForm(obj=saved)
    status = 200
    if form.validate_on_submit():
        outcome = save(
            form,
            lambda: services.edit_recommendation(
                actor=actor,
                number=number,
                text=form.words(),
                motion=form.motion.data or "",
                version=form.expected_version,
            ),
            location=url_for("accountability.recommendation_work", number=number),
            done=N_("The recommendation is changed."),
        )
        if not isinstance(outcome, int):
            return outcome
        status = outcome
        if status == 409:
            saved = queries.recommendation_edit(actor, number)
            form.version.data = str(saved.version)
    elif form.errors:
        status = 422
    shown = render_template("accountability/recommendation_edit.html", form=form, saved=saved, is_stale=status == 409)
    return shown, status


@blueprint.route("/staff/recommendations/<string:number>/withdraw", methods=["GET", "POST"])
@needs(Permission.ACCOUNTABILITY_RECOMMENDATION_CREATE)
def recommendation_withdraw(number: str) -> Any:
    """Say that the council no longer stands by it."""
    actor = current_actor()
    saved = queries.recommendation_edit(actor, number)
    form = VersionForm(version=str(saved.version))
    status = 200
    if form.validate_on_submit():
        outcome = save(
            form,
            lambda: services.withdraw_recommendation(actor=actor, number=number, version=form.expected_version),
            location=url_for("accountability.recommendation_work", number=number),
            done=N_("The recommendation is marked as taken back. It stays public."),
        )
        if not isinstance(outcome, int):
            return outcome
        status = outcome
        form.version.data = str(queries.recommendation_edit(actor, number).version)
    return render_template("accountability/recommendation_withdraw.html", form=form, saved=saved), status


@blueprint.route("/staff/recommendations/<string:number>/answer", methods=["GET", "POST"])
@needs(Permission.ACCOUNTABILITY_RESPONSE_DRAFT)
def response_edit(number: str) -> Any:
    """Write the state's answer; nobody else sees it before it is published."""
    actor = current_actor()
    page = queries.recommendation_page(actor, number)
    draft = queries.recommendation_work(actor, number).draft
    form = ResponseForm(
        decision=draft.decision if draft else None,
        reasons=draft.reasons.en if draft else "",
        reasons_es=draft.reasons.es if draft else "",
        version=str(draft.version) if draft else None,
    )
    status = 200
    if form.validate_on_submit():
        outcome = save(
            form,
            lambda: services.draft_response(
                actor=actor,
                number=number,
                decision=form.chosen(),
                reasons=form.reasons.data,
                reasons_es=form.reasons_es.data or "",
                version=form.expected_version,
            ),
            location=url_for("accountability.recommendation_work", number=number),
            done=N_("The answer is saved as a draft. It is not public yet."),
        )
        if not isinstance(outcome, int):
            return outcome
        status = outcome
        if status == 409:
            draft = queries.recommendation_work(actor, number).draft
            form.version.data = str(draft.version) if draft else ""
    elif form.errors:
        status = 422
    shown = render_template(
        "accountability/response_edit.html",
        form=form,
        page=page,
        draft=draft,
        is_stale=status == 409,
        **labels(),
    )
    return shown, status


@blueprint.route("/staff/recommendations/<string:number>/publish", methods=["GET", "POST"])
@needs(Permission.ACCOUNTABILITY_RESPONSE_PUBLISH)
def response_publish(number: str) -> Any:
    """Read the answer once more and publish it."""
    actor = current_actor()
    page = queries.recommendation_page(actor, number)
    draft = queries.recommendation_work(actor, number).draft
    if draft is None or draft.is_published:
        flash(_("There is no new answer to publish."), "info")
        return redirect(url_for("accountability.recommendation_work", number=number), 303)
    form = VersionForm(version=str(draft.version))
    status = 200
    if form.validate_on_submit():
        outcome = save(
            form,
            lambda: services.publish_response(actor=actor, number=number, version=form.expected_version),
            location=url_for("accountability.recommendation_work", number=number),
            done=N_("The answer is public. The council and those who spoke will be told."),
        )
        if not isinstance(outcome, int):
            return outcome
        status = outcome
        # What is published must be what was read: the page now shows the newer draft to read.
        draft = queries.recommendation_work(actor, number).draft
        form.version.data = str(draft.version)
    shown = render_template("accountability/response_publish.html", form=form, page=page, draft=draft, **labels())
    return shown, status


def _theme_choices() -> list[SelectChoice]:
    language = current_language()
    return [
        SelectChoice(theme.id, "– " * theme.depth + theme.name.text(language))
        for theme in theme_choices(current_actor())
    ]


def _id_in_address(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
