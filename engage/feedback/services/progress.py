"""Telling receipts, and those who left a way to be told, what became of what was said."""

from datetime import date

from sqlalchemy import select

from engage.accounts.queries import account_email
from engage.core.actor import Actor, ensure
from engage.core.db import db, insert_once
from engage.core.errors import NotFound
from engage.core.sides import Side
from engage.councils.queries import person_contacts
from engage.feedback import messages
from engage.feedback.enums import AnswerState, Step
from engage.feedback.models import AnonymousSubmission, FeedbackForm, NamedSubmission, SubmissionProgress
from engage.feedback.policies import can_record_progress
from engage.feedback.rules import submission_key_of
from engage.notifications.services import send_email

#: Being put into a theme shows on the receipt; a letter is for what somebody decided or did.
MAILED = frozenset({Step.RECOMMENDED, Step.ANSWERED, Step.CHANGED})


def record_progress(
    *,
    actor: Actor,
    submission_key: int | str,
    step: Step | str,
    day: date,
    url: str,
    note: str = "",
    note_es: str = "",
    note_template: str | None = None,
) -> bool:
    """Tell an answer's receipt what became of it; True when the step was new for it.

    ``submission_key`` may be a comment's ``source_key`` (``feedback:…``); one of another source is
    passed over. Whoever left a way to be told gets one e-mail a step of `MAILED`, in the language they
    spoke, from ``note_template`` or the usual one. It writes no audit entry: its caller's act is the one to record,
    and an anonymous answer gets none. Raises `NotAllowed`, and `NotFound` for an answer that never was.
    """
    ensure(can_record_progress(actor))
    key, step = submission_key_of(submission_key), Step(step)
    if key is None:
        return False
    named = db.session.get(NamedSubmission, key)
    if named is None and db.session.get(AnonymousSubmission, key) is None:
        raise NotFound
    values = {"day": day, "public_url": url, "note": note, "note_es": note_es}
    is_new = insert_once(SubmissionProgress, {"submission_key": key, "step": step.value, **values})
    if is_new and named is not None and step in MAILED and named.wants_news and named.state == AnswerState.STANDS:
        _tell(named, step, day, url, note_es if named.language == "es" and note_es else note, note_template)
    return is_new


def _tell(answer: NamedSubmission, step: Step, day: date, url: str, note: str, template: str | None) -> None:
    to = _address(answer)
    if to is None:
        return
    form = db.session.scalars(select(FeedbackForm).where(FeedbackForm.id == answer.form_id)).one()
    email = messages.progressed(
        to=to,
        language=answer.language,
        title=form.words,
        heard_on=answer.day,
        step=step,
        day=day,
        url=url,
        note=note,
        template=template or "feedback_progress",
    )
    send_email(email, dedupe_key=f"feedback:progress:{answer.key}:{step}")


def _address(answer: NamedSubmission) -> str | None:
    if answer.contact_email:
        return answer.contact_email
    if answer.account_id is not None:
        return account_email(Side.ENGAGE, answer.account_id)
    contact = person_contacts([answer.person_id]).get(answer.person_id) if answer.person_id else None
    return contact.email if contact else None
