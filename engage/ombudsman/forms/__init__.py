"""What is typed into the pages of the office."""

from engage.ombudsman.forms.casework import (
    AssignForm,
    AttachmentForm,
    CaseForm,
    ComplaintForm,
    ConfirmForm,
    ConsentForm,
    MessageForm,
    MoveForm,
    NoteForm,
    PersonForm,
    RemoveAttachmentForm,
    SearchForm,
    WithdrawConsentForm,
)
from engage.ombudsman.forms.intake import CallForm, HelpForm, ReceiptForm, ReceiptMessageForm
from engage.ombudsman.forms.office import OfficeForm
from engage.ombudsman.forms.releases import ApproveForm, IssueForm, ProposeForm, ReturnForm

__all__ = [
    "ApproveForm",
    "AssignForm",
    "AttachmentForm",
    "CallForm",
    "CaseForm",
    "ComplaintForm",
    "ConfirmForm",
    "ConsentForm",
    "HelpForm",
    "IssueForm",
    "MessageForm",
    "MoveForm",
    "NoteForm",
    "OfficeForm",
    "PersonForm",
    "ProposeForm",
    "ReceiptForm",
    "ReceiptMessageForm",
    "RemoveAttachmentForm",
    "ReturnForm",
    "SearchForm",
    "WithdrawConsentForm",
]
