"""Reads of the office's cases, releases and its own pages."""

from engage.ombudsman.queries.attachments import AttachmentRow, attachment_file
from engage.ombudsman.queries.cases import (
    CaseFilter,
    CasePage,
    CaseRow,
    ComplaintRow,
    ConsentRow,
    EntryRow,
    PersonRow,
    case_page,
    case_rows,
    complaint_row,
    journal_rows,
    person_row,
    search_rows,
)
from engage.ombudsman.queries.home import HomePage, home_page
from engage.ombudsman.queries.office import OfficePage, Worker, has_duty_person, office_page, worker_choices
from engage.ombudsman.queries.receipts import AnswerRow, ReceiptPage, receipt_page
from engage.ombudsman.queries.releases import ReleasePage, ReleaseRow, release_page, release_rows

__all__ = [
    "AnswerRow",
    "AttachmentRow",
    "CaseFilter",
    "CasePage",
    "CaseRow",
    "ComplaintRow",
    "ConsentRow",
    "EntryRow",
    "HomePage",
    "OfficePage",
    "PersonRow",
    "ReceiptPage",
    "ReleasePage",
    "ReleaseRow",
    "Worker",
    "attachment_file",
    "case_page",
    "case_rows",
    "complaint_row",
    "has_duty_person",
    "home_page",
    "journal_rows",
    "office_page",
    "person_row",
    "receipt_page",
    "release_page",
    "release_rows",
    "search_rows",
    "worker_choices",
]
