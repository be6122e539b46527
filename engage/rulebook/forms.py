"""Filters over the rules, and counsel's word."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Optional

from engage.web.forms import AtMost, BaseForm, DayField, long_text_field


class RuleFilterForm(BaseForm):
    """Filters in the address of the list; nothing is changed by it, so it carries no CSRF token."""

    class Meta(BaseForm.Meta):
        """A form of the address."""

        csrf = False

    q = StringField(_l("Words or rule number"), validators=[Optional(), AtMost(100)])
    subject = SelectField(_l("About"), validators=[Optional()], validate_choice=False)
    on = DayField(_l("As of"), _l("a date"), required=False)


class ConfirmForm(BaseForm):
    """Counsel says that a rule is right."""

    note = long_text_field(
        _l("Note"),
        _l("a note"),
        required=False,
        limit=2000,
        description=_l("What you checked, and where you read it."),
    )


class WithdrawForm(BaseForm):
    """Counsel takes the word back."""

    reason = long_text_field(_l("Reason"), _l("a reason"), limit=2000)
