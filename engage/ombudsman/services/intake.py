"""How a request comes in: from the public page, or from somebody on the phone."""

from dataclasses import dataclass, field, replace

from sqlalchemy import select

from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.ids import new_code, new_token, read_receipt, receipt_from
from engage.core.runtime import keyring, settings
from engage.directory.queries import holidays, state_profile
from engage.notifications.services import send_email
from engage.ombudsman import audit_events, messages
from engage.ombudsman.enums import Change, Channel, ComplainantType
from engage.ombudsman.models import Case, CasePerson
from engage.ombudsman.policies import can_ask_for_help, can_create_case, can_update_case
from engage.ombudsman.queries.office import has_duty_person, office_page
from engage.ombudsman.rules import working_days_after
from engage.ombudsman.services.people import PersonText, new_person, set_person
from engage.ombudsman.services.records import add_change, apply, check_version, load_case, office_words


@dataclass(frozen=True)
class HelpRequest:
    """What somebody wrote on the public page. ``person`` is who writes; ``other`` whom it is about, if another."""

    story: str
    person: PersonText
    other: PersonText | None = None
    helper: PersonText | None = None
    plan_id: int | None = None
    language: str = "en"


@dataclass(frozen=True)
class Call:
    """What is taken down while somebody is on the line; any part may still be empty."""

    channel: Channel = Channel.PHONE
    story: str = ""
    language: str = "en"
    plan_id: int | None = None
    is_for_self: bool = True
    caller: PersonText = field(default_factory=lambda: PersonText(is_complainant=True))
    person: PersonText = field(default_factory=lambda: PersonText(is_affected=True))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was taken down yet."""
        texts = (self.story, self.caller.name, self.caller.phone, self.caller.email, self.caller.member_number)
        return not any(texts) and not any((self.person.name, self.person.phone, self.person.member_number))


def receipt_of_form(form_key: str) -> str:
    """The receipt code that belongs to a form: the same for a form that is sent twice."""
    return receipt_from((settings().ombudsman_secret_key or "").encode(), form_key)


def send_help_request(*, actor: Actor, request: HelpRequest, form_key: str) -> Case:
    """Take in a request from the public page. Nothing about the sender's device is kept.

    Raises `NotAllowed`, and `RuleBroken` when the office has nobody who could read it.
    """
    ensure(can_ask_for_help(actor))
    if not has_duty_person():
        raise RuleBroken(N_("Nobody is there to read it right now. Please call us instead."))
    case = _new_case(
        channel=Channel.WEB,
        story=request.story,
        language=request.language,
        plan_id=request.plan_id,
        receipt=receipt_of_form(form_key),
    )
    case.has_unread = True
    for person in (request.person, request.other, request.helper):
        if person is not None:
            new_person(case, person)
    audit.record(actor, audit_events.HELP_REQUEST_SENT, f"case:{case.id}", channel=Channel.WEB)
    if request.person.may_email:
        send_email(
            messages.received(request.person.email, language=request.language, office=office_words()),
            dedupe_key=f"received:{case.id}",
        )
    return case


def is_kept(*, receipt: str, request: HelpRequest) -> bool:
    """Whether the case behind ``receipt`` says what ``request`` says: what happened, and how to reach whom.

    A form that is sent a second time may have been corrected in between. Raises `NotFound`.
    """
    case = case_of_receipt(receipt)
    given = {_reach(person) for person in (request.person, request.other, request.helper) if person is not None}
    same_words = (case.story or "", case.plan_id) == (request.story, request.plan_id)
    return same_words and given <= {_reach(row) for row in case.people}


def _reach(person: PersonText | CasePerson) -> tuple[str | bool, ...]:
    texts = (person.name, person.relationship_words, person.phone, person.email, person.address, person.contact_note)
    voicemail = person.may_call and person.may_leave_voicemail
    return (*(text or "" for text in texts), person.may_call, voicemail, person.may_email)


def save_call(*, actor: Actor, call: Call, case_id: int | None = None, version: int | None = None) -> Case:
    """Keep what was taken down so far, as a new case or in the one begun before.

    Raises `NotAllowed`, `NotFound`, `Conflict`, and `RuleBroken` when nothing was entered.
    """
    if case_id is None:
        ensure(can_create_case(actor))
        _refuse_empty(call)
        case = _new_case(channel=call.channel, story=call.story, language=call.language, plan_id=call.plan_id)
        case.assigned_to = actor.account_id
        _save_people(case, call)
        audit.record(actor, audit_events.CASE_CREATED, f"case:{case.id}", channel=call.channel)
        return case
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    _refuse_empty(call)
    check_version(case, version)
    values = {"channel": call.channel, "story": call.story, "language": call.language, "plan_id": call.plan_id}
    changed = apply(case, values)
    _save_people(case, call)
    audit.record(actor, audit_events.CASE_CHANGED, f"case:{case.id}", fields=changed)
    return case


def make_receipt(*, actor: Actor, case_id: int) -> str:
    """A fresh receipt code for a case, to be read out to the person. An earlier code stops working.

    Raises `NotFound`, `NotAllowed`.
    """
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    receipt = receipt_of_form(new_token())
    case.receipt_index = keyring().index("receipt", receipt)
    audit.record(actor, audit_events.RECEIPT_MADE, f"case:{case.id}")
    return receipt


def open_receipt(*, actor: Actor, receipt: str) -> int:
    """Note that somebody came back with a receipt code. Returns the case's id. Raises `NotFound`."""
    ensure(can_ask_for_help(actor))
    case = case_of_receipt(receipt)
    audit.record(actor, audit_events.RECEIPT_OPENED, f"case:{case.id}")
    return case.id


def case_of_receipt(receipt: str) -> Case:
    """The case behind a receipt code. Raises `NotFound`."""
    code = read_receipt(receipt)
    case = code and db.session.scalar(select(Case).where(Case.receipt_index == keyring().index("receipt", code)))
    if not case:
        raise NotFound
    return case


def _refuse_empty(call: Call) -> None:
    if call.is_empty:
        raise RuleBroken(N_("Write down at least one thing: a name, a number or what happened."), field="story")


def _new_case(*, channel: Channel, story: str, language: str, plan_id: int | None, receipt: str = "") -> Case:
    today = clock.today(state_profile().time_zone)
    case = Case(
        number=new_code("OM"),
        channel=channel,
        story=story or None,
        language=language,
        plan_id=plan_id,
        received_on=today,
        first_contact_due_on=working_days_after(today, office_page().reply_days, holidays()),
        receipt_index=keyring().index("receipt", receipt) if receipt else None,
    )
    db.session.add(case)
    db.session.flush()
    add_change(case, Change.RECEIVED)
    return case


def _save_people(case: Case, call: Call) -> None:
    callers = [row for row in case.people if row.is_complainant]
    others = [row for row in case.people if row.is_affected and not row.is_complainant]
    caller = replace(call.caller, is_complainant=True, is_affected=call.is_for_self)
    if call.is_for_self:
        caller = replace(caller, complainant_type=ComplainantType.RESIDENT)
    _save(case, callers[0] if callers else None, caller)
    if not call.is_for_self:
        _save(case, others[0] if others else None, replace(call.person, is_affected=True))


def _save(case: Case, row: CasePerson | None, person: PersonText) -> None:
    if row is None:
        new_person(case, person)
        return
    # The quick form asks for less than the page of a person: what it does not ask for stays.
    kept = replace(
        person,
        address=person.address or row.address or "",
        is_helper=row.is_helper,
        may_email=person.may_email or (row.may_email and person.email == row.email),
    )
    if set_person(row, kept):
        row.version += 1
