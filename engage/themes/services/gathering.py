"""Bringing new comments from their sources into one list.

No audit entry and no log line tells how many came when: that would date anonymous answers to the minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.comments import SourceComment
from engage.core.db import db, insert_all_once
from engage.core.text import clean
from engage.themes import audit_events, rules
from engage.themes.enums import SetAside
from engage.themes.models import Comment
from engage.themes.policies import can_gather_comments
from engage.themes.queries.gathering import GatherPlan

_SLICE = 500


@dataclass(frozen=True)
class Gathered:
    """What one reading of the sources brought: comments added, and removed because their source withdrew them."""

    added: int
    removed: int


def gather_comments(*, actor: Actor, plan: GatherPlan) -> Gathered:
    """Bring the list of comments up to its sources, as `plan_gathering` found them.

    Carrying out a plan again, or two at once, changes nothing more. A comment that says nothing is set
    aside; one that was withdrawn is removed with its codings. Raises `NotAllowed`.
    """
    ensure(can_gather_comments(actor))
    added = removed = 0
    for start in range(0, len(plan.new), _SLICE):
        added += _add(plan.new[start : start + _SLICE])
    for start in range(0, len(plan.gone), _SLICE):
        gone = plan.gone[start : start + _SLICE]
        removed += db.session.execute(
            delete(Comment).where(Comment.source_key.in_(gone)), execution_options={"synchronize_session": False}
        ).rowcount
    if actor.is_signed_in:
        audit.record(actor, audit_events.GATHERING_ASKED, "comments")
    return Gathered(added, removed)


def _add(comments: Sequence[SourceComment]) -> int:
    """Add those that are not here yet; the constraint keeps out what another worker adds at this moment."""
    keys = [comment.source_key for comment in comments]
    known = set(db.session.scalars(select(Comment.source_key).where(Comment.source_key.in_(keys))))
    rows = {comment.source_key: _values(comment) for comment in comments if comment.source_key not in known}
    insert_all_once(Comment, list(rows.values()))
    return len(rows)


def _values(comment: SourceComment) -> dict[str, Any]:
    text = clean(comment.text)
    return {
        "source": comment.source,
        "source_key": comment.source_key,
        "text": text,
        "folded": rules.fold(text),
        "language": comment.language,
        "said_on": comment.said_on,
        "quarter": rules.quarter_of(comment.said_on),
        "body_id": comment.body_id,
        "meeting_id": comment.meeting_id,
        "plan_id": comment.plan_id,
        "region_id": comment.region_id,
        "program_id": comment.program_id,
        "may_quote": comment.may_quote,
        "speaker_key": comment.speaker_key,
        "set_aside": SetAside.SAYS_NOTHING if rules.says_nothing(text) else None,
    }
