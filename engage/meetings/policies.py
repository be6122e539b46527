"""Who may see and run which meeting."""

from sqlalchemy import Select, and_, or_, select

from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.councils.models import Body
from engage.councils.policies import body_is_in_scope, body_is_visible, can_manage_body, reads_every_body
from engage.meetings.models import Meeting, MeetingPaper, Minutes


def can_manage_meetings(actor: Actor, body: Body) -> bool:
    """Whether the actor may schedule and run the meetings of this body."""
    return actor.may(Permission.MEETINGS_MEETING_MANAGE) and can_manage_body(actor, body)


def can_manage_meeting(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor may run this meeting (its ``body`` must be loaded)."""
    return can_manage_meetings(actor, meeting.body)


def can_approve_minutes(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor may record the approval of minutes and publish them."""
    return actor.may(Permission.MEETINGS_MINUTES_APPROVE) and can_manage_body(actor, meeting.body)


def can_ask_support(actor: Actor, meeting: Meeting, person_id: int) -> bool:
    """Whether the actor may say what this person needs: the person, or who helps them, on a council they sit on."""
    is_theirs = person_id == actor.person_id or person_id in actor.helped_person_ids
    return actor.may(Permission.MEETINGS_MEETING_ATTEND) and is_theirs and meeting.body_id in actor.seated_body_ids


def can_read_drafts(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor may read what is not public yet: internal items, drafts, who needs what."""
    return can_manage_meeting(actor, meeting)


def can_read_paper(actor: Actor, meeting: Meeting, paper: MeetingPaper) -> bool:
    """Whether the actor, who sees the meeting, may read this paper of it (its ``body`` must be loaded)."""
    return paper.is_public or meeting.body_id in actor.seated_body_ids or can_manage_meeting(actor, meeting)


def visible_meetings(actor: Actor) -> Select[tuple[Meeting]]:
    """Meetings of visible bodies: all of them to who runs the body; to others those that were announced and are open.

    Who sits on the body, or reads for the whole state, also sees announced ones that are not open.
    """
    announced = Meeting.notice_on.is_not(None)
    if not (reads_every_body(actor) and actor.may(Permission.COUNCILS_BODY_READ)):
        announced = and_(announced, or_(Meeting.is_open, Meeting.body_id.in_(actor.seated_body_ids)))
    allowed = [announced]
    if actor.may(Permission.MEETINGS_MEETING_MANAGE):
        allowed.append(body_is_in_scope(actor))
    return select(Meeting).join(Body, Body.id == Meeting.body_id).where(body_is_visible(actor), or_(*allowed))


def visible_minutes(actor: Actor) -> Select[tuple[Minutes]]:
    """Minutes the actor may read: published ones of visible meetings; drafts too to who runs the body."""
    meetings = visible_meetings(actor).with_only_columns(Meeting.id)
    allowed = [Minutes.published_on.is_not(None)]
    if actor.may(Permission.MEETINGS_MEETING_MANAGE):
        mine = select(Meeting.id).join(Body, Body.id == Meeting.body_id).where(body_is_in_scope(actor))
        allowed.append(Minutes.meeting_id.in_(mine))
    return select(Minutes).where(Minutes.meeting_id.in_(meetings), or_(*allowed))


def visible_papers(actor: Actor) -> Select[tuple[MeetingPaper]]:
    """The papers that `can_read_paper` allows, of visible meetings."""
    meetings = visible_meetings(actor).with_only_columns(Meeting.id)
    allowed = [
        MeetingPaper.is_public,
        MeetingPaper.meeting_id.in_(select(Meeting.id).where(Meeting.body_id.in_(actor.seated_body_ids))),
    ]
    if actor.may(Permission.MEETINGS_MEETING_MANAGE) and actor.may(Permission.COUNCILS_BODY_MANAGE):
        mine = select(Meeting.id).join(Body, Body.id == Meeting.body_id).where(body_is_in_scope(actor))
        allowed.append(MeetingPaper.meeting_id.in_(mine))
    return select(MeetingPaper).where(MeetingPaper.meeting_id.in_(meetings), or_(*allowed))
