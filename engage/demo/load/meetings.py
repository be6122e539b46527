"""Chapter three: meetings that were held and that are to come."""

from datetime import time
from typing import Any

from sqlalchemy import select

from engage.core.actor import Actor
from engage.core.db import db
from engage.demo.load.stage import TIME_ZONE, Stage, read
from engage.meetings import services
from engage.meetings.enums import (
    AgendaKind,
    AttendanceMode,
    AttendanceStatus,
    MotionResult,
    PaperKind,
    SpeakerKind,
    SupportNeed,
)
from engage.meetings.models import Meeting, Minutes
from engage.meetings.queries import support_rows

#: When the paper records of the first years were entered.
_ENTERED_AGO = 190
_PLANNED_BEFORE = 45
#: Days after a meeting on which its attendance was entered, and its minutes given to the council to read.
_WRITTEN_AFTER = 1
_REVIEW_AFTER = 10


def tell(stage: Stage) -> None:
    """Plan, announce and hold the meetings, in the order of the file."""
    for meeting in read("meetings.toml")["meeting"]:
        _tell_meeting(stage, meeting)


def _runner(stage: Stage, body: str) -> Actor:
    return stage.actor("plan_coordinator" if body == "plan" else "coordinator")


def _tell_meeting(stage: Stage, data: dict[str, Any]) -> None:
    is_old = "day" in data
    held_ago = stage.ago(data["day"]) if is_old else data["ago"]
    planned_ago = _ENTERED_AGO if is_old else held_ago + _PLANNED_BEFORE
    with stage.at(planned_ago):
        actor = _runner(stage, data["body"])
        meeting_id = _plan(stage, actor, data, held_ago)
    stage.meetings[data["key"]] = meeting_id
    if is_old:
        with stage.at(_ENTERED_AGO):
            services.publish_notice(actor=actor, meeting_id=meeting_id, expected_version=1, posted_on=data["day"])
            _hold(actor, meeting_id, data)
        return
    if "notice_before" in data:
        with stage.at(held_ago + data["notice_before"]):
            services.publish_notice(actor=actor, meeting_id=meeting_id, expected_version=1)
    for paper in data.get("paper", ()):
        _add_paper(actor, meeting_id, paper)
    for support in data.get("support", ()):
        _ask(stage, actor, meeting_id, support)
    if held_ago > 0:
        with stage.at(held_ago - _WRITTEN_AFTER):
            _take_attendance(stage, actor, meeting_id, data)
            _hold(actor, meeting_id, data)
        _write_minutes(stage, actor, meeting_id, held_ago, data.get("minutes"))


def _plan(stage: Stage, actor: Actor, data: dict[str, Any], held_ago: int) -> int:
    details = services.MeetingDetails(
        title=data["title"],
        title_es=data["title_es"],
        day=stage.day(held_ago),
        starts=time(13),
        ends=time(15),
        place=data.get("place", ""),
        join_url=data.get("join_url"),
        phone_number=data.get("phone_number"),
        phone_code=data.get("phone_code"),
        is_open=data["body"] != "bac",
    )
    meeting_id = services.schedule_meeting(
        actor=actor, body_id=stage.bodies[data["body"]], time_zone=TIME_ZONE, details=details
    )
    for item in data.get("agenda", ()):
        services.add_agenda_item(
            actor=actor,
            meeting_id=meeting_id,
            details=services.AgendaDetails(
                title=item["title"],
                title_es=item.get("title_es"),
                kind=AgendaKind(item["kind"]),
                minutes_planned=item["minutes"],
                is_internal=item.get("internal", False),
                notes=item.get("notes", ""),
            ),
        )
    return meeting_id


def _add_paper(actor: Actor, meeting_id: int, data: dict[str, Any]) -> None:
    services.add_paper(
        actor=actor,
        meeting_id=meeting_id,
        details=services.PaperDetails(
            title=data["title"], title_es=data["title_es"], kind=PaperKind(data["kind"]), is_public=data["public"]
        ),
        file=services.UploadedFile(data["name"], data["text"].lstrip().encode()),
    )


def _hold(actor: Actor, meeting_id: int, data: dict[str, Any]) -> None:
    services.mark_meeting_held(actor=actor, meeting_id=meeting_id, expected_version=_meeting_version(meeting_id))
    for motion in data.get("motion", ()):
        services.record_motion(
            actor=actor,
            meeting_id=meeting_id,
            details=services.MotionDetails(
                text=motion["text"],
                text_es=motion["text_es"],
                number=motion["number"],
                result=MotionResult.PASSED,
                votes_for=motion.get("for", 0),
                votes_against=motion.get("against", 0),
                abstained=motion.get("abstained", 0),
            ),
        )


def _take_attendance(stage: Stage, actor: Actor, meeting_id: int, data: dict[str, Any]) -> None:
    marks = [
        services.Mark(stage.people[who], AttendanceStatus.PRESENT, AttendanceMode(mode))
        for who, mode in data["present"].items()
    ]
    for status in (AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED):
        marks += [services.Mark(stage.people[who], status) for who in data.get(status.value, ())]
    services.record_attendance(
        actor=actor,
        meeting_id=meeting_id,
        expected_version=_meeting_version(meeting_id),
        marks=marks,
        guests=data["guests"],
    )
    for comment in data.get("comment", ()):
        services.record_comment(
            actor=actor,
            meeting_id=meeting_id,
            details=services.CommentDetails(
                text=comment["text"],
                speaker_kind=SpeakerKind(comment["speaker"]),
                language=comment.get("language", "en"),
                is_quotable=comment.get("quotable", False),
                plan_id=stage.plan_id(comment.get("plan")),
            ),
        )


def _ask(stage: Stage, runner: Actor, meeting_id: int, data: dict[str, Any]) -> None:
    needs = tuple(SupportNeed(need) for need in data["needs"])
    with stage.at(data["ago"]):
        services.ask_support(
            actor=stage.actor(data["by"]),
            meeting_id=meeting_id,
            person_id=stage.people[data["who"]],
            details=services.SupportDetails(needs, data.get("other", ""), data.get("language", "")),
        )
    if data.get("arranged"):
        with stage.at(data["ago"] - 2):
            request = next(row for row in support_rows(runner, meeting_id))
            services.arrange_support(
                actor=runner,
                request_id=request.id,
                expected_version=request.version,
                arranged=needs,
                is_other_arranged=False,
            )


def _write_minutes(stage: Stage, actor: Actor, meeting_id: int, held_ago: int, data: dict[str, Any] | None) -> None:
    if data is None:
        return
    about = {"actor": actor, "meeting_id": meeting_id}
    with stage.at(held_ago - _WRITTEN_AFTER, hour=17):
        text_es = data["text_es"].strip() if "text_es" in data else None
        services.save_minutes(**about, expected_version=0, text=data["text"].strip(), text_es=text_es)
    if held_ago > _REVIEW_AFTER * 2 or "approved_after" in data:
        with stage.at(held_ago - _REVIEW_AFTER):
            services.send_minutes_to_review(**about, expected_version=_minutes_version(meeting_id))
    if "approved_after" in data:
        approved_ago = held_ago - data["approved_after"]
        with stage.at(approved_ago):
            services.approve_minutes(
                **about,
                expected_version=_minutes_version(meeting_id),
                approved_on=stage.day(approved_ago),
                approved_by=data["approved_by"],
            )
        with stage.at(held_ago - data["published_after"]):
            services.publish_minutes(**about, expected_version=_minutes_version(meeting_id))


def _meeting_version(meeting_id: int) -> int | None:
    return db.session.scalar(select(Meeting.version).where(Meeting.id == meeting_id))


def _minutes_version(meeting_id: int) -> int | None:
    return db.session.scalar(select(Minutes.version).where(Minutes.meeting_id == meeting_id))
