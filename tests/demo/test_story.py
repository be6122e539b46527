"""What the demonstration tells: each role has something waiting, and one voice goes all the way round."""

from engage.accountability.enums import Progress
from engage.accountability.queries import RecommendationFilter, recommendation_rows, waiting_answers, what_changed
from engage.accounts.queries import invitation_rows
from engage.core.actor import STRANGER
from engage.core.permissions import Permission
from engage.councils.enums import SeatStatus
from engage.councils.queries import public_roster, seat_rows
from engage.demo.load import feedback, ombudsman
from engage.demo.load.stage import Stage, read
from engage.demo.load.themes import theme_id
from engage.feedback.enums import Step
from engage.feedback.queries import answer_rows, form_rows, receipt_page, waiting_for_member
from engage.meetings.queries import coordinator_due, meeting_rows, next_meeting
from engage.ombudsman.enums import AnswerStage
from engage.ombudsman.queries import home_page
from engage.ombudsman.queries import receipt_page as case_receipt
from engage.rulebook.queries import RuleFilter, waiting_rows
from engage.themes.queries import rising_themes, theme_page, waiting_count


def _ago(stage: Stage, day) -> int:
    return (stage.today - day).days


def test_a_form_waits_for_each_member_before_the_next_meeting(stage: Stage):
    for key in ("member", "member_es", "helper"):
        actor = stage.actor(key)
        waiting = waiting_for_member(actor)
        assert waiting[0].title.en == "Before our next meeting: care at home"
        assert _ago(stage, next_meeting(actor).held_on) == -9
        assert waiting[0].meeting_id == next_meeting(actor).id


def test_the_coordinator_sees_what_is_due(stage: Stage):
    due = coordinator_due(stage.actor("coordinator"), stage.today)
    assert [(row.title.en, row.clock.days_left) for row in due.minutes] == [
        ("Rides to care", 5),
        ("Letters and notices", 18),
    ]
    assert [(row.title.en, row.clock.days_left) for row in due.notices] == [("Letters people can read", 14)]
    assert [(row.requests, _ago(stage, row.held_on)) for row in due.support] == [(1, -9)]
    assert {row.status for row in due.seats} == {
        SeatStatus.CARRIED_OVER,
        SeatStatus.VACANT,
        SeatStatus.ENDING_SOON,
    }


def test_the_plans_coordinator_has_a_seat_and_a_draft_and_nothing_of_other_councils(stage: Stage):
    actor = stage.actor("plan_coordinator")
    due = coordinator_due(actor, stage.today)
    assert [row.status for row in due.seats] == [SeatStatus.VACANT, SeatStatus.ENDING_SOON]
    assert [row.title.en for row in form_rows(actor=actor).rows] == ["The new card: what do you need on it?"]


def test_the_program_team_has_comments_to_code_answers_to_write_and_a_theme_that_grows(stage: Stage):
    actor = stage.actor("program_team")
    assert waiting_count(actor) == 5
    assert [(row.theme.en, row.days_waiting) for row in waiting_answers(actor)] == [
        ("Assessment and care plan", 60),
        ("Letters and notices", 12),
    ]
    (rising,) = rising_themes(actor)
    assert (rising.name.en, rising.people_before.value, rising.people.value) == ("Rides to care", 12, 18)
    assert what_changed(actor)[0].what == "done"


def test_people_are_quoted_to_the_program_team_and_not_to_cms(stage: Stage):
    rides = theme_id("rides")
    assert len(theme_page(stage.actor("program_team"), rides).quotes) > 0
    shown = theme_page(stage.actor("integration_team"), rides)
    assert (shown.quotes, shown.people.value) == ((), 30)


def test_rules_wait_for_counsel_and_an_invitation_is_open(stage: Stage):
    assert waiting_rows(actor=stage.actor("counsel"), wanted=RuleFilter(on=stage.today)).total > 0
    assert [row.name for row in invitation_rows(actor=stage.actor("administrator")).rows] == ["Helen Marsh"]


def test_the_ombudsman_has_requests_messages_and_issues_to_read(stage: Stage):
    staff = home_page(actor=stage.actor("ombudsman"), today=stage.today)
    lead = home_page(actor=stage.actor("ombudsman_lead"), today=stage.today)
    assert (len(staff.new), len(lead.new)) == (4, 4)
    assert [row.issue.code for row in lead.releases] == ["DU-26"]
    assert [row.issue.code for row in staff.releases] == ["DU-07"]
    assert [row.issue.code for row in staff.returned] == ["DU-04"]
    assert len(staff.unread) == 1
    assert [(row.number, row.stage) for row in staff.answers] == [
        (_number(stage, "Rides to care that come on time"), AnswerStage.CHANGED)
    ]


def _number(stage: Stage, title: str) -> str:
    rows = recommendation_rows(stage.actor("program_team"), RecommendationFilter()).rows
    return next(row.number for row in rows if row.title.en == title)


def test_rosas_receipt_tells_the_whole_road_in_order(stage: Stage):
    code = dict(feedback.receipts())["member"]
    page = receipt_page(code)
    assert page.said[0].text.startswith("I use a power chair.")
    assert [step.step for step in page.steps if step.is_done] == list(Step)
    days = [step.day for step in page.steps]
    assert days == sorted(days)


def test_the_request_for_help_opens_with_its_code(stage: Stage):
    assert case_receipt(ombudsman.receipt()) is not None


def test_recommendations_stand_in_every_way(stage: Stage):
    rows = recommendation_rows(stage.actor("program_team"), RecommendationFilter()).rows
    assert [(row.title.en, row.progress) for row in rows] == [
        ("Letters people can read, in time to act", Progress.WAITING),
        ("Rides to care that come on time", Progress.UNDER_WAY),
        ("See any dentist who can treat you", Progress.DECLINED),
        ("Ask people about their care once, not twice", Progress.WAITING),
        ("A say in when people are enrolled", Progress.DONE),
        ("Compare ways to pay the plans", Progress.DONE),
        ("Two co-chairs lead the council", Progress.DONE),
        ("An ombudsman outside state government", Progress.DONE),
    ]


def test_the_council_keeps_the_shares_of_its_notice(stage: Stage):
    """April 11, 2024: 7 to 12 seats for members, family and guardians, at least 60 percent; 4 to 10 others."""
    council = _body(stage, "One Care Implementation Council")
    seats = seat_rows(council, stage.today)
    own = [seat for seat in seats if seat.category in ("member", "family")]
    assert (len(own), len(seats) - len(own)) == (9, 6)
    held = [seat for seat in seats if seat.holder is not None]
    held_own = [seat for seat in held if seat in own]
    assert len(held_own) / len(held) >= 0.6


def test_who_chose_not_to_be_named_is_not_named(stage: Stage):
    council = _body(stage, "One Care Implementation Council")
    named = {person["name"] for person in read("councils.toml")["person"] if person.get("is_named_publicly")}
    shown = str(public_roster(STRANGER, council, stage.today))
    assert "Rosa Delgado" in shown
    silent = [person["name"] for person in read("councils.toml")["person"] if person["name"] not in named]
    assert [name for name in silent if name in shown] == []
    told = f"{read('meetings.toml')} {read('answers.toml')}"
    assert [name for name in silent if name in told] == []


def test_three_people_sit_on_both_statewide_committees(stage: Stage):
    on_bac, on_mac = (
        {seat.holder.person_id for seat in seat_rows(_body(stage, name), stage.today) if seat.holder}
        for name in ("Beneficiary Advisory Council", "Medicaid Advisory Committee")
    )
    assert len(on_bac & on_mac) == 3


def _body(stage: Stage, name: str) -> int:
    from engage.councils.queries import body_choices

    return next(body.id for body in body_choices(stage.actor("program_team")) if body.name.en == name)


def test_the_real_motions_are_in_the_register(stage: Stage):
    held = meeting_rows(stage.actor("coordinator"), when="past", size=50).rows
    assert [row.title.en for row in held if row.held_on.year == 2013] == [
        "March 2013 meeting",
        "February 2013 meeting",
    ]


def test_answers_came_in_every_way(stage: Stage):
    actor = stage.actor("coordinator")
    form = next(row for row in form_rows(actor=actor).rows if row.title.en.startswith("Rides, care at home"))
    channels = {
        row.channel for number in (1, 2, 3) for row in answer_rows(actor=actor, form_id=form.id, number=number).rows
    }
    assert channels == {"web", "phone", "paper"}


def test_who_runs_no_council_has_no_power_over_one(stage: Stage):
    assert not stage.actor("member").may(Permission.COUNCILS_BODY_MANAGE)
    assert stage.actor("plan_coordinator").body_ids.isdisjoint(stage.actor("coordinator").body_ids)
