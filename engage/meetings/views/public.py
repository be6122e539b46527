"""Meetings as everybody sees them."""

from typing import Any

from flask import render_template, request

from engage.councils.queries import body_page
from engage.meetings import exports, queries
from engage.meetings.enums import (
    AGENDA_KINDS,
    ATTENDANCE_MODES,
    ATTENDANCE_STATUSES,
    MEETING_STATES,
    MOTION_RESULTS,
    PAPER_KINDS,
)
from engage.meetings.views.blueprint import (
    attendees,
    blueprint,
    download,
    filter_values,
    filters,
    is_filtered,
)
from engage.web.access import public
from engage.web.language import current_language
from engage.web.login import current_actor
from engage.web.paging import page_number, pager


@blueprint.get("/meetings")
@public
def meeting_list() -> Any:
    """Open meetings that were announced."""
    actor = current_actor()
    form = filters(actor)
    found = queries.meeting_rows(actor, open_only=True, number=page_number(), **filter_values(form))
    return render_template(
        "meetings/meeting_list.html",
        filters=form,
        rows=found.rows,
        page=pager(found),
        is_filtered=is_filtered(form),
        states=MEETING_STATES,
    )


@blueprint.get("/my/meetings")
@attendees
def my_meeting_list() -> Any:
    """Meetings of the councils a member, or the person they help, sits on."""
    actor = current_actor()
    when = "past" if request.args.get("when") == "past" else "upcoming"
    found = queries.meeting_rows(actor, is_seated=True, when=when, number=page_number())
    return render_template(
        "meetings/my_meeting_list.html", rows=found.rows, page=pager(found), when=when, states=MEETING_STATES
    )


@blueprint.get("/meetings/<int:meeting_id>")
@public
def meeting_page(meeting_id: int) -> Any:
    """One meeting: how to join, what it is about, and its published minutes."""
    return render_template(
        "meetings/meeting_page.html",
        meeting=queries.meeting_page(current_actor(), meeting_id),
        states=MEETING_STATES,
        kinds=AGENDA_KINDS,
        paper_kinds=PAPER_KINDS,
        results=MOTION_RESULTS,
        attendance_statuses=ATTENDANCE_STATUSES,
        modes=ATTENDANCE_MODES,
    )


@blueprint.get("/meetings/<int:meeting_id>/meeting.ics")
@public
def meeting_ics(meeting_id: int) -> Any:
    """One meeting as a calendar file."""
    page = queries.meeting_page(current_actor(), meeting_id)
    return download(exports.meeting_ics(page, current_language()), "text/calendar", f"meeting-{meeting_id}.ics")


@blueprint.get("/councils/<int:body_id>/motions")
@public
def motion_list(body_id: int) -> Any:
    """What a council moved, newest first."""
    actor = current_actor()
    found = queries.motion_rows(actor, body_id, number=page_number())
    return render_template(
        "meetings/motion_list.html",
        body=body_page(actor, body_id),
        rows=found.rows,
        page=pager(found),
        results=MOTION_RESULTS,
    )


@blueprint.get("/councils/<int:body_id>/motions.csv")
@public
def motions_csv(body_id: int) -> Any:
    """What a council moved, for spreadsheets."""
    actor = current_actor()
    body_page(actor, body_id)
    rows = queries.all_motions(actor, body_id)
    return download(exports.motions_csv(rows), "text/csv", f"motions-{body_id}.csv")
