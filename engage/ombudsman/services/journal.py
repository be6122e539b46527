"""Lines of the journal: notes that stay inside, and messages that do not."""

from collections.abc import Callable

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.notifications.services import Email, send_email
from engage.ombudsman import audit_events, messages
from engage.ombudsman.enums import CaseStatus, Change, EntryKind
from engage.ombudsman.models import Case
from engage.ombudsman.policies import can_ask_for_help, can_update_case
from engage.ombudsman.services.intake import case_of_receipt
from engage.ombudsman.services.records import add_change, add_entry, load_case, office_words


def write_note(*, actor: Actor, case_id: int, text: str) -> int:
    """Write an internal note. It is never shown outside the office. Raises `NotFound`, `NotAllowed`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    entry = add_entry(case, EntryKind.NOTE, author=actor, body=text)
    audit.record(actor, audit_events.NOTE_WRITTEN, f"case:{case.id}", entry_id=entry.id)
    return entry.id


def send_message(*, actor: Actor, case_id: int, text: str) -> int:
    """Write to the person. They read it with their receipt code; where e-mail is safe, a mail says that it waits.

    The mail holds none of the words. Raises `NotFound`, `NotAllowed`.
    """
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    entry = add_entry(case, EntryKind.TO_PERSON, author=actor, body=text)
    case.has_unread = False
    audit.record(actor, audit_events.MESSAGE_SENT, f"case:{case.id}", entry_id=entry.id)
    notify_person(case, messages.message_waits, f"message:{entry.id}")
    return entry.id


def receive_message(*, actor: Actor, receipt: str, text: str) -> int:
    """Take in what the person writes through their receipt code; a closed or resting case comes back to work.

    Raises `NotFound` when no case has this code.
    """
    ensure(can_ask_for_help(actor))
    case = case_of_receipt(receipt)
    entry = add_entry(case, EntryKind.FROM_PERSON, body=text)
    case.has_unread = True
    if case.status in (CaseStatus.CLOSED, CaseStatus.WAITING):
        case.status, case.outcome, case.closed_on = CaseStatus.OPEN, None, None
        case.version += 1
        add_change(case, Change.PERSON_WROTE)
    audit.record(actor, audit_events.PERSON_WROTE, f"case:{case.id}")
    return entry.id


def mark_messages_read(*, actor: Actor, case_id: int) -> None:
    """Say that what the person wrote was read. Raises `NotFound`, `NotAllowed`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    case.has_unread = False
    audit.record(actor, audit_events.MESSAGES_READ, f"case:{case.id}")


def notify_person(case: Case, write: Callable[..., Email], dedupe_key: str) -> bool:
    """Mail those of the case who said that e-mail is safe that something waits for them; returns whether any."""
    if case.receipt_index is None:
        return False  # without a code there is nothing they could open
    sent = False
    for person in case.people:
        if person.may_email and person.email and (person.is_complainant or person.is_affected):
            mail = write(person.email, language=case.language, office=office_words())
            sent = send_email(mail, dedupe_key=f"{dedupe_key}:{person.id}") or sent
    return sent
