"""Changing meetings, agendas, support, attendance, minutes, motions and comments."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.audit.models import AuditEntry
from engage.core import clock
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from engage.meetings import queries, services
from engage.meetings.enums import (
    AgendaKind,
    AttendanceMode,
    AttendanceStatus,
    MeetingState,
    MinutesState,
    MotionResult,
    SpeakerKind,
    SupportNeed,
    SupportState,
)
from engage.meetings.models import AgendaItem, Attendance, Meeting, Minutes, MinutesRevision, Motion, SupportRequest
from tests.factories import councils as make
from tests.factories import meetings as meet

ZONE = "America/New_York"


def do(service, **arguments):
    """Carry a service out in a unit of work of its own."""
    with unit_of_work():
        return service(**arguments)


def refused(service, **arguments):
    """The refusal of a service: (field, sentence)."""
    with pytest.raises(RuleBroken) as caught:
        do(service, **arguments)
    return caught.value.field, str(caught.value)


def last_audit():
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    return entry.event, entry.details


def today():
    return clock.today(ZONE)


@pytest.fixture
def council(app):
    return make.make_body(name="Voices Council", name_es="Consejo de Voces", email="staff@example.org")


@pytest.fixture
def run(council):
    return make.coordinator(council)


def details(**changes):
    values = {"title": "Spring", "day": date(2027, 3, 3), "starts": time(14), "ends": time(16), "place": "Here"}
    return services.MeetingDetails(**(values | changes))


# Planning


def test_meeting_is_planned_in_local_time_and_stays_unseen(council, run):
    meeting_id = do(services.schedule_meeting, actor=run, body_id=council, time_zone=ZONE, details=details())
    meeting = db.session.get(Meeting, meeting_id)
    assert meeting.starts_at == datetime(2027, 3, 3, 19, tzinfo=UTC)
    assert (meeting.local_start, meeting.local_end) == (time(14), time(16))
    with pytest.raises(NotFound):
        queries.meeting_page(STRANGER, meeting_id)


@pytest.mark.parametrize(
    ("changes", "field", "start"),
    [
        ({"day": date(2027, 3, 14), "starts": time(2, 30)}, "starts", "On 2027-03-14 the clocks go forward"),
        ({"day": date(2027, 11, 7), "starts": time(1, 30)}, "starts", "On 2027-11-07 the clocks go back"),
        ({"ends": time(14)}, "ends", "The meeting must end after it starts."),
        ({"ends": time(9)}, "ends", "The meeting must end after it starts."),
    ],
)
def test_times_that_cannot_be(council, run, changes, field, start):
    found = refused(services.schedule_meeting, actor=run, body_id=council, time_zone=ZONE, details=details(**changes))
    assert found[0] == field
    assert found[1].startswith(start)


@pytest.mark.parametrize("who", ["stranger", "member", "other", "program_team", "administrator"])
def test_only_the_coordinator_plans_meetings(council, who):
    actor = {
        "stranger": STRANGER,
        "member": make.member(1, council),
        "other": make.coordinator(make.make_body()),
        "program_team": make.program_team(),
        "administrator": make.administrator(),
    }[who]
    with pytest.raises(NotAllowed):
        do(services.schedule_meeting, actor=actor, body_id=council, time_zone=ZONE, details=details())


def test_notice_invites_each_member_once_in_their_language(council, run, outbox):
    make.seat_somebody(council, name="Ana", email="ana@example.org", language="es")
    make.seat_somebody(council, name="Ben", email="ben@example.org")
    make.seat_somebody(council, name="Cal", email=None, phone="555-010-0111", preferred_contact="phone")
    meeting_id = meet.make_meeting(council, title="Spring", title_es="Primavera")
    mails = do(services.publish_notice, actor=run, meeting_id=meeting_id, expected_version=1)
    assert mails == 2
    sent = {mail["to"]: mail for mail in outbox.emails()}
    assert set(sent) == {"ana@example.org", "ben@example.org"}
    assert sent["ana@example.org"]["values"]["meeting_title"] == "Primavera"
    assert sent["ana@example.org"]["language"] == "es"
    assert sent["ben@example.org"]["template"] == "meetings_invitation"
    assert last_audit() == (
        "meetings:notice:published",
        {"notice_on": today().isoformat(), "mails": 2},
    )
    refused(services.publish_notice, actor=run, meeting_id=meeting_id, expected_version=2)
    assert len(outbox.emails()) == 2


def test_invitation_carries_a_calendar_entry_with_its_time_zone(council, run, outbox):
    make.seat_somebody(council)
    meeting_id = meet.make_meeting(council, date(2027, 3, 3), title="Spring")
    do(services.publish_notice, actor=run, meeting_id=meeting_id, expected_version=1)
    calendar = Calendar.from_ical(outbox.emails()[0]["calendar"])
    assert calendar["METHOD"] == "REQUEST"
    (zone,) = calendar.walk("VTIMEZONE")
    (event,) = calendar.walk("VEVENT")
    assert (str(zone["TZID"]), event["DTSTART"].params["TZID"]) == (ZONE, ZONE)
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 3, 3, 19, tzinfo=UTC)
    assert str(event["SUMMARY"]) == "Voices Council: Spring"
    assert "555-010-0123 (4242)" in str(event["DESCRIPTION"])


def test_notice_must_say_how_to_join(council, run):
    meeting_id = meet.make_meeting(council, place="", phone_number=None, phone_code=None)
    _, sentence = refused(services.publish_notice, actor=run, meeting_id=meeting_id, expected_version=1)
    assert sentence == "Add a place, a link or a phone number first, so that people know how to join."


def test_notice_posted_elsewhere_keeps_its_day_but_not_a_coming_one(council, run):
    meeting_id = meet.make_meeting(council)
    arguments = {"actor": run, "meeting_id": meeting_id, "expected_version": 1}
    assert refused(services.publish_notice, posted_on=today() + timedelta(days=1), **arguments)[0] == "posted_on"
    do(services.publish_notice, posted_on=today() - timedelta(days=3), **arguments)
    assert db.session.get(Meeting, meeting_id).notice_on == today() - timedelta(days=3)


def test_nobody_is_invited_to_a_meeting_that_is_over(council, run, outbox):
    make.seat_somebody(council)
    meeting_id = meet.make_meeting(council, today() - timedelta(days=5))
    assert do(services.publish_notice, actor=run, meeting_id=meeting_id, expected_version=1) == 0
    assert outbox.emails() == []


def test_change_is_mailed_only_when_it_is_news(council, run, outbox):
    make.seat_somebody(council)
    meeting_id = meet.make_announced(council, date(2027, 3, 3), title="Spring", place="Here")
    arguments = {"actor": run, "meeting_id": meeting_id, "time_zone": ZONE}
    same = details(phone_number="555-010-0123", phone_code="4242")
    do(services.edit_meeting, expected_version=1, details=same, **arguments)
    assert outbox.emails() == []
    moved = details(phone_number="555-010-0123", phone_code="4242", starts=time(15), ends=time(17))
    do(services.edit_meeting, expected_version=1, details=moved, **arguments)
    (mail,) = outbox.emails()
    assert mail["template"] == "meetings_changed"
    (event,) = Calendar.from_ical(mail["calendar"]).walk("VEVENT")
    assert event["SEQUENCE"] == 2
    with pytest.raises(Conflict):
        do(services.edit_meeting, expected_version=1, details=same, **arguments)


def test_canceling_takes_the_meeting_out_of_calendars(council, run, outbox):
    make.seat_somebody(council)
    meeting_id = meet.make_announced(council)
    arguments = {"actor": run, "meeting_id": meeting_id, "reason": "Snow"}
    assert do(services.cancel_meeting, expected_version=1, **arguments) == 1
    (mail,) = outbox.emails()
    assert mail["values"]["reason"] == "Snow"
    calendar = Calendar.from_ical(mail["calendar"])
    assert (calendar["METHOD"], calendar.walk("VEVENT")[0]["STATUS"]) == ("CANCEL", "CANCELLED")
    refused(services.cancel_meeting, expected_version=2, **arguments)


def test_held_meeting_is_told_upwards_once_and_stays_as_it_was(council, run, outbox):
    coming = meet.make_announced(council)
    refused(services.mark_meeting_held, actor=run, meeting_id=coming, expected_version=1)
    past = meet.make_announced(council, today() - timedelta(days=1))
    do(services.mark_meeting_held, actor=run, meeting_id=past, expected_version=1)
    (message,) = outbox.messages(topic="meetings:meeting:held")
    assert message.payload["meeting_id"] == past
    for service, more in (
        (services.cancel_meeting, {"reason": "x"}),
        (services.edit_meeting, {"time_zone": ZONE, "details": details()}),
        (services.mark_meeting_held, {}),
    ):
        refused(service, actor=run, meeting_id=past, expected_version=2, **more)


# Agenda


def test_agenda_is_moved_and_kept_in_order(council, run):
    meeting_id = meet.make_meeting(council)
    ids = [
        do(
            services.add_agenda_item,
            actor=run,
            meeting_id=meeting_id,
            details=services.AgendaDetails(title=title, kind=AgendaKind.DISCUSSION),
        )
        for title in "ABC"
    ]
    do(services.move_agenda_item, actor=run, item_id=ids[2], step=-1)
    do(services.move_agenda_item, actor=run, item_id=ids[0], step=-1)
    desk = queries.meeting_desk(run, meeting_id, today())
    assert [item.title.en for item in desk.agenda] == ["A", "C", "B"]
    assert [item.position for item in desk.agenda] == [1, 2, 3]
    do(services.remove_agenda_item, actor=run, item_id=ids[1], expected_version=2)
    assert db.session.get(AgendaItem, ids[1]) is None


def test_internal_items_and_notes_stay_with_staff(council, run):
    meeting_id = meet.make_announced(council)
    meet.make_item(meeting_id, 1, title="Open", notes="secret note")
    meet.make_item(meeting_id, 2, title="Inside", is_internal=True)
    page = queries.meeting_page(STRANGER, meeting_id)
    assert [(item.title.en, item.notes) for item in page.agenda] == [("Open", "")]
    assert len(queries.meeting_desk(run, meeting_id, today()).agenda) == 2


def test_agenda_item_of_another_council(council, run):
    item_id = meet.make_item(meet.make_announced(make.make_body()))
    for service, more in (
        (services.move_agenda_item, {"step": 1}),
        (services.remove_agenda_item, {"expected_version": 1}),
    ):
        with pytest.raises(NotAllowed):
            do(service, actor=run, item_id=item_id, **more)


# Support


def ask(actor, meeting_id, person_id, **wanted):
    wanted = {"needs": (SupportNeed.TRANSPORT,)} | wanted
    do(
        services.ask_support,
        actor=actor,
        meeting_id=meeting_id,
        person_id=person_id,
        details=services.SupportDetails(**wanted),
    )


@pytest.fixture
def seated(council):
    """A member with a coming meeting: (person id, meeting id)."""
    _, person_id = make.seat_somebody(council, email="ana@example.org")
    return person_id, meet.make_announced(council)


def test_support_is_asked_for_and_staff_are_told_without_the_need(council, seated, outbox):
    person_id, meeting_id = seated
    ask(make.member(person_id, council), meeting_id, person_id, other="I use a big wheelchair")
    (mail,) = outbox.emails()
    assert (mail["to"], mail["template"]) == ("staff@example.org", "meetings_support_asked")
    assert "wheelchair" not in str(mail)
    assert "transport" not in str(mail)
    assert last_audit()[1] == {"meeting_id": meeting_id, "person_id": person_id}


def test_support_is_offered_again_next_time(council, seated):
    person_id, meeting_id = seated
    member = make.member(person_id, council)
    ask(member, meeting_id, person_id, needs=(SupportNeed.INTERPRETER,), language="Cape Verdean Creole")
    following = meet.make_announced(council, today() + timedelta(days=90))
    shown = queries.my_support(member, following)
    assert (shown.needs, shown.language, shown.state, shown.is_carried_over) == (
        ("interpreter",),
        "Cape Verdean Creole",
        None,
        True,
    )
    do(services.withdraw_support, actor=member, meeting_id=meeting_id, person_id=person_id)
    assert queries.my_support(member, following).is_carried_over is False


@pytest.mark.parametrize(
    ("wanted", "field"), [({"needs": ()}, "needs"), ({"needs": (SupportNeed.INTERPRETER,)}, "language")]
)
def test_support_must_say_what(council, seated, wanted, field):
    person_id, meeting_id = seated
    with pytest.raises(RuleBroken) as caught:
        ask(make.member(person_id, council), meeting_id, person_id, **wanted)
    assert caught.value.field == field


def test_helper_asks_for_the_member_and_nobody_else_does(council, seated):
    person_id, meeting_id = seated
    ask(make.helper(person_id, body_ids=(council,)), meeting_id, person_id)
    for actor in (
        STRANGER,
        make.member(person_id + 1, council),
        make.member(person_id),
        make.helper(person_id + 1, body_ids=(council,)),
        make.coordinator(council),
    ):
        with pytest.raises(NotAllowed):
            ask(actor, meeting_id, person_id)


def test_ticking_everything_off_tells_the_member_once(council, run, seated, outbox):
    person_id, meeting_id = seated
    request_id = meet.make_support(meeting_id, person_id, needs=["transport", "asl"], other="A quiet room")
    steps = [([SupportNeed.TRANSPORT], False), ([SupportNeed.TRANSPORT, SupportNeed.ASL], True)]
    for version, (arranged, other) in enumerate(steps, 1):
        do(
            services.arrange_support,
            actor=run,
            request_id=request_id,
            expected_version=version,
            arranged=arranged,
            is_other_arranged=other,
        )
    (mail,) = outbox.emails()
    assert (mail["to"], mail["template"]) == ("ana@example.org", "meetings_support_arranged")
    assert db.session.get(SupportRequest, request_id).state == SupportState.ARRANGED


def test_asking_for_more_opens_the_request_again(council, run, seated):
    person_id, meeting_id = seated
    request_id = meet.make_support(meeting_id, person_id, arranged=["transport"], state=SupportState.ARRANGED)
    ask(make.member(person_id, council), meeting_id, person_id, needs=(SupportNeed.TRANSPORT, SupportNeed.CART))
    request = db.session.get(SupportRequest, request_id)
    assert (request.state, request.arranged) == (SupportState.ASKED, ["transport"])


# Attendance


def mark(person_id, status=AttendanceStatus.PRESENT, mode=AttendanceMode.PHONE):
    return services.Mark(person_id, status, mode if status is AttendanceStatus.PRESENT else None)


def test_attendance_is_for_people_seated_that_day(council, run):
    _, person_id = make.seat_somebody(council)
    meeting_id = meet.make_held(council)
    absent = make.make_person(council)
    arguments = {"actor": run, "meeting_id": meeting_id, "guests": 4}
    refused(services.record_attendance, expected_version=1, marks=[mark(absent)], **arguments)
    do(services.record_attendance, expected_version=1, marks=[mark(person_id)], **arguments)
    assert last_audit()[1] == {"present": 1, "absent": 0, "excused": 0, "guests": 4}
    do(
        services.record_attendance,
        expected_version=2,
        marks=[mark(person_id, AttendanceStatus.EXCUSED)],
        **arguments,
    )
    assert [row.status for row in db.session.scalars(select(Attendance))] == ["excused"]


def test_attendance_with_a_stale_sheet_is_refused_even_with_as_many_guests(council, run):
    _, person_id = make.seat_somebody(council)
    arguments = {"actor": run, "meeting_id": meet.make_held(council), "guests": 0, "marks": [mark(person_id)]}
    do(services.record_attendance, expected_version=1, **arguments)
    with pytest.raises(Conflict):
        do(services.record_attendance, expected_version=1, **arguments)


def test_attendance_before_the_meeting_and_without_a_way(council, run):
    _, person_id = make.seat_somebody(council)
    arguments = {"actor": run, "expected_version": 1, "guests": 0}
    refused(services.record_attendance, meeting_id=meet.make_announced(council), marks=[], **arguments)
    wrong = services.Mark(person_id, AttendanceStatus.PRESENT)
    refused(services.record_attendance, meeting_id=meet.make_held(council), marks=[wrong], **arguments)


def test_database_keeps_one_mark_a_person(council):
    _, person_id = make.seat_somebody(council)
    meeting_id = meet.make_held(council)
    meet.make_attendance(meeting_id, person_id)
    with pytest.raises(IntegrityError):
        meet.make_attendance(meeting_id, person_id)


# Minutes


def write(actor, meeting_id, version, text="We met."):
    return do(services.save_minutes, actor=actor, meeting_id=meeting_id, expected_version=version, text=text)


def test_minutes_go_from_draft_to_the_public(council, run, outbox):
    make.seat_somebody(council, email="ana@example.org")
    meeting_id = meet.make_held(council)
    assert write(run, meeting_id, 0) == 1
    assert write(run, meeting_id, 1, "We met and voted.") == 2
    assert write(run, meeting_id, 2, "We met and voted.") == 2
    arguments = {"actor": run, "meeting_id": meeting_id}
    assert queries.meeting_page(STRANGER, meeting_id).minutes is None
    refused(services.publish_minutes, expected_version=2, **arguments)
    do(services.send_minutes_to_review, expected_version=2, **arguments)
    do(services.approve_minutes, expected_version=3, approved_on=today(), approved_by="The council", **arguments)
    assert queries.meeting_page(STRANGER, meeting_id).minutes is None
    assert do(services.publish_minutes, expected_version=4, **arguments) == 1
    published = queries.meeting_page(STRANGER, meeting_id).minutes
    assert (published.text.en, published.approved_by, published.published_on) == (
        "We met and voted.",
        "The council",
        today(),
    )
    assert [mail["template"] for mail in outbox.emails()] == ["meetings_minutes_published"]
    assert [message.payload["revision"] for message in outbox.messages(topic="meetings:minutes:published")] == [2]


def test_stale_minutes_are_refused_and_both_texts_kept(council, run):
    meeting_id = meet.make_held(council)
    write(run, meeting_id, 0, "Mine first")
    write(run, meeting_id, 1, "Theirs")
    with pytest.raises(Conflict):
        write(run, meeting_id, 1, "Mine second")
    with pytest.raises(Conflict):
        write(run, meeting_id, 0, "From an empty page")
    texts = [row.text for row in db.session.scalars(select(MinutesRevision).order_by(MinutesRevision.number))]
    assert texts == ["Mine first", "Theirs"]


def test_correction_leaves_the_public_text_until_it_is_published(council, run, outbox):
    meeting_id = meet.make_held(council)
    meet.make_minutes(meeting_id, "Wrong word", MinutesState.PUBLISHED)
    arguments = {"actor": run, "meeting_id": meeting_id}
    with pytest.raises(RuleBroken):
        write(run, meeting_id, 1, "Right word")
    do(services.reopen_minutes, expected_version=1, **arguments)
    write(run, meeting_id, 2, "Right word")
    assert queries.meeting_page(STRANGER, meeting_id).minutes.text.en == "Wrong word"
    do(services.send_minutes_to_review, expected_version=3, **arguments)
    do(services.approve_minutes, expected_version=4, approved_on=today(), approved_by="Chair", **arguments)
    do(services.publish_minutes, expected_version=5, **arguments)
    assert queries.meeting_page(STRANGER, meeting_id).minutes.text.en == "Right word"
    assert db.session.scalar(select(Minutes.published_revision)) == 2


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-11, "The meeting was on"), (1, "This day has not come yet. Enter today or an earlier day.")],
)
def test_minutes_are_approved_after_the_meeting_and_not_in_future(council, run, days, sentence):
    meeting_id = meet.make_held(council)
    meet.make_minutes(meeting_id, state=MinutesState.IN_REVIEW)
    field, said = refused(
        services.approve_minutes,
        actor=run,
        meeting_id=meeting_id,
        expected_version=1,
        approved_on=today() + timedelta(days=days),
        approved_by="x",
    )
    assert field == "approved_on"
    assert said.startswith(sentence)


def test_minutes_are_approved_at_a_meeting_of_the_same_council_on_its_day(council, run):
    meeting_id = meet.make_held(council, today() - timedelta(days=20))
    meet.make_minutes(meeting_id, state=MinutesState.IN_REVIEW)
    later = meet.make_held(council, today() - timedelta(days=2))
    foreign = meet.make_held(make.make_body(), today() - timedelta(days=2))
    arguments = {"actor": run, "meeting_id": meeting_id, "expected_version": 1, "approved_by": "The council"}
    day = today() - timedelta(days=2)
    assert (
        refused(services.approve_minutes, approved_on=day, approved_meeting_id=foreign, **arguments)[0]
        == "approved_meeting_id"
    )
    assert (
        refused(services.approve_minutes, approved_on=today(), approved_meeting_id=later, **arguments)[0]
        == "approved_on"
    )
    do(services.approve_minutes, approved_on=day, approved_meeting_id=later, **arguments)
    assert db.session.scalar(select(Minutes.approved_meeting_id)) == later


def test_minutes_of_a_coming_meeting_cannot_be_written(council, run):
    refused(services.save_minutes, actor=run, meeting_id=meet.make_announced(council), expected_version=0, text="x")


# Motions and comments


def motion(**changes):
    values = {"text": "To ask for rides", "result": MotionResult.TABLED}
    return services.MotionDetails(**(values | changes))


def test_motions_are_numbered_through_a_councils_meetings(council, run):
    first, second = meet.make_held(council), meet.make_held(council, today() - timedelta(days=3))
    for meeting_id in (first, second, first):
        do(services.record_motion, actor=run, meeting_id=meeting_id, details=motion())
    other = make.make_body()
    do(
        services.record_motion,
        actor=make.coordinator(other),
        meeting_id=meet.make_held(other),
        details=motion(),
    )
    numbers = db.session.execute(select(Motion.body_id, Motion.number).order_by(Motion.id)).all()
    assert [tuple(row) for row in numbers] == [(council, 1), (council, 2), (council, 3), (other, 1)]
    arguments = {"actor": run, "meeting_id": second}
    assert refused(services.record_motion, details=motion(number=2), **arguments)[0] == "number"
    do(services.record_motion, details=motion(number=40), **arguments)
    do(services.record_motion, details=motion(), **arguments)
    assert db.session.scalar(select(Motion.number).order_by(Motion.id.desc())) == 41


def test_database_keeps_motion_numbers_unique(council):
    meeting_id = meet.make_held(council)
    meet.make_motion(council, meeting_id, 1)
    with pytest.raises(IntegrityError):
        meet.make_motion(council, meeting_id, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"votes_for": 2, "votes_against": 1}, "votes_for"),
        ({"result": MotionResult.PASSED, "votes_for": 1, "votes_against": 1}, "result"),
    ],
)
def test_votes_must_fit_who_could_vote(council, run, changes, field):
    make.seat_somebody(council)
    make.seat_somebody(council)
    make.seat_somebody(council, seat={"is_voting": False})
    arguments = {"actor": run, "meeting_id": meet.make_held(council)}
    assert refused(services.record_motion, details=motion(**changes), **arguments)[0] == field


def test_comments_of_members_and_the_public_reach_the_themes(council, run):
    meeting_id = meet.make_held(council)
    for kind in SpeakerKind:
        do(
            services.record_comment,
            actor=run,
            meeting_id=meeting_id,
            details=services.CommentDetails(text=kind.value, speaker_kind=kind, is_quotable=kind == "member"),
        )
    planned = meet.make_announced(council, today() - timedelta(days=1))
    meet.make_comment(planned, text="not held yet")
    rows = queries.comment_rows()
    assert {(row.text, row.may_quote) for row in rows} == {("member", True), ("public", False)}
    assert {row.said_on for row in rows} == {today() - timedelta(days=10)}
    seen, after = [], None
    while page := queries.comment_rows(after, 1):
        seen += page
        after = int(page[-1].source_key.split(":")[1])
    assert sorted(seen, key=lambda row: row.source_key) == sorted(rows, key=lambda row: row.source_key)


def test_audit_never_holds_what_was_said(council, run):
    meeting_id = meet.make_held(council)
    do(
        services.record_comment,
        actor=run,
        meeting_id=meeting_id,
        details=services.CommentDetails(text="marker-7731", speaker_kind=SpeakerKind.MEMBER),
    )
    write(run, meeting_id, 0, "marker-7731")
    entries = db.session.scalars(select(AuditEntry)).all()
    assert len(entries) == 2
    assert "marker-7731" not in str([(entry.subject, entry.details) for entry in entries])


def test_state_of_a_canceled_meeting_needs_its_reason(council):
    with pytest.raises(IntegrityError):
        meet.make_meeting(council, state=MeetingState.CANCELED)
