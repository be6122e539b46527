"""What was said at meetings."""

from dataclasses import dataclass

from sqlalchemy import select

from engage.core.actor import Actor
from engage.core.comments import CommentSource, SourceComment
from engage.core.db import db
from engage.core.errors import NotFound
from engage.meetings.enums import MeetingState, SpeakerKind
from engage.meetings.models import Meeting, MeetingComment
from engage.meetings.policies import can_manage_meeting
from engage.meetings.queries.meetings import find_meeting


@dataclass(frozen=True)
class CommentRow:
    """One comment on the staff's page of a meeting."""

    id: int
    text: str
    language: str
    speaker_kind: SpeakerKind
    is_quotable: bool
    plan_id: int | None
    region_id: int | None


def comment_rows(after: int | None = None, limit: int = 500) -> tuple[SourceComment, ...]:
    """Comments of members and the public at meetings that were held, by id; for the job that gathers themes.

    Ids are random, so that they tell no order: new comments may stand before ``after``. A full pass
    starts at None and goes on from the last key until nothing comes. What staff said is left out:
    themes hold the voices of people the state serves.
    """
    statement = (
        select(MeetingComment, Meeting.body_id, Meeting.held_on)
        .join(Meeting, Meeting.id == MeetingComment.meeting_id)
        .where(Meeting.state == MeetingState.HELD, MeetingComment.speaker_kind != SpeakerKind.STAFF)
        .order_by(MeetingComment.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(MeetingComment.id > after)
    return tuple(
        SourceComment(
            source=CommentSource.MEETING,
            source_key=f"meeting:{comment.id}",
            text=comment.text,
            language=comment.language,
            said_on=held_on,
            body_id=body_id,
            meeting_id=comment.meeting_id,
            plan_id=comment.plan_id,
            region_id=comment.region_id,
            may_quote=comment.is_quotable,
        )
        for comment, body_id, held_on in db.session.execute(statement)
    )


def comments_of(actor: Actor, meeting_id: int) -> tuple[CommentRow, ...]:
    """The comments of a meeting the actor runs, in the order of their random ids. Raises `NotFound`."""
    meeting = find_meeting(actor, meeting_id)
    if not can_manage_meeting(actor, meeting):
        raise NotFound
    comments = db.session.scalars(
        select(MeetingComment).where(MeetingComment.meeting_id == meeting_id).order_by(MeetingComment.id)
    )
    return tuple(
        CommentRow(c.id, c.text, c.language, SpeakerKind(c.speaker_kind), c.is_quotable, c.plan_id, c.region_id)
        for c in comments
    )
