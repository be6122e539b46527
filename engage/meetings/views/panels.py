"""What meetings add to the pages of councils."""

from typing import Any

from flask import render_template

from engage.meetings import queries
from engage.web import panels
from engage.web.login import current_actor


def _show(template: str, body_id: int, *, limit: int) -> str:
    actor = current_actor()
    found: dict[str, Any] = {
        when: queries.meeting_rows(actor, when=when, body_id=body_id, size=limit).rows
        for when in ("upcoming", "past")
    }
    return render_template(template, body_id=body_id, **found)


def public_meetings(*, body_id: int) -> str:
    """The next and the last meetings, for everybody."""
    return _show("meetings/_panel_public.html", body_id, limit=3)


def staff_meetings(*, body_id: int) -> str:
    """The next and the last meetings, for staff."""
    return _show("meetings/_panel_staff.html", body_id, limit=5)


panels.register("councils.body_page", "meetings", 10, public_meetings)
panels.register("councils.staff_body_page", "meetings", 10, staff_meetings)
