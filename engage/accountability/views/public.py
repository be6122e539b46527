"""You said, we did: open to everybody; and a member's word on whether it answers what was said."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from engage.accountability import queries, services
from engage.accountability.enums import (
    COMMITMENT_STATES,
    DECISIONS,
    PROGRESS,
    PROGRESS_KINDS,
    SATISFACTIONS,
    Progress,
)
from engage.accountability.forms import RecommendationFilterForm, VerdictForm, number_or_none
from engage.accountability.queries import RecommendationFilter, RecommendationPage
from engage.core.actor import ensure
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.councils.queries import body_choices
from engage.feedback.rules import STEP_LABELS
from engage.web.access import needs, public
from engage.web.language import current_language
from engage.web.login import current_actor
from engage.web.paging import page_number, pager
from engage.web.saving import save

blueprint = Blueprint("accountability", __name__)


@dataclass(frozen=True)
class RoadLine:
    """A step of the road of a voice, in words."""

    label: str
    day: date | None
    is_done: bool
    url: str | None = None


@blueprint.get("/what-we-did")
@public
def public_list() -> Any:
    """Every recommendation, and what the state said and did."""
    form = RecommendationFilterForm(formdata=request.args)
    offer_filters(form)
    is_valid = form.validate()
    page = queries.recommendation_rows(current_actor(), wanted_by(form), number=page_number())
    shown = render_template(
        "accountability/public_list.html",
        form=form,
        page=page,
        pager=pager(page),
        is_filtered=any(request.args.get(name) for name in ("q", "progress", "body")),
        **labels(),
    )
    return shown, 200 if is_valid else 422


@blueprint.get("/what-we-did/<string:number>")
@public
def public_page(number: str) -> str:
    """One recommendation with its answer, its promises and its road."""
    page = queries.recommendation_page(current_actor(), number)
    return render_template("accountability/public_page.html", page=page, road=road_of(page), **labels())


@blueprint.route("/my/answers/<string:number>", methods=["GET", "POST"])
@needs(Permission.ACCOUNTABILITY_VERDICT_GIVE)
def verdict_give(number: str) -> Any:
    """A member says whether the state's answer answers it."""
    actor = current_actor()
    page = queries.recommendation_page(actor, number)
    ensure(page.can_give_verdict)
    mine = page.my_verdict
    form = VerdictForm(satisfaction=mine.satisfaction.value if mine else None, words=mine.words if mine else "")
    status = 200
    if form.validate_on_submit():
        outcome = save(
            form,
            lambda: services.give_verdict(
                actor=actor, number=number, satisfaction=form.satisfaction.data, words=form.words.data or ""
            ),
            location=url_for("accountability.public_page", number=number),
            done=N_("Thank you. We saved what you said. You can change it."),
        )
        if not isinstance(outcome, int):
            return outcome
        status = outcome
    elif form.errors:
        status = 422
    return render_template("accountability/verdict_give.html", form=form, page=page, **labels()), status


def labels() -> dict[str, Any]:
    """The words for states, as msgids, for templates."""
    return {
        "progress_words": PROGRESS,
        "progress_kinds": PROGRESS_KINDS,
        "decisions": DECISIONS,
        "commitment_states": COMMITMENT_STATES,
        "satisfactions": SATISFACTIONS,
    }


def road_of(page: RecommendationPage) -> list[RoadLine]:
    """The road of the voices behind a recommendation, in words."""
    return [RoadLine(_(STEP_LABELS[step.step]), step.day, step.is_done) for step in page.road]


def offer_filters(form: RecommendationFilterForm) -> None:
    """Fill in what a list can be filtered by."""
    language = current_language()
    every = SelectChoice("", _("All"))
    form.progress.choices = [every, *(SelectChoice(key.value, _(label)) for key, label in PROGRESS.items())]
    form.body.choices = [
        every,
        *(SelectChoice(body.id, body.name.text(language)) for body in body_choices(current_actor())),
    ]
    form.theme.choices = [every]


def wanted_by(form: RecommendationFilterForm) -> RecommendationFilter:
    """What the form asks for; a field with an error or a value nobody offered asks for nothing."""
    return RecommendationFilter(
        words="" if form.q.errors else form.q.data or "",
        progress=form.progress.data if form.progress.data in set(Progress) else "",
        body_id=_offered_id(form.body),
        theme_id=_offered_id(form.theme),
    )


def _offered_id(field: SelectField) -> int | None:
    offered = {str(choice.value) for choice in field.choices}
    return number_or_none(field.data) if field.data in offered else None
