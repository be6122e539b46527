"""Filters over recommendations, and the forms of staff and members."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from engage.accountability.enums import DECISIONS, SATISFACTIONS, Decision
from engage.accountability.services import CommitmentText, RecommendationText
from engage.web.forms import (
    AtMost,
    BaseForm,
    DayField,
    VersionedForm,
    choice_field,
    long_text_field,
    text_field,
)

_LONG = 5000


def number_or_none(value: Any) -> int | None:
    """The id a choice stands for; None for "no choice". Raises `ValueError` for anything else."""
    return int(value) if value not in ("", None, "None") else None


class RecommendationFilterForm(BaseForm):
    """Filters in the address of a list; they change nothing, so there is no CSRF token."""

    class Meta(BaseForm.Meta):
        """A form of the address."""

        csrf = False

    q = StringField(_l("Words or number"), validators=[Optional(), AtMost(100)])
    progress = SelectField(_l("How it stands"), validators=[Optional()], validate_choice=False)
    body = SelectField(_l("Council"), validators=[Optional()], validate_choice=False)
    theme = SelectField(_l("Theme"), validators=[Optional()], validate_choice=False)


class RecommendationForm(VersionedForm):
    """What is asked and why."""

    title = text_field(_l("In a few words"), _l("a few words"), description=_l("People find it by these words."))
    title_es = text_field(_l("In a few words, in Spanish"), _l("a few words"), required=False)
    text = long_text_field(_l("What the council asks for"), _l("what the council asks for"), limit=_LONG)
    text_es = long_text_field(
        _l("What the council asks for, in Spanish"), _l("the text"), required=False, limit=_LONG
    )
    why = long_text_field(_l("Why"), _l("the reason"), limit=_LONG, description=_l("What people told you."))
    why_es = long_text_field(_l("Why, in Spanish"), _l("the reason"), required=False, limit=_LONG)
    motion = text_field(
        _l("Motion"), _l("a motion"), required=False, description=_l("Its number or date, if the council voted.")
    )

    def words(self) -> RecommendationText:
        """What was entered."""
        return RecommendationText(**{name: self[name].data for name in RecommendationText.__dataclass_fields__})


class NewRecommendationForm(RecommendationForm):
    """A new recommendation, with where it comes from."""

    theme_id = choice_field(_l("Theme"), _l("a theme"), required=False, coerce=number_or_none)
    body_id = choice_field(_l("Council"), _l("a council"), required=False, coerce=number_or_none)
    made_on = DayField(_l("Made on"), _l("the day it was made"))


class ResponseForm(VersionedForm):
    """The state's answer."""

    decision = choice_field(
        _l("The state's decision"),
        _l("a decision"),
        radio=True,
        choices=[SelectChoice(key.value, _l(label)) for key, label in DECISIONS.items()],
    )
    reasons = long_text_field(
        _l("The reasons"),
        _l("the reasons"),
        limit=_LONG,
        description=_l("Plain words. Say what the state will do, or why it will not."),
    )
    reasons_es = long_text_field(_l("The reasons, in Spanish"), _l("the reasons"), required=False, limit=_LONG)

    def chosen(self) -> Decision:
        """The decision that was chosen."""
        return Decision(self.decision.data)


class CommitmentForm(VersionedForm):
    """A promise."""

    text = long_text_field(_l("What the state will do"), _l("what the state will do"), limit=_LONG)
    text_es = long_text_field(_l("What the state will do, in Spanish"), _l("the text"), required=False, limit=_LONG)
    owner = text_field(_l("Who will do it"), _l("who will do it"), description=_l("An office, not a person's name."))
    due_on = DayField(_l("By when"), _l("a day"))

    def promise(self) -> CommitmentText:
        """What was entered."""
        return CommitmentText(self.text.data, self.owner.data, self.due_on.data, self.text_es.data)


class CloseForm(VersionedForm):
    """How a promise ended."""

    outcome = choice_field(
        _l("How did it end?"),
        _l("how it ended"),
        radio=True,
        choices=[SelectChoice("done", _l("Done")), SelectChoice("not_done", _l("Closed, but not done"))],
    )
    closed_on = DayField(_l("On which day"), _l("a day"))
    note = long_text_field(
        _l("What happened"), _l("what happened"), limit=2000, description=_l("Everyone reads this.")
    )
    note_es = long_text_field(_l("What happened, in Spanish"), _l("the text"), required=False, limit=2000)


class UpdateForm(BaseForm):
    """How a promise is going."""

    text = long_text_field(_l("How it is going"), _l("how it is going"), limit=2000)
    text_es = long_text_field(_l("How it is going, in Spanish"), _l("the text"), required=False, limit=2000)


class VerdictForm(BaseForm):
    """A member's own judgment."""

    satisfaction = choice_field(
        _l("Does this answer it?"),
        _l("an answer"),
        radio=True,
        choices=[SelectChoice(key.value, _l(label)) for key, label in SATISFACTIONS.items()],
    )
    words = long_text_field(_l("Anything you want to add"), _l("your words"), required=False, limit=2000)


class VersionForm(VersionedForm):
    """One button on a page that shows a version of something."""
