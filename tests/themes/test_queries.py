"""The list of comments, protected numbers, quotes, gathering."""

from datetime import date

import pytest
import time_machine

from engage.audit.models import AuditEntry
from engage.core.actor import STRANGER
from engage.core.comments import CommentSource
from engage.core.db import db, unit_of_work
from engage.core.errors import NotFound
from engage.feedback import services as feedback_services
from engage.meetings.models import MeetingComment
from engage.themes import jobs, queries, services
from engage.themes.models import Comment
from engage.themes.queries import CommentFilter
from engage.themes.services import ReleasedIssueData
from tests.factories import feedback, meetings
from tests.factories.councils import make_body
from tests.factories.themes import (
    INTEGRATION,
    PROGRAM,
    add_coded,
    add_comment,
    add_comments,
    add_many,
    add_theme,
    code,
    voice,
)


def _texts(**wanted) -> list[str]:
    return [row.text for row in queries.comment_rows(PROGRAM, CommentFilter(**wanted)).rows]


def test_nobody_else_finds_a_comment(app):
    comment = add_comment()
    for actor in (INTEGRATION, STRANGER):
        assert queries.comment_rows(actor, CommentFilter()).total == 0
        with pytest.raises(NotFound):
            queries.comment_page(actor, comment)


def test_gathering_twice_adds_one_and_leaves_arrival_out(app):
    one = voice("A")
    assert add_comments(one) == add_comments(one)
    columns = set(Comment.__table__.columns.keys())
    assert not columns & {"created_at", "gathered_at", "at"}


def test_what_says_nothing_is_set_aside_and_still_listed(app):
    add_comment("Nada, gracias")
    add_comment("The ride was late")
    assert sorted(_texts()) == ["Nada, gracias", "The ride was late"]
    assert _texts(coding="open") == ["The ride was late"]
    assert _texts(coding="set_aside") == ["Nada, gracias"]


def test_search_forgets_accents_and_knows_no_wildcards(app):
    add_comment("El médico no habló ESPAÑOL")
    add_comment("100% late")
    assert _texts(words="ESPANOL") == ["El médico no habló ESPAÑOL"]
    assert _texts(words="médico") == ["El médico no habló ESPAÑOL"]
    assert _texts(words="%") == ["100% late"]
    assert _texts(words="_") == []


def test_filters(app):
    theme = add_theme()
    ride = add_comment("Ride", source=CommentSource.MEETING, source_key="meeting:1", body_id=7, language="es")
    add_comment("Other", said_on=date(2025, 12, 31))
    code(ride, theme)
    for wanted in (
        {"source": "meeting"},
        {"theme_id": theme},
        {"coding": "coded"},
        {"body_id": 7},
        {"language": "es"},
        {"quarter": "2026-Q1"},
    ):
        assert _texts(**wanted) == ["Ride"], wanted
    assert _texts(coding="open") == ["Other"]


def test_the_list_costs_the_same_for_one_and_for_a_thousand(app, queries):
    from engage.themes import queries as themes

    theme = add_theme()
    code(add_comment(), theme)
    db.session.expire_all()
    with queries.count() as few:
        themes.comment_rows(PROGRAM, CommentFilter())
    add_many(1000)
    with queries.count() as many:
        page = themes.comment_rows(PROGRAM, CommentFilter())
    assert (len(few), len(many), page.total, len(page.rows)) == (5, 5, 1001, 25)


def test_next_to_code_goes_down_the_list_and_round(app):
    first = add_comment("A", said_on=date(2026, 3, 3))
    second = add_comment("B", said_on=date(2026, 3, 2))
    assert queries.next_to_code(PROGRAM) == first
    assert queries.next_to_code(PROGRAM, after_id=first) == second
    assert queries.next_to_code(PROGRAM, after_id=second) == first
    code(first, add_theme())
    assert queries.next_to_code(PROGRAM, after_id=second) is None
    assert queries.waiting_count(PROGRAM) == 1
    assert queries.waiting_count(INTEGRATION) == 0


def test_ten_people_are_few_and_eleven_are_shown(app):
    few, some = add_theme("Few"), add_theme("Some")
    add_coded(10, few)
    add_coded(11, some)
    rows = {row.name.en: row for row in queries.theme_list(PROGRAM).page.rows}
    assert (rows["Few"].people.value, rows["Few"].mentions.value) == (None, None)
    assert (rows["Some"].people.value, rows["Some"].mentions.value) == (11, 11)


def test_people_and_mentions_are_kept_apart(app):
    theme = add_theme()
    add_coded(11, theme)
    for _ in range(4):
        code(add_comment("Again late", speaker_key="feedback:named:5"), theme)
    page = queries.theme_page(PROGRAM, theme)
    assert (page.people.value, page.mentions.value) == (12, 15)


def test_twelve_mentions_of_three_people_stay_hidden(app):
    theme = add_theme()
    for number in range(12):
        code(add_comment("Late", speaker_key=f"feedback:named:{number % 3}"), theme)
    page = queries.theme_page(PROGRAM, theme)
    assert (page.people.is_hidden, page.mentions.is_hidden) == (True, True)


def test_a_small_group_cannot_be_worked_out_from_the_others(app):
    theme = add_theme()
    add_coded(20, theme, plan_id=1)
    add_coded(15, theme, plan_id=2)
    add_coded(3, theme)
    page = queries.theme_page(PROGRAM, theme)
    plans = dict(next(split.rows for split in page.breakdowns if split.name == "plan"))
    assert page.people.value == 38
    assert [plans["1"].value, plans["2"].value, plans[queries.NO_PLAN].value].count(None) == 2
    assert plans[queries.NO_PLAN].is_hidden


def test_the_list_shows_no_total_that_the_page_hides(app):
    """Two small groups that add up to eleven: the total would tell that both are small."""
    theme = add_theme()
    add_coded(5, theme, plan_id=1)
    add_coded(6, theme, plan_id=2)
    assert queries.theme_page(PROGRAM, theme).people == queries.theme_list(PROGRAM).page.rows[0].people


def test_quotes_need_eleven_people_and_permission(app):
    theme = add_theme()
    code(add_comment("Quote me", may_quote=True), theme)
    assert queries.theme_page(PROGRAM, theme).why_no_quotes == "too_few"
    add_coded(11, theme)
    page = queries.theme_page(PROGRAM, theme)
    assert [(quote.text, quote.language) for quote in page.quotes] == [("Quote me", "en")]
    assert page.why_no_quotes is None


def test_without_permission_nobody_is_quoted(app):
    theme = add_theme()
    add_coded(12, theme)
    page = queries.theme_page(PROGRAM, theme)
    assert (page.quotes, page.why_no_quotes) == ((), "no_permission")


def test_the_integration_team_sees_numbers_and_no_words(app):
    theme = add_theme()
    add_coded(12, theme, may_quote=True)
    with unit_of_work():
        services.receive_release(release_id="r", issue=ReleasedIssueData("A", "D-SNP", "North", 2026, "Text"))
    add_comments(*queries.plan_gathering(PROGRAM).new)
    code(db.session.query(Comment.id).filter_by(source="release").scalar(), theme)
    assert len(queries.theme_page(PROGRAM, theme).issues) == 1
    page = queries.theme_page(INTEGRATION, theme)
    assert (page.quotes, page.why_no_quotes, page.issues) == ((), "not_allowed", ())
    assert page.people.value == 13


def test_the_theme_list_costs_the_same_for_one_and_for_twenty(app, queries):
    from engage.themes import queries as themes

    add_theme("First")
    with queries.count() as few:
        themes.theme_list(PROGRAM)
    for number in range(20):
        add_coded(1, add_theme(f"Theme {number}"))
    with queries.count() as many:
        themes.theme_list(PROGRAM)
    assert (len(few), len(many)) == (3, 3)


def test_rising_compares_only_numbers_that_may_be_shown(app):
    up, small = add_theme("Up"), add_theme("Small")
    for theme, before, after in ((up, 12, 15), (small, 1, 15)):
        add_comments_of_quarter(theme, before, date(2026, 2, 1))
        add_comments_of_quarter(theme, after, date(2026, 5, 1))
    with time_machine.travel("2026-06-01 12:00Z"):
        rising = queries.rising_themes(PROGRAM)
    assert [(r.name.en, r.quarter, r.people.value, r.people_before.value) for r in rising] == [
        ("Up", "2026-Q2", 15, 12)
    ]
    with time_machine.travel("2027-06-01 12:00Z"):
        assert queries.rising_themes(PROGRAM) == ()


def add_comments_of_quarter(theme: int, number: int, day: date) -> None:
    """So many people speak of a theme on a day."""
    for comment in add_comments(*(voice("Late", said_on=day) for _ in range(number))):
        code(comment, theme)


def test_the_job_gathers_from_every_source_and_can_be_run_again(app):
    with unit_of_work():
        services.receive_release(release_id="r", issue=ReleasedIssueData("A", "D-SNP", "North", 2026, "Text"))
    assert (jobs.gather_quickly(), jobs.gather_quickly(), jobs.gather_all()) == (1, 0, 0)


def test_every_source_is_gathered_and_what_is_withdrawn_is_forgotten(app):
    form = feedback.open_form()
    feedback.answer(form, "The driver never came")
    feedback.answer_named(form, "My letters are hard to read", account_id=22)
    batch = feedback.add_import(["The bus was late", "n/a"])
    assert jobs.gather_quickly() == 4
    assert sorted(_texts()) == ["My letters are hard to read", "The bus was late", "The driver never came", "n/a"]
    assert _texts(coding="set_aside") == ["n/a"]
    code(db.session.query(Comment.id).filter_by(text="The bus was late").scalar(), add_theme())
    with unit_of_work():
        feedback_services.undo_import(actor=feedback.LONE, batch_id=batch)
    assert jobs.gather_quickly() == 2
    assert sorted(_texts()) == ["My letters are hard to read", "The driver never came"]


def test_a_named_person_who_speaks_twice_is_one_person(app):
    first, second = feedback.open_form(), feedback.open_form()
    for form in (first, second):
        feedback.answer_named(form, "Late again", account_id=22)
    jobs.gather_quickly()
    assert db.session.query(Comment.speaker_key).distinct().count() == 1


def test_gathering_writes_no_time_and_no_count(app):
    feedback.answer(feedback.open_form(), "Late")
    before = db.session.query(AuditEntry).count()
    jobs.gather_quickly()
    assert db.session.query(AuditEntry).count() == before


def test_what_people_say_at_a_meeting_is_gathered_and_what_staff_say_is_not(app):
    body = make_body()
    meeting = meetings.make_held(body)
    said = meetings.make_comment(meeting, text="Nobody told us about the change", is_quotable=True)
    meetings.make_comment(meeting, text="We will look into it", speaker_kind="staff")
    assert (jobs.gather_quickly(), jobs.gather_quickly()) == (1, 0)
    comment = db.session.query(Comment).one()
    assert (comment.source_key, comment.body_id, comment.meeting_id) == (f"meeting:{said}", body, meeting)
    with unit_of_work():
        db.session.delete(db.session.get(MeetingComment, said))
    assert (jobs.gather_quickly(), db.session.query(Comment).count()) == (1, 0)
