"""Planning and running meetings, for staff."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import lazy_gettext

from engage.core.errors import NotAllowed
from engage.core.i18n import N_
from engage.councils.queries import managed_body_choices
from engage.meetings import queries, services
from engage.meetings.enums import AGENDA_KINDS, MEETING_STATES, MINUTES_STATES, MOTION_RESULTS
from engage.meetings.forms import CancelForm, MeetingForm, NoticeForm, attendance_form, marks_of
from engage.meetings.views.blueprint import blueprint, filter_values, filters, is_filtered, managers
from engage.web.forms import VersionedForm, choice_field, id_or_none
from engage.web.language import current_language, local_today, site_time_zone
from engage.web.login import current_actor
from engage.web.paging import page_number, pager
from engage.web.saving import attempt
from engage.web.stale import saved_meanwhile


@blueprint.get("/staff/meetings")
@managers
def staff_meeting_list() -> Any:
    """The meetings of the councils the actor runs."""
    actor = current_actor()
    form = filters(actor, is_mine=True)
    found = queries.meeting_rows(actor, is_mine=True, number=page_number(), **filter_values(form))
    return render_template(
        "meetings/staff_meeting_list.html",
        filters=form,
        rows=found.rows,
        page=pager(found),
        is_filtered=is_filtered(form),
        states=MEETING_STATES,
        minutes_states=MINUTES_STATES,
    )


class _ScheduleForm(MeetingForm):
    """A new meeting, and whose it is."""

    body_id = choice_field(lazy_gettext("Council"), lazy_gettext("a council"), coerce=id_or_none)


@blueprint.route("/staff/meetings/new", methods=["GET", "POST"])
@managers
def meeting_create() -> Any:
    """Plan a meeting."""
    actor, language = current_actor(), current_language()
    bodies = managed_body_choices(actor)
    if not bodies:
        raise NotAllowed
    asked = id_or_none(request.args.get("council"))
    form = _ScheduleForm(body_id=asked if asked is not None else bodies[0].id if len(bodies) == 1 else None)
    form.body_id.choices = [
        ("", lazy_gettext("Choose one")),
        *((body.id, body.name.text(language)) for body in bodies),
    ]
    outcome = attempt(
        form,
        lambda: services.schedule_meeting(
            actor=actor, body_id=form.body_id.data, time_zone=site_time_zone(), details=form.details
        ),
        location=lambda meeting_id: url_for(".meeting_desk", meeting_id=meeting_id),
        done=N_("The meeting is planned. Only staff see it until you publish its notice."),
    )
    if isinstance(outcome, int):
        return render_template("meetings/meeting_create.html", form=form), outcome
    return outcome


@blueprint.get("/staff/meetings/<int:meeting_id>")
@managers
def meeting_desk(meeting_id: int) -> Any:
    """Everything about one meeting, with what is to be done next."""
    return render_template(
        "meetings/meeting_desk.html",
        desk=queries.meeting_desk(current_actor(), meeting_id, local_today()),
        states=MEETING_STATES,
        minutes_states=MINUTES_STATES,
        kinds=AGENDA_KINDS,
        results=MOTION_RESULTS,
    )


@blueprint.route("/staff/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
@managers
def meeting_edit(meeting_id: int) -> Any:
    """Change a planned meeting."""
    actor = current_actor()
    current = queries.meeting_edit(actor, meeting_id)
    form = MeetingForm(obj=current)
    outcome = attempt(
        form,
        lambda: services.edit_meeting(
            actor=actor,
            meeting_id=meeting_id,
            expected_version=form.expected_version,
            time_zone=site_time_zone(),
            details=form.details,
        ),
        location=url_for(".meeting_desk", meeting_id=meeting_id),
        done=N_("Saved. Members who were invited get an e-mail if day, time or way to join changed."),
    )
    if isinstance(outcome, int):
        saved = saved_meanwhile(form, current)
        return render_template("meetings/meeting_edit.html", form=form, meeting=current, saved=saved), outcome
    return outcome


def _act(meeting_id: int, form: VersionedForm, template: str, change: Any, done: str) -> Any:
    """Show a form about a meeting as a whole and carry ``change(actor)`` out."""
    actor = current_actor()
    desk = queries.meeting_desk(actor, meeting_id, local_today())
    if not form.is_submitted():
        form.version.data = str(desk.page.version)
    outcome = attempt(
        form, lambda: change(actor), location=url_for(".meeting_desk", meeting_id=meeting_id), done=done
    )
    if isinstance(outcome, int):
        saved = saved_meanwhile(form, desk.page)
        return render_template(template, form=form, desk=desk, meeting=desk.page, saved=saved), outcome
    return outcome


@blueprint.route("/staff/meetings/<int:meeting_id>/notice", methods=["GET", "POST"])
@managers
def notice_publish(meeting_id: int) -> Any:
    """Publish the notice and invite members."""
    form = NoticeForm()
    return _act(
        meeting_id,
        form,
        "meetings/notice_publish.html",
        lambda actor: services.publish_notice(
            actor=actor,
            meeting_id=meeting_id,
            expected_version=form.expected_version,
            posted_on=form.posted_on.data,
        ),
        N_("The notice is public. Members are invited by e-mail."),
    )


@blueprint.route("/staff/meetings/<int:meeting_id>/cancel", methods=["GET", "POST"])
@managers
def meeting_cancel(meeting_id: int) -> Any:
    """Call a meeting off."""
    form = CancelForm()
    return _act(
        meeting_id,
        form,
        "meetings/meeting_cancel.html",
        lambda actor: services.cancel_meeting(
            actor=actor,
            meeting_id=meeting_id,
            expected_version=form.expected_version,
            reason=form.reason.data,
            reason_es=form.reason_es.data or None,
        ),
        N_("The meeting is canceled. Members who were invited are told by e-mail."),
    )


@blueprint.route("/staff/meetings/<int:meeting_id>/held", methods=["GET", "POST"])
@managers
def meeting_hold(meeting_id: int) -> Any:
    """Record that a meeting took place."""
    form = VersionedForm()
    return _act(
        meeting_id,
        form,
        "meetings/meeting_hold.html",
        lambda actor: services.mark_meeting_held(
            actor=actor, meeting_id=meeting_id, expected_version=form.expected_version
        ),
        N_("The meeting took place. Write down who came, and then the minutes."),
    )


@blueprint.route("/staff/meetings/<int:meeting_id>/attendance", methods=["GET", "POST"])
@managers
def attendance_edit(meeting_id: int) -> Any:
    """Mark who took part."""
    actor = current_actor()
    sheet = queries.attendance_sheet(actor, meeting_id)
    form = attendance_form(sheet.rows, sheet.guests, sheet.version)
    outcome = attempt(
        form,
        lambda: services.record_attendance(
            actor=actor,
            meeting_id=meeting_id,
            expected_version=form.expected_version,
            marks=marks_of(form),
            guests=form.guests.data,
        ),
        location=url_for(".meeting_desk", meeting_id=meeting_id),
        done=N_("Who took part is saved."),
    )
    if isinstance(outcome, int):
        saved = saved_meanwhile(form, sheet)
        return render_template("meetings/attendance_edit.html", form=form, sheet=sheet, saved=saved), outcome
    return outcome
