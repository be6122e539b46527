"""Taking in what the ombudsman released, exactly once, and forgetting it when it is withdrawn."""

from dataclasses import dataclass

from sqlalchemy import update

from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import system_actor
from engage.core.db import db, insert_once
from engage.core.sides import Side
from engage.core.text import clean, one_line
from engage.directory.queries import state_profile
from engage.themes import audit_events
from engage.themes.models import ReleasedIssue


@dataclass(frozen=True)
class ReleasedIssueData:
    """What the state learns of a released issue, and all that it learns.

    ``code`` is a NORS or dual-eligible issue code, ``year`` the only date there is.
    """

    code: str
    plan_type: str
    region: str
    year: int
    text: str
    language: str = "en"


def receive_release(*, release_id: str, issue: ReleasedIssueData) -> bool:
    """Take in one released issue. Delivering the same id again changes nothing.

    Runs inside the unit of work of whoever delivers (the state's side). Returns whether it was new.
    It inserts and reads no more than the public profile, so the delivering process needs no other right. A job
    (`gather_comments`) turns it into a comment.
    """
    is_new = insert_once(
        ReleasedIssue,
        {
            "release_id": release_id,
            "code": one_line(issue.code)[:80],
            "plan_type": one_line(issue.plan_type)[:80],
            "region": one_line(issue.region)[:120],
            "year": issue.year,
            "text": clean(issue.text),
            "language": issue.language,
            "received_on": clock.today(state_profile().time_zone),
        },
    )
    if is_new:
        audit.record(
            system_actor(Side.ENGAGE),
            audit_events.RELEASE_RECEIVED,
            f"release:{release_id}",
            code=one_line(issue.code)[:80],
            year=issue.year,
        )
    return is_new


def withdraw_release(*, release_id: str) -> bool:
    """Forget a released issue and its words. Repeating it changes nothing.

    Its comment goes with its codings when comments are gathered next, within a minute: the delivering
    process needs no right to delete what people said. An id that never arrived is remembered, so that a
    late delivery of it is not taken in. Returns whether there was something to forget.
    """
    today = clock.today()
    blank = {"code": "", "plan_type": "", "region": "", "year": today.year, "text": ""}
    was_unknown = insert_once(
        ReleasedIssue,
        {**blank, "release_id": release_id, "language": "en", "received_on": today, "withdrawn_on": today},
    )
    forgotten = 0
    if not was_unknown:
        forgotten = db.session.execute(
            update(ReleasedIssue)
            .where(ReleasedIssue.release_id == release_id, ReleasedIssue.withdrawn_on.is_(None))
            .values(text="", withdrawn_on=today)
        ).rowcount
    if was_unknown or forgotten:
        audit.record(
            system_actor(Side.ENGAGE),
            audit_events.RELEASE_WITHDRAWN,
            f"release:{release_id}",
            was_known=bool(forgotten),
        )
    return bool(forgotten)
