"""Coding, the codebook, releases."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engage.audit.models import AuditEntry
from engage.core import clock
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from engage.core.sides import Side
from engage.meetings.services import mark_meeting_held
from engage.notifications.models import OutboxMessage
from engage.notifications.worker.outbox import deliver_due
from engage.themes import queries, services
from engage.themes.jobs import gather_quickly
from engage.themes.models import Coding, Comment, ReleasedIssue, Theme, ThemeVersion
from engage.themes.queries import CommentFilter
from engage.themes.services import ReleasedIssueData, ThemeText
from tests.factories.councils import coordinator, make_body
from tests.factories.meetings import make_announced
from tests.factories.meetings import make_comment as make_meeting_comment
from tests.factories.themes import INTEGRATION, OTHER_PROGRAM, PROGRAM, add_comment, add_theme, code, theme_named

ISSUE = ReleasedIssueData("NORS F-09", "D-SNP", "North", 2026, "A person waited seven weeks for a wheelchair.")


def _count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def _marks(comment_id: int) -> set[tuple[int, int, int]]:
    rows = db.session.execute(
        select(Coding.theme_id, Coding.span_start, Coding.span_end).where(Coding.comment_id == comment_id)
    )
    return {tuple(row) for row in rows}


def _receive(release_id: str = "rel-1", issue: ReleasedIssueData = ISSUE) -> bool:
    with unit_of_work():
        return services.receive_release(release_id=release_id, issue=issue)


def test_coding_by_the_wrong_person_is_refused(app):
    comment, theme = add_comment(), add_theme()
    with pytest.raises(NotFound):
        code(comment, theme, actor=INTEGRATION)
    assert _marks(comment) == set()


def test_a_comment_can_have_several_themes_and_a_passage(app):
    comment = add_comment("The van never came. Nobody answered the phone.")
    rides, phone = add_theme("Rides"), add_theme("Phone")
    code(comment, rides, passage="The van never came.")
    code(comment, rides, phone)
    assert _marks(comment) == {(rides, 0, 19), (phone, 0, 0)}
    page = queries.comment_page(PROGRAM, comment)
    assert [(p.theme.name.en, p.passage) for p in page.passages] == [
        ("Phone", None),
        ("Rides", "The van never came."),
    ]


def test_taking_a_theme_away_takes_its_passages(app):
    comment, rides, phone = add_comment(), add_theme("Rides"), add_theme("Phone")
    code(comment, rides, phone)
    code(comment, phone)
    assert _marks(comment) == {(phone, 0, 0)}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"passage": "words that are not there"}, "passage"),
        ({"themes": ()}, "themes"),
        ({"themes": (99999,)}, "themes"),
    ],
)
def test_what_cannot_be_coded_is_told_at_its_field(app, fields, field):
    comment, theme = add_comment(), add_theme()
    themes = fields.pop("themes", (theme,))
    with pytest.raises(RuleBroken) as caught:
        code(comment, *themes, **fields)
    assert caught.value.field == field
    assert _marks(comment) == set()


def test_coding_over_somebody_elses_is_a_conflict(app):
    comment, rides, phone = add_comment(), add_theme("Rides"), add_theme("Phone")
    code(comment, rides, version=1)
    with pytest.raises(Conflict):
        code(comment, phone, version=1, actor=OTHER_PROGRAM)
    assert _marks(comment) == {(rides, 0, 0)}


def test_undo_takes_back_only_my_own_newest_change(app):
    comment, rides, phone = add_comment(), add_theme("Rides"), add_theme("Phone")
    code(comment, rides)
    code(comment, phone)
    with pytest.raises(RuleBroken), unit_of_work():
        services.undo_coding(actor=OTHER_PROGRAM, comment_id=comment)
    with unit_of_work():
        services.undo_coding(actor=PROGRAM, comment_id=comment)
    assert _marks(comment) == {(rides, 0, 0)}
    with pytest.raises(RuleBroken), unit_of_work():
        services.undo_coding(actor=PROGRAM, comment_id=comment)


def test_a_theme_can_be_added_while_coding(app):
    comment = add_comment()
    code(comment, new_theme=ThemeText("Weather", "Ice and heat."))
    assert _marks(comment) == {(theme_named("Weather").id, 0, 0)}


def test_a_bad_new_theme_leaves_the_comment_as_it_was(app):
    comment = add_comment()
    add_theme("Weather")
    with pytest.raises(RuleBroken) as caught:
        code(comment, new_theme=ThemeText(" wéather ", "Ice."))
    assert caught.value.field == "name"
    assert _marks(comment) == set()


def test_setting_aside_and_back(app):
    comment = add_comment()
    with unit_of_work():
        services.set_aside_comment(actor=PROGRAM, comment_id=comment, version=1)
    assert queries.comment_rows(PROGRAM, CommentFilter(coding="open")).total == 0
    assert queries.comment_rows(PROGRAM, CommentFilter(coding="set_aside")).total == 1
    with unit_of_work():
        services.take_back_comment(actor=PROGRAM, comment_id=comment)
    assert queries.next_to_code(PROGRAM) == comment


def test_audit_holds_no_words(app):
    comment = add_comment("My secret diagnosis")
    code(comment, new_theme=ThemeText("Diagnosis", "About it"))
    columns = (AuditEntry.event, AuditEntry.subject, AuditEntry.details)
    entries = db.session.execute(select(*columns).order_by(AuditEntry.id)).all()
    assert [event for event, _, _ in entries] == [
        "themes:comment:gathering_asked",
        "themes:theme:added",
        "themes:comment:coded",
    ]
    assert "iagnosis" not in str(entries)


def test_codebook_changes_are_for_its_editors(app):
    theme = add_theme()
    with pytest.raises(NotAllowed), unit_of_work():
        services.create_theme(actor=INTEGRATION, text=ThemeText("X", "Y"))
    with pytest.raises(NotAllowed), unit_of_work():
        services.edit_theme(actor=INTEGRATION, theme_id=theme, text=ThemeText("X", "Y"), version=1)
    with pytest.raises(NotAllowed), unit_of_work():
        services.retire_theme(actor=INTEGRATION, theme_id=theme, version=1)


def test_editing_keeps_the_earlier_words(app):
    theme = add_theme("Rides")
    with unit_of_work():
        services.edit_theme(actor=PROGRAM, theme_id=theme, text=ThemeText("Rides", "All rides."), version=1)
    history = queries.theme_history(PROGRAM, theme)
    assert [(row.version, row.change) for row in history] == [(2, "edited"), (1, "added")]
    assert history[0].changes == (("definition", "Rides that are late or do not come.", "All rides."),)
    with pytest.raises(Conflict), unit_of_work():
        services.edit_theme(actor=PROGRAM, theme_id=theme, text=ThemeText("Rides", "Late."), version=1)


def test_a_theme_cannot_stand_under_itself(app):
    top = add_theme("Top")
    below = add_theme("Below", parent_id=top)
    with pytest.raises(RuleBroken) as caught, unit_of_work():
        services.edit_theme(actor=PROGRAM, theme_id=top, text=ThemeText("Top", "x", parent_id=below), version=1)
    assert caught.value.field == "parent_id"


def test_merging_moves_codings_once_and_keeps_the_tree_whole(app):
    rides, vans = add_theme("Rides"), add_theme("Vans")
    child = add_theme("Vans at night", parent_id=vans)
    both, one = add_comment(), add_comment()
    code(both, rides, vans)
    code(one, vans)
    with unit_of_work():
        moved = services.merge_theme(actor=PROGRAM, theme_id=vans, into_id=rides, version=1)
    assert moved == 2
    assert _marks(both) == _marks(one) == {(rides, 0, 0)}
    theme = db.session.get(Theme, vans)
    assert (theme.is_active, theme.merged_into_id) == (False, rides)
    assert db.session.get(Theme, child).parent_id == rides
    with pytest.raises(RuleBroken), unit_of_work():
        services.take_back_theme(actor=PROGRAM, theme_id=vans, version=2)


def test_merging_into_a_descendant_closes_no_circle(app):
    top = add_theme("Top")
    middle = add_theme("Middle", parent_id=top)
    bottom = add_theme("Bottom", parent_id=middle)
    with unit_of_work():
        services.merge_theme(actor=PROGRAM, theme_id=top, into_id=bottom, version=1)
    parents = dict(db.session.execute(select(Theme.id, Theme.parent_id)).all())
    assert parents == {top: None, middle: bottom, bottom: None}


def test_the_starter_codebook_is_added_once_and_is_bilingual(app):
    with unit_of_work():
        added = services.load_starter_codebook(actor=PROGRAM)
    with unit_of_work():
        again = services.load_starter_codebook(actor=PROGRAM)
    assert (added, again) == (32, 0)
    assert _count(ThemeVersion) == 32
    without = select(Theme.name).where(Theme.name_es.is_(None) | Theme.definition_es.is_(None))
    assert db.session.scalars(without).all() == []


def test_the_same_release_twice_is_one_row(app):
    assert (_receive(), _receive()) == (True, False)
    assert _count(ReleasedIssue) == 1
    assert db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all() == ["themes:release:received"]


def test_a_release_becomes_one_comment_and_is_forgotten_when_withdrawn(app):
    _receive()
    for _ in range(2):
        plan = queries.plan_gathering(PROGRAM)
        with unit_of_work():
            services.gather_comments(actor=PROGRAM, plan=plan)
    comment = db.session.query(Comment).one()
    assert (comment.source, comment.source_key, comment.text) == ("release", "release:rel-1", ISSUE.text)
    code(comment.id, add_theme())
    with unit_of_work():
        assert services.withdraw_release(release_id="rel-1") is True
    with unit_of_work():
        assert services.withdraw_release(release_id="rel-1") is False
    gather_quickly()
    assert (_count(Comment), _count(Coding)) == (0, 0)
    assert db.session.scalars(select(ReleasedIssue.text)).all() == [""]


def test_a_release_withdrawn_before_it_arrives_stays_out(app):
    with unit_of_work():
        assert services.withdraw_release(release_id="rel-2") is False
    assert _receive("rel-2") is False
    assert not queries.plan_gathering(PROGRAM)


def test_what_was_said_counts_once_the_meeting_took_place(app):
    body_id = make_body()
    meeting_id = make_announced(body_id, clock.today() - timedelta(days=1))
    make_meeting_comment(meeting_id, text="The ride never came.")
    assert gather_quickly() == 0
    with unit_of_work():
        mark_meeting_held(actor=coordinator(body_id), meeting_id=meeting_id, expected_version=1)
    deliver_due(Side.ENGAGE)
    assert db.session.scalars(select(Comment.text)).all() == ["The ride never came."]
    assert db.session.scalars(select(OutboxMessage.state)).all() == ["delivered"]


def test_a_release_taken_back_while_comments_are_gathered_leaves_no_word(app):
    """The gatherer had read it, then it was withdrawn, then the gatherer wrote."""
    _receive()
    plan = queries.plan_gathering(PROGRAM)
    with unit_of_work():
        services.withdraw_release(release_id="rel-1")
    with unit_of_work():
        services.gather_comments(actor=PROGRAM, plan=plan)
    gather_quickly()
    assert _count(Comment) == 0
