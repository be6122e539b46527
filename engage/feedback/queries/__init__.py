"""Reads of forms, answers, receipts, results and imported comments."""

from engage.feedback.queries.answers import AnswerRow, all_answers, answer_row, answer_rows
from engage.feedback.queries.comments import comment_rows, gone_source_keys
from engage.feedback.queries.forms import FormRow, StaffForm, form_rows, staff_form
from engage.feedback.queries.imports import ImportRow, Upload, import_row, import_rows, known_identities, upload_of
from engage.feedback.queries.public import (
    FormPage,
    MyAnswer,
    OpenForm,
    Option,
    QuestionView,
    form_page,
    is_for_members,
    my_answers,
    open_forms,
    open_forms_of_meeting,
    state_today,
    waiting_for_member,
)
from engage.feedback.queries.receipts import ReceiptPage, SaidRow, receipt_page
from engage.feedback.queries.results import Bar, QuestionResult, ResultsPage, results_page

__all__ = [
    "AnswerRow",
    "Bar",
    "FormPage",
    "FormRow",
    "ImportRow",
    "MyAnswer",
    "OpenForm",
    "Option",
    "QuestionResult",
    "QuestionView",
    "ReceiptPage",
    "ResultsPage",
    "SaidRow",
    "StaffForm",
    "Upload",
    "all_answers",
    "answer_row",
    "answer_rows",
    "comment_rows",
    "form_page",
    "form_rows",
    "gone_source_keys",
    "import_row",
    "import_rows",
    "is_for_members",
    "known_identities",
    "my_answers",
    "open_forms",
    "open_forms_of_meeting",
    "receipt_page",
    "results_page",
    "staff_form",
    "state_today",
    "upload_of",
    "waiting_for_member",
]
