"""Themes: the codebook, and the page that says what people tell the state about each."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from engage.core.i18n import N_
from engage.core.ids import new_token
from engage.core.permissions import Permission
from engage.themes import queries, services
from engage.themes.enums import CHANGES, COVERAGE, FIELDS, PLACES, SOURCES
from engage.themes.exports import csv_bytes
from engage.themes.forms import MergeForm, ThemeFilterForm, ThemeForm, VersionForm
from engage.themes.queries import EARLIER, NO_PLAN, ThemePage
from engage.web.access import needs
from engage.web.language import current_language, quarter_words
from engage.web.login import current_actor
from engage.web.paging import page_number, pager
from engage.web.saving import save

blueprint = Blueprint("themes", __name__)


@blueprint.get("/staff/themes")
@needs(Permission.THEMES_THEME_READ)
def theme_list() -> Any:
    """The codebook with how many people speak of each theme."""
    form = ThemeFilterForm(formdata=request.args)
    is_valid = form.validate()
    found = queries.theme_list(
        current_actor(),
        words="" if form.q.errors else form.q.data or "",
        with_retired=bool(form.retired.data),
        number=page_number(),
    )
    shown = render_template(
        "themes/theme_list.html",
        form=form,
        found=found,
        pager=pager(found.page),
        is_filtered=bool(request.args.get("q") or request.args.get("retired")),
        form_key=new_token(),
    )
    return shown, 200 if is_valid else 422


@blueprint.post("/staff/themes/starter")
@needs(Permission.THEMES_CODEBOOK_EDIT)
def starter_load() -> Any:
    """Add the starter codebook."""
    added: list[int] = []
    outcome = save(
        VersionForm(),
        lambda: added.append(services.load_starter_codebook(actor=current_actor())),
        location=url_for("themes.theme_list"),
    )
    count = added[0] if added else 0
    flash(ngettext("%(num)s theme added", "%(num)s themes added", count), "success")
    return outcome


@blueprint.get("/staff/themes/<int:theme_id>")
@needs(Permission.THEMES_THEME_READ)
def theme_page(theme_id: int) -> str:
    """What a theme is, how many people speak of it, in whose words, and what became of it."""
    actor = current_actor()
    page = queries.theme_page(actor, theme_id)
    return render_template(
        "themes/theme_page.html",
        page=page,
        splits=_splits(page),
        outcomes=queries.outcomes(actor, theme_id),
        coverage=COVERAGE,
        places=PLACES,
        can_recommend=actor.may(Permission.ACCOUNTABILITY_RECOMMENDATION_CREATE),
        can_open_recommendations=actor.may(Permission.ACCOUNTABILITY_RECOMMENDATION_READ),
        form_key=new_token(),
    )


@blueprint.get("/staff/themes/<int:theme_id>/counts.csv")
@needs(Permission.THEMES_THEME_READ)
def theme_counts(theme_id: int) -> Any:
    """The protected numbers of a theme as a file."""
    page = queries.theme_page(current_actor(), theme_id)
    not_shown = _("not shown")
    rows = [
        (heading, label, not_shown if cell.is_hidden else cell.value)
        for _name, heading, cells in _splits(page)
        for label, cell in cells
    ]
    rows.append((_("All people"), "", not_shown if page.people.is_hidden else page.people.value))
    rows.append((_("Comments"), "", not_shown if page.mentions.is_hidden else page.mentions.value))
    response = make_response(csv_bytes((_("Split by"), _("Group"), _("People")), rows))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="theme-{theme_id}.csv"'
    return response


@blueprint.route("/staff/themes/new", methods=["GET", "POST"])
@needs(Permission.THEMES_CODEBOOK_EDIT)
def theme_create() -> Any:
    """Add a theme."""
    form = ThemeForm()
    _offer_parents(form)
    status = 200
    if form.validate_on_submit():
        outcome = save(
            form,
            lambda: services.create_theme(actor=current_actor(), text=form.text()),
            location=lambda theme_id: url_for("themes.theme_page", theme_id=theme_id),
            done=N_("The theme is added."),
        )
        if not isinstance(outcome, int):
            return outcome
        status = outcome
    elif form.errors:
        status = 422
    return render_template("themes/theme_create.html", form=form), status


@blueprint.route("/staff/themes/<int:theme_id>/edit", methods=["GET", "POST"])
@needs(Permission.THEMES_CODEBOOK_EDIT)
def theme_edit(theme_id: int) -> Any:
    """Change a theme's words."""
    theme = queries.theme_edit(current_actor(), theme_id)
    form = ThemeForm(obj=theme)
    _offer_parents(form, without=theme_id)
    status = 200
    if form.validate_on_submit():
        outcome = save(
            form,
            lambda: services.edit_theme(
                actor=current_actor(), theme_id=theme_id, text=form.text(), version=form.expected_version
            ),
            location=url_for("themes.theme_page", theme_id=theme_id),
            done=N_("The theme is changed."),
        )
        if not isinstance(outcome, int):
            return outcome
        status = outcome
        if status == 409:
            theme = queries.theme_edit(current_actor(), theme_id)
            form.version.data = str(theme.version)
    elif form.errors:
        status = 422
    return render_template("themes/theme_edit.html", form=form, theme=theme, is_stale=status == 409), status


@blueprint.get("/staff/themes/<int:theme_id>/history")
@needs(Permission.THEMES_THEME_READ)
def theme_history(theme_id: int) -> str:
    """How a theme's words changed."""
    actor = current_actor()
    page = queries.theme_page(actor, theme_id)
    return render_template(
        "themes/theme_history.html",
        page=page,
        rows=queries.theme_history(actor, theme_id),
        changes=CHANGES,
        fields=FIELDS,
    )


@blueprint.post("/staff/themes/<int:theme_id>/retire")
@needs(Permission.THEMES_CODEBOOK_EDIT)
def theme_retire(theme_id: int) -> Any:
    """Offer a theme no longer."""
    return _switch(theme_id, services.retire_theme, N_("The theme is retired. What was coded stays."))


@blueprint.post("/staff/themes/<int:theme_id>/take-back")
@needs(Permission.THEMES_CODEBOOK_EDIT)
def theme_take_back(theme_id: int) -> Any:
    """Offer a retired theme again."""
    return _switch(theme_id, services.take_back_theme, N_("The theme is in use again."))


@blueprint.route("/staff/themes/<int:theme_id>/merge", methods=["GET", "POST"])
@needs(Permission.THEMES_CODEBOOK_EDIT)
def theme_merge(theme_id: int) -> Any:
    """Move everything coded with a theme to another and retire it."""
    actor = current_actor()
    theme = queries.theme_edit(actor, theme_id)
    form = MergeForm(version=str(theme.version))
    form.into_id.choices = [
        SelectChoice("", _("Choose a theme")),
        *_theme_choices(queries.theme_choices(actor), without=theme_id),
    ]
    status = 200
    if form.validate_on_submit():
        outcome = save(
            form,
            lambda: services.merge_theme(
                actor=actor, theme_id=theme_id, into_id=form.into_id.data, version=form.expected_version
            ),
            location=lambda _moved: url_for("themes.theme_page", theme_id=form.into_id.data),
            done=N_("The themes are merged."),
        )
        if not isinstance(outcome, int):
            return outcome
        status = outcome
        form.version.data = str(queries.theme_edit(actor, theme_id).version)
    elif form.errors:
        status = 422
    return render_template("themes/theme_merge.html", form=form, theme=theme), status


def _switch(theme_id: int, change: Any, done: str) -> Any:
    form = VersionForm()
    location = url_for("themes.theme_page", theme_id=theme_id)
    outcome = save(
        form,
        lambda: change(actor=current_actor(), theme_id=theme_id, version=form.expected_version),
        location=location,
        done=done,
    )
    if isinstance(outcome, int):
        for message in form.form_errors:
            flash(message, "error")
        return redirect(location, 303)
    return outcome


def _offer_parents(form: ThemeForm, without: int | None = None) -> None:
    choices = _theme_choices(queries.theme_choices(current_actor()), without)
    form.parent_id.choices = [SelectChoice("", _("No other theme")), *choices]


def _theme_choices(themes: Any, without: int | None = None) -> list[SelectChoice]:
    language = current_language()
    return [
        SelectChoice(theme.id, "– " * theme.depth + theme.name.text(language))
        for theme in themes
        if theme.id != without
    ]


def _splits(page: ThemePage) -> list[tuple[str, str, list[tuple[str, Any]]]]:
    """The breakdowns in words: (name, heading, rows of label and cell)."""
    headings = {
        "source": _("People by source"),
        "plan": _("People by plan"),
        "quarter": _("People by quarter"),
    }
    words = {NO_PLAN: _("Plan not known"), EARLIER: _("Earlier"), **{key: _(text) for key, text in SOURCES.items()}}
    return [
        (
            split.name,
            headings[split.name],
            [(words.get(label) or quarter_words(label), cell) for label, cell in split.rows],
        )
        for split in page.breakdowns
        if split.rows
    ]
