"""What the sources hold that the list of comments does not have yet, and the other way round. Only reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.comments import CommentSource, SourceComment
from engage.core.db import db
from engage.feedback import queries as feedback
from engage.meetings import queries as meetings
from engage.themes.models import Comment, ReleasedIssue
from engage.themes.policies import can_gather_comments

_SLICE = 500
#: How many new comments one transaction takes in.
MOST_AT_ONCE = 2000
#: A quick look asks for what came in these last days, and asks of comments this young whether they still stand.
_NEW_DAYS = timedelta(days=3)
_YOUNG_DAYS = timedelta(days=90)


@dataclass(frozen=True)
class GatherPlan:
    """``new`` comments to add and the source keys of those to forget; ``has_more`` when it was cut short."""

    new: tuple[SourceComment, ...]
    gone: tuple[str, ...]
    has_more: bool = False

    def __bool__(self) -> bool:
        return bool(self.new or self.gone)


def plan_gathering(actor: Actor, *, is_quick: bool = False) -> GatherPlan:
    """Compare the sources with the list of comments. Raises `NotAllowed`.

    A quick look reads only what came in lately, so that it can be taken every minute however many
    comments there are.
    """
    ensure(can_gather_comments(actor))
    today = clock.today()
    new: list[SourceComment] = []
    said_at_meetings: set[str] = set()
    for chunk in _offered(today - _NEW_DAYS if is_quick else None):
        known = _known(tuple(comment.source_key for comment in chunk))
        new.extend(comment for comment in chunk if comment.source_key not in known)
        said_at_meetings.update(comment.source_key for comment in chunk if comment.source is CommentSource.MEETING)
        if len(new) >= MOST_AT_ONCE:
            return GatherPlan(tuple(new[:MOST_AT_ONCE]), (), has_more=True)
    gone = [
        *_gone(today - _YOUNG_DAYS if is_quick else None),
        *_gone_from_meetings(said_at_meetings),
        *_gone_releases(),
    ]
    return GatherPlan(tuple(new), tuple(gone))


def release_source_key(release_id: str) -> str:
    """The key under which a released issue stands among the comments."""
    return f"{CommentSource.RELEASE}:{release_id}"


def _offered(since: date | None) -> Iterator[tuple[SourceComment, ...]]:
    after: str | None = None
    while chunk := feedback.comment_rows(after, _SLICE, since=since):
        yield chunk
        after = chunk[-1].source_key
    # Meetings hold hundreds of comments, not millions: they are always read whole.
    after_id: int | None = None
    while chunk := meetings.comment_rows(after_id, _SLICE):
        yield chunk
        after_id = int(chunk[-1].source_key.split(":")[1])
    released = select(ReleasedIssue).where(ReleasedIssue.withdrawn_on.is_(None))
    if since is not None:
        released = released.where(ReleasedIssue.received_on >= since)
    issues = db.session.scalars(released.order_by(ReleasedIssue.id)).all()
    if issues:
        yield tuple(_as_comment(issue) for issue in issues)


def _as_comment(issue: ReleasedIssue) -> SourceComment:
    """A released issue as one voice; its year is all that is known of when, so the day it arrived stands in."""
    return SourceComment(
        source=CommentSource.RELEASE,
        source_key=release_source_key(issue.release_id),
        text=issue.text,
        language=issue.language,
        said_on=issue.received_on,
    )


def _known(source_keys: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(source_keys), _SLICE):
        part = source_keys[start : start + _SLICE]
        found.update(db.session.scalars(select(Comment.source_key).where(Comment.source_key.in_(part))))
    return found


def _gone(said_since: date | None) -> Iterator[str]:
    after = 0
    while True:
        mine = select(Comment.id, Comment.source_key).where(
            Comment.id > after, Comment.source.in_([CommentSource.FEEDBACK, CommentSource.IMPORT])
        )
        if said_since is not None:
            mine = mine.where(Comment.said_on >= said_since)
        rows = db.session.execute(mine.order_by(Comment.id).limit(_SLICE)).all()
        if not rows:
            return
        after = rows[-1].id
        keys = tuple(row.source_key for row in rows)
        yield from sorted(feedback.gone_source_keys(keys))


def _gone_from_meetings(said: set[str]) -> list[str]:
    mine = db.session.scalars(select(Comment.source_key).where(Comment.source == CommentSource.MEETING))
    return sorted(set(mine) - said)


def _gone_releases() -> list[str]:
    """Released issues that were withdrawn, however late their comment was written."""
    withdrawn = db.session.scalars(select(ReleasedIssue.release_id).where(ReleasedIssue.withdrawn_on.is_not(None)))
    keys = sorted(release_source_key(release_id) for release_id in withdrawn)
    return sorted(key for start in range(0, len(keys), _SLICE) for key in _known(tuple(keys[start : start + _SLICE])))
