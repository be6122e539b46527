"""The one door out of the office: delivers approved issues, takes them back, and fetches what became of them.

Only what `engage.ombudsman.services.releases` let a second person approve passes here. The other
side learns a random id and the issue; the link back to the case stays on this side, and so does every
address: answers are fetched from there and mailed from here.
"""

from typing import Any

from sqlalchemy import select

from engage.accountability.queries import ReleaseAnswer as PublicAnswer
from engage.accountability.queries import answers_for_release
from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure, system_actor
from engage.core.db import db, unit_of_work
from engage.core.errors import NotFound
from engage.core.sides import Side
from engage.ombudsman import audit_events, messages
from engage.ombudsman.enums import AnswerStage, Change, ReleaseState
from engage.ombudsman.models import Case, Release, ReleaseAnswer
from engage.ombudsman.policies import can_update_case
from engage.ombudsman.services.journal import notify_person
from engage.ombudsman.services.records import add_change, load_case
from engage.themes.services import ReleasedIssueData, receive_release
from engage.themes.services import withdraw_release as recall

_BATCH = 200


def deliver_release(payload: dict[str, Any]) -> None:
    """Carry one approved issue over, once: the other side keeps one row an id, whatever is repeated here."""
    release = db.session.get(Release, payload["release"])
    if release is None or release.state != ReleaseState.APPROVED or release.approved_by is None:
        return
    row_id, release_id = release.id, release.release_id
    issue = ReleasedIssueData(
        code=release.code,
        plan_type=release.plan_type,
        region=release.region_band,
        year=release.year,
        text=release.text,
        language=release.language,
    )
    with unit_of_work(Side.ENGAGE):
        receive_release(release_id=release_id, issue=issue)
    with unit_of_work(Side.OMBUDSMAN):
        release = db.session.get_one(Release, row_id, with_for_update=True)
        if release.delivered_at is not None:
            return
        release.delivered_at = clock.now()
        # Taken back while it was on its way: the recall waits in the outbox and undoes what was just done.
        if release.state == ReleaseState.APPROVED:
            release.state = ReleaseState.DELIVERED
        audit.record(system_actor(Side.OMBUDSMAN), audit_events.RELEASE_DELIVERED, f"release:{row_id}")


def recall_release(payload: dict[str, Any]) -> None:
    """Have the other side forget an issue. Repeating it, or doing it before a late delivery, is harmless."""
    release = db.session.get(Release, payload["release"])
    if release is None or release.state != ReleaseState.WITHDRAWN:
        return
    row_id, release_id = release.id, release.release_id
    with unit_of_work(Side.ENGAGE):
        recall(release_id=release_id)
    with unit_of_work(Side.OMBUDSMAN):
        release = db.session.get_one(Release, row_id, with_for_update=True)
        if release.recalled_at is None:
            release.recalled_at = clock.now()
            audit.record(system_actor(Side.OMBUDSMAN), audit_events.RELEASE_RECALLED, f"release:{row_id}")


def collect_answers() -> int:
    """Fetch what became of the delivered issues and tell those who left a safe way. Returns how much was new.

    Whoever may be mailed gets a mail that says only that there is news; for the others it shows on
    the receipt page, and the office's first page reminds somebody to tell them.
    """
    new, after = 0, 0
    while True:
        rows = db.session.execute(
            select(Release.id, Release.release_id)
            .where(Release.state == ReleaseState.DELIVERED, Release.id > after)
            .order_by(Release.id)
            .limit(_BATCH)
        ).all()
        if not rows:
            return new
        after = rows[-1].id
        ids = {row.release_id: row.id for row in rows}
        for answer in answers_for_release(tuple(ids)):
            with unit_of_work(Side.OMBUDSMAN):
                new += _keep_answer(ids[answer.release_id], answer)


def mark_answer_told(*, actor: Actor, case_id: int, answer_id: int) -> None:
    """Say that the person was told, on the phone or in person. Raises `NotFound`, `NotAllowed`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    row = db.session.get(ReleaseAnswer, answer_id, with_for_update=True)
    if row is None or db.session.get_one(Release, row.release_id).case_id != case.id:
        raise NotFound
    if row.told_at is None:
        row.told_at = clock.now()
        add_change(case, Change.TOLD, author=actor)
        audit.record(actor, audit_events.ANSWER_TOLD, f"case:{case.id}", answer_id=row.id)


def _keep_answer(release_id: int, answer: PublicAnswer) -> bool:
    stage = _stage(answer)
    row = db.session.scalar(
        select(ReleaseAnswer)
        .where(ReleaseAnswer.release_id == release_id, ReleaseAnswer.number == answer.number)
        .with_for_update()
    )
    if row is not None and row.stage == stage:
        _copy(row, answer)
        return False
    if row is None:
        row = ReleaseAnswer(release_id=release_id, number=answer.number)
        db.session.add(row)
    row.stage, row.told_at = stage, None
    _copy(row, answer)
    db.session.flush()
    case = db.session.get_one(Case, db.session.get_one(Release, release_id).case_id)
    add_change(case, Change.ANSWERED)
    if notify_person(case, messages.news_waits, f"news:{row.id}:{stage}"):
        row.told_at = clock.now()
    audit.record(system_actor(Side.OMBUDSMAN), audit_events.ANSWER_RECEIVED, f"case:{case.id}", answer_id=row.id)
    return True


def _copy(row: ReleaseAnswer, answer: PublicAnswer) -> None:
    row.title, row.title_es = answer.title, answer.title_es
    row.decision, row.reasons, row.reasons_es = answer.decision, answer.reasons, answer.reasons_es
    row.recommended_on, row.answered_on = answer.recommended_on, answer.answered_on
    row.changed_on, row.url = answer.changed_on, answer.public_url


def _stage(answer: PublicAnswer) -> AnswerStage:
    if answer.changed_on is not None:
        return AnswerStage.CHANGED
    return AnswerStage.ANSWERED if answer.answered_on is not None else AnswerStage.RECOMMENDED
