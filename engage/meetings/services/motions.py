"""What was moved and what was said at a meeting."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy import func, select

from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.changes import check_version, take_over
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.councils.queries import current_people
from engage.meetings import audit_events
from engage.meetings.enums import MeetingState, MotionResult, SpeakerKind
from engage.meetings.models import Meeting, MeetingComment, Motion
from engage.meetings.policies import can_manage_meeting
from engage.meetings.queries.meetings import find_meeting


@dataclass(frozen=True)
class MotionDetails:
    """What was moved and how it went. ``number`` None takes the next one of the council."""

    text: str
    result: MotionResult
    number: int | None = None
    text_es: str | None = None
    votes_for: int = 0
    votes_against: int = 0
    abstained: int = 0


@dataclass(frozen=True)
class CommentDetails:
    """What was said; of the speaker only the kind is kept, and plan and region if they said them."""

    text: str
    speaker_kind: SpeakerKind
    language: str = "en"
    is_quotable: bool = False
    plan_id: int | None = None
    region_id: int | None = None


def record_motion(*, actor: Actor, meeting_id: int, details: MotionDetails) -> int:
    """Record a motion; returns its id. Raises `NotFound`, `NotAllowed`, `RuleBroken` naming the field."""
    meeting = _begun(actor, meeting_id)
    highest = db.session.scalar(select(func.max(Motion.number)).where(Motion.body_id == meeting.body_id)) or 0
    details = _checked(replace(details, number=details.number or highest + 1), meeting, None)
    motion = Motion(body_id=meeting.body_id, meeting_id=meeting.id, **asdict(details))
    db.session.add(motion)
    db.session.flush()
    audit.record(
        actor,
        audit_events.MOTION_RECORDED,
        f"motion:{motion.id}",
        meeting_id=meeting.id,
        number=motion.number,
        result=details.result.value,
    )
    return motion.id


def edit_motion(*, actor: Actor, motion_id: int, expected_version: int | None, details: MotionDetails) -> None:
    """Change a motion. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken` naming the field."""
    motion = db.session.get(Motion, motion_id)
    if motion is None:
        raise NotFound
    meeting = _begun(actor, motion.meeting_id)
    check_version(motion, expected_version)
    details = _checked(replace(details, number=details.number or motion.number), meeting, motion)
    changed = take_over(motion, details)
    audit.record(actor, audit_events.MOTION_EDITED, f"motion:{motion.id}", meeting_id=meeting.id, fields=changed)


def _checked(details: MotionDetails, meeting: Meeting, motion: Motion | None) -> MotionDetails:
    taken = select(Motion.id).where(Motion.body_id == meeting.body_id, Motion.number == details.number)
    if motion is not None:
        taken = taken.where(Motion.id != motion.id)
    if db.session.scalar(taken):
        raise RuleBroken(
            N_("This council has a motion %(number)s. Enter another number."), field="number", number=details.number
        )
    seated = sum(person.is_voting for person in current_people(meeting.body_id, meeting.held_on))
    votes = details.votes_for + details.votes_against + details.abstained
    if seated and votes > seated:
        raise RuleBroken(
            N_("These are %(votes)s votes, but %(seated)s members could vote that day. Check the numbers."),
            field="votes_for",
            votes=votes,
            seated=seated,
        )
    if details.result is MotionResult.PASSED and votes and details.votes_for <= details.votes_against:
        raise RuleBroken(
            N_("A motion passes with more votes for it than against it. Check the numbers."), field="result"
        )
    return details


def record_comment(*, actor: Actor, meeting_id: int, details: CommentDetails) -> None:
    """Write down what somebody said at the meeting. Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    meeting = _begun(actor, meeting_id)
    db.session.add(MeetingComment(meeting_id=meeting.id, **asdict(details)))
    audit.record(
        actor,
        audit_events.COMMENT_RECORDED,
        f"meeting:{meeting.id}",
        speaker_kind=details.speaker_kind.value,
        is_quotable=details.is_quotable,
    )


def remove_comment(*, actor: Actor, meeting_id: int, comment_id: int) -> None:
    """Take a comment away that was written down by mistake. Raises `NotFound`, `NotAllowed`."""
    meeting = _begun(actor, meeting_id)
    comment = db.session.get(MeetingComment, comment_id)
    if comment is None or comment.meeting_id != meeting.id:
        raise NotFound
    db.session.delete(comment)
    audit.record(actor, audit_events.COMMENT_REMOVED, f"meeting:{meeting.id}")


def _begun(actor: Actor, meeting_id: int) -> Meeting:
    meeting = find_meeting(actor, meeting_id)
    ensure(can_manage_meeting(actor, meeting))
    if meeting.state == MeetingState.CANCELED or meeting.starts_at > clock.now():
        raise RuleBroken(N_("This meeting has not begun yet."))
    return meeting
