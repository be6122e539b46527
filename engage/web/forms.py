"""The base form and fields that speak in sentences.

``thing`` names what is asked for, with its article: ``thing=_l("a name")`` reads "Enter a name".
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from engage.core.errors import DomainError
from engage.core.ids import new_token
from engage.core.text import clean, one_line
from engage.web.errors import words

LONG_TEXT = 10_000
SHORT_TEXT = 200


class BaseForm(FlaskForm):
    """CSRF, a random key against double clicks, and cleaning of every text."""

    form_key = HiddenField(default=new_token)

    class Meta(FlaskForm.Meta):
        """Cleans each text field and keeps to its length."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Add the cleaning filter to every field of text."""
            kind = unbound_field.field_class
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(kind, TextAreaField):
                filters.append(clean)
            elif issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                filters.append(one_line)
            return unbound_field.bind(form=form, filters=filters, **options)

    def validate_form_key(self, field: HiddenField) -> None:
        """Give a form that comes without a key (or with a made-up long one) a fresh one."""
        if not field.data or len(field.data) > 64:
            field.data = new_token()

    def take_error(self, error: DomainError) -> None:
        """Show a domain error at the field it names, or above the form."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors.append(words(error))
        else:
            field.errors = [*field.errors, words(error)]

    @property
    def has_errors(self) -> bool:
        """Whether anything has to be put right."""
        return bool(self.errors)


def _digits(version: Any) -> str | None:
    """A version as its field holds it, whether it comes from the page or from the thing itself."""
    return None if version is None else str(version)


class VersionedForm(BaseForm):
    """A form that edits an existing thing and notices when somebody else did so meanwhile."""

    version = HiddenField(filters=[_digits])

    @property
    def expected_version(self) -> int | None:
        """The version of the thing the form was opened with."""
        sent = (self.version.raw_data or [""])[0]
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


class Required:
    """Something must be entered, more than blanks; says "Enter …" (or ``verb``)."""

    field_flags = {"required": True}

    def __init__(self, thing: Any, verb: Any = None):
        self.message = verb or lazy_gettext("Enter %(thing)s", thing=thing)

    def __call__(self, form: Any, field: Field) -> None:
        """Raise a `StopValidation` with a sentence when nothing was entered."""
        if field.data in (None, "", []):
            # A field that could not be read already says why; an untouched group of choices only says "not valid".
            if not any(field.raw_data or ()):
                field.errors = []
            raise StopValidation("" if field.errors else str(self.message))


class AtMost:
    """No longer than ``limit`` characters; says how many were typed."""

    def __init__(self, limit: int):
        self.limit = limit
        self.field_flags = {"maxlength": limit} if limit <= SHORT_TEXT else {"data_limit": limit}

    def __call__(self, form: Any, field: Field) -> None:
        """Raise a `ValidationError` that keeps the text and tells the two numbers."""
        length = len(field.data or "")
        if length > self.limit:
            raise ValidationError(
                gettext(
                    "This is too long. It has %(length)s characters. Use %(limit)s or fewer.",
                    length=f"{length:,}",
                    limit=f"{self.limit:,}",
                )
            )


def _checks(thing: Any, required: bool, limit: int | None = None) -> list[Any]:
    checks: list[Any] = [Required(thing)] if required else [Optional(strip_whitespace=True)]
    if limit:
        checks.append(AtMost(limit))
    return checks


def text_field(label: Any, thing: Any, *, required: bool = True, limit: int = SHORT_TEXT, **kw: Any) -> Any:
    """One line of text."""
    return StringField(label, validators=[*_checks(thing, required, limit), *kw.pop("checks", [])], **kw)


def long_text_field(label: Any, thing: Any, *, required: bool = True, limit: int = LONG_TEXT, **kw: Any) -> Any:
    """Several lines of text."""
    return TextAreaField(label, validators=[*_checks(thing, required, limit), *kw.pop("checks", [])], **kw)


def email_field(label: Any, *, required: bool = True, **kw: Any) -> Any:
    """An e-mail address, checked for its form only."""
    thing = lazy_gettext("an e-mail address")
    return EmailField(label, validators=[*_checks(thing, required, 254), looks_like_email], **kw)


def looks_like_email(form: Any, field: Field) -> None:
    """Raise a `ValidationError` with an example when ``field`` is not an e-mail address."""
    from email_validator import EmailNotValidError, validate_email

    if not field.data:
        return
    try:
        validate_email(field.data, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValidationError(gettext("Enter an e-mail address in the right form, like name@example.com")) from error


def phone_field(label: Any, *, required: bool = False, **kw: Any) -> Any:
    """A telephone number as people write it; US numbers need no country code."""
    return StringField(
        label, validators=[*_checks(lazy_gettext("a phone number"), required, 40), looks_like_phone], **kw
    )


def looks_like_phone(form: Any, field: Field) -> None:
    """Raise a `ValidationError` with an example when ``field`` cannot be a phone number."""
    import phonenumbers

    if not field.data:
        return
    try:
        number = phonenumbers.parse(field.data, "US")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(gettext("Enter a phone number with its area code, like 555-010-0199"))


def choice_field(label: Any, thing: Any, *, required: bool = True, radio: bool = False, **kw: Any) -> Any:
    """One of some choices; the view passes ``form.name.choices`` when they come from the database."""
    kind = RadioField if radio else SelectField
    verb = lazy_gettext("Choose %(thing)s", thing=thing)
    checks = [Required(thing, verb)] if required else [Optional()]
    kw.setdefault("validate_choice", True)
    return kind(label, validators=checks, **kw)


class CheckboxesField(SelectMultipleField):
    """Any number of some choices, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DayField(DateField):
    """A calendar day; takes the browser's own form and the way it is written in the US."""

    def __init__(self, label: Any = None, thing: Any = None, *, required: bool = True, **kw: Any):
        self.thing = thing or lazy_gettext("a date")
        checks = _checks(self.thing, required) + kw.pop("checks", [])
        super().__init__(label, validators=checks, format=["%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y"], **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day. Raises `ValueError` with a sentence and an example."""
        text = clean(" ".join(valuelist))
        self.data = None
        if not text:
            return
        for form in self.strptime_format:
            try:
                day = datetime.strptime(text, form).date()
            except ValueError:
                continue
            if 1900 <= day.year <= 2200:
                self.data = day
                return
        raise ValueError(gettext("Enter a date that exists, like 03/31/2026"))


class ClockField(TimeField):
    """A time of day, such as 14:30 or 2:30 pm."""

    def __init__(self, label: Any = None, *, required: bool = True, **kw: Any):
        checks = _checks(lazy_gettext("a time"), required)
        super().__init__(label, validators=checks, format=["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p"], **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a time. Raises `ValueError` with a sentence and an example."""
        text = clean(" ".join(valuelist)).replace(".", "").upper()
        self.data = None
        if not text:
            return
        for form in self.strptime_format:
            try:
                self.data = datetime.strptime(text, form).time()
                return
            except ValueError:
                continue
        raise ValueError(gettext("Enter a time, like 2:30 pm"))


class WholeNumberField(IntegerField):
    """A whole number from ``low`` to ``high``, both included; an empty one is None."""

    def __init__(self, label: Any = None, *, low: int = 0, high: int, required: bool = True, **kw: Any):
        self.low, self.high = low, high
        super().__init__(label, validators=_checks(lazy_gettext("a number"), required), **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number. Raises `ValueError` with the numbers that can be entered."""
        text = clean(" ".join(valuelist))
        self.data = None
        if not text:
            return
        is_number = text.isascii() and text.isdigit() and len(text) < 10
        if not is_number or not self.low <= int(text) <= self.high:
            raise ValueError(gettext("Enter a whole number from %(low)s to %(high)s.", low=self.low, high=self.high))
        self.data = int(text)


def picks(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Choices of a field from pairs of a value and its words."""
    return [SelectChoice(str(value), words) for value, words in pairs]


def word_choices(words: Mapping[Any, str], *, first: Any = None) -> list[SelectChoice]:
    """Choices from an enum's members to their msgids; ``first`` is the words of an empty choice before them."""
    empty = [("", first)] if first is not None else []
    return picks([*empty, *((value, lazy_gettext(msgid)) for value, msgid in words.items())])


def id_or_none(value: Any) -> int | None:
    """For choices of things by id: ``coerce=id_or_none``; -1, which nothing has, for anything else."""
    if value in (None, "", "None"):
        return None
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def checkbox_field(label: Any, **kw: Any) -> BooleanField:
    """One yes-or-no box."""
    return BooleanField(label, **kw)


def day_value(text: str | None) -> date | None:
    """A day from a URL's query, or None when it is missing or not a day."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
