"""The shape of what people answer, and of what staff write about forms and files."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from markupsafe import Markup
from wtforms import BooleanField, Field, HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from engage.core.bilingual import Words
from engage.feedback.enums import Audience, Channel, GroupKind, QuestionKind, SetAsideReason, Speaker
from engage.feedback.queries import QuestionView
from engage.feedback.rules import LONGEST_ANSWER, Given
from engage.web.forms import (
    AtMost,
    BaseForm,
    CheckboxesField,
    DayField,
    Required,
    VersionedForm,
    checkbox_field,
    choice_field,
    email_field,
    long_text_field,
    text_field,
)


def picks(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """(value, words) as the choices of a field."""
    return [SelectChoice(str(value), words) for value, words in pairs]


LANGUAGES = picks([("en", "English"), ("es", "Español")])
YES_NO_WORDS = {"yes": lazy_gettext("Yes"), "no": lazy_gettext("No")}
NO_PERSON = "none"

KIND_WORDS = {
    QuestionKind.LONG_TEXT: lazy_gettext("In their own words"),
    QuestionKind.CHOICE: lazy_gettext("One choice from a list"),
    QuestionKind.CHOICES: lazy_gettext("Any number of choices from a list"),
    QuestionKind.YES_NO: lazy_gettext("Yes or no"),
}
GROUP_WORDS = {
    GroupKind.PLAN: lazy_gettext("Group question: their health plan"),
    GroupKind.REGION: lazy_gettext("Group question: their region"),
    GroupKind.PROGRAM: lazy_gettext("Group question: their program"),
    GroupKind.OTHER: lazy_gettext("Group question: choices of your own"),
}
CHANNEL_WORDS = {
    Channel.WEB: lazy_gettext("On this website"),
    Channel.PHONE: lazy_gettext("By phone"),
    Channel.PAPER: lazy_gettext("On paper"),
    Channel.IN_PERSON: lazy_gettext("In person"),
}
REASON_WORDS = {
    SetAsideReason.OFF_TOPIC: lazy_gettext("It is about something else than the questions."),
    SetAsideReason.NAMES_A_PERSON: lazy_gettext("It names or describes another person."),
    SetAsideReason.THREAT: lazy_gettext("It threatens or insults someone."),
    SetAsideReason.ADVERT: lazy_gettext("It is an advert."),
    SetAsideReason.TEST: lazy_gettext("It was sent to try the form out."),
}


def shown(words: Words, language: str) -> Markup:
    """A text in the page's language; an English stand-in on a Spanish page says that it is English."""
    text = words.text(language)
    if words.fallback_lang(language):
        return Markup('<span lang="en">{}</span>').format(text)
    return Markup("{}").format(text)


class OneChoiceField(RadioField):
    """One of some choices, or none of them."""

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, validate_choice=False, **kw)

    def pre_validate(self, form: Any) -> None:
        """Raise a `ValidationError` for a value that is not offered."""
        if self.data and self.data not in {choice.value for choice in self.choices or ()}:
            raise ValidationError(gettext("Choose one of the answers listed."))


class ManyChoicesField(CheckboxesField):
    """Any number of some choices."""

    def pre_validate(self, form: Any) -> None:
        """Raise a `ValidationError` for a value that is not offered."""
        if not set(self.data or ()) <= {choice.value for choice in self.choices or ()}:
            raise ValidationError(gettext("Choose one of the answers listed."))


class _AnsweringForm(BaseForm):
    """What answering and entering have in common."""

    questions: tuple[QuestionView, ...] = ()

    @property
    def question_fields(self) -> list[tuple[QuestionView, Field]]:
        """Each question with its field, in order."""
        return [(view, self[f"q{view.id}"]) for view in self.questions]

    @property
    def answers(self) -> dict[int, Given]:
        """What was said, by question id."""
        given = {}
        for view, field in self.question_fields:
            if view.kind is QuestionKind.LONG_TEXT:
                given[view.id] = Given(field.data or "")
            elif view.kind is QuestionKind.CHOICES:
                given[view.id] = Given("", tuple(field.data or ()))
            else:
                given[view.id] = Given("", (field.data,) if field.data else ())
        return {question_id: answer for question_id, answer in given.items() if answer}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Everything typed, as pairs for hidden fields; the CSRF token is made anew."""
        pairs = []
        for field in self:
            if field.name == "csrf_token":
                continue
            if isinstance(field, BooleanField):
                pairs += [(field.name, "y")] if field.data else []
            elif isinstance(field, CheckboxesField):
                pairs += [(field.name, value) for value in field.data or ()]
            elif field.data not in (None, ""):
                pairs.append((field.name, str(field.data)))
        return pairs


def answer_form(
    questions: Sequence[QuestionView], language: str, *, is_signed_in: bool, allows_anonymous: bool, helped: Any = ()
) -> _AnsweringForm:
    """The form a person answers; ``helped`` are (id, name) of the members a helper may answer for."""
    fields: dict[str, Any] = _question_fields(questions, language)
    if is_signed_in and helped:
        people = [("", lazy_gettext("Me")), *((str(person_id), name) for person_id, name in helped)]
        fields["person_id"] = OneChoiceField(
            lazy_gettext("Whose answer is this?"), choices=picks(people), default="", validators=[Optional()]
        )
    if is_signed_in and allows_anonymous:
        fields["speaker"] = choice_field(
            lazy_gettext("Do you want to say this with your name?"),
            lazy_gettext("if you want to give your name"),
            radio=True,
            choices=picks(
                [
                    (Speaker.NAMED, lazy_gettext("With my name")),
                    (Speaker.ANONYMOUS, lazy_gettext("Without my name")),
                ]
            ),
        )
    if is_signed_in:
        fields["wants_news"] = checkbox_field(
            lazy_gettext("E-mail me when something comes of what I said"),
            description=lazy_gettext("We can do this only when you answer with your name."),
        )
    else:
        fields["email"] = email_field(
            lazy_gettext("Your e-mail address"),
            required=False,
            description=lazy_gettext(
                "Leave it empty to stay unknown. If you fill it in, we write to you when something comes of what you "
                "said, and then we know that the answer is yours."
            ),
        )
    fields["may_quote"] = _may_quote()
    return _made("AnswerForm", fields, questions)


def entry_form(
    questions: Sequence[QuestionView], language: str, people: Iterable[tuple[int, str]], *, empty: bool = False
) -> _AnsweringForm:
    """The same questions for staff who write down an answer heard by phone or read on paper.

    ``empty`` makes a fresh form in the request that sent the one before.
    """
    fields: dict[str, Any] = {
        "channel": choice_field(
            lazy_gettext("How did the answer reach you?"),
            lazy_gettext("how the answer reached you"),
            radio=True,
            choices=picks((c, CHANNEL_WORDS[c]) for c in Channel if c is not Channel.WEB),
        ),
        "answered_on": DayField(lazy_gettext("Day it was said or written"), lazy_gettext("the day")),
        "language": choice_field(
            lazy_gettext("Language of the answer"), lazy_gettext("a language"), choices=LANGUAGES, default="en"
        ),
        "person_id": choice_field(
            lazy_gettext("Whose answer is this?"),
            lazy_gettext("whose answer this is"),
            choices=picks(
                [("", ""), (NO_PERSON, lazy_gettext("No name: the person stays unknown")), *_people(people)]
            ),
        ),
        **_question_fields(questions, language),
        "email": email_field(
            lazy_gettext("E-mail address of the person"),
            required=False,
            description=lazy_gettext(
                "Only if they want to be told what comes of it. Then the answer is theirs by name."
            ),
        ),
        "wants_news": checkbox_field(lazy_gettext("They want an e-mail when something comes of what they said")),
        "may_quote": _may_quote(),
        "read_back": BooleanField(
            lazy_gettext("I read the answers back and the person agreed, or I copied them word for word"),
            validators=[_ticked],
        ),
    }
    return _made("EntryForm", fields, questions, **({"formdata": None} if empty else {}))


def _people(people: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    """People as choices of a select box."""
    return [(str(person_id), name) for person_id, name in people]


def _ticked(form: Any, field: Field) -> None:
    if not field.data:
        raise ValidationError(gettext("Read the answers back first, then tick this box"))


def _made(name: str, fields: dict[str, Any], questions: Sequence[QuestionView], **given: Any) -> _AnsweringForm:
    return type(name, (_AnsweringForm,), {**fields, "questions": tuple(questions)})(**given)


def _may_quote() -> Any:
    return checkbox_field(
        lazy_gettext("You may print my words without my name"),
        description=lazy_gettext("In reports and on public pages, so that others hear it too."),
    )


def _question_fields(questions: Sequence[QuestionView], language: str) -> dict[str, Any]:
    return {f"q{view.id}": _question_field(view, language) for view in questions}


def _question_field(view: QuestionView, language: str) -> Field:
    label = shown(view.words, language)
    if view.kind is QuestionKind.LONG_TEXT:
        verb = lazy_gettext("Write an answer to “%(question)s”", question=view.words.text(language))
        checks = [Required("", verb)] if view.is_required else [Optional(strip_whitespace=True)]
        return TextAreaField(label, validators=[*checks, AtMost(LONGEST_ANSWER)])
    verb = lazy_gettext("Choose an answer to “%(question)s”", question=view.words.text(language))
    checks = [Required("", verb)] if view.is_required else [Optional()]
    choices = [(option.value, _option_words(view, option, language)) for option in view.options]
    if view.kind is QuestionKind.CHOICES:
        return ManyChoicesField(label, choices=picks(choices), validators=checks)
    if not view.is_required:
        choices.append(("", lazy_gettext("I do not want to say")))
    return OneChoiceField(label, choices=picks(choices), validators=checks)


def _option_words(view: QuestionView, option: Any, language: str) -> Any:
    return YES_NO_WORDS[option.value] if view.kind is QuestionKind.YES_NO else shown(option.words, language)


class FormForm(VersionedForm):
    """What staff write about a form."""

    title = text_field(lazy_gettext("Title"), lazy_gettext("a title"))
    title_es = text_field(lazy_gettext("Title in Spanish"), "", required=False)
    intro = long_text_field(
        lazy_gettext("Introduction"),
        "",
        required=False,
        limit=3000,
        description=lazy_gettext("Why you ask, in two or three short sentences."),
    )
    intro_es = long_text_field(lazy_gettext("Introduction in Spanish"), "", required=False, limit=3000)
    what_happens_next = long_text_field(
        lazy_gettext("What happens next with the answers"),
        "",
        required=False,
        limit=3000,
        description=lazy_gettext("Who reads them, who decides, and where people see what came of it."),
    )
    what_happens_next_es = long_text_field(
        lazy_gettext("What happens next, in Spanish"), "", required=False, limit=3000
    )
    hear_back_on = DayField(lazy_gettext("People will hear back by"), required=False)
    body_id = choice_field(lazy_gettext("Council"), lazy_gettext("a council"), required=False)
    meeting_id = choice_field(lazy_gettext("Meeting"), lazy_gettext("a meeting"), required=False)
    audience = choice_field(
        lazy_gettext("Who may answer?"),
        lazy_gettext("who may answer"),
        radio=True,
        choices=picks(
            [
                (Audience.PUBLIC, lazy_gettext("Everybody who has the link")),
                (Audience.MEMBERS, lazy_gettext("Council members and their helpers, signed in")),
            ]
        ),
        default=Audience.PUBLIC,
    )
    allows_anonymous = checkbox_field(lazy_gettext("People may answer without their name"), default=True)
    opens_on = DayField(lazy_gettext("First day to answer"), required=False)
    closes_on = DayField(lazy_gettext("Last day to answer"), required=False)


class QuestionForm(VersionedForm):
    """One question as staff write it."""

    text = text_field(lazy_gettext("Question"), lazy_gettext("a question"), limit=500)
    text_es = text_field(lazy_gettext("Question in Spanish"), "", required=False, limit=500)
    kind = choice_field(
        lazy_gettext("How is it answered?"),
        lazy_gettext("how it is answered"),
        radio=True,
        choices=picks([*KIND_WORDS.items(), *((f"group-{kind}", words) for kind, words in GROUP_WORDS.items())]),
        default=QuestionKind.LONG_TEXT,
    )
    options = long_text_field(
        lazy_gettext("Choices"), "", required=False, limit=4000, description=lazy_gettext("One on each line.")
    )
    options_es = long_text_field(
        lazy_gettext("Choices in Spanish"),
        "",
        required=False,
        limit=4000,
        description=lazy_gettext("One on each line, in the same order."),
    )
    is_required = checkbox_field(lazy_gettext("People have to answer this question"))


class SetAsideForm(BaseForm):
    """Why an answer is set aside."""

    reason = choice_field(
        lazy_gettext("Why do you set it aside?"),
        lazy_gettext("a reason"),
        radio=True,
        choices=picks(REASON_WORDS.items()),
        description=lazy_gettext("The person who wrote it reads this reason."),
    )


class ReceiptForm(BaseForm):
    """A receipt code as a person types it."""

    code = text_field(
        lazy_gettext("Your code"),
        lazy_gettext("your code"),
        limit=60,
        description=lazy_gettext("16 letters and numbers in four groups. It is on the page or card you kept."),
    )


class HeldReceiptForm(BaseForm):
    """A receipt code that travels on from page to page, never in an address."""

    code = HiddenField()


class UploadForm(BaseForm):
    """A file of comments."""

    file = FileField(
        lazy_gettext("File of comments"),
        validators=[FileRequired(lazy_gettext("Choose a file"))],
        description=lazy_gettext("A CSV file with column names on the first line, 20 MB or less."),
    )


class MappingForm(BaseForm):
    """Which column of a file holds what."""

    text_column = choice_field(lazy_gettext("Column with the comments"), lazy_gettext("a column"))
    date_column = choice_field(lazy_gettext("Column with the date"), lazy_gettext("a column"), required=False)
    day = DayField(lazy_gettext("Or one date for all comments"), required=False)
    id_column = choice_field(
        lazy_gettext("Column with an id"),
        lazy_gettext("a column"),
        required=False,
        description=lazy_gettext("With it, a newer file of the same source adds only what is new."),
    )
    source_name = text_field(lazy_gettext("Name of the source"), lazy_gettext("a name"), limit=120)
    language = choice_field(
        lazy_gettext("Language of the comments"), lazy_gettext("a language"), choices=LANGUAGES, default="en"
    )
    body_id = choice_field(lazy_gettext("Council"), lazy_gettext("a council"), required=False)
    may_quote = checkbox_field(lazy_gettext("The comments may be printed word for word"))
