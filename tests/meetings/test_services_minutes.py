"""Minutes, motions and what was said."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.audit.models import AuditEntry
from engage.core import clock
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, RuleBroken
from engage.meetings import queries, services
from engage.meetings.enums import (
    MeetingState,
    MinutesState,
    MotionResult,
    SpeakerKind,
)
from engage.meetings.models import Minutes, MinutesRevision, Motion
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
    assert {message.topic for message in outbox.messages()} == {"email"}


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
