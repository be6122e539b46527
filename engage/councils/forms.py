"""The forms of councils, seats, people and terms."""

from typing import Any

from flask_babel import lazy_gettext as _l

from engage.councils.enums import (
    CONTACT_WAYS,
    FORMAT_NEEDS,
    KINDS,
    LEFT_REASONS,
    SEAT_CATEGORIES,
    BodyKind,
    ContactWay,
    LeftReason,
    SeatCategory,
)
from engage.councils.services import BodyDetails, ChoiceDetails, PersonDetails, SeatDetails
from engage.web.forms import (
    BaseForm,
    CheckboxesField,
    DayField,
    VersionedForm,
    WholeNumberField,
    checkbox_field,
    choice_field,
    email_field,
    id_or_none,
    long_text_field,
    phone_field,
    picks,
    text_field,
    word_choices,
)
from engage.web.language import LANGUAGES, current_language


def kind_choices(*, first: Any = None) -> list[tuple[str, Any]]:
    """The kinds of bodies, by their names in the page's language."""
    named = [(kind.value, info.name.text(current_language())) for kind, info in KINDS.items()]
    return ([("", first)] if first is not None else []) + named


class BodyForm(VersionedForm):
    """What a council is called and for."""

    name = text_field(_l("Name in English"), _l("a name"))
    name_es = text_field(_l("Name in Spanish"), _l("a name"), required=False)
    kind = choice_field(_l("Kind of group"), _l("a kind"))
    purpose = long_text_field(
        _l("What it is for, in English"),
        _l("a text"),
        required=False,
        description=_l("Everyone can read this. Two or three short sentences."),
    )
    purpose_es = long_text_field(_l("What it is for, in Spanish"), _l("a text"), required=False)
    parent_id = choice_field(_l("Part of"), _l("a group"), required=False, coerce=id_or_none)
    plan_id = choice_field(
        _l("Health plan whose committee it is"),
        _l("a plan"),
        required=False,
        coerce=id_or_none,
        description=_l("The plan's own coordinator then runs it."),
    )
    is_public = checkbox_field(_l("Everyone can see this council"), default=True)
    has_posting_clocks = checkbox_field(
        _l("Keep the days for notices and minutes"),
        description=_l("42 CFR 431.12(f) and (h). Always kept for a MAC and a BAC."),
    )
    appointing_authority = text_field(_l("Who appoints members"), _l("a name"), required=False)
    legal_authority = text_field(_l("Law or rule it stands on"), _l("a citation"), required=False)
    email = email_field(_l("E-mail address for questions"), required=False)
    phone = phone_field(_l("Phone number for questions"))

    def offer(self, parents: list[tuple[Any, str]], plans: list[tuple[Any, str]]) -> None:
        """Fill the choices in."""
        self.kind.choices = kind_choices(first=_l("Choose one"))
        self.parent_id.choices = [("", _l("No other group")), *parents]
        self.plan_id.choices = [("", _l("No plan: it is the state's")), *plans]

    @property
    def details(self) -> BodyDetails:
        """What was entered."""
        return BodyDetails(
            name=self.name.data,
            name_es=self.name_es.data or None,
            kind=BodyKind(self.kind.data),
            purpose=self.purpose.data or "",
            purpose_es=self.purpose_es.data or None,
            parent_id=self.parent_id.data,
            plan_id=self.plan_id.data,
            is_public=self.is_public.data,
            has_posting_clocks=self.has_posting_clocks.data,
            appointing_authority=self.appointing_authority.data or "",
            legal_authority=self.legal_authority.data or "",
            email=self.email.data or None,
            phone=self.phone.data or None,
        )


class SeatForm(VersionedForm):
    """One seat, whether or not somebody sits there."""

    label = text_field(
        _l("Name of the seat in English"),
        _l("a name"),
        description=_l("Such as “Seat 4” or “Member who uses home care”. Everyone can read it."),
    )
    label_es = text_field(_l("Name of the seat in Spanish"), _l("a name"), required=False)
    category = choice_field(
        _l("Who it speaks for"),
        _l("who it speaks for"),
        choices=word_choices(SEAT_CATEGORIES, first=_l("Choose one")),
    )
    is_voting = checkbox_field(_l("Has a vote"), default=True)
    is_ex_officio = checkbox_field(_l("Ex officio: goes with an office"))
    appointer = text_field(_l("Who appoints"), _l("a name"), required=False)
    takes_applications = checkbox_field(_l("People can apply for this seat"))
    term_months = WholeNumberField(_l("Usual length of a term, in months"), low=1, high=240, required=False)
    position = WholeNumberField(_l("Place in the list"), low=1, high=999, default=1)

    @property
    def details(self) -> SeatDetails:
        """What was entered."""
        return SeatDetails(
            label=self.label.data,
            label_es=self.label_es.data or None,
            category=SeatCategory(self.category.data),
            is_voting=self.is_voting.data,
            is_ex_officio=self.is_ex_officio.data,
            appointer=self.appointer.data or "",
            takes_applications=self.takes_applications.data,
            term_months=self.term_months.data,
            position=self.position.data,
        )


class RetireForm(VersionedForm):
    """The last day of a seat."""

    retired_on = DayField(_l("Last day of the seat"))


class _ContactForm(VersionedForm):
    """What a person and their staff can both choose."""

    language = choice_field(_l("Language"), _l("a language"), choices=picks(LANGUAGES), radio=True, default="en")
    preferred_contact = choice_field(
        _l("How to reach you"),
        _l("a way"),
        choices=word_choices(CONTACT_WAYS),
        radio=True,
        default=ContactWay.EMAIL.value,
    )
    format_needs = CheckboxesField(_l("Papers you can read"), choices=word_choices(FORMAT_NEEDS))
    format_note = long_text_field(
        _l("Anything else that makes papers easier to read"), _l("a text"), required=False, limit=1000
    )


class PersonForm(_ContactForm):
    """What staff keep about a person."""

    name = text_field(_l("Name"), _l("a name"))
    email = email_field(_l("E-mail address"), required=False)
    phone = phone_field(_l("Phone number"))
    is_named_publicly = checkbox_field(
        _l("Show the name in public"),
        description=_l("Only if the person told you so. Without it, everyone sees the seat but not the name."),
    )
    body_id = choice_field(_l("For which council"), _l("a council"), coerce=id_or_none)

    @property
    def details(self) -> PersonDetails:
        """What was entered."""
        return PersonDetails(
            name=self.name.data,
            is_named_publicly=self.is_named_publicly.data,
            email=self.email.data or None,
            phone=self.phone.data or None,
            language=self.language.data,
            preferred_contact=ContactWay(self.preferred_contact.data),
            format_needs=tuple(self.format_needs.data or ()),
            format_note=self.format_note.data or "",
        )


class ChoicesForm(_ContactForm):
    """What a member decides for themselves."""

    is_named_publicly = checkbox_field(
        _l("Show my name on the council's page"),
        description=_l("Everyone can read that page. If you leave this empty, it shows your seat, not your name."),
    )

    @property
    def details(self) -> ChoiceDetails:
        """What was chosen."""
        return ChoiceDetails(
            is_named_publicly=self.is_named_publicly.data,
            language=self.language.data,
            preferred_contact=ContactWay(self.preferred_contact.data),
            format_needs=tuple(self.format_needs.data or ()),
            format_note=self.format_note.data or "",
        )


class TermForm(BaseForm):
    """Who comes to sit on a seat, from when to when."""

    person_id = choice_field(_l("Person"), _l("a person"), coerce=id_or_none)
    starts_on = DayField(_l("First day"))
    ends_on = DayField(
        _l("Last day"),
        required=False,
        description=_l("If you leave this empty, the usual length of the seat is taken."),
    )


class ExtendForm(VersionedForm):
    """A later last day."""

    ends_on = DayField(_l("New last day"))


class EndForm(VersionedForm):
    """Why and when somebody leaves."""

    left_on = DayField(_l("Last day the person served"))
    reason = choice_field(_l("Why"), _l("a reason"), choices=word_choices(LEFT_REASONS, first=_l("Choose one")))

    @property
    def left_reason(self) -> LeftReason:
        """What was chosen."""
        return LeftReason(self.reason.data)


class BodyFilterForm(BaseForm):
    """Filters over the list of councils."""

    class Meta(BaseForm.Meta):
        """A search needs no CSRF token."""

        csrf = False

    form_key = None
    q = text_field(_l("Name"), _l("a name"), required=False)
    kind = choice_field(_l("Kind of group"), _l("a kind"), required=False)


class PersonFilterForm(BaseForm):
    """Filters over the list of people."""

    class Meta(BaseForm.Meta):
        """A search needs no CSRF token."""

        csrf = False

    form_key = None
    q = text_field(_l("Name, e-mail address or phone number"), _l("a name"), required=False)
    council = choice_field(_l("Council"), _l("a council"), required=False, coerce=id_or_none)
