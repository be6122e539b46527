"""Files of a case: kept, read and removed, each with a trace; never for anybody outside the office."""

import io

import pytest
from sqlalchemy import select

from engage.audit.models import OmbudsmanAuditEntry
from engage.core.actor import Actor
from engage.core.db import db, unit_of_work
from engage.core.errors import NotAllowed, NotFound, RuleBroken
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.files.models import OmbudsmanStoredFile
from engage.ombudsman import policies, queries, services
from engage.ombudsman.enums import AttachmentKind, Outcome
from engage.ombudsman.models import CaseAttachment
from tests.factories import files
from tests.factories.ombudsman import STRANGER, case_of, make_attachment, make_call, make_staff


@pytest.fixture
def staff(app):
    return make_staff()


@pytest.fixture
def at_work(browser, staff):
    return browser.sign_in(staff)


def _journal(staff, case_id: int) -> list[tuple[str, str, str]]:
    rows = queries.journal_rows(actor=staff, case_id=case_id).rows
    return [(row.change.value, row.body, row.author) for row in reversed(rows) if row.change]


def _close(staff, case_id: int) -> None:
    with unit_of_work(Side.OMBUDSMAN):
        case = case_of(case_id)
        services.move_case(actor=staff, case_id=case_id, move="accept", version=case.version)
        services.move_case(
            actor=staff, case_id=case_id, move="close", version=case.version, outcome=Outcome.INFORMATION_GIVEN
        )


@pytest.mark.parametrize(
    "actor",
    [
        STRANGER,
        Actor(),
        Actor(account_id=1, permissions=frozenset(Permission)),
        Actor(side=Side.OMBUDSMAN, account_id=9),
    ],
    ids=["stranger", "visitor", "state with every permission", "office without permission"],
)
def test_nobody_else_adds_reads_or_removes(staff, actor):
    case_id = make_call(staff)
    attachment_id = make_attachment(staff, case_id)
    about = {"actor": actor, "case_id": case_id}
    with pytest.raises(NotFound), unit_of_work(Side.OMBUDSMAN):
        services.add_attachment(**about, kind=AttachmentKind.LETTER, name="a.txt", data=b"x")
    with pytest.raises(NotFound), unit_of_work(Side.OMBUDSMAN):
        services.remove_attachment(**about, attachment_id=attachment_id, reason="x")
    with pytest.raises(NotFound), unit_of_work(Side.OMBUDSMAN):
        services.note_attachment_reading(**about, attachment_id=attachment_id)
    with pytest.raises(NotFound):
        queries.attachment_file(**about, attachment_id=attachment_id)
    row = db.session.get_one(CaseAttachment, attachment_id)
    assert not policies.can_read_attachment(actor, case_of(case_id), row)
    assert policies.can_read_attachment(staff, case_of(case_id), row)


def test_who_only_reads_cases_changes_nothing(staff):
    case_id = make_call(staff)
    attachment_id = make_attachment(staff, case_id)
    reader = Actor(side=Side.OMBUDSMAN, account_id=9, permissions=frozenset({Permission.OMBUDSMAN_CASE_READ}))
    assert queries.attachment_file(actor=reader, case_id=case_id, attachment_id=attachment_id).data == b"Dear plan"
    with pytest.raises(NotAllowed):
        make_attachment(reader, case_id)
    with pytest.raises(NotAllowed), unit_of_work(Side.OMBUDSMAN):
        services.remove_attachment(actor=reader, case_id=case_id, attachment_id=attachment_id, reason="x")


def test_a_file_belongs_to_one_case(staff):
    case_id, other = make_call(staff), make_call(staff)
    attachment_id = make_attachment(staff, case_id)
    with pytest.raises(NotFound):
        queries.attachment_file(actor=staff, case_id=other, attachment_id=attachment_id)


def test_the_office_adds_reads_and_removes_with_a_trace(at_work, staff):
    case_id = make_call(staff)
    form = at_work.get("ombudsman.attachment_create", case_id=case_id).form("Keep the file")
    page = form.fill(file=(io.BytesIO(files.PDF), "Ana's letter.pdf"), kind="letter").send()
    assert "Ana's letter.pdf" in page.main
    (row_id,) = db.session.scalars(select(CaseAttachment.id))
    about = {"case_id": case_id, "attachment_id": row_id}
    response = at_work.download("ombudsman.attachment_download", **about)
    assert response.data == files.PDF
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Cache-Control"] == "no-store"
    page = at_work.get("ombudsman.attachment_remove", **about)
    page = page.form("Remove this file").fill(reason=" ").send(status=422)
    page = page.form("Remove this file").fill(reason="Belongs to another case").send()
    assert "No file yet." in page.main
    assert _journal(staff, case_id)[-2:] == [
        ("file_added", "Ana's letter.pdf", staff.name),
        ("file_removed", "Ana's letter.pdf: Belongs to another case", staff.name),
    ]
    assert db.session.scalars(select(OmbudsmanStoredFile)).all() == []
    entries = db.session.scalars(select(OmbudsmanAuditEntry).order_by(OmbudsmanAuditEntry.id))
    assert [(e.event, e.subject, e.details) for e in entries if "attachment" in e.event] == [
        ("ombudsman:attachment:added", f"case:{case_id}", {"attachment_id": row_id, "kind": "letter"}),
        ("ombudsman:attachment:read", f"case:{case_id}", {"attachment_id": row_id}),
        ("ombudsman:attachment:removed", f"case:{case_id}", {"attachment_id": row_id}),
    ]


def test_a_closed_case_keeps_its_files(at_work, staff):
    case_id = make_call(staff)
    attachment_id = make_attachment(staff, case_id)
    _close(staff, case_id)
    with pytest.raises(RuleBroken, match="closed"), unit_of_work(Side.OMBUDSMAN):
        services.remove_attachment(actor=staff, case_id=case_id, attachment_id=attachment_id, reason="x")
    page = at_work.get("ombudsman.attachment_remove", case_id=case_id, attachment_id=attachment_id)
    page = page.form("Remove this file").fill(reason="Kept words").send(status=422)
    assert "Open it again before you remove a file." in page.main
    assert page.soup.select_one("#reason")["value"] == "Kept words"
    make_attachment(staff, case_id, name="late letter.txt")
    assert len(queries.case_page(actor=staff, case_id=case_id, today=case_of(case_id).received_on).attachments) == 2


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (None, "Choose a file"),
        (("a.png", files.PNG), "We cannot take this kind of file."),
        (("a.docx", files.DOCM), "We cannot take this kind of file."),
        (("a.txt", b""), "This file is empty."),
        (("a.pdf", files.PDF + b"0" * 16 * 1024 * 1024), "This file is too large."),
    ],
    ids=["none", "picture", "macro", "empty", "16 MB"],
)
def test_a_file_that_is_refused_says_why(at_work, staff, file, sentence):
    case_id = make_call(staff)
    form = at_work.get("ombudsman.attachment_create", case_id=case_id).form("Keep the file").fill(kind="notes")
    if file:
        form.fill(file=(io.BytesIO(file[1]), file[0]))
    page = form.send(status=422)
    assert sentence in page.soup.select_one("#file-error").get_text()
    assert page.soup.select_one("input[name=kind][value=notes][checked]") is not None
    assert db.session.scalars(select(CaseAttachment)).all() == []


def test_a_double_click_keeps_one_file(at_work, staff):
    case_id = make_call(staff)
    form = at_work.get("ombudsman.attachment_create", case_id=case_id).form("Keep the file").fill(kind="letter")
    for _ in range(2):
        form.fill(file=(io.BytesIO(b"x"), "a.txt")).send()
    assert len(db.session.scalars(select(CaseAttachment)).all()) == 1


def test_a_case_has_a_limit(staff, monkeypatch):
    monkeypatch.setattr("engage.ombudsman.services.attachments.MOST_ATTACHMENTS", 1)
    case_id = make_call(staff)
    make_attachment(staff, case_id)
    with pytest.raises(RuleBroken, match="files"):
        make_attachment(staff, case_id)
