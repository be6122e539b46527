"""Who may see, run, answer and read feedback.

A coordinator runs the forms of their own councils, and those of no council; a plan's coordinator only
those of the plan's committees. The state's program team reads all answers, without names.
"""

from sqlalchemy import Select, false, or_, select

from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.feedback.enums import Audience, FormState
from engage.feedback.models import FeedbackForm, ImportBatch


def _runs(actor: Actor, body_id: int | None) -> bool:
    """Whether a council, or what belongs to no council, is the actor's to look after."""
    if actor.is_system:
        return True
    return body_id in actor.body_ids if body_id is not None else not actor.plan_ids


def can_manage_form(actor: Actor, form: FeedbackForm) -> bool:
    """Whether ``actor`` may change, publish and close the form."""
    return can_create_form(actor, form.body_id)


def can_create_form(actor: Actor, body_id: int | None) -> bool:
    """Whether ``actor`` may make a form for this council, or for none."""
    return actor.may(Permission.FEEDBACK_FORM_MANAGE) and _runs(actor, body_id)


def can_read_answers(actor: Actor, form: FeedbackForm) -> bool:
    """Whether ``actor`` may read what was answered (the words, not the names)."""
    if not actor.may(Permission.FEEDBACK_ANSWER_READ):
        return False
    return _reads_everywhere(actor) or _runs(actor, form.body_id)


def can_read_names(actor: Actor, form: FeedbackForm) -> bool:
    """Whether ``actor`` may also see who gave a named answer: the staff of that council alone."""
    return can_read_answers(actor, form) and can_manage_form(actor, form)


def can_set_aside_answer(actor: Actor, form: FeedbackForm) -> bool:
    """Whether ``actor`` may set an answer aside or take it back in."""
    return can_read_answers(actor, form) and can_manage_form(actor, form)


def can_enter_answer(actor: Actor, form: FeedbackForm) -> bool:
    """Whether ``actor`` may enter an answer heard by phone or read on paper."""
    return actor.may(Permission.FEEDBACK_ANSWER_ENTER) and _runs(actor, form.body_id)


def can_answer_form(actor: Actor, form: FeedbackForm) -> bool:
    """Whether the form is meant for ``actor`` (its dates are a rule, not a right)."""
    if form.state == FormState.DRAFT:
        return False
    if form.audience == Audience.PUBLIC:
        return True
    if not actor.may(Permission.FEEDBACK_ANSWER_GIVE):
        return False
    return form.body_id is None or form.body_id in actor.seated_body_ids


def can_record_progress(actor: Actor) -> bool:
    """Whether ``actor`` may tell receipts what became of answers: whoever publishes answers, and jobs."""
    return (
        actor.is_system
        or actor.may(Permission.ACCOUNTABILITY_RESPONSE_PUBLISH)
        or actor.may(Permission.ACCOUNTABILITY_RECOMMENDATION_CREATE)
        or actor.may(Permission.ACCOUNTABILITY_COMMITMENT_UPDATE)
        or actor.may(Permission.THEMES_CODING_APPLY)
    )


def can_import_comments(actor: Actor, body_id: int | None) -> bool:
    """Whether ``actor`` may bring in a file of comments about this council, or about none."""
    if actor.may(Permission.THEMES_CODING_APPLY):
        return True
    return actor.may(Permission.FEEDBACK_ANSWER_ENTER) and _runs(actor, body_id)


def can_undo_import(actor: Actor, batch: ImportBatch) -> bool:
    """Whether ``actor`` may take a file's comments out again."""
    return can_import_comments(actor, batch.body_id)


def visible_forms(actor: Actor) -> Select[tuple[FeedbackForm]]:
    """The forms ``actor`` sees at work: those they run, enter answers for, or may read the answers of."""
    statement = select(FeedbackForm)
    if actor.is_system:
        return statement if actor.permissions & _AT_WORK else statement.where(false())
    seen = []
    reads_all = actor.may(Permission.FEEDBACK_ANSWER_READ) and _reads_everywhere(actor)
    if reads_all:
        seen.append(FeedbackForm.state != FormState.DRAFT)
    if actor.permissions & (_AT_WORK - ({Permission.FEEDBACK_ANSWER_READ} if reads_all else set())):
        seen.append(FeedbackForm.body_id.in_(actor.body_ids))
        if not actor.plan_ids:
            seen.append(FeedbackForm.body_id.is_(None))
    return statement.where(or_(*seen) if seen else false())


def answerable_forms(actor: Actor) -> Select[tuple[FeedbackForm]]:
    """The published forms that are meant for ``actor``, closed ones too."""
    statement = select(FeedbackForm).where(FeedbackForm.state != FormState.DRAFT)
    meant = FeedbackForm.audience == Audience.PUBLIC
    if actor.may(Permission.FEEDBACK_ANSWER_GIVE):
        meant = or_(meant, FeedbackForm.body_id.is_(None), FeedbackForm.body_id.in_(actor.seated_body_ids))
    return statement.where(meant)


def visible_imports(actor: Actor) -> Select[tuple[ImportBatch]]:
    """The imports ``actor`` may see."""
    statement = select(ImportBatch)
    if actor.is_system or actor.may(Permission.THEMES_CODING_APPLY):
        return statement
    if not actor.may(Permission.FEEDBACK_ANSWER_ENTER):
        return statement.where(false())
    own = ImportBatch.body_id.in_(actor.body_ids)
    return statement.where(own if actor.plan_ids else or_(own, ImportBatch.body_id.is_(None)))


_AT_WORK = frozenset(
    {Permission.FEEDBACK_FORM_MANAGE, Permission.FEEDBACK_ANSWER_READ, Permission.FEEDBACK_ANSWER_ENTER}
)


def _reads_everywhere(actor: Actor) -> bool:
    """The program team reads comments of every council; nobody else holds that permission."""
    return actor.is_system or actor.may(Permission.THEMES_COMMENT_READ)
