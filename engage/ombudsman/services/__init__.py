"""Every change of the office's cases. Each runs in a unit of work on the ombudsman's side."""

from engage.ombudsman.services.attachments import add_attachment, note_attachment_reading, remove_attachment
from engage.ombudsman.services.casework import (
    CaseText,
    ComplaintText,
    add_complaint,
    assign_case,
    change_case,
    change_complaint,
    move_case,
    note_reading,
    note_search,
)
from engage.ombudsman.services.consents import ConsentText, record_consent, withdraw_consent
from engage.ombudsman.services.intake import (
    Call,
    HelpRequest,
    make_receipt,
    open_receipt,
    receipt_of_form,
    save_call,
    send_help_request,
)
from engage.ombudsman.services.journal import (
    mark_messages_read,
    receive_message,
    send_message,
    write_note,
)
from engage.ombudsman.services.keys import Rotation, count_sealed, record_rotation, rotate_keys
from engage.ombudsman.services.office import OfficeText, change_office
from engage.ombudsman.services.people import PersonText, add_person, change_person
from engage.ombudsman.services.releases import (
    IssueText,
    approve_release,
    change_release,
    draft_release,
    propose_release,
    return_release,
    withdraw_release,
)

__all__ = [
    "Call",
    "CaseText",
    "ComplaintText",
    "ConsentText",
    "HelpRequest",
    "IssueText",
    "OfficeText",
    "PersonText",
    "Rotation",
    "add_attachment",
    "add_complaint",
    "add_person",
    "approve_release",
    "assign_case",
    "change_case",
    "change_complaint",
    "change_office",
    "change_person",
    "change_release",
    "count_sealed",
    "draft_release",
    "make_receipt",
    "mark_messages_read",
    "move_case",
    "note_attachment_reading",
    "note_reading",
    "note_search",
    "open_receipt",
    "propose_release",
    "receipt_of_form",
    "receive_message",
    "record_consent",
    "record_rotation",
    "remove_attachment",
    "return_release",
    "rotate_keys",
    "save_call",
    "send_help_request",
    "send_message",
    "withdraw_consent",
    "withdraw_release",
    "write_note",
]
