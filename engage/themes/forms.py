"""Filters over comments and themes, the coding form, and the forms of the codebook."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional

from engage.themes.services import ThemeText
from engage.web.forms import (
    AtMost,
    BaseForm,
    CheckboxesField,
    VersionedForm,
    choice_field,
    long_text_field,
    text_field,
)


def number_or_none(value: Any) -> int | None:
    """The id a choice stands for; None for "no choice". Raises `ValueError` for anything else."""
    return int(value) if value not in ("", None, "None") else None


class AddressForm(BaseForm):
    """Filters in the address of a list; they change nothing, so there is no CSRF token."""

    class Meta(BaseForm.Meta):
        """A form of the address."""

        csrf = False


class CommentFilterForm(AddressForm):
    """Which comments to list."""

    q = StringField(_l("Words in the comment"), validators=[Optional(), AtMost(100)])
    coding = SelectField(_l("Coding"), validators=[Optional()], validate_choice=False)
    source = SelectField(_l("Source"), validators=[Optional()], validate_choice=False)
    theme = SelectField(_l("Theme"), validators=[Optional()], validate_choice=False)
    body = SelectField(_l("Council"), validators=[Optional()], validate_choice=False)
    quarter = SelectField(_l("Quarter"), validators=[Optional()], validate_choice=False)
    language = SelectField(_l("Language"), validators=[Optional()], validate_choice=False)


class ThemeFilterForm(AddressForm):
    """Which themes to list."""

    q = StringField(_l("Words in the theme"), validators=[Optional(), AtMost(100)])
    retired = BooleanField(_l("Show retired themes too"))


class CodingForm(VersionedForm):
    """Which themes a comment speaks of, and a new theme on the spot."""

    themes = CheckboxesField(_l("Themes"), coerce=int, validate_choice=False, validators=[Optional()])
    passage = long_text_field(
        _l("Only this passage"),
        _l("a passage"),
        required=False,
        description=_l("Copy the words here if the new theme is about a part of the comment only."),
    )
    new_name = text_field(_l("Name of a new theme"), _l("a name"), required=False)
    new_definition = long_text_field(
        _l("What belongs to the new theme"), _l("a sentence"), required=False, limit=2000
    )

    def new_theme(self) -> ThemeText | None:
        """The new theme, when one was named."""
        if not self.new_name.data:
            return None
        return ThemeText(self.new_name.data, self.new_definition.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """A new theme needs its name and a sentence, or neither."""
        is_valid = super().validate(extra_validators)
        if self.new_name.data and not self.new_definition.data:
            self.new_definition.errors = [_l("Say in a sentence what belongs to this theme")]
            return False
        if self.new_definition.data and not self.new_name.data:
            self.new_name.errors = [_l("Enter %(thing)s", thing=_l("a name"))]
            return False
        return is_valid


class ThemeForm(VersionedForm):
    """The words of a theme."""

    name = text_field(_l("Name"), _l("a name"))
    name_es = text_field(_l("Name in Spanish"), _l("a name"), required=False)
    definition = long_text_field(
        _l("What it is about"),
        _l("what it is about"),
        limit=2000,
        description=_l("One or two sentences. Everyone who codes reads this."),
    )
    definition_es = long_text_field(_l("What it is about, in Spanish"), _l("a sentence"), required=False, limit=2000)
    include = long_text_field(_l("Belongs here"), _l("an example"), required=False, limit=2000)
    exclude = long_text_field(_l("Does not belong here"), _l("an example"), required=False, limit=2000)
    parent_id = choice_field(_l("Stands under"), _l("a theme"), required=False, coerce=number_or_none)

    def text(self) -> ThemeText:
        """What was entered."""
        return ThemeText(**{name: self[name].data for name in ThemeText.__dataclass_fields__})


class MergeForm(VersionedForm):
    """Into which theme to merge this one."""

    into_id = choice_field(_l("Merge into"), _l("a theme"), coerce=number_or_none)


class VersionForm(VersionedForm):
    """One button on a page that shows a version of something."""
