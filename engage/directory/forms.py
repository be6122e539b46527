"""Forms about the state's profile and lists."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import IntegerField, ValidationError
from wtforms.validators import NumberRange, StopValidation

from engage.directory.enums import ListName, PartnerKind, PlanKind, ProgramKind
from engage.directory.queries import Choice
from engage.directory.rules import STATES, TIME_ZONES, is_web_address
from engage.web.forms import (
    BaseForm,
    CheckboxesField,
    DayField,
    Required,
    VersionedForm,
    checkbox_field,
    choice_field,
    email_field,
    long_text_field,
    phone_field,
    text_field,
)

_A_NAME = lazy_gettext("a name")


def _entered(form: BaseForm, *left_out: str) -> dict[str, Any]:
    """The fields a person fills in, by name, without those that only carry the form."""
    frame = {"version", "form_key", "csrf_token", *left_out}
    return {name: field.data or "" for name, field in form._fields.items() if name not in frame}


class ProfileForm(VersionedForm):
    """The agency whose system this is."""

    state_code = choice_field(lazy_gettext("State"), lazy_gettext("a state"))
    agency_name = text_field(lazy_gettext("Name of your agency"), lazy_gettext("the name of your agency"))
    program_name = text_field(
        lazy_gettext("Name of this site"),
        lazy_gettext("a name for this site"),
        description=lazy_gettext("It stands at the top of every page, like “Engage Ohio”."),
    )
    phone = phone_field(
        lazy_gettext("Phone number that a person answers"),
        required=True,
        description=lazy_gettext("It stands on every page for members, and on every error page."),
    )
    phone_hours = text_field(
        lazy_gettext("When someone answers"),
        "",
        required=False,
        description=lazy_gettext("Like “Monday to Friday, 8 am to 5 pm”."),
    )
    phone_languages = text_field(
        lazy_gettext("Languages on the phone"),
        "",
        required=False,
        description=lazy_gettext("Like “English and Spanish; interpreters for other languages”."),
    )
    email = email_field(lazy_gettext("E-mail address for questions"), required=False)
    time_zone = choice_field(lazy_gettext("Time zone"), lazy_gettext("a time zone"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.state_code.choices = [("", gettext("Choose one")), *STATES.items()]
        self.time_zone.choices = [
            ("", gettext("Choose one")),
            *((zone, gettext(words)) for zone, words in TIME_ZONES.items()),
        ]

    @property
    def values(self) -> dict[str, str]:
        """What was entered, as keywords for the service."""
        return _entered(self, "with_numbers", "with_holidays")


class SetUpForm(ProfileForm):
    """The profile and what a new site starts with."""

    with_numbers = checkbox_field(
        lazy_gettext("Add 911, 988 and Medicare to the urgent numbers"),
        default=True,
    )
    with_holidays = checkbox_field(
        lazy_gettext("Add the federal and state holidays of this year and the next"),
        default=True,
    )


class EntryForm(VersionedForm):
    """An entry of a list that has names only."""

    name = text_field(lazy_gettext("Name"), _A_NAME)

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, as keywords for the service."""
        return _entered(self)


class ProgramForm(EntryForm):
    """A program."""

    kind = choice_field(lazy_gettext("Kind"), lazy_gettext("a kind"))


class PlanForm(EntryForm):
    """A plan, in a program or in none."""

    kind = choice_field(lazy_gettext("Kind"), lazy_gettext("a kind"))
    program_id = choice_field(lazy_gettext("Program"), lazy_gettext("a program"), required=False, coerce=str)

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, with the program's id as a number or None."""
        chosen = self.program_id.data
        return {**super().values, "program_id": int(chosen) if chosen else None}


def _full_address(form: Any, field: Any) -> None:
    if field.data and not is_web_address(field.data):
        raise ValidationError(gettext("Enter a full web address, like https://www.example.org"))


class PartnerForm(EntryForm):
    """A partner agency and how to reach it."""

    kind = choice_field(lazy_gettext("Kind"), lazy_gettext("a kind"))
    phone = phone_field(lazy_gettext("Phone number"))
    email = email_field(lazy_gettext("E-mail address"), required=False)
    url = text_field(lazy_gettext("Web address"), "", required=False, limit=500, checks=[_full_address])


_FORMS = {
    ListName.PROGRAMS: ProgramForm,
    ListName.PLANS: PlanForm,
    ListName.REGIONS: EntryForm,
    ListName.PARTNERS: PartnerForm,
}
_KINDS = {
    ListName.PROGRAMS: ProgramKind,
    ListName.PLANS: PlanKind,
    ListName.PARTNERS: PartnerKind,
}


def entry_form(name: ListName, programs: tuple[Choice, ...] = (), **values: Any) -> EntryForm:
    """The form for an entry of the list ``name``; ``programs`` are those a plan can be put in."""
    form = _FORMS[name](**values)
    if name in _KINDS:
        form.kind.choices = [("", gettext("Choose one")), *((k.value, gettext(k.label)) for k in _KINDS[name])]
    if isinstance(form, PlanForm):
        form.program_id.choices = [("", gettext("No program")), *((str(p.id), p.name) for p in programs)]
        if not form.program_id.data or form.program_id.data == "None":
            form.program_id.data = ""
    return form


class HolidayForm(BaseForm):
    """A day on which offices are closed."""

    day = DayField(lazy_gettext("Day"), lazy_gettext("a day"))
    name = text_field(lazy_gettext("Name"), _A_NAME)


class LoadHolidaysForm(BaseForm):
    """For which years to add the public holidays."""

    years = CheckboxesField(
        lazy_gettext("Years"),
        validators=[Required(lazy_gettext("a year"), lazy_gettext("Choose at least one year"))],
    )

    def offer(self, this_year: int) -> None:
        """Offer last year and the four to come."""
        self.years.choices = [(str(year), str(year)) for year in range(this_year - 1, this_year + 4)]


def looks_callable(form: Any, field: Any) -> None:
    """Short numbers such as 911 and 988 are numbers too; stops with a sentence for anything without digits."""
    digits = sum(letter.isdigit() for letter in field.data or "")
    if digits < 3 or any(not (letter.isalnum() or letter in " ()-+./,*#") for letter in field.data):
        raise StopValidation(gettext("Enter a phone number, like 988 or 555-010-0199"))


class UrgentNumberForm(VersionedForm):
    """A number to call now, in both languages."""

    label = text_field(lazy_gettext("Name"), _A_NAME, description=lazy_gettext("Like “Adult protective services”."))
    label_es = text_field(lazy_gettext("Name in Spanish"), _A_NAME, required=False)
    phone = text_field(
        lazy_gettext("Phone number"), lazy_gettext("a phone number"), limit=40, checks=[looks_callable]
    )
    note = long_text_field(lazy_gettext("When to call"), "", required=False, limit=500)
    note_es = long_text_field(lazy_gettext("When to call, in Spanish"), "", required=False, limit=500)
    position = IntegerField(
        lazy_gettext("Place on the list"),
        default=100,
        validators=[
            Required(lazy_gettext("a number")),
            NumberRange(0, 9999, lazy_gettext("Enter a whole number from 0 to 9999")),
        ],
        description=lazy_gettext("Small numbers come first."),
    )

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, as keywords for the service."""
        return {**_entered(self), "position": self.position.data}
