"""The one door: what passes, that it passes once, that it comes back, and who is told what came of it."""

import pytest
from sqlalchemy import select, update

from engage.core.db import db, unit_of_work
from engage.core.errors import NotFound
from engage.core.sides import Side
from engage.notifications.models import OmbudsmanOutboxMessage
from engage.notifications.worker.outbox import deliver_due
from engage.ombudsman import queries, release, services
from engage.ombudsman.models import Release, ReleaseAnswer
from engage.themes.jobs import gather_quickly
from engage.themes.models import Comment, ReleasedIssue
from tests.factories.accountability import answer, close, promise, recommend
from tests.factories.ombudsman import (
    SAFE_TEXT,
    approved_release,
    case_of,
    make_call,
    make_office,
    make_release,
    make_request,
    make_staff,
    propose,
    release_of,
    safe_person,
)
from tests.factories.themes import add_theme, code


@pytest.fixture
def staff(app):
    return make_staff()


@pytest.fixture
def second(app):
    return make_staff()


def _issues() -> list[ReleasedIssue]:
    db.session.expire_all()
    return list(db.session.scalars(select(ReleasedIssue)))


def _mails(outbox, template: str) -> list[str]:
    return [mail["to"] for mail in outbox.emails(Side.OMBUDSMAN) if mail.get("template") == template]


def test_an_approved_issue_arrives_with_nothing_but_itself(staff, second):
    case_id = make_call(staff)
    release_id = approved_release(staff, second, case_id)
    assert deliver_due(Side.OMBUDSMAN) == 1
    (issue,) = _issues()
    row = release_of(release_id)
    assert (issue.code, issue.plan_type, issue.region, issue.year, issue.text) == (
        "DU-20",
        "integrated_dsnp",
        "state",
        row.year,
        SAFE_TEXT,
    )
    assert issue.release_id == row.release_id
    assert str(case_of(case_id).number) not in str(vars(issue))
    assert (row.state, row.delivered_at is not None) == ("delivered", True)


@pytest.mark.parametrize("state", ["draft", "waiting"])
def test_what_nobody_approved_never_arrives(staff, state):
    release_id = make_release(staff, make_call(staff))
    if state == "waiting":
        propose(staff, release_id)
    release.deliver_release({"release": release_id})
    release.deliver_release({"release": release_id + 1000})
    assert _issues() == []


def test_repeats_after_a_crash_deliver_once(staff, second, monkeypatch):
    """The other side has it, this side does not know yet: the worker comes again."""
    release_id = approved_release(staff, second, make_call(staff))
    real, calls = release.unit_of_work, []

    def dies_before_marking(side):
        calls.append(side)
        if side is Side.OMBUDSMAN:
            raise SystemExit
        return real(side)

    monkeypatch.setattr(release, "unit_of_work", dies_before_marking)
    with pytest.raises(SystemExit):
        release.deliver_release({"release": release_id})
    assert calls == [Side.ENGAGE, Side.OMBUDSMAN]
    monkeypatch.undo()
    assert len(_issues()) == 1
    assert release_of(release_id).state == "approved"
    for _ in range(3):
        release.deliver_release({"release": release_id})
    assert len(_issues()) == 1
    assert release_of(release_id).state == "delivered"


def test_an_issue_that_is_taken_back_is_forgotten_on_the_other_side(staff, second):
    release_id = approved_release(staff, second, make_call(staff))
    deliver_due(Side.OMBUDSMAN)
    gather_quickly()
    assert [c.text for c in db.session.scalars(select(Comment))] == [SAFE_TEXT]
    with unit_of_work(Side.OMBUDSMAN):
        services.withdraw_release(actor=second, release_id=release_id, version=release_of(release_id).version)
    deliver_due(Side.OMBUDSMAN)
    deliver_due(Side.OMBUDSMAN)
    (issue,) = _issues()
    assert (issue.text, issue.withdrawn_on is not None) == ("", True)
    gather_quickly()
    assert db.session.scalars(select(Comment)).all() == []
    assert release_of(release_id).recalled_at is not None


def test_an_issue_taken_back_on_its_way_never_arrives(staff, second):
    release_id = approved_release(staff, second, make_call(staff))
    with unit_of_work(Side.OMBUDSMAN):
        services.withdraw_release(actor=staff, release_id=release_id, version=release_of(release_id).version)
    deliver_due(Side.OMBUDSMAN)
    assert [issue.text for issue in _issues()] == [""]
    assert release_of(release_id).state == "withdrawn"


def test_a_recall_that_overtakes_the_delivery_wins(staff, second):
    """The delivery was already read by a worker when the issue was taken back."""
    release_id = approved_release(staff, second, make_call(staff))
    with unit_of_work(Side.OMBUDSMAN):
        db.session.execute(update(Release).values(state="withdrawn"))
    release.recall_release({"release": release_id})
    with unit_of_work(Side.OMBUDSMAN):
        db.session.execute(update(Release).values(state="approved"))
    release.deliver_release({"release": release_id})
    assert [issue.text for issue in _issues()] == [""]


def _answered(staff, second, **fields) -> tuple[int, str, str]:
    """A request whose issue a council took up; its case, receipt, and the recommendation's number."""
    make_office()
    case_id, receipt = make_request(**fields)
    approved_release(staff, second, case_id)
    deliver_due(Side.OMBUDSMAN)
    gather_quickly()
    theme_id = add_theme()
    code(db.session.scalar(select(Comment)).id, theme_id)
    return case_id, receipt, recommend(theme_id=theme_id)


def test_the_answer_finds_its_way_back_and_whoever_may_be_mailed_is_told_once_a_stage(staff, second, outbox):
    case_id, receipt, number = _answered(staff, second, person=safe_person())
    assert release.collect_answers() == 1
    assert release.collect_answers() == 0
    assert _mails(outbox, "ombudsman_news") == ["ana@example.org"]
    answer(number, reasons="We hire more aides.")
    assert release.collect_answers() == 1
    close(promise(number))
    assert release.collect_answers() == 1
    assert len(_mails(outbox, "ombudsman_news")) == 3
    (row,) = queries.receipt_page(receipt).answers
    assert (row.number, row.stage, row.reasons.en) == (number, "changed", "We hire more aides.")
    assert row.url.endswith(f"/what-we-did/{number}")
    assert queries.home_page(actor=staff, today=case_of(case_id).received_on).answers == ()


def test_the_state_learns_no_address(staff, second, outbox):
    _, _, number = _answered(staff, second, person=safe_person())
    answer(number)
    release.collect_answers()
    assert "ana@example.org" not in str(outbox.messages())


def test_whoever_left_no_safe_way_is_told_by_somebody(staff, second, outbox, browser):
    case_id, _, number = _answered(staff, second)
    release.collect_answers()
    assert _mails(outbox, "ombudsman_news") == []
    page = browser.sign_in(staff).get("ombudsman.home")
    assert number in page.html
    page = page.form(f"The person was told {number}").send()
    db.session.expire_all()
    row = db.session.scalar(select(ReleaseAnswer))
    assert row.told_at is not None
    assert queries.home_page(actor=staff, today=case_of(case_id).received_on).answers == ()
    other = make_call(staff)
    with pytest.raises(NotFound), unit_of_work(Side.OMBUDSMAN):
        release.mark_answer_told(actor=staff, case_id=other, answer_id=row.id)


def test_an_issue_that_was_taken_back_gets_no_news(staff, second):
    _answered(staff, second)
    with unit_of_work(Side.OMBUDSMAN):
        row = db.session.scalar(select(Release))
        services.withdraw_release(actor=second, release_id=row.id, version=row.version)
    assert release.collect_answers() == 0


def test_what_waits_to_leave_is_locked(staff, second):
    approved_release(staff, second, make_call(staff))
    body = db.session.scalar(select(OmbudsmanOutboxMessage.body))
    assert b"release" not in body
