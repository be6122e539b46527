"""Lists, pages, the road of a voice, and what the ombudsman may fetch."""

from datetime import timedelta

import pytest

from engage.accountability import queries
from engage.accountability.enums import Progress
from engage.accountability.queries import RecommendationFilter
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import NotAllowed, NotFound
from engage.themes.models import Comment
from engage.themes.queries import plan_gathering
from engage.themes.services import ReleasedIssueData, receive_release
from tests.factories.accountability import (
    answer,
    close,
    draft,
    make_late,
    member_of,
    promise,
    recommend,
    row,
    today,
    words,
)
from tests.factories.councils import make_body
from tests.factories.themes import INTEGRATION, PROGRAM, add_coded, add_comments, add_theme, code


def _every_standing() -> dict[Progress, str]:
    """One recommendation for each way to stand."""
    made = {progress: recommend() for progress in Progress}
    for progress, decision in {
        Progress.STUDYING: "studying",
        Progress.DECLINED: "declined",
        Progress.ANSWERED: "partly",
        Progress.UNDER_WAY: "accepted",
        Progress.LATE: "accepted",
        Progress.DONE: "accepted",
        Progress.NOT_DONE: "accepted",
    }.items():
        answer(made[progress], decision)
    promise(made[Progress.UNDER_WAY])
    make_late(promise(made[Progress.LATE]))
    promise(made[Progress.LATE])
    close(promise(made[Progress.DONE]))
    close(promise(made[Progress.NOT_DONE]))
    close(promise(made[Progress.NOT_DONE]), is_done=False)
    # A late promise without a published answer is not late in public: the answer is what is waited for.
    make_late(promise(made[Progress.WAITING]))
    with unit_of_work():
        row(made[Progress.WITHDRAWN]).state = "withdrawn"
    return made


def test_the_filter_by_standing_says_what_the_rules_say(app):
    made = _every_standing()
    for progress, number in made.items():
        found = queries.recommendation_rows(STRANGER, RecommendationFilter(progress=progress))
        assert [(r.number, r.progress) for r in found.rows] == [(number, progress)]
        assert queries.recommendation_page(STRANGER, number).progress is progress


def test_filters_and_search(app):
    body, theme = make_body(), add_theme()
    number = recommend(words("Rides 100%", title_es="Viajes"), body_id=body, theme_id=theme)
    recommend(words("Letters"))
    for wanted in (
        {"words": "rides 100%"},
        {"words": "viajes"},
        {"words": number.lower()},
        {"body_id": body},
        {"theme_id": theme},
    ):
        found = queries.recommendation_rows(STRANGER, RecommendationFilter(**wanted))
        assert [r.number for r in found.rows] == [number], wanted


def test_lists_cost_the_same_for_one_and_for_thirty(app, queries):
    from engage.accountability import queries as ours

    def fill() -> None:
        number = recommend(body_id=make_body(), theme_id=add_theme(f"Theme {db.session.query(Comment).count()}"))
        answer(number)
        promise(number)
        add_coded(1, row(number).theme_id)

    def cost(read) -> int:
        db.session.expire_all()
        with queries.count() as statements:
            read()
        return len(statements)

    reads = [
        lambda: ours.recommendation_rows(STRANGER, RecommendationFilter()),
        lambda: ours.waiting_rows(PROGRAM),
        lambda: ours.waiting_answers(PROGRAM),
        lambda: ours.what_changed(STRANGER),
        lambda: ours.public_record(),
    ]
    fill()
    recommend()
    few = [cost(read) for read in reads]
    for _ in range(30):
        fill()
        recommend()
    assert [cost(read) for read in reads] == few
    assert max(few) <= 7


def test_a_page_costs_the_same_with_one_and_with_many_promises(app, queries):
    from engage.accountability import queries as ours

    number = recommend()
    answer(number)
    promise(number)
    with queries.count() as few:
        ours.recommendation_page(STRANGER, number)
    for _ in range(10):
        promise(number)
    with queries.count() as many:
        page = ours.recommendation_page(STRANGER, number)
    assert (len(few), len(page.commitments)) == (len(many), 11)


def test_a_draft_is_nowhere_but_with_those_who_answer(app):
    number = recommend()
    draft(number, reasons="Not yet public")
    promise(number)
    page = queries.recommendation_page(STRANGER, number)
    assert (page.editions, page.commitments, page.progress) == ((), (), Progress.WAITING)
    assert queries.recommendation_work(INTEGRATION, number).draft is None
    assert queries.recommendation_work(PROGRAM, number).draft.reasons.en == "Not yet public"
    with pytest.raises(NotAllowed):
        queries.recommendation_work(member_of(), number)
    with pytest.raises(NotFound):
        queries.recommendation_page(STRANGER, "R-1900-001")


def test_the_name_of_a_council_that_is_not_public_stays_inside(app):
    number = recommend(body_id=make_body(name="Quiet group", is_public=False))
    assert queries.recommendation_page(STRANGER, number).body is None
    assert queries.recommendation_page(PROGRAM, number).body.en == "Quiet group"


def test_people_behind_it_are_shown_from_eleven_on(app):
    few, some = add_theme("Few"), add_theme("Some")
    add_coded(10, few)
    add_coded(11, some)
    cells = [
        queries.recommendation_page(STRANGER, number).people
        for number in (recommend(theme_id=few), recommend(theme_id=some))
    ]
    assert [cell.value for cell in cells] == [None, 11]
    assert queries.recommendation_page(STRANGER, recommend()).people is None


def test_the_road_tells_no_day_on_which_somebody_spoke(app):
    number = recommend(theme_id=add_theme())
    answer(number)
    close(promise(number))
    road = queries.recommendation_page(STRANGER, number).road
    assert [(step.step.value, step.day, step.is_done) for step in road] == [
        ("heard", None, True),
        ("in_theme", None, True),
        ("recommended", today(), True),
        ("answered", today(), True),
        ("changed", today(), True),
    ]


def test_earlier_promises_stay_in_sight(app):
    from engage.accountability import services
    from engage.accountability.services import CommitmentText

    number = recommend()
    answer(number)
    commitment = promise(number)
    moved = CommitmentText("Answer the ride line", "Transportation unit", today() + timedelta(days=90))
    with unit_of_work():
        services.edit_commitment(actor=PROGRAM, commitment_id=commitment, text=moved, version=1)
    close(commitment)
    (view,) = queries.recommendation_page(STRANGER, number).commitments
    assert [(old.due_on, old.until) for old in view.earlier] == [(today() + timedelta(days=30), today())]


def test_verdicts_of_few_are_not_shown(app):
    from engage.accountability import services

    body = make_body()
    number = recommend(body_id=body)
    answer(number)
    for person in range(10):
        with unit_of_work():
            services.give_verdict(
                actor=member_of(body, person_id=person + 1), number=number, satisfaction="no", words=f"W{person}"
            )
    page = queries.recommendation_page(member_of(body, person_id=1), number)
    assert page.verdicts.total.is_hidden
    assert (page.my_verdict.satisfaction, page.my_verdict.words) == ("no", "W0")
    with unit_of_work():
        services.give_verdict(actor=member_of(body, person_id=99), number=number, satisfaction="no")
    verdicts = queries.recommendation_page(STRANGER, number).verdicts
    assert [(label, cell.value) for label, cell in verdicts] == [("yes", 0), ("partly", 0), ("no", 11)]
    assert len(queries.recommendation_work(PROGRAM, number).verdict_words) == 10
    assert queries.recommendation_work(INTEGRATION, number).verdict_words == ()


def test_waiting_is_listed_longest_first(app):
    old = recommend(made_on=today() - timedelta(days=9))
    new = recommend()
    answer(recommend())
    assert [(r.number, r.days_waiting) for r in queries.waiting_rows(PROGRAM).rows] == [(old, 9), (new, 0)]
    assert [r.number for r in queries.waiting_answers(PROGRAM, limit=1)] == [old]


def test_what_changed_tells_published_things_only(app):
    quiet = recommend()
    draft(quiet)
    close(promise(quiet))
    number = recommend(words("Rides"))
    answer(number, reasons="We will.")
    close(promise(number, "Hire drivers"))
    assert sorted((c.number, c.what, c.words.en) for c in queries.what_changed(STRANGER)) == [
        (number, "answered", "We will."),
        (number, "done", "Hire drivers"),
    ]


def test_a_members_home_shows_their_own_councils(app):
    mine, other = make_body(), make_body()
    number = recommend(body_id=mine)
    recommend(body_id=other)
    assert [r.number for r in queries.answers_of_my_councils(member_of(mine))] == [number]
    assert queries.answers_of_my_councils(STRANGER) == ()


def test_answers_for_releases(app):
    for release_id in ("a", "b", "c"):
        with unit_of_work():
            receive_release(
                release_id=release_id, issue=ReleasedIssueData("F-09", "D-SNP", "North", 2026, f"Text {release_id}")
            )
    add_comments(*plan_gathering(PROGRAM).new)
    keys = dict(db.session.query(Comment.source_key, Comment.id).all())
    theme, other = add_theme("One"), add_theme("Two")
    code(keys["release:a"], theme)
    code(keys["release:b"], other)
    number = recommend(words("Wheels"), theme_id=theme)
    assert queries.answers_for_release(("b", "c", "unknown")) == ()
    (waiting,) = queries.answers_for_release(("a",))
    assert (waiting.number, waiting.decision, waiting.answered_on) == (number, None, None)
    answer(number, "partly", "Some.")
    close(promise(number))
    (found,) = queries.answers_for_release(("a", "b", "c"))
    assert (found.release_id, found.title, found.decision, found.reasons) == ("a", "Wheels", "partly", "Some.")
    assert (found.answered_on, found.changed_on) == (today(), today())
    assert found.public_url == f"http://localhost/what-we-did/{number}"


def test_what_was_recommended_before_an_issue_arrived_is_no_answer_to_it(app):
    theme = add_theme("One")
    recommend(words("Earlier"), theme_id=theme, made_on=today() - timedelta(days=1))
    later = recommend(words("Later"), theme_id=theme)
    with unit_of_work():
        receive_release(release_id="a", issue=ReleasedIssueData("F-09", "D-SNP", "North", 2026, "Text"))
    add_comments(*plan_gathering(PROGRAM).new)
    code(db.session.query(Comment.id).filter_by(source_key="release:a").scalar(), theme)
    assert [found.number for found in queries.answers_for_release(("a",))] == [later]
