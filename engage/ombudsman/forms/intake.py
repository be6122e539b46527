"""How a request comes in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from engage.core.ids import read_receipt
from engage.ombudsman.enums import Channel
from engage.ombudsman.forms import choices
from engage.ombudsman.services import Call, HelpRequest, PersonText
from engage.web.forms import (
    BaseForm,
    VersionedForm,
    checkbox_field,
    choice_field,
    email_field,
    long_text_field,
    phone_field,
    text_field,
)
from engage.web.language import current_language

_ME, _OTHER = "me", "other"


class HelpForm(BaseForm):
    """The public page: it asks little, and every answer but one may be left out."""

    story = long_text_field(
        _l("What happened?"),
        _l("what happened, in your own words"),
        description=_l("Use your own words. You do not need to know the right terms."),
    )
    about = choice_field(_l("Who is it about?"), _l("who it is about"), radio=True, default=_ME)
    other_name = text_field(_l("The name of the other person"), None, required=False)
    relationship_words = text_field(
        _l("Who is the other person to you?"),
        None,
        required=False,
        description=_l("For example: my mother, my neighbor, a person I care for."),
    )
    name = text_field(_l("Your name"), None, required=False)
    phone = phone_field(
        _l("A phone number that is safe to call"),
        description=_l("Leave it empty if we must not call you."),
    )
    voicemail = choice_field(
        _l("May we leave a voice message there?"), _l("yes or no"), radio=True, required=False, default="no"
    )
    email = email_field(
        _l("An e-mail address that is safe"),
        required=False,
        description=_l("Leave it empty if we must not write to you. Our mail never says what it is about."),
    )
    helper_name = text_field(_l("Someone who helps you, if we should talk to them instead"), None, required=False)
    helper_phone = phone_field(_l("The phone number of the person who helps you"))
    contact_note = text_field(
        _l("What should we know before we contact you?"),
        None,
        required=False,
        limit=500,
        description=_l("For example: only before noon. Or: ask for me by my first name only."),
    )
    plan_id = choice_field(_l("Your health plan"), None, required=False)

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        self.about.choices = [(_ME, _l("It is about me")), (_OTHER, _l("It is about someone else"))]
        self.voicemail.choices = [("no", _l("No, never")), ("yes", _l("Yes, that is safe"))]
        self.plan_id.choices = choices.plans()

    def request(self) -> HelpRequest:
        """What was written, as the service takes it."""
        is_other = self.about.data == _OTHER
        person = PersonText(
            is_complainant=True,
            is_affected=not is_other,
            name=self.name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            contact_note=self.contact_note.data or "",
            relationship_words=(self.relationship_words.data or "") if is_other else "",
            may_call=bool(self.phone.data),
            may_leave_voicemail=bool(self.phone.data) and self.voicemail.data == "yes",
            may_email=bool(self.email.data),
        )
        return HelpRequest(
            story=self.story.data or "",
            person=person,
            other=PersonText(is_affected=True, name=self.other_name.data or "") if is_other else None,
            helper=self._helper(),
            plan_id=choices.id_or_none(self.plan_id.data),
            language=current_language(),
        )

    def _helper(self) -> PersonText | None:
        if not (self.helper_name.data or self.helper_phone.data):
            return None
        return PersonText(
            is_helper=True,
            name=self.helper_name.data or "",
            phone=self.helper_phone.data or "",
            may_call=bool(self.helper_phone.data),
        )


class ReceiptForm(BaseForm):
    """Coming back with a receipt code."""

    code = text_field(
        _l("Your code"), _l("your code"), description=_l("16 letters and numbers, like 2K7Q-4MRW-9XBD-H3TV.")
    )

    @property
    def receipt(self) -> str:
        """The code in its written form, or nothing when it cannot be one."""
        return read_receipt(self.code.data or "") or ""


class ReceiptMessageForm(BaseForm):
    """A message through the receipt code."""

    code = HiddenField()
    text = long_text_field(_l("Your message to us"), _l("your message"), limit=5000)


class CallForm(VersionedForm):
    """Taken down while somebody is on the line: nothing has to be filled in."""

    caller_name = text_field(_l("Who is calling?"), None, required=False)
    caller_phone = text_field(_l("Phone"), None, required=False, limit=60)
    may_call = checkbox_field(_l("We may call this number"))
    may_leave_voicemail = checkbox_field(_l("We may leave a voice message"))
    caller_email = email_field(_l("E-mail"), required=False)
    may_email = checkbox_field(_l("We may write to this address"))
    is_for = choice_field(_l("For whom?"), _l("for whom"), radio=True, default=_ME)
    person_name = text_field(_l("Name of the person it is about"), None, required=False)
    relationship_words = text_field(_l("What are they to each other?"), None, required=False)
    member_number = text_field(_l("Medicare, Medicaid or plan number"), None, required=False, limit=60)
    story = long_text_field(_l("What happened?"), None, required=False)
    contact_note = text_field(_l("What to know before we contact them"), None, required=False, limit=500)
    plan_id = choice_field(_l("Health plan"), None, required=False)
    language = choice_field(_l("Language"), _l("a language"))
    channel = choice_field(_l("How it reached us"), _l("a way"))

    def __init__(self, *args: Any, plan_id: int | None = None, **kw: Any):
        super().__init__(*args, plan_id=str(plan_id or ""), **kw)
        self.is_for.choices = [(_ME, _l("For themselves")), (_OTHER, _l("For someone else"))]
        self.plan_id.choices = choices.plans(plan_id)
        self.language.choices = choices.languages()
        self.channel.choices = choices.labels(Channel)

    def call(self) -> Call:
        """What was taken down, as the service takes it. The number belongs to whom it is about."""
        is_for_self = self.is_for.data != _OTHER
        number = self.member_number.data or ""
        caller = PersonText(
            is_complainant=True,
            name=self.caller_name.data or "",
            phone=self.caller_phone.data or "",
            email=self.caller_email.data or "",
            contact_note=self.contact_note.data or "",
            relationship_words="" if is_for_self else self.relationship_words.data or "",
            member_number=number if is_for_self else "",
            may_call=bool(self.may_call.data),
            may_leave_voicemail=bool(self.may_leave_voicemail.data),
            may_email=bool(self.may_email.data),
        )
        return Call(
            channel=Channel(self.channel.data),
            story=self.story.data or "",
            language=self.language.data,
            plan_id=choices.id_or_none(self.plan_id.data),
            is_for_self=is_for_self,
            caller=caller,
            person=PersonText(
                is_affected=True,
                name=self.person_name.data or "",
                member_number="" if is_for_self else number,
            ),
        )

    @property
    def search_text(self) -> str:
        """What to look for among earlier contacts: the number if there is one, else the name."""
        wanted = (self.member_number, self.caller_phone, self.caller_email, self.person_name, self.caller_name)
        return next((field.data for field in wanted if field.data), "")
