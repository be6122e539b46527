"""Promises, how they are going, and how they ended. Every change leaves the earlier promise in the history."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from engage.accountability import audit_events
from engage.accountability.enums import CommitmentState
from engage.accountability.models import Commitment, CommitmentUpdate, CommitmentVersion, Recommendation
from engage.accountability.policies import can_keep_commitments, visible_commitments
from engage.accountability.services.recommendations import find_recommendation
from engage.accountability.services.responses import is_answered
from engage.accountability.services.telling import tell_later
from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import Conflict, NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.text import clean, one_line
from engage.councils.queries import state_today
from engage.feedback.enums import Step


@dataclass(frozen=True)
class CommitmentText:
    """What is promised, who keeps it, and by when."""

    text: str
    owner: str
    due_on: date
    text_es: str | None = None

    def cleaned(self) -> "CommitmentText":
        """The same with clean text and nothing where the Spanish text is blank."""
        return CommitmentText(clean(self.text), one_line(self.owner), self.due_on, clean(self.text_es) or None)


def add_commitment(*, actor: Actor, number: str, text: CommitmentText) -> int:
    """Promise something. Returns the promise's id.

    Raises `NotFound`, `NotAllowed`, and `RuleBroken` for a day that is over or too far away.
    """
    recommendation = find_recommendation(actor, number)
    ensure(can_keep_commitments(actor))
    _check_day(text.due_on)
    commitment = Commitment(recommendation_id=recommendation.id, **asdict(text.cleaned()))
    db.session.add(commitment)
    _keep_version(actor, commitment)
    audit.record(
        actor,
        audit_events.COMMITMENT_ADDED,
        f"commitment:{commitment.id}",
        recommendation_id=recommendation.id,
        due_on=commitment.due_on.isoformat(),
    )
    return commitment.id


def edit_commitment(*, actor: Actor, commitment_id: int, text: CommitmentText, version: int | None) -> None:
    """Change a promise in sight of everybody: the earlier words and day stay in its history.

    Raises `NotFound`, `NotAllowed`, `Conflict`, and `RuleBroken` for one that is closed or a new day
    that is over.
    """
    commitment = _commitment(actor, commitment_id, version)
    if commitment.state != CommitmentState.OPEN:
        raise RuleBroken(N_("This promise is closed. Open it again to change it."))
    if text.due_on != commitment.due_on:
        _check_day(text.due_on)
    for field, value in asdict(text.cleaned()).items():
        setattr(commitment, field, value)
    commitment.version += 1
    _keep_version(actor, commitment)
    audit.record(
        actor,
        audit_events.COMMITMENT_EDITED,
        f"commitment:{commitment.id}",
        version=commitment.version,
        due_on=commitment.due_on.isoformat(),
    )


def close_commitment(
    *,
    actor: Actor,
    commitment_id: int,
    is_done: bool,
    closed_on: date,
    note: str,
    note_es: str = "",
    version: int | None = None,
) -> None:
    """Say how a promise ended: done, or closed but not done, with words for the people it was made to.

    Once it is done, those who spoke are told by a job. Raises `NotFound`, `NotAllowed`, `Conflict`, and
    `RuleBroken` when it is closed already, without words, or on a day that has not come.
    """
    commitment = _commitment(actor, commitment_id, version)
    if commitment.state != CommitmentState.OPEN:
        raise RuleBroken(N_("This promise is closed already."))
    if closed_on > state_today():
        raise RuleBroken(N_("This day has not come yet. Enter the day it happened."), field="closed_on")
    if not clean(note):
        raise RuleBroken(N_("Say what was done, or why it was not done."), field="note")
    commitment.state = CommitmentState.DONE if is_done else CommitmentState.NOT_DONE
    commitment.closed_on = closed_on
    commitment.closing_note, commitment.closing_note_es = clean(note), clean(note_es) or None
    commitment.version += 1
    _keep_version(actor, commitment)
    if is_done and is_answered(commitment.recommendation_id):
        tell_later(db.session.get(Recommendation, commitment.recommendation_id), Step.CHANGED, closed_on)
    audit.record(actor, audit_events.COMMITMENT_CLOSED, f"commitment:{commitment.id}", state=commitment.state)


def reopen_commitment(*, actor: Actor, commitment_id: int, version: int | None) -> None:
    """Open a promise again that was closed too early. Raises `NotFound`, `NotAllowed`, `Conflict`."""
    commitment = _commitment(actor, commitment_id, version)
    if commitment.state == CommitmentState.OPEN:
        return
    commitment.state, commitment.closed_on = CommitmentState.OPEN, None
    commitment.closing_note = commitment.closing_note_es = None
    commitment.version += 1
    _keep_version(actor, commitment)
    audit.record(actor, audit_events.COMMITMENT_REOPENED, f"commitment:{commitment.id}", version=commitment.version)


def tell_update(*, actor: Actor, commitment_id: int, text: str, text_es: str = "") -> None:
    """Tell how a promise is going. Raises `NotFound`, `NotAllowed`, `RuleBroken` without words."""
    commitment = _commitment(actor, commitment_id)
    if not clean(text):
        raise RuleBroken(N_("Say how it is going."), field="text")
    db.session.add(
        CommitmentUpdate(
            commitment_id=commitment.id,
            text=clean(text),
            text_es=clean(text_es) or None,
            told_on=state_today(),
            told_by=actor.account_id,
        )
    )
    audit.record(actor, audit_events.UPDATE_TOLD, f"commitment:{commitment.id}")


_ANY = object()


def _commitment(actor: Actor, commitment_id: int, version: int | object | None = _ANY) -> Commitment:
    found = db.session.scalar(
        visible_commitments(actor)
        .where(Commitment.id == commitment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    ensure(can_keep_commitments(actor))
    if version is not _ANY and version != found.version:
        raise Conflict
    return found


def _check_day(due_on: date) -> None:
    today = state_today()
    if due_on < today:
        raise RuleBroken(N_("This day is over. Enter a day from today on."), field="due_on")
    if due_on > today + timedelta(days=366 * 10):
        raise RuleBroken(N_("Enter a day in the next 10 years."), field="due_on")


def _keep_version(actor: Actor, commitment: Commitment) -> None:
    db.session.flush()
    snapshot = {
        "text": commitment.text,
        "text_es": commitment.text_es,
        "owner": commitment.owner,
        "due_on": commitment.due_on.isoformat(),
        "state": commitment.state,
        "closed_on": commitment.closed_on.isoformat() if commitment.closed_on else None,
        "closing_note": commitment.closing_note,
        "closing_note_es": commitment.closing_note_es,
    }
    db.session.add(
        CommitmentVersion(
            commitment_id=commitment.id,
            version=commitment.version,
            snapshot=snapshot,
            changed_on=state_today(),
            changed_by=actor.account_id,
        )
    )
