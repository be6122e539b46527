"""The agenda and its order."""

from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.changes import check_version, take_over
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.meetings import audit_events
from engage.meetings.enums import AgendaKind, MeetingState
from engage.meetings.models import AgendaItem, Meeting
from engage.meetings.policies import can_manage_meeting
from engage.meetings.queries.meetings import find_meeting
from engage.meetings.rules import moved


@dataclass(frozen=True)
class AgendaDetails:
    """What can be said about an agenda item; ``notes`` are for staff only."""

    title: str
    kind: AgendaKind
    title_es: str | None = None
    minutes_planned: int = 10
    is_internal: bool = False
    notes: str = ""


def add_agenda_item(*, actor: Actor, meeting_id: int, details: AgendaDetails) -> int:
    """Add an item at the end; returns its id. Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    meeting = _open(actor, meeting_id)
    last = db.session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id))
    item = AgendaItem(meeting_id=meeting.id, position=(last or 0) + 1, **asdict(details))
    db.session.add(item)
    db.session.flush()
    audit.record(
        actor,
        audit_events.AGENDA_ITEM_ADDED,
        f"agenda_item:{item.id}",
        meeting_id=meeting.id,
        kind=details.kind.value,
        is_internal=details.is_internal,
    )
    return item.id


def edit_agenda_item(*, actor: Actor, item_id: int, expected_version: int | None, details: AgendaDetails) -> None:
    """Change an item. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    item, meeting = _item(actor, item_id)
    check_version(item, expected_version)
    changed = take_over(item, details)
    audit.record(
        actor, audit_events.AGENDA_ITEM_EDITED, f"agenda_item:{item.id}", meeting_id=meeting.id, fields=changed
    )


def move_agenda_item(*, actor: Actor, item_id: int, step: int) -> None:
    """Move an item one place up (-1) or down (1). Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    item, meeting = _item(actor, item_id)
    items = db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    order = moved([other.id for other in items], item.id, step)
    for other in items:
        other.position = order.index(other.id) + 1
    audit.record(
        actor,
        audit_events.AGENDA_ITEM_MOVED,
        f"agenda_item:{item.id}",
        meeting_id=meeting.id,
        position=order.index(item.id) + 1,
    )


def remove_agenda_item(*, actor: Actor, item_id: int, expected_version: int | None) -> None:
    """Take an item off the agenda. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    item, meeting = _item(actor, item_id)
    check_version(item, expected_version)
    db.session.delete(item)
    audit.record(actor, audit_events.AGENDA_ITEM_REMOVED, f"agenda_item:{item_id}", meeting_id=meeting.id)


def _item(actor: Actor, item_id: int) -> tuple[AgendaItem, Meeting]:
    item = db.session.get(AgendaItem, item_id)
    if item is None:
        raise NotFound
    return item, _open(actor, item.meeting_id)


def _open(actor: Actor, meeting_id: int) -> Meeting:
    meeting = find_meeting(actor, meeting_id)
    ensure(can_manage_meeting(actor, meeting))
    if meeting.state == MeetingState.CANCELED:
        raise RuleBroken(N_("This meeting was canceled. Plan a new one."))
    return meeting
