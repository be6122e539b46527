"""Forms, answers and imports, made as the product makes them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from engage.core import clock
from engage.core.actor import STRANGER, Actor
from engage.core.db import db, unit_of_work
from engage.core.permissions import Permission
from engage.councils.enums import BodyKind
from engage.councils.models import Body, Person
from engage.feedback import services
from engage.feedback.enums import GroupKind, QuestionKind, Speaker
from engage.feedback.models import FeedbackForm
from engage.feedback.rules import Given, ImportedRow, identity_of_line
from engage.feedback.services import Answered, AnswerFields, FormFields, ImportFields, QuestionFields

_numbers = count(1)
_COORDINATES = frozenset(
    {
        Permission.FEEDBACK_FORM_MANAGE,
        Permission.FEEDBACK_ANSWER_ENTER,
        Permission.FEEDBACK_ANSWER_READ,
        Permission.COUNCILS_PERSON_MANAGE,
    }
)


def coordinator(*body_ids: int, account_id: int = 11, plan_ids: Iterable[int] = ()) -> Actor:
    """Somebody who runs these councils (and, without ``plan_ids``, the forms of no council)."""
    return Actor(
        account_id=account_id,
        name="Cora Coordinator",
        roles=frozenset({"coordinator"}),
        permissions=_COORDINATES,
        body_ids=frozenset(body_ids),
        plan_ids=frozenset(plan_ids),
    )


def member(*seated: int, account_id: int = 21, person_id: int | None = None, helps: Iterable[int] = ()) -> Actor:
    """A council member, or somebody who helps one."""
    return Actor(
        account_id=account_id,
        person_id=person_id,
        name="Mara Member",
        roles=frozenset({"member"}),
        permissions=frozenset({Permission.FEEDBACK_ANSWER_GIVE}),
        seated_body_ids=frozenset(seated),
        helped_person_ids=frozenset(helps),
    )


PROGRAM = Actor(
    account_id=31,
    name="Pat Program",
    roles=frozenset({"program_team"}),
    permissions=frozenset(
        {
            Permission.FEEDBACK_ANSWER_READ,
            Permission.THEMES_COMMENT_READ,
            Permission.THEMES_CODING_APPLY,
            Permission.ACCOUNTABILITY_RESPONSE_PUBLISH,
        }
    ),
)
KEEPER = Actor(
    account_id=41,
    name="Ada Administrator",
    roles=frozenset({"administrator"}),
    permissions=frozenset({Permission.ACCOUNTS_ACCOUNT_MANAGE, Permission.AUDIT_ENTRY_READ}),
)
#: Runs the forms of no council.
LONE = coordinator()


def today() -> date:
    """The day the tests run on; the state's profile is not set up, so its zone is the default one."""
    return clock.today("America/New_York")


def add_body(name: str | None = None, **fields) -> int:
    """A council; returns its id."""
    with unit_of_work():
        body = Body(name=name or f"Council {next(_numbers)}", kind=next(iter(BodyKind)), **fields)
        db.session.add(body)
        db.session.flush()
        return body.id


def add_person(body_id: int, name: str = "Rosa Reyes", **fields) -> int:
    """Somebody recorded for a council; returns their id."""
    with unit_of_work():
        person = Person(body_id=body_id, name=name, **fields)
        db.session.add(person)
        db.session.flush()
        return person.id


def form_fields(**fields) -> FormFields:
    """A form that can be published."""
    return replace(
        FormFields(
            title="How are your rides?",
            title_es="¿Cómo van sus viajes?",
            intro="We want to know how you get to your doctor.",
            what_happens_next="The council reads every answer in its next meeting.",
            hear_back_on=today() + timedelta(days=60),
        ),
        **fields,
    )


def add_form(actor: Actor = LONE, questions: Iterable[QuestionFields] | None = None, **fields) -> int:
    """A draft with one question in words, unless others are given; returns its id."""
    with unit_of_work():
        form_id = services.create_form(actor=actor, fields=form_fields(**fields))
        for question in [QuestionFields("What went well?", "¿Qué salió bien?")] if questions is None else questions:
            services.add_question(actor=actor, form_id=form_id, fields=question)
    return form_id


def open_form(actor: Actor = LONE, questions: Iterable[QuestionFields] | None = None, **fields) -> FeedbackForm:
    """A published form."""
    form_id = add_form(actor, questions, **fields)
    with unit_of_work():
        services.publish_form(actor=actor, form_id=form_id)
    return form(form_id)


def form(form_id: int) -> FeedbackForm:
    """The row of a form."""
    db.session.expire_all()
    return db.session.get_one(FeedbackForm, form_id)


def question_ids(form_id: int) -> list[int]:
    """The ids of a form's questions in order."""
    return [question.id for question in form(form_id).questions]


def choice(text: str = "Which day?", options: Iterable[str] = ("Monday", "Friday"), **fields) -> QuestionFields:
    """A question with a list to choose from."""
    return QuestionFields(text, kind=fields.pop("kind", QuestionKind.CHOICE), options=tuple(options), **fields)


def group(kind: GroupKind = GroupKind.OTHER, text: str = "Your age?", options=("Under 65", "65 or older")):
    """A group question."""
    return QuestionFields(text, kind=QuestionKind.CHOICE, options=tuple(options), group_kind=kind)


def new_key() -> str:
    """The random key of a page's form."""
    return f"test-form-{next(_numbers)}"


def answer_fields(shown: FeedbackForm, text: str = "The driver was kind.", **fields) -> AnswerFields:
    """An answer in words to the first question, unless ``answers`` are given."""
    answers = fields.pop("answers", None) or {shown.questions[0].id: Given(text)}
    return AnswerFields(answers=answers, form_key=fields.pop("form_key", None) or new_key(), **fields)


def answer(shown: FeedbackForm, text: str = "The driver was kind.", *, actor: Actor = STRANGER, **fields) -> Answered:
    """Somebody answers; a stranger without a name, unless told otherwise."""
    made = answer_fields(shown, text, **fields)
    with unit_of_work():
        return services.answer_form(actor=actor, slug=shown.slug, fields=made)


def answer_named(shown: FeedbackForm, text: str = "I waited an hour.", *, account_id: int = 21, **fields) -> Answered:
    """A signed-in member answers with their name."""
    who = member(
        *([shown.body_id] if shown.body_id else []), account_id=account_id, person_id=fields.pop("person", None)
    )
    return answer(shown, text, actor=who, speaker=Speaker.NAMED, **fields)


def add_import(texts: Iterable[str] = ("The bus was late.",), *, actor: Actor = LONE, **fields) -> int:
    """A file of comments that was taken in; returns the batch."""
    number = next(_numbers)
    rows = [
        ImportedRow(line, text, today(), identity_of_line(f"hash-{number}", "text", line))
        for line, text in enumerate(texts, start=2)
    ]
    with unit_of_work():
        made = ImportFields(source_name=f"Source {number}", file_hash=f"hash-{number}", **fields)
        return services.import_comments(actor=actor, fields=made, rows=rows).batch_id
