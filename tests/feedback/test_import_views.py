"""Files of comments in the browser."""

import io

import pytest
from sqlalchemy import select

from engage.core.actor import STRANGER
from engage.core.db import db
from engage.feedback.models import ImportedComment, ImportUpload
from engage.feedback.services import keep_upload
from tests.factories import feedback as make
from tests.support.browser import Browser

FORM_PAGES = [
    ("feedback.form_page", "GET"),
    ("feedback.form_edit", "GET"),
    ("feedback.form_edit", "POST"),
    ("feedback.form_preview", "GET"),
    ("feedback.form_publish", "GET"),
    ("feedback.form_publish", "POST"),
    ("feedback.form_close", "POST"),
    ("feedback.form_reopen", "POST"),
    ("feedback.form_copy", "POST"),
    ("feedback.form_share", "GET"),
    ("feedback.form_qr", "GET"),
    ("feedback.question_create", "GET"),
    ("feedback.question_create", "POST"),
    ("feedback.question_edit", "GET"),
    ("feedback.question_edit", "POST"),
    ("feedback.question_move", "POST"),
    ("feedback.question_remove", "GET"),
    ("feedback.question_remove", "POST"),
    ("feedback.answer_list", "GET"),
    ("feedback.answer_set_aside", "GET"),
    ("feedback.answer_set_aside", "POST"),
    ("feedback.answer_restore", "POST"),
    ("feedback.answer_export", "POST"),
    ("feedback.form_results", "GET"),
    ("feedback.result_export", "GET"),
    ("feedback.answer_enter", "GET"),
    ("feedback.answer_enter", "POST"),
]


# Files of comments


def _upload(browser, data: bytes, name: str = "calls.csv", status: int = 200):
    path = browser.path("feedback.import_create")
    return browser.post(path, {"file": (io.BytesIO(data), name)}, status=status)


def test_file_is_uploaded_checked_imported_and_undone(app):
    browser = Browser(app).sign_in(make.PROGRAM)
    assert "No files yet" in browser.get("feedback.import_list").main
    page = _upload(browser, b"id,said,day\n1,The bus was late,2026-03-01\n2,,2026-03-02\n")
    assert page.heading == "What is in the columns?"
    form = page.form("Check the file")
    assert form.fields["source_name"] == "calls"
    page = form.fill(text_column="said").send(status=422)
    assert page.errors == [
        "Say when the comments were made: name the column with the date, or give one date for all."
    ]
    report = page.form("Check the file").fill(date_column="day", id_column="id").send()
    assert "Comments that are new 1" in report.main
    assert db.session.scalars(select(ImportedComment)).all() == []
    page = report.form("Import the comments").send()
    assert page.flashes == ["1 comments were imported."]
    assert db.session.scalars(select(ImportUpload)).all() == []
    assert db.session.scalars(select(ImportedComment.text)).all() == ["The bus was late"]
    page = page.follow("Undo").form("Take them out").send()
    assert page.flashes == ["1 comments were taken out."]
    assert db.session.scalars(select(ImportedComment)).all() == []


def test_file_with_bad_rows_is_told_by_line_and_not_imported(app):
    browser = Browser(app).sign_in(make.PROGRAM)
    page = _upload(browser, b"id,said\n1,a\n1,b\n")
    report = page.form("Check the file").fill(text_column="said", day="2026-03-01", id_column="id").send(status=422)
    assert "Line 3 has the id “1”, which line 2 has too." in report.main
    assert not report.has_button("Import the comments")
    again = report.form("Choose other columns").send()
    assert again.form("Check the file").fields["text_column"] == "said"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty. Choose a CSV file with a header and rows."),
        (b"\xff\xfe\x00", "This file is written in UTF-16."),
        (b"PK\x03\x04", "This is a workbook or zip file."),
        (b"a,b\n\xe9,x\n", "Line 2 is not written in utf-8."),
        (b"a,b\n" + b"x" * (20 * 1024 * 1024 + 1), "The file is larger than 20 MB."),
    ],
    ids=["empty", "utf-16", "workbook", "latin", "too large"],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_file_that_cannot_be_used_gets_a_sentence(app, data, sentence):
    page = _upload(Browser(app).sign_in(make.PROGRAM), data, status=422)
    assert page.errors[0].startswith(sentence)


def test_no_file_chosen(app):
    browser = Browser(app).sign_in(make.PROGRAM)
    assert browser.get("feedback.import_create").form("Upload the file").send(status=422).errors == ["Choose a file"]


@pytest.mark.parametrize("actor", [make.member(), make.KEEPER, STRANGER], ids=["member", "keeper", "stranger"])
def test_only_who_may_import_sees_the_pages(app, actor):
    batch = make.add_import(actor=make.PROGRAM)
    browser = Browser(app) if actor is STRANGER else Browser(app).sign_in(actor)
    expected = 302 if actor is STRANGER else 403
    for endpoint, args in (
        ("feedback.import_list", {}),
        ("feedback.import_create", {}),
        ("feedback.import_map", {"key": "x"}),
        ("feedback.import_undo", {"batch_id": batch}),
    ):
        assert browser.client.get(browser.path(endpoint, **args)).status_code == expected


def test_file_of_another_person_and_import_of_another_council_are_not_found(app):
    body, other = make.add_body(), make.add_body()
    batch = make.add_import(actor=make.PROGRAM, body_id=body)
    with make.unit_of_work():
        key = keep_upload(actor=make.PROGRAM, file_name="x.csv", content=b"a\nb\n")
    browser = Browser(app).sign_in(make.coordinator(other))
    browser.get("feedback.import_undo", batch_id=batch, status=404)
    browser.get("feedback.import_map", key=key, status=404)
