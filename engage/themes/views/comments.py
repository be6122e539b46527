"""Reading comments and coding them by hand."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from engage.core.i18n import N_
from engage.core.ids import new_token
from engage.core.permissions import Permission
from engage.councils.queries import body_names
from engage.themes import queries, services
from engage.themes.enums import SET_ASIDE, SOURCES
from engage.themes.forms import CodingForm, CommentFilterForm, VersionForm, number_or_none
from engage.themes.queries import CommentFilter
from engage.themes.views.codebook import blueprint
from engage.web.access import needs
from engage.web.language import LANGUAGES, current_language, quarter_words
from engage.web.login import current_actor
from engage.web.paging import page_number, pager
from engage.web.saving import save

_CODING = {"open": N_("Not yet coded"), "coded": N_("Coded"), "set_aside": N_("Set aside")}


@blueprint.get("/staff/comments")
@needs(Permission.THEMES_COMMENT_READ)
def comment_list() -> Any:
    """Every comment from every source, with filters and search."""
    actor = current_actor()
    form = CommentFilterForm(formdata=request.args)
    _offer_filters(form)
    is_valid = form.validate()
    page = queries.comment_rows(actor, _wanted(form), number=page_number())
    shown = render_template(
        "themes/comment_list.html",
        form=form,
        page=page,
        pager=pager(page),
        sources=SOURCES,
        set_aside=SET_ASIDE,
        is_filtered=any(request.args.get(name) for name in ("q", *_FILTERS)),
        form_key=new_token(),
    )
    return shown, 200 if is_valid else 422


@blueprint.post("/staff/comments/gather")
@needs(Permission.THEMES_CODING_APPLY)
def comment_gather() -> Any:
    """Look for new comments now, rather than with the next run of the job."""
    actor = current_actor()
    form = VersionForm()
    plan = queries.plan_gathering(actor)
    found: list[services.Gathered] = []
    outcome = save(
        form,
        lambda: found.append(services.gather_comments(actor=actor, plan=plan)),
        location=url_for("themes.comment_list"),
    )
    added = found[0].added if found else 0
    flash(
        ngettext("%(num)s new comment", "%(num)s new comments", added) if added else _("No new comments"), "success"
    )
    return outcome


@blueprint.get("/staff/comments/next")
@needs(Permission.THEMES_CODING_APPLY)
def comment_next() -> Any:
    """Go to the next comment that waits for a theme."""
    return redirect(_next_location(number_or_none_in(request.args.get("after", ""))))


@blueprint.route("/staff/comments/<int:comment_id>", methods=["GET", "POST"])
@needs(Permission.THEMES_COMMENT_READ)
def comment_page(comment_id: int) -> Any:
    """One comment and the form to say which themes it speaks of."""
    actor = current_actor()
    page = queries.comment_page(actor, comment_id)
    form = CodingForm(themes=list(page.theme_ids), version=str(page.version))
    language = current_language()
    themes = queries.theme_choices(actor)
    form.themes.choices = [SelectChoice(t.id, "– " * t.depth + t.name.text(language)) for t in themes]
    status = 200
    if form.validate_on_submit():
        outcome = save(
            form,
            lambda: services.code_comment(
                actor=actor,
                comment_id=comment_id,
                theme_ids=frozenset(form.themes.data or ()),
                version=form.expected_version,
                passage=form.passage.data or "",
                new_theme=form.new_theme(),
            ),
            location=lambda _result: _after_coding(comment_id),
            done=N_("The themes of the comment are saved."),
        )
        if not isinstance(outcome, int):
            return outcome
        status = outcome
        if status == 409:
            page = queries.comment_page(actor, comment_id)
            form.version.data = str(page.version)
    elif form.errors:
        status = 422
    shown = render_template(
        "themes/comment_page.html",
        form=form,
        page=page,
        themes=themes,
        is_stale=status == 409,
        sources=SOURCES,
        set_aside=SET_ASIDE,
        form_key=new_token(),
    )
    return shown, status


@blueprint.post("/staff/comments/<int:comment_id>/undo")
@needs(Permission.THEMES_CODING_APPLY)
def comment_undo(comment_id: int) -> Any:
    """Take back my last change to a comment's themes."""
    return _act(
        comment_id,
        lambda _form: services.undo_coding(actor=current_actor(), comment_id=comment_id),
        N_("Your last change is undone."),
    )


@blueprint.post("/staff/comments/<int:comment_id>/set-aside")
@needs(Permission.THEMES_CODING_APPLY)
def comment_set_aside(comment_id: int) -> Any:
    """Say that a comment tells nothing that needs a theme."""
    return _act(
        comment_id,
        lambda form: services.set_aside_comment(
            actor=current_actor(), comment_id=comment_id, version=form.expected_version
        ),
        N_("The comment is set aside. It stays in the list."),
    )


@blueprint.post("/staff/comments/<int:comment_id>/take-back")
@needs(Permission.THEMES_CODING_APPLY)
def comment_take_back(comment_id: int) -> Any:
    """Put a comment that was set aside back among those to code."""
    return _act(
        comment_id,
        lambda _form: services.take_back_comment(actor=current_actor(), comment_id=comment_id),
        N_("The comment waits for a theme again."),
    )


_FILTERS = ("coding", "source", "theme", "body", "quarter", "language")


def _act(comment_id: int, change: Any, done: str) -> Any:
    """One button of a comment's page; what cannot be done is said on that page."""
    form = VersionForm()
    location = url_for("themes.comment_page", comment_id=comment_id)
    outcome = save(form, lambda: change(form), location=location, done=done)
    if isinstance(outcome, int):
        for message in form.form_errors:
            flash(message, "error")
        return redirect(location, 303)
    return outcome


def _after_coding(comment_id: int) -> str:
    """Back to the comment, or on to the next one, as the button said."""
    if request.form.get("then") == "next":
        return url_for("themes.comment_next", after=comment_id)
    return url_for("themes.comment_page", comment_id=comment_id)


def _next_location(after_id: int | None) -> str:
    following = queries.next_to_code(current_actor(), after_id=after_id)
    if following is None:
        flash(_("No other comment waits for a theme."), "info")
        return url_for("themes.comment_list")
    return url_for("themes.comment_page", comment_id=following)


def _offer_filters(form: CommentFilterForm) -> None:
    actor, language = current_actor(), current_language()
    every = SelectChoice("", _("All"))
    spoken = dict(LANGUAGES)
    form.coding.choices = [every, *(SelectChoice(key, _(label)) for key, label in _CODING.items())]
    form.source.choices = [every, *(SelectChoice(key.value, _(label)) for key, label in SOURCES.items())]
    form.theme.choices = [
        every,
        *(SelectChoice(t.id, "– " * t.depth + t.name.text(language)) for t in queries.theme_choices(actor)),
    ]
    form.body.choices = [every, *(SelectChoice(key, name.text(language)) for key, name in body_names().items())]
    form.quarter.choices = [
        every,
        *(SelectChoice(quarter, quarter_words(quarter)) for quarter in queries.quarters(actor)),
    ]
    form.language.choices = [
        every,
        *(SelectChoice(code, spoken.get(code, code)) for code in queries.languages(actor)),
    ]


def _wanted(form: CommentFilterForm) -> CommentFilter:
    """What the form asks for; a field with an error or a value nobody offered asks for nothing."""
    return CommentFilter(
        words="" if form.q.errors else form.q.data or "",
        source=_offered(form.source),
        theme_id=number_or_none_in(form.theme.data),
        coding=_offered(form.coding),
        body_id=number_or_none_in(form.body.data),
        quarter=_offered(form.quarter),
        language=_offered(form.language),
    )


def _offered(field: SelectField) -> str:
    """The value of a filter if it was one of those offered."""
    return field.data if field.data in {str(choice.value) for choice in field.choices} else ""


def number_or_none_in(text: str | None) -> int | None:
    """An id from the address; None when it is missing or no number the database could hold."""
    try:
        number = number_or_none((text or "").strip())
    except ValueError:
        return None
    return number if number is not None and 0 < number < 2**62 else None
