"""Support asked for and arranged, and who took part."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.audit.models import AuditEntry
from engage.core import clock
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, RuleBroken
from engage.meetings import queries, services
from engage.meetings.enums import (
    AttendanceMode,
    AttendanceStatus,
    SupportNeed,
    SupportState,
)
from engage.meetings.models import Attendance, SupportRequest
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


def test_helper_of_two_asks_only_for_the_one_who_sits_there(council, seated):
    """The other one's seat, on the same council, opens nothing for somebody who has none."""
    person_id, meeting_id = seated
    elsewhere = make.make_person(make.make_body())
    both = make.helper(person_id, elsewhere, body_ids=(council,))
    ask(both, meeting_id, person_id)
    with pytest.raises(NotAllowed):
        ask(both, meeting_id, elsewhere)
    assert db.session.scalars(select(SupportRequest.person_id)).all() == [person_id]


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
