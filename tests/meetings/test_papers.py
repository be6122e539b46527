"""Papers of meetings: who reads them, how they are kept, and what is refused."""

import io

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from engage.core.sides import Side
from engage.files.models import StoredFile
from engage.files.queries import open_file
from engage.meetings import policies, queries, services
from engage.meetings.enums import PaperKind
from engage.meetings.models import Meeting, MeetingPaper
from tests.factories import councils as make
from tests.factories import files
from tests.factories import meetings as meet

DETAILS = services.PaperDetails(title="Agenda", kind=PaperKind.AGENDA)


@pytest.fixture
def council(app):
    return make.make_body(name="Voices Council")


@pytest.fixture
def runs(council):
    return make.coordinator(council)


@pytest.fixture
def staff(browser, runs):
    return browser.sign_in(runs)


def _papers() -> list[MeetingPaper]:
    db.session.expire_all()
    return list(db.session.scalars(select(MeetingPaper).order_by(MeetingPaper.position)))


def _sent(name: str, data: bytes):
    return io.BytesIO(data), name


def _fill(staff, meeting_id: int, file=None, **fields):
    form = staff.get("meetings.paper_create", meeting_id=meeting_id).form("Save this paper")
    if file:
        form.fill(file=_sent(*file))
    return form.fill(**{"title": "Agenda", "kind": "agenda", "readers": "members"} | fields)


# The wrong person


def test_members_papers_are_for_who_sits_there_and_who_runs_it(council, runs):
    meeting_id = meet.make_announced(council)
    paper_id = meet.make_paper(meeting_id, actor=runs)
    other = make.make_body()
    for actor in (
        STRANGER,
        make.member(1, other),
        make.coordinator(other),
        make.plan_coordinator(make.make_plan()),
        make.program_team(),
        make.administrator(),
    ):
        assert queries.paper_rows(actor, meeting_id) == ()
        with pytest.raises(NotFound):
            queries.paper_file(actor, meeting_id, paper_id)
    for actor in (make.member(1, council), make.helper(1, body_ids=(council,)), runs):
        assert [row.id for row in queries.paper_rows(actor, meeting_id)] == [paper_id]
        assert queries.paper_file(actor, meeting_id, paper_id).data == b"1. Rides"


def test_public_papers_are_for_everybody_once_the_meeting_is(council, runs):
    announced, planned = meet.make_announced(council), meet.make_meeting(council)
    closed = meet.make_announced(council, is_open=False)
    ids = {one: meet.make_paper(one, actor=runs, is_public=True) for one in (announced, planned, closed)}
    assert queries.paper_file(STRANGER, announced, ids[announced]).data == b"1. Rides"
    for meeting_id in (planned, closed):
        with pytest.raises(NotFound):
            queries.paper_file(STRANGER, meeting_id, ids[meeting_id])
    with pytest.raises(NotFound):
        queries.paper_file(STRANGER, announced, ids[closed])


def test_the_pair_of_policies_agrees(council, runs):
    for is_open in (True, False):
        meeting_id = meet.make_announced(council, is_open=is_open)
        meet.make_paper(meeting_id, actor=runs)
        meet.make_paper(meeting_id, actor=runs, is_public=True)
    other = make.make_body()
    actors = [STRANGER, make.member(1, council), make.member(1, other), runs, make.coordinator(other)]
    for actor in [*actors, make.program_team()]:
        seen = set(db.session.scalars(policies.visible_papers(actor)))
        meetings = set(db.session.scalars(policies.visible_meetings(actor).with_only_columns(Meeting.id)))
        for paper in _papers():
            meeting = queries.meetings.find_meeting(runs, paper.meeting_id)
            may = meeting.id in meetings and policies.can_read_paper(actor, meeting, paper)
            assert may is (paper in seen)


@pytest.mark.parametrize("who", ["member", "other_coordinator", "program_team"])
def test_the_wrong_person_keeps_nothing(council, runs, who):
    meeting_id = meet.make_announced(council)
    paper_id = meet.make_paper(meeting_id, actor=runs, is_public=True)
    actor = {
        "member": make.member(1, council),
        "other_coordinator": make.coordinator(make.make_body()),
        "program_team": make.program_team(),
    }[who]
    file = services.UploadedFile("a.txt", b"x")
    with pytest.raises(NotAllowed), unit_of_work():
        services.add_paper(actor=actor, meeting_id=meeting_id, details=DETAILS, file=file)
    with pytest.raises(NotAllowed), unit_of_work():
        services.edit_paper(actor=actor, paper_id=paper_id, expected_version=1, details=DETAILS, file=file)
    with pytest.raises(NotAllowed), unit_of_work():
        services.remove_paper(actor=actor, paper_id=paper_id, expected_version=1)
    assert [paper.id for paper in _papers()] == [paper_id]


# Keeping


def test_a_paper_is_added_changed_and_removed_with_a_trace(council, runs):
    meeting_id = meet.make_announced(council)
    paper_id = meet.make_paper(meeting_id, actor=runs, name="agenda.txt", data=b"one")
    first = _papers()[0].file_key
    edit = {"actor": runs, "paper_id": paper_id}
    details = services.PaperDetails(title="Agenda 2", kind=PaperKind.AGENDA, title_es="Orden", is_public=True)
    with unit_of_work():
        services.edit_paper(
            **edit, expected_version=1, details=details, file=services.UploadedFile("agenda.txt", b"two")
        )
    with pytest.raises(Conflict), unit_of_work():
        services.edit_paper(**edit, expected_version=1, details=DETAILS)
    (row,) = queries.paper_rows(STRANGER, meeting_id)
    assert (row.title.text("es"), row.file.version, row.is_public) == ("Orden", 2, True)
    assert open_file(Side.ENGAGE, first).data == b"one"
    with unit_of_work():
        services.remove_paper(**edit, expected_version=row.version)
    assert _papers() == []
    assert db.session.scalars(select(StoredFile)).all() == []
    events = list(db.session.execute(select(AuditEntry.event, AuditEntry.details).order_by(AuditEntry.id)))
    assert [(event, details) for event, details in events if event.startswith("meetings:paper")] == [
        ("meetings:paper:added", {"meeting_id": meeting_id, "kind": "agenda", "is_public": False}),
        (
            "meetings:paper:edited",
            {"meeting_id": meeting_id, "fields": ["title", "title_es", "is_public", "file"], "is_public": True},
        ),
        ("meetings:paper:removed", {"meeting_id": meeting_id}),
    ]


def test_nothing_is_added_to_a_canceled_meeting_or_past_the_limit(council, runs, monkeypatch):
    canceled = meet.make_announced(council, state="canceled", canceled_reason="Snow")
    with pytest.raises(RuleBroken, match="canceled"):
        meet.make_paper(canceled, actor=runs)
    monkeypatch.setattr("engage.meetings.services.papers.MOST_PAPERS", 1)
    meeting_id = meet.make_announced(council)
    meet.make_paper(meeting_id, actor=runs)
    with pytest.raises(RuleBroken, match="papers"):
        meet.make_paper(meeting_id, actor=runs)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_two_queries(council, runs, queries_exactly, count):
    meeting_id = meet.make_announced(council)
    for _ in range(count):
        meet.make_paper(meeting_id, actor=runs)
    db.session.expunge_all()
    with queries_exactly(2):
        assert len(queries.paper_rows(runs, meeting_id)) == count


@pytest.fixture
def queries_exactly(queries):
    return queries.exactly


# Pages


def test_staff_keep_papers_and_people_read_them(staff, browser, council):
    meeting_id = meet.make_announced(council)
    assert "No papers yet." in staff.get("meetings.paper_list", meeting_id=meeting_id).main
    page = _fill(staff, meeting_id, ("plan.PDF", files.PDF), title_es="Orden del día", readers="all").send()
    assert "The paper is on the list." in page.html
    assert "plan.pdf" in page.main
    (paper,) = _papers()
    page = staff.get("meetings.paper_edit", paper_id=paper.id)
    page = page.form("Save this paper").fill(title="New agenda", file=_sent("two.csv", files.CSV)).send()
    assert "version 2" in page.main
    page = browser.get("meetings.meeting_page", meeting_id=meeting_id)
    assert "New agenda (Agenda; Table (CSV), less than 1 KB)" in page.main
    response = browser.download("meetings.paper_download", meeting_id=meeting_id, paper_id=paper.id)
    assert response.data == files.CSV
    assert response.headers["Content-Disposition"] == "attachment; filename=two.csv"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    page = staff.get("meetings.paper_remove", paper_id=paper.id).form("Remove this paper").send()
    assert "The paper is removed." in page.html
    assert _papers() == []


def test_strangers_see_and_get_public_papers_only(browser, council, runs):
    meeting_id = meet.make_announced(council)
    secret = meet.make_paper(meeting_id, actor=runs, title="Draft for members")
    shown = meet.make_paper(meeting_id, actor=runs, title="Agenda for all", is_public=True)
    page = browser.get("meetings.meeting_page", meeting_id=meeting_id)
    assert "Agenda for all" in page.main
    assert "Draft for members" not in page.html
    browser.download("meetings.paper_download", meeting_id=meeting_id, paper_id=shown)
    browser.download("meetings.paper_download", meeting_id=meeting_id, paper_id=secret, status=404)
    browser.sign_in(make.member(1, council))
    assert "Draft for members" in browser.get("meetings.meeting_page", meeting_id=meeting_id).main
    browser.download("meetings.paper_download", meeting_id=meeting_id, paper_id=secret)


KIND = "We cannot take this kind of file."


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (None, "Choose a file"),
        (("photo.jpg", files.JPEG), KIND),
        (("agenda.docx", files.DOCM), KIND),
        (("page.txt", b"<!DOCTYPE html><script>alert(1)</script>"), KIND),
        (("a.txt", b"a\x00b"), KIND),
        (("a.txt", b""), "This file is empty."),
        (("a.pdf", files.PDF + b"0" * 16 * 1024 * 1024), "This file is too large. It may have up to 15 MB."),
    ],
    ids=["none", "photo", "macro", "html", "nul", "empty", "16 MB"],
)
def test_a_file_that_is_refused_says_why_and_keeps_what_was_typed(staff, council, file, sentence):
    meeting_id = meet.make_announced(council)
    page = _fill(staff, meeting_id, file, title="Typed title", title_es="Título").send(status=422)
    assert sentence in page.soup.select_one("#file-error").get_text()
    assert sentence in page.soup.select_one(".error-summary").get_text()
    assert page.soup.select_one("#title")["value"] == "Typed title"
    assert page.soup.select_one("#title_es")["value"] == "Título"
    assert _papers() == []


def test_a_missing_title_says_that_the_file_is_to_be_chosen_again(staff, council):
    page = _fill(staff, meet.make_announced(council), ("a.txt", b"x"), title=" ").send(status=422)
    assert "Choose the file again." in page.main


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Users\\me\\plan.txt", "C-Usersmeplan.txt"),
        ("a\u202etxt.exe", "atxt.txt"),
        ("<script>alert(1)<.txt", "script-alert(1).txt"),
        ("=HYPERLINK(x).csv", "=HYPERLINK(x).csv"),
        ("🙂.txt", "🙂.txt"),
    ],
)
def test_names_of_files_are_harmless(staff, browser, council, name, kept):
    meeting_id = meet.make_announced(council)
    page = _fill(staff, meeting_id, (name, b"x"), title="<b>=1+1</b>").send()
    assert page.soup.select_one("b") is None
    (row,) = queries.paper_rows(make.coordinator(council), meeting_id)
    assert row.file.name == kept
    response = browser.download("meetings.paper_download", meeting_id=meeting_id, paper_id=row.id)
    assert response.headers["Content-Disposition"].startswith("attachment;")


def test_a_double_click_keeps_one_paper(staff, council):
    meeting_id = meet.make_announced(council)
    form = _fill(staff, meeting_id, ("a.txt", b"x"))
    form.send()
    form.fill(file=_sent("a.txt", b"x")).send()
    assert len(_papers()) == 1


def test_a_stale_form_shows_what_somebody_else_saved(staff, council, runs):
    meeting_id = meet.make_announced(council)
    paper_id = meet.make_paper(meeting_id, actor=runs)
    form = staff.get("meetings.paper_edit", paper_id=paper_id).form("Save this paper")
    with unit_of_work():
        services.edit_paper(
            actor=runs,
            paper_id=paper_id,
            expected_version=1,
            details=services.PaperDetails("Theirs", PaperKind.OTHER),
        )
    page = form.fill(title="Mine").send(status=409)
    assert "Theirs" in page.main
    assert page.soup.select_one("#title")["value"] == "Mine"
    assert "Choose the file again" not in page.main
