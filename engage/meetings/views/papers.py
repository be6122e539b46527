"""The papers of a meeting: read by who may, kept by staff."""

from typing import Any

from flask import render_template, url_for

from engage.core.i18n import N_
from engage.meetings import queries, services
from engage.meetings.enums import PAPER_KINDS
from engage.meetings.forms import PaperEditForm, PaperForm
from engage.meetings.views.blueprint import blueprint, managers
from engage.web.access import public
from engage.web.downloads import send_download
from engage.web.forms import VersionedForm
from engage.web.language import local_today
from engage.web.login import current_actor
from engage.web.saving import attempt
from engage.web.stale import saved_meanwhile


@blueprint.get("/meetings/<int:meeting_id>/papers/<int:paper_id>")
@public
def paper_download(meeting_id: int, paper_id: int) -> Any:
    """A paper as a file to save, for those who may read it."""
    opened = queries.paper_file(current_actor(), meeting_id, paper_id)
    return send_download(opened.data, name=opened.row.name, media_type=opened.row.media_type)


@blueprint.get("/staff/meetings/<int:meeting_id>/papers")
@managers
def paper_list(meeting_id: int) -> Any:
    """The papers of a meeting, to add to, change and remove."""
    desk = queries.meeting_desk(current_actor(), meeting_id, local_today())
    return render_template("meetings/paper_list.html", meeting=desk.page, paper_kinds=PAPER_KINDS)


@blueprint.route("/staff/meetings/<int:meeting_id>/papers/new", methods=["GET", "POST"])
@managers
def paper_create(meeting_id: int) -> Any:
    """Add a paper."""
    actor = current_actor()
    desk = queries.meeting_desk(actor, meeting_id, local_today())
    form = PaperForm()
    outcome = attempt(
        form,
        lambda: services.add_paper(actor=actor, meeting_id=meeting_id, details=form.details, file=form.upload),
        location=_list(meeting_id),
        done=N_("The paper is on the list."),
    )
    if isinstance(outcome, int):
        return render_template("meetings/paper_create.html", form=form, meeting=desk.page), outcome
    return outcome


@blueprint.route("/staff/papers/<int:paper_id>/edit", methods=["GET", "POST"])
@managers
def paper_edit(paper_id: int) -> Any:
    """Change what is said about a paper, or put a new version in its place."""
    actor = current_actor()
    paper = queries.paper_edit(actor, paper_id)
    form = PaperEditForm(obj=paper)
    outcome = attempt(
        form,
        lambda: services.edit_paper(
            actor=actor,
            paper_id=paper_id,
            expected_version=form.expected_version,
            details=form.details,
            file=form.upload,
        ),
        location=_list(paper.meeting_id),
        done=N_("Saved."),
    )
    if isinstance(outcome, int):
        saved = saved_meanwhile(form, paper)
        return render_template("meetings/paper_edit.html", form=form, paper=paper, saved=saved), outcome
    return outcome


@blueprint.route("/staff/papers/<int:paper_id>/remove", methods=["GET", "POST"])
@managers
def paper_remove(paper_id: int) -> Any:
    """Take a paper away."""
    actor = current_actor()
    paper = queries.paper_edit(actor, paper_id)
    form = VersionedForm(version=str(paper.version))
    outcome = attempt(
        form,
        lambda: services.remove_paper(actor=actor, paper_id=paper_id, expected_version=form.expected_version),
        location=_list(paper.meeting_id),
        done=N_("The paper is removed."),
    )
    if isinstance(outcome, int):
        saved_meanwhile(form, paper)
        return render_template("meetings/paper_remove.html", form=form, paper=paper), outcome
    return outcome


def _list(meeting_id: int) -> str:
    return url_for(".paper_list", meeting_id=meeting_id)
