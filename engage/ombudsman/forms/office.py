"""The office itself."""

from flask_babel import lazy_gettext as _l

from engage.ombudsman.services import OfficeText
from engage.web.forms import VersionedForm, choice_field, email_field, phone_field, text_field


class OfficeForm(VersionedForm):
    """How the office is reached."""

    name = text_field(_l("Name of the office"), _l("the name of the office"))
    phone = phone_field(_l("Phone number that a person answers"), required=True)
    email = email_field(_l("E-mail"), required=False)
    hours = text_field(_l("Hours, in English"), None, required=False)
    hours_es = text_field(_l("Hours, in Spanish"), None, required=False)
    reply_days = choice_field(_l("Working days until we get in touch"), _l("a number of days"))

    def __init__(self, *args, reply_days: int = 2, **kw):
        super().__init__(*args, reply_days=str(reply_days), **kw)
        self.reply_days.choices = [(str(days), str(days)) for days in range(1, 11)]

    def text(self) -> OfficeText:
        """What was typed, as the service takes it."""
        return OfficeText(
            name=self.name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            hours=self.hours.data or "",
            hours_es=self.hours_es.data or "",
            reply_days=int(self.reply_days.data),
        )
