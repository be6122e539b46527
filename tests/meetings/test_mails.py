"""Every mail about meetings, as it leaves."""

from datetime import timedelta

import pytest

from engage.core import clock
from engage.core.sides import Side
from engage.meetings.enums import MinutesState
from engage.meetings.jobs import remind
from engage.notifications.worker.mail import compose
from tests.factories import councils as make
from tests.factories import meetings as meet


@pytest.fixture
def council(app):
    return make.make_body(name="Voices Council", email="staff@example.org")


@pytest.fixture
def staff(browser, council):
    """The council's coordinator at their browser."""
    return browser.sign_in(make.coordinator(council))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("step", ["invite", "change", "cancel", "minutes", "asked", "arranged", "remind"])
def test_every_mail_can_be_sent(app, staff, council, outbox, step, language):
    _, person_id = make.seat_somebody(council, email="ana@example.org", language=language)
    meeting_id = meet.make_meeting(council, title="Spring", title_es="Primavera")
    if step == "invite":
        staff.get("meetings.notice_publish", meeting_id=meeting_id).form("Publish the notice").send()
    if step in ("change", "cancel"):
        announced = meet.make_announced(council, title="Spring", title_es="Primavera")
        if step == "change":
            form = staff.get("meetings.meeting_edit", meeting_id=announced).form("Save this meeting")
            form.fill(place="Elsewhere").send()
        else:
            form = staff.get("meetings.meeting_cancel", meeting_id=announced).form("Cancel the meeting")
            form.fill(reason="Snow").send()
    if step == "minutes":
        held = meet.make_held(council, title="Spring", title_es="Primavera")
        meet.make_minutes(held, state=MinutesState.APPROVED)
        staff.get("meetings.minutes_publish", meeting_id=held).form("Publish the minutes").send()
    if step in ("asked", "arranged"):
        announced = meet.make_announced(council, title="Spring", title_es="Primavera")
        if step == "asked":
            staff.sign_in(make.member(person_id, council))
            form = staff.get("meetings.support_edit", meeting_id=announced).form("Ask for this support")
            form.fill(needs=["asl"]).send()
        else:
            meet.make_support(announced, person_id)
            form = staff.get("meetings.support_list", meeting_id=announced).form("Save what is arranged")
            form.fill(arranged=["transport"]).send()
    if step == "remind":
        soon = clock.now() + timedelta(hours=20)
        times = {"starts_at": soon, "ends_at": soon + timedelta(hours=1)}
        meet.make_announced(council, title="Spring", title_es="Primavera", **times)
        remind()
    (mail,) = outbox.emails()
    with app.test_request_context():
        message = compose(Side.ENGAGE, mail, message_id="<x@engage>")
    title = "Primavera" if language == "es" and step != "asked" else "Spring"
    assert title in message["Subject"]
    text = message.get_body(("plain",)).get_content()
    assert "http://localhost/" in text
    assert "Voices Council" in text
    attached = [part.get_content_type() for part in message.iter_attachments()]
    assert attached == (["text/calendar"] if step in ("invite", "change", "cancel") else [])
