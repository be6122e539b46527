"""Making, publishing and ending forms."""

from dataclasses import asdict, dataclass
from datetime import date

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import Conflict, RuleBroken
from engage.core.i18n import N_
from engage.core.ids import new_code
from engage.feedback import audit_events
from engage.feedback.enums import Audience, FormState, GroupKind, QuestionKind
from engage.feedback.models import FeedbackForm, Question
from engage.feedback.policies import can_create_form, can_manage_form
from engage.feedback.queries.forms import form_faults, visible_form
from engage.feedback.queries.public import question_views, state_today
from engage.feedback.rules import MOST_GROUP_QUESTIONS, MOST_QUESTIONS, Fault, question_faults
from engage.meetings.models import Meeting

_SLUG_LENGTH = 8


@dataclass(frozen=True)
class FormFields:
    """Everything staff write about a form. Spanish texts may be empty."""

    title: str
    title_es: str = ""
    intro: str = ""
    intro_es: str = ""
    what_happens_next: str = ""
    what_happens_next_es: str = ""
    hear_back_on: date | None = None
    body_id: int | None = None
    meeting_id: int | None = None
    audience: Audience = Audience.PUBLIC
    allows_anonymous: bool = True
    opens_on: date | None = None
    closes_on: date | None = None


@dataclass(frozen=True)
class QuestionFields:
    """Everything staff write about a question. ``group_kind`` makes it a group question."""

    text: str
    text_es: str = ""
    kind: QuestionKind = QuestionKind.LONG_TEXT
    options: tuple[str, ...] = ()
    options_es: tuple[str, ...] = ()
    is_required: bool = False
    group_kind: GroupKind | None = None


def create_form(*, actor: Actor, fields: FormFields) -> int:
    """Make a draft and return its id. Raises `NotAllowed` and `RuleBroken`."""
    ensure(can_create_form(actor, fields.body_id))
    _check_form(fields)
    form = FeedbackForm(slug=_new_slug(), **asdict(fields))
    db.session.add(form)
    db.session.flush()
    audit.record(
        actor, audit_events.FORM_CREATED, f"feedback_form:{form.id}", body_id=fields.body_id, copied_from=None
    )
    return form.id


def update_form(*, actor: Actor, form_id: int, fields: FormFields, expected_version: int | None) -> None:
    """Change a form's texts and dates.

    What people were promised when they answered (for whom, with or without a name, for which council)
    stays as it was published. Raises `NotAllowed`, `NotFound`, `Conflict` and `RuleBroken`.
    """
    form = _managed(actor, form_id, expected_version)
    ensure(can_create_form(actor, fields.body_id))
    _check_form(fields)
    promised = ("audience", "allows_anonymous", "body_id")
    if form.state != FormState.DRAFT:
        changed = next((name for name in promised if getattr(form, name) != getattr(fields, name)), None)
        if changed:
            raise RuleBroken(
                N_("People were told this when they answered. Copy the form to change it."), field=changed
            )
    for name, value in asdict(fields).items():
        setattr(form, name, value)
    if form.state != FormState.DRAFT:
        _raise(form_faults(form, question_views(form.questions), today=min(state_today(), _last_day(form))))
    _touch(form)
    audit.record(actor, audit_events.FORM_CHANGED, f"feedback_form:{form.id}", version=form.version)


def _last_day(form: FeedbackForm) -> date:
    """A closed form keeps the days it had: they are judged as of its own end."""
    days = [day for day in (form.closes_on, form.hear_back_on) if day is not None]
    return min(days, default=state_today())


def add_question(*, actor: Actor, form_id: int, fields: QuestionFields) -> int:
    """Add a question at the end and return its id. Raises `NotAllowed`, `NotFound` and `RuleBroken`."""
    form = _draft(actor, form_id)
    if len(form.questions) >= MOST_QUESTIONS:
        raise RuleBroken(N_("A form may have at most %(limit)s questions."), limit=MOST_QUESTIONS)
    _check_question(form, fields, None)
    last = max((question.position for question in form.questions), default=0)
    question = Question(form_id=form.id, position=last + 1, **_columns(fields))
    form.questions.append(question)
    _touch(form)
    audit.record(actor, audit_events.QUESTION_ADDED, f"feedback_form:{form.id}", question_id=question.id)
    return question.id


def update_question(
    *, actor: Actor, form_id: int, question_id: int, fields: QuestionFields, expected_version: int | None = None
) -> None:
    """Change a question of a draft. ``expected_version`` is that of the form when the page was opened.

    Raises `NotAllowed`, `NotFound`, `Conflict` and `RuleBroken`.
    """
    form = _draft(actor, form_id, expected_version)
    question = find_question(form, question_id)
    _check_question(form, fields, question)
    for name, value in _columns(fields).items():
        setattr(question, name, value)
    _touch(form)
    audit.record(actor, audit_events.QUESTION_CHANGED, f"feedback_form:{form.id}", question_id=question_id)


def move_question(*, actor: Actor, form_id: int, question_id: int, up: bool) -> None:
    """Swap a question with its neighbor; at the end of the list nothing happens. Raises as `add_question`."""
    form = _draft(actor, form_id)
    question = find_question(form, question_id)
    ordered = sorted(form.questions, key=lambda q: q.position)
    place = ordered.index(question) + (-1 if up else 1)
    if not 0 <= place < len(ordered):
        return
    neighbor = ordered[place]
    question.position, neighbor.position = neighbor.position, question.position
    _touch(form)
    audit.record(
        actor,
        audit_events.QUESTION_MOVED,
        f"feedback_form:{form.id}",
        question_id=question_id,
        position=question.position,
    )


def remove_question(*, actor: Actor, form_id: int, question_id: int) -> None:
    """Remove a question from a draft. Raises `NotAllowed`, `NotFound` and `RuleBroken`."""
    form = _draft(actor, form_id)
    form.questions.remove(find_question(form, question_id))
    _touch(form)
    audit.record(actor, audit_events.QUESTION_REMOVED, f"feedback_form:{form.id}", question_id=question_id)


def publish_form(*, actor: Actor, form_id: int) -> None:
    """Let people answer. Raises `NotAllowed`, `NotFound`, and `RuleBroken` with the first thing that is missing."""
    form = _managed(actor, form_id)
    if form.state == FormState.OPEN:
        return
    if form.state == FormState.CLOSED:
        raise RuleBroken(N_("This form was closed. Open it again instead."))
    _raise(form_faults(form, question_views(form.questions), today=state_today()))
    form.state = FormState.OPEN
    _touch(form)
    audit.record(
        actor,
        audit_events.FORM_PUBLISHED,
        f"feedback_form:{form.id}",
        audience=str(form.audience),
        allows_anonymous=form.allows_anonymous,
    )


def close_form(*, actor: Actor, form_id: int) -> None:
    """Take no more answers. Raises `NotAllowed`, `NotFound` and `RuleBroken`."""
    form = _managed(actor, form_id)
    if form.state == FormState.CLOSED:
        return
    if form.state == FormState.DRAFT:
        raise RuleBroken(N_("This form is not published, so it cannot be closed."))
    form.state = FormState.CLOSED
    _touch(form)
    audit.record(actor, audit_events.FORM_CLOSED, f"feedback_form:{form.id}")


def reopen_form(*, actor: Actor, form_id: int) -> None:
    """Take answers again. Raises `NotAllowed`, `NotFound` and `RuleBroken` (a day that has passed)."""
    form = _managed(actor, form_id)
    if form.state == FormState.OPEN:
        return
    if form.state == FormState.DRAFT:
        raise RuleBroken(N_("This form is not published yet. Publish it instead."))
    _raise(form_faults(form, question_views(form.questions), today=state_today()))
    form.state = FormState.OPEN
    _touch(form)
    audit.record(actor, audit_events.FORM_REOPENED, f"feedback_form:{form.id}")


def copy_form(*, actor: Actor, form_id: int) -> int:
    """Make a draft like this form, without its days and meeting, and return its id. Raises as `create_form`."""
    form = _managed(actor, form_id)
    kept = (
        "intro",
        "intro_es",
        "what_happens_next",
        "what_happens_next_es",
        "body_id",
        "audience",
        "allows_anonymous",
    )
    copy = FeedbackForm(
        slug=_new_slug(), title=form.title, title_es=form.title_es, **{name: getattr(form, name) for name in kept}
    )
    parts = ("text", "text_es", "kind", "options", "options_es", "is_required", "position", "group_kind")
    copy.questions = [Question(**{name: getattr(q, name) for name in parts}) for q in form.questions]
    db.session.add(copy)
    db.session.flush()
    audit.record(
        actor, audit_events.FORM_CREATED, f"feedback_form:{copy.id}", body_id=copy.body_id, copied_from=form.id
    )
    return copy.id


def find_question(form: FeedbackForm, question_id: int) -> Question:
    """A question of ``form``. Raises `RuleBroken` when somebody removed it meanwhile."""
    found = next((question for question in form.questions if question.id == question_id), None)
    if found is None:
        raise Conflict(N_("Someone removed this question. Open the form again to see how it is now."))
    return found


def _managed(actor: Actor, form_id: int, expected_version: int | None = None) -> FeedbackForm:
    form = visible_form(actor, form_id)
    ensure(can_manage_form(actor, form))
    if expected_version is not None and expected_version != form.version:
        raise Conflict
    return form


def _draft(actor: Actor, form_id: int, expected_version: int | None = None) -> FeedbackForm:
    form = _managed(actor, form_id, expected_version)
    if form.state != FormState.DRAFT:
        raise RuleBroken(N_("Questions cannot change once the form is published. Copy the form to change them."))
    return form


def _touch(form: FeedbackForm) -> None:
    """Write now, and count the version even when only a question changed."""
    if form not in db.session.dirty or not db.session.is_modified(form, include_collections=False):
        form.version = form.version + 1
    db.session.flush()


def _check_form(fields: FormFields) -> None:
    if fields.meeting_id is not None:
        meeting = db.session.get(Meeting, fields.meeting_id)
        if meeting is None or meeting.body_id != fields.body_id:
            raise RuleBroken(N_("Choose a meeting of the council you chose."), field="meeting_id")
    if fields.opens_on and fields.closes_on and fields.closes_on < fields.opens_on:
        raise RuleBroken(N_("The last day must be on or after the first day."), field="closes_on")
    if fields.audience is Audience.PUBLIC and not fields.allows_anonymous:
        raise RuleBroken(
            N_("A form for everybody takes answers without a name, because strangers have no account."),
            field="allows_anonymous",
        )


def _check_question(form: FeedbackForm, fields: QuestionFields, own: Question | None) -> None:
    _raise(
        question_faults(
            kind=fields.kind,
            group_kind=fields.group_kind,
            options=fields.options,
            options_es=fields.options_es,
        )
    )
    groups = sum(question.is_group for question in form.questions if question is not own)
    if fields.group_kind is not None and groups >= MOST_GROUP_QUESTIONS:
        raise RuleBroken(
            N_("A form may have at most two group questions, so that no one can be singled out."), field="group_kind"
        )
    lists = {q.group_kind for q in form.questions if q is not own} - {None, GroupKind.OTHER}
    if fields.group_kind in lists:
        raise RuleBroken(N_("The form asks for this already."), field="group_kind")


def _columns(fields: QuestionFields) -> dict[str, object]:
    writes = fields.kind.has_options and fields.group_kind in (None, GroupKind.OTHER)
    return {
        "text": fields.text,
        "text_es": fields.text_es,
        "kind": fields.kind,
        "options": list(fields.options) if writes else [],
        "options_es": list(fields.options_es) if writes else [],
        # Nobody has to say which group they belong to.
        "is_required": fields.is_required and fields.group_kind is None,
        "group_kind": fields.group_kind,
    }


def _raise(faults: tuple[Fault, ...]) -> None:
    if faults:
        raise RuleBroken(faults[0].message, field=faults[0].field, **faults[0].values)


def _new_slug() -> str:
    return new_code("x", _SLUG_LENGTH).removeprefix("x-").lower()
