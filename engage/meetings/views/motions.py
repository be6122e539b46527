"""Motions and what was said, for staff."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from engage.core.db import unit_of_work
from engage.core.i18n import N_
from engage.directory.queries import plan_choices, plan_names, region_choices, region_names
from engage.meetings import queries, services
from engage.meetings.enums import SPEAKER_KINDS
from engage.meetings.forms import CommentForm, MotionForm
from engage.meetings.views.blueprint import blueprint, managers
from engage.web.language import local_today
from engage.web.login import current_actor
from engage.web.saving import attempt
from engage.web.stale import saved_meanwhile


@blueprint.route("/staff/meetings/<int:meeting_id>/motions/new", methods=["GET", "POST"])
@managers
def motion_create(meeting_id: int) -> Any:
    """Record a motion."""
    actor = current_actor()
    desk = queries.meeting_desk(actor, meeting_id, local_today())
    form = MotionForm()
    outcome = attempt(
        form,
        lambda: services.record_motion(actor=actor, meeting_id=meeting_id, details=form.details),
        location=url_for(".meeting_desk", meeting_id=meeting_id, _anchor="motions"),
        done=N_("The motion is saved."),
    )
    if isinstance(outcome, int):
        return render_template("meetings/motion_create.html", form=form, meeting=desk.page), outcome
    return outcome


@blueprint.route("/staff/motions/<int:motion_id>/edit", methods=["GET", "POST"])
@managers
def motion_edit(motion_id: int) -> Any:
    """Change a motion."""
    actor = current_actor()
    motion = queries.motion_edit(actor, motion_id)
    form = MotionForm(obj=motion)
    outcome = attempt(
        form,
        lambda: services.edit_motion(
            actor=actor, motion_id=motion_id, expected_version=form.expected_version, details=form.details
        ),
        location=url_for(".meeting_desk", meeting_id=motion.meeting_id, _anchor="motions"),
        done=N_("Saved."),
    )
    if isinstance(outcome, int):
        saved = saved_meanwhile(form, motion)
        return render_template("meetings/motion_edit.html", form=form, motion=motion, saved=saved), outcome
    return outcome


@blueprint.route("/staff/meetings/<int:meeting_id>/comments", methods=["GET", "POST"])
@managers
def comment_list(meeting_id: int) -> Any:
    """Write down what was said, one voice at a time."""
    actor = current_actor()
    desk = queries.meeting_desk(actor, meeting_id, local_today())
    form = CommentForm()
    form.offer(
        [(plan.id, plan.name) for plan in plan_choices()], [(region.id, region.name) for region in region_choices()]
    )
    outcome = attempt(
        form,
        lambda: services.record_comment(actor=actor, meeting_id=meeting_id, details=form.details),
        location=url_for(".comment_list", meeting_id=meeting_id),
        done=N_("The comment is saved."),
    )
    if isinstance(outcome, int):
        return render_template(
            "meetings/comment_list.html",
            form=form,
            meeting=desk.page,
            rows=queries.comments_of(actor, meeting_id),
            kinds=SPEAKER_KINDS,
            plans=plan_names(),
            regions=region_names(),
        ), outcome
    return outcome


@blueprint.post("/staff/meetings/<int:meeting_id>/comments/<int:comment_id>/remove")
@managers
def comment_remove(meeting_id: int, comment_id: int) -> Any:
    """Take a comment away that was written down by mistake."""
    with unit_of_work():
        services.remove_comment(actor=current_actor(), meeting_id=meeting_id, comment_id=comment_id)
    flash(gettext("The comment is removed."), "success")
    return redirect(url_for(".comment_list", meeting_id=meeting_id), 303)
