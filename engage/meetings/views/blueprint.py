"""The blueprint of meetings and what its pages share."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext

from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.councils.queries import body_choices, managed_body_choices
from engage.meetings.forms import MeetingFilterForm
from engage.web.access import needs
from engage.web.language import current_language

blueprint = Blueprint("meetings", __name__)

managers = needs(Permission.MEETINGS_MEETING_MANAGE)
attendees = needs(Permission.MEETINGS_MEETING_ATTEND)


def filters(actor: Actor, *, is_mine: bool = False) -> MeetingFilterForm:
    """The filters over a list of meetings, from the address."""
    form = MeetingFilterForm(request.args)
    bodies = managed_body_choices(actor) if is_mine else body_choices(actor)
    language = current_language()
    form.council.choices = [
        ("", lazy_gettext("All councils")),
        *((body.id, body.name.text(language)) for body in bodies),
    ]
    if form.when.data not in ("upcoming", "past", "all"):
        form.when.data = "upcoming"
    return form


def filter_values(form: MeetingFilterForm) -> dict[str, Any]:
    """The filters as `queries.meeting_rows` takes them."""
    when = "" if form.when.data == "all" else form.when.data
    return {"search": form.q.data or "", "body_id": form.council.data, "when": when}


def is_filtered(form: MeetingFilterForm) -> bool:
    """Whether the list shows less than the meetings to come."""
    return bool(form.q.data or form.council.data or form.when.data != "upcoming")


def download(content: bytes, mimetype: str, name: str) -> Response:
    """``content`` as a file to save."""
    return Response(
        content,
        mimetype=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
