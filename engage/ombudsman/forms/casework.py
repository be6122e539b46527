"""Work on a case."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from engage.files.forms import UploadForm, file_field
from engage.ombudsman.enums import (
    AttachmentKind,
    Channel,
    ComplainantType,
    ConsentKind,
    ConsentManner,
    DecidedBy,
    Disposition,
    Outcome,
    Verification,
)
from engage.ombudsman.forms import choices
from engage.ombudsman.queries import PersonRow, Worker
from engage.ombudsman.rules import Step
from engage.ombudsman.services import CaseText, ComplaintText, ConsentText, PersonText
from engage.web.forms import (
    BaseForm,
    CheckboxesField,
    DayField,
    VersionedForm,
    checkbox_field,
    choice_field,
    email_field,
    long_text_field,
    text_field,
)

_PARTS = ("is_complainant", "is_affected", "is_helper")


class SearchForm(BaseForm):
    """Search by an exact value. It is posted, so that no name stands in an address."""

    q = text_field(_l("Find an earlier contact"), _l("a name or number"))


class ConfirmForm(VersionedForm):
    """A single button that changes something."""


class CaseForm(VersionedForm):
    """What a case says of itself."""

    story = long_text_field(_l("What happened?"), None, required=False)
    channel = choice_field(_l("How it reached us"), _l("a way"))
    language = choice_field(_l("Language"), _l("a language"))
    plan_id = choice_field(_l("Health plan"), None, required=False)

    def __init__(self, *args: Any, plan_id: int | None = None, **kw: Any):
        super().__init__(*args, plan_id=str(plan_id or ""), **kw)
        self.channel.choices = choices.labels(Channel)
        self.language.choices = choices.languages()
        self.plan_id.choices = choices.plans(plan_id)

    def text(self) -> CaseText:
        """What was typed, as the service takes it."""
        return CaseText(
            self.story.data or "",
            Channel(self.channel.data),
            self.language.data,
            choices.id_or_none(self.plan_id.data),
        )


class PersonForm(VersionedForm):
    """Somebody in a case."""

    parts = CheckboxesField(_l("Part in the case"), validators=[Optional()])
    name = text_field(_l("Name"), None, required=False)
    complainant_type = choice_field(_l("Kind of complainant"), _l("a kind"))
    relationship_words = text_field(_l("What are they to each other?"), None, required=False)
    phone = text_field(_l("Phone"), None, required=False, limit=60)
    may_call = checkbox_field(_l("We may call this number"))
    may_leave_voicemail = checkbox_field(_l("We may leave a voice message"))
    email = email_field(_l("E-mail"), required=False)
    may_email = checkbox_field(_l("We may write to this address"))
    address = text_field(_l("Address"), None, required=False, limit=500)
    member_number = text_field(_l("Medicare, Medicaid or plan number"), None, required=False, limit=60)
    contact_note = text_field(_l("What to know before we contact them"), None, required=False, limit=500)

    def __init__(self, *args: Any, person: PersonRow | None = None, **kw: Any):
        if person is not None:
            values = {name: getattr(person, name) for name in PersonRow.__dataclass_fields__}
            kw = {**values, "parts": [part for part in _PARTS if values[part]], **kw}
        super().__init__(*args, **kw)
        words = (_l("Brought the case"), _l("Is affected"), _l("Helps, and may be called"))
        self.parts.choices = [(part, str(label)) for part, label in zip(_PARTS, words, strict=True)]
        self.complainant_type.choices = choices.labels(ComplainantType)
        if person is None and not self.is_submitted():
            self.complainant_type.data = ComplainantType.UNKNOWN.value

    def text(self) -> PersonText:
        """What was typed, as the service takes it."""
        texts = ("name", "relationship_words", "phone", "email", "address", "member_number", "contact_note")
        flags = ("may_call", "may_leave_voicemail", "may_email")
        return PersonText(
            complainant_type=ComplainantType(self.complainant_type.data),
            **{part: part in (self.parts.data or []) for part in _PARTS},
            **{name: self[name].data or "" for name in texts},
            **{name: bool(self[name].data) for name in flags},
        )


class ComplaintForm(VersionedForm):
    """One complaint."""

    code = choice_field(_l("What is it about?"), _l("what it is about"))
    decided_by = choice_field(_l("Who decided?"), _l("who decided"), radio=True)
    plan_id = choice_field(_l("Health plan"), None, required=False)
    details = long_text_field(_l("Details"), None, required=False, limit=3400)
    verification = choice_field(_l("What did we find?"), _l("what we found"), radio=True)
    disposition = choice_field(_l("What became of it?"), _l("what became of it"), radio=True)

    def __init__(self, *args: Any, code: str = "", plan_id: int | None = None, **kw: Any):
        defaults = {
            "decided_by": DecidedBy.UNKNOWN.value,
            "verification": Verification.PENDING.value,
            "disposition": Disposition.PENDING.value,
        }
        super().__init__(*args, code=code, plan_id=str(plan_id or ""), **{**defaults, **kw})
        self.code.choices = {"": [("", gettext("Choose"))], **choices.issues(code)}
        self.decided_by.choices = choices.labels(DecidedBy)
        self.plan_id.choices = choices.plans(plan_id)
        self.verification.choices = choices.labels(Verification)
        self.disposition.choices = choices.labels(Disposition)

    def text(self) -> ComplaintText:
        """What was typed, as the service takes it."""
        return ComplaintText(
            code=self.code.data,
            decided_by=DecidedBy(self.decided_by.data),
            plan_id=choices.id_or_none(self.plan_id.data),
            details=self.details.data or "",
            verification=Verification(self.verification.data),
            disposition=Disposition(self.disposition.data),
        )


class NoteForm(BaseForm):
    """An internal note."""

    note = long_text_field(_l("Internal note"), _l("a note"))


class MessageForm(BaseForm):
    """A message to the person."""

    message = long_text_field(_l("Message to the person"), _l("a message"), limit=5000)


class ConsentForm(BaseForm):
    """A consent as it was given."""

    person_id = choice_field(_l("Who agreed?"), _l("who agreed"), radio=True)
    kind = choice_field(_l("To what?"), _l("what they agreed to"), radio=True)
    to_whom = text_field(_l("Who may be told?"), None, required=False)
    manner = choice_field(_l("How was it given?"), _l("how it was given"), radio=True)
    note = long_text_field(
        _l("Note"),
        None,
        required=False,
        limit=2000,
        description=_l("For spoken or signed consent: what was said or shown, and who was there."),
    )
    given_by = text_field(_l("Given in their name by"), None, required=False)
    given_on = DayField(_l("Given on"), _l("the day"))
    until = DayField(_l("Until"), _l("the day"), required=False)

    def __init__(self, *args: Any, people: tuple[PersonRow, ...] = (), **kw: Any):
        super().__init__(*args, **kw)
        self.person_id.choices = [(str(p.id), p.name or gettext("Name not known")) for p in people]
        self.kind.choices = choices.labels(ConsentKind)
        self.manner.choices = choices.labels(ConsentManner)

    def text(self) -> ConsentText:
        """What was typed, as the service takes it."""
        return ConsentText(
            person_id=int(self.person_id.data),
            kind=ConsentKind(self.kind.data),
            manner=ConsentManner(self.manner.data),
            given_on=self.given_on.data,
            to_whom=self.to_whom.data or "",
            note=self.note.data or "",
            given_by=self.given_by.data or "",
            until=self.until.data,
        )


class WithdrawConsentForm(BaseForm):
    """Taking a consent back."""

    note = text_field(_l("Note"), None, required=False, limit=2000)


class AttachmentForm(UploadForm):
    """A file for a case."""

    file = file_field()
    kind = choice_field(_l("What it is"), _l("what it is"), radio=True)

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        self.kind.choices = choices.labels(AttachmentKind)


class RemoveAttachmentForm(BaseForm):
    """Taking a file out of a case."""

    reason = text_field(_l("Why?"), _l("why the file is removed"), limit=500)


class AssignForm(VersionedForm):
    """Who works on a case."""

    account_id = choice_field(_l("Who works on it?"), None, required=False, radio=True)

    def __init__(self, *args: Any, workers: tuple[Worker, ...] = (), account_id: int | None = None, **kw: Any):
        super().__init__(*args, account_id=str(account_id or ""), **kw)
        self.account_id.choices = [("", gettext("Nobody")), *((str(w.id), w.name) for w in workers)]


class MoveForm(VersionedForm):
    """A named step with a case."""

    outcome = choice_field(_l("How did it end?"), None, required=False, radio=True)
    reason = long_text_field(_l("Why?"), None, required=False, limit=2000)

    def __init__(self, *args: Any, step: Step, **kw: Any):
        super().__init__(*args, **kw)
        self.outcome.choices = choices.labels(Outcome)
        if not step.needs_outcome:
            del self.outcome

    @property
    def chosen_outcome(self) -> Outcome | None:
        """The outcome, where one is asked for."""
        field = self._fields.get("outcome")
        return Outcome(field.data) if field is not None and field.data else None
