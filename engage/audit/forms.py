"""What the reader of the log is looking for."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Optional

from engage.web.forms import AtMost, BaseForm, DayField


class EntryFilterForm(BaseForm):
    """Filters in the address of the list; nothing is changed by it, so it carries no CSRF token."""

    class Meta(BaseForm.Meta):
        """A form of the address."""

        csrf = False

    event = SelectField(_l("Event"), validators=[Optional()], validate_choice=False)
    actor = StringField(
        _l("Who"), description=_l("An account number, like account:12"), validators=[Optional(), AtMost(40)]
    )
    from_day = DayField(_l("From"), _l("a date"), required=False)
    to_day = DayField(_l("To"), _l("a date"), required=False)
