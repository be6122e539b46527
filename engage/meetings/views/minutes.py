"""Minutes, for staff."""

from typing import Any

from flask import render_template, url_for
from flask_babel import lazy_gettext

from engage.core.errors import NotFound
from engage.core.i18n import N_
from engage.meetings import queries, services
from engage.meetings.enums import MINUTES_STATES, MOTION_RESULTS
from engage.meetings.forms import ApproveForm, MinutesForm
from engage.meetings.views.blueprint import blueprint, managers
from engage.web.forms import VersionedForm
from engage.web.language import current_language, day_words, local_today
from engage.web.login import current_actor
from engage.web.saving import attempt


@blueprint.get("/staff/meetings/<int:meeting_id>/minutes")
@managers
def minutes_page(meeting_id: int) -> Any:
    """Where the minutes stand, with the next step."""
    minutes = queries.minutes_page(current_actor(), meeting_id, local_today())
    return render_template(
        "meetings/minutes_page.html", minutes=minutes, states=MINUTES_STATES, results=MOTION_RESULTS
    )


@blueprint.route("/staff/meetings/<int:meeting_id>/minutes/edit", methods=["GET", "POST"])
@managers
def minutes_edit(meeting_id: int) -> Any:
    """Write the minutes; when somebody else saved meanwhile, both texts are shown."""
    actor = current_actor()
    minutes = queries.minutes_page(actor, meeting_id, local_today())
    form = MinutesForm(text=minutes.text, text_es=minutes.text_es, version=str(minutes.version))
    outcome = attempt(
        form,
        lambda: services.save_minutes(
            actor=actor,
            meeting_id=meeting_id,
            expected_version=form.expected_version,
            text=form.text.data,
            text_es=form.text_es.data or None,
        ),
        location=url_for(".minutes_page", meeting_id=meeting_id),
        done=N_("The minutes are saved. Earlier texts are kept."),
    )
    if isinstance(outcome, int):
        other = minutes if form.is_submitted() and form.expected_version != minutes.version else None
        if other is not None:
            form.version.data = str(minutes.version)
        return render_template("meetings/minutes_edit.html", form=form, minutes=minutes, other=other), outcome
    return outcome


@blueprint.get("/staff/meetings/<int:meeting_id>/minutes/<int:number>")
@managers
def minutes_revision(meeting_id: int, number: int) -> Any:
    """One earlier text."""
    actor = current_actor()
    return render_template(
        "meetings/minutes_revision.html",
        revision=queries.revision_page(actor, meeting_id, number),
        minutes=queries.minutes_page(actor, meeting_id, local_today()),
    )


def _step(meeting_id: int, form: VersionedForm, template: str, change: Any, done: str) -> Any:
    """Show a step of the minutes and carry ``change(actor)`` out."""
    actor = current_actor()
    minutes = queries.minutes_page(actor, meeting_id, local_today())
    if minutes.state is None:
        raise NotFound
    if isinstance(form, ApproveForm):
        language = current_language()
        form.approved_meeting_id.choices = [
            ("", lazy_gettext("Not at a meeting")),
            *((key, f"{title.text(language)} ({day_words(day)})") for key, title, day in minutes.later_meetings),
        ]
    if not form.is_submitted():
        form.version.data = str(minutes.version)
    outcome = attempt(
        form, lambda: change(actor), location=url_for(".minutes_page", meeting_id=meeting_id), done=done
    )
    if isinstance(outcome, int):
        form.version.data = str(minutes.version)
        return render_template(template, form=form, minutes=minutes), outcome
    return outcome


@blueprint.route("/staff/meetings/<int:meeting_id>/minutes/review", methods=["GET", "POST"])
@managers
def minutes_review(meeting_id: int) -> Any:
    """Give the draft to the council to read."""
    form = VersionedForm()
    return _step(
        meeting_id,
        form,
        "meetings/minutes_review.html",
        lambda actor: services.send_minutes_to_review(
            actor=actor, meeting_id=meeting_id, expected_version=form.expected_version
        ),
        N_("The minutes are in review."),
    )


@blueprint.route("/staff/meetings/<int:meeting_id>/minutes/approve", methods=["GET", "POST"])
@managers
def minutes_approve(meeting_id: int) -> Any:
    """Record the approval."""
    form = ApproveForm()
    return _step(
        meeting_id,
        form,
        "meetings/minutes_approve.html",
        lambda actor: services.approve_minutes(
            actor=actor,
            meeting_id=meeting_id,
            expected_version=form.expected_version,
            approved_on=form.approved_on.data,
            approved_by=form.approved_by.data,
            approved_meeting_id=form.approved_meeting_id.data,
        ),
        N_("The approval is saved. Publish the minutes next."),
    )


@blueprint.route("/staff/meetings/<int:meeting_id>/minutes/publish", methods=["GET", "POST"])
@managers
def minutes_publish(meeting_id: int) -> Any:
    """Put the minutes on the meeting's page."""
    form = VersionedForm()
    return _step(
        meeting_id,
        form,
        "meetings/minutes_publish.html",
        lambda actor: services.publish_minutes(
            actor=actor, meeting_id=meeting_id, expected_version=form.expected_version
        ),
        N_("Everyone can read the minutes now. Members are told by e-mail."),
    )


@blueprint.route("/staff/meetings/<int:meeting_id>/minutes/reopen", methods=["GET", "POST"])
@managers
def minutes_reopen(meeting_id: int) -> Any:
    """Turn the minutes back into a draft."""
    form = VersionedForm()
    return _step(
        meeting_id,
        form,
        "meetings/minutes_reopen.html",
        lambda actor: services.reopen_minutes(
            actor=actor, meeting_id=meeting_id, expected_version=form.expected_version
        ),
        N_("The minutes are a draft again."),
    )
