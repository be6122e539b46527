"""Planning, announcing and changing meetings and agendas."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core import clock
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from engage.meetings import queries, services
from engage.meetings.enums import (
    AgendaKind,
    MeetingState,
)
from engage.meetings.jobs import remind
from engage.meetings.models import AgendaItem, Meeting
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


# Reminders


def test_members_are_reminded_once_of_an_announced_meeting_that_is_near(council, outbox):
    make.seat_somebody(council, email="ana@example.org", language="es")
    soon = clock.now() + timedelta(hours=20)
    times = {"starts_at": soon, "ends_at": soon + timedelta(hours=1)}
    meeting_id = meet.make_announced(council, **times)
    meet.make_meeting(council, **times)
    meet.make_announced(council)
    meet.make_announced(council, state=MeetingState.CANCELED, canceled_reason="Snow", **times)
    assert (remind(), remind()) == (1, 0)
    (mail,) = outbox.emails()
    assert (mail["to"], mail["template"], mail["language"]) == ("ana@example.org", "meetings_reminder", "es")
    assert mail["values"]["url"] == f"http://localhost/meetings/{meeting_id}"


def test_only_the_timer_sends_reminders(council, run):
    with pytest.raises(NotAllowed):
        do(services.send_reminders, actor=run)
