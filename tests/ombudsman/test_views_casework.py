"""The office at work in the browser."""

import pytest
from sqlalchemy import select, update

from engage.accounts.enums import Role
from engage.accounts.models import OmbudsmanSignInSession
from engage.audit.models import OmbudsmanAuditEntry
from engage.core import clock
from engage.core.db import db, unit_of_work
from engage.core.sides import Side
from engage.ombudsman import services
from engage.ombudsman.enums import ConsentKind
from engage.ombudsman.models import Case, Complaint, Consent, JournalEntry, Release
from engage.ombudsman.services import CaseText, PersonText
from tests.factories.accounts import PASSWORD, make_account
from tests.factories.ombudsman import (
    case_of,
    make_call,
    make_complaint,
    make_consent,
    make_lead,
    make_office,
    make_release,
    make_request,
    make_staff,
    person_ids,
    propose,
    release_of,
    safe_person,
)


@pytest.fixture
def staff(app):
    return make_staff()


@pytest.fixture
def at_work(browser, staff):
    return browser.sign_in(staff)


def _events() -> list[str]:
    return list(db.session.scalars(select(OmbudsmanAuditEntry.event).order_by(OmbudsmanAuditEntry.id)))


def test_home_of_an_empty_office_teaches(at_work):
    page = at_work.get("ombudsman.home")
    assert "Requests from the page “Get help” come in here" in page.html
    assert page.soup.find("a", string="Someone is on the phone") is not None


def test_home_shows_what_waits(at_work, staff):
    other = make_staff()
    new, _ = make_request()
    mine = make_call(staff)
    release_id = make_release(other, mine)
    propose(other, release_id)
    page = at_work.get("ombudsman.home")
    assert case_of(new).number in page.html
    assert case_of(mine).number in page.html
    assert f"/ombudsman/releases/{release_id}" in page.html


@pytest.mark.parametrize("endpoint", ["ombudsman.home", "ombudsman.case_list", "ombudsman.release_list"])
def test_titles_say_nothing(at_work, staff, endpoint):
    make_call(staff)
    assert at_work.get(endpoint).soup.title.get_text() == "Work page"


def test_a_call_can_be_saved_at_any_point_and_gone_on_with(at_work, staff):
    page = at_work.get("ombudsman.call_create")
    page = page.form("Save and go on").fill(caller_phone="617-555-0142").send()
    page = page.form("Save and go on").fill(caller_name="Ana Ruiz", story="The ride").send()
    page = page.form("Save and finish").fill(story="The ride did not come", is_for="other", person_name="Rosa").send()
    case = db.session.scalar(select(Case))
    assert page.heading == f"Case {case.number}"
    assert (case.story, case.channel, case.assigned_to) == ("The ride did not come", "phone", staff.account_id)
    assert [(p.name, p.phone, p.is_complainant, p.is_affected) for p in case.people] == [
        ("Ana Ruiz", "617-555-0142", True, False),
        ("Rosa", None, False, True),
    ]


def test_an_empty_call_is_not_saved(at_work):
    page = at_work.get("ombudsman.call_create").form("Save and go on").send(status=422)
    assert page.soup.find(id="story-error") is not None


def test_earlier_contacts_are_looked_up_without_losing_a_word(at_work, staff):
    earlier = make_call(staff)
    page = at_work.get("ombudsman.call_create")
    page = page.form("Look for earlier contacts").fill(caller_phone="(617) 555 0142", story="Half a senten").send()
    assert case_of(earlier).number in page.html
    assert page.form("Save and go on").fields["story"] == "Half a senten"


def test_a_session_that_ended_while_typing_loses_nothing(browser):
    """What was typed travels on, encrypted, through the sign-in page, and can be saved afterwards."""
    make_account(Role.OMBUDSMAN_STAFF, email="worker@example.org")
    signing_in = {"email": "worker@example.org", "password": PASSWORD}
    browser.open("/ombudsman/sign-in").form("Sign in").fill(**signing_in).send()
    form = browser.get("ombudsman.call_create").form("Save and finish").fill(story="Typed for two minutes")
    with unit_of_work(Side.OMBUDSMAN):
        db.session.execute(update(OmbudsmanSignInSession).values(ended_at=clock.now()))
    page = form.send(status=401)
    assert "Typed for two minutes" not in page.html
    page = page.form("Sign in and go on").fill(**signing_in).send()
    assert "Typed for two minutes" in page.html
    page.form("Send it again").send()
    assert db.session.scalar(select(Case)).story == "Typed for two minutes"


def test_two_workers_on_one_case_see_both_texts(at_work, staff):
    case_id = make_call(staff, story="As it was")
    form = at_work.get("ombudsman.case_edit", case_id=case_id).form("Save").fill(story="Mine")
    other = make_staff()
    with unit_of_work(Side.OMBUDSMAN):
        text = CaseText("Theirs", "phone", "en")
        services.change_case(actor=other, case_id=case_id, text=text, version=case_of(case_id).version)
    page = form.send(status=409)
    assert page.form("Save").fields["story"] == "Mine"
    assert "Theirs" in page.soup.find("table").get_text()
    page.form("Save").fill(story="Theirs and mine").send()
    db.session.expire_all()
    assert case_of(case_id).story == "Theirs and mine"


def test_two_workers_on_one_person_and_one_complaint_see_both_texts(at_work, staff):
    case_id = make_call(staff)
    person_id, complaint_id = person_ids(case_id)[0], make_complaint(staff, case_id)
    person = at_work.get("ombudsman.person_edit", case_id=case_id, person_id=person_id).form("Save")
    complaint = at_work.get("ombudsman.complaint_edit", case_id=case_id, complaint_id=complaint_id).form("Save")
    with unit_of_work(Side.OMBUDSMAN):
        services.change_person(
            actor=staff, case_id=case_id, person_id=person_id, person=safe_person(name="Theirs"), version=1
        )
        text = services.ComplaintText("DU-01", details="Theirs too")
        services.change_complaint(actor=staff, case_id=case_id, complaint_id=complaint_id, complaint=text, version=1)
    page = person.fill(name="Mine").send(status=409)
    assert "Theirs" in page.soup.find("table").get_text()
    page = complaint.fill(details="Mine").send(status=409)
    assert "Theirs too" in page.soup.find("table").get_text()
    assert page.form("Save").fields["details"] == "Mine"


def test_opening_a_case_is_written_down(at_work, staff):
    case_id = make_call(staff)
    before = _events().count("ombudsman:case:read")
    at_work.get("ombudsman.case_page", case_id=case_id)
    at_work.get("ombudsman.call_edit", case_id=case_id)
    assert _events().count("ombudsman:case:read") == before + 2


def test_search_stands_in_no_address(at_work, staff):
    case_id = make_call(staff)
    page = at_work.get("ombudsman.home").form("Search").fill(q="ruiz ana").send()
    assert case_of(case_id).number in page.html
    assert page.path == "/ombudsman/search"
    entry = db.session.scalars(select(OmbudsmanAuditEntry).order_by(OmbudsmanAuditEntry.id.desc())).first()
    assert (entry.event, entry.details) == ("ombudsman:case:searched", {"found": 1})


def test_search_for_nothing_or_nobody(at_work):
    page = at_work.get("ombudsman.case_search").form("Search").send(status=422)
    assert page.soup.find(id="q-error") is not None
    page = at_work.get("ombudsman.case_search").form("Search").fill(q="nobody").send()
    assert "No one found" in page.html


def test_a_note_and_a_message_never_look_the_same(at_work, staff):
    case_id, _ = make_request()
    page = at_work.get("ombudsman.case_page", case_id=case_id).form("Keep the note").fill(note="For us").send()
    assert "It stays inside the office" in page.html
    page = at_work.get("ombudsman.message_create", case_id=case_id)
    page = page.form("Send to the person").fill(message="For you").send()
    lines = page.soup.select(".journal-line")
    words = {line["class"][1]: line.get_text(" ") for line in lines}
    assert "Only the office can read this." in words["journal-line--note"]
    assert "The person can read this." in words["journal-line--to-person"]
    kinds = db.session.scalars(select(JournalEntry.kind).order_by(JournalEntry.id)).all()
    assert kinds == ["change", "note", "to_person"]


@pytest.mark.parametrize("text", ["", "z" * 10_001])
def test_a_note_that_cannot_be_kept_comes_back(at_work, staff, text):
    case_id = make_call(staff)
    page = at_work.get("ombudsman.case_page", case_id=case_id).form("Keep the note").fill(note=text).send(status=422)
    assert page.form("Keep the note").fields["note"] == text


def test_the_same_note_twice_is_one_line(at_work, staff):
    case_id = make_call(staff)
    form = at_work.get("ombudsman.case_page", case_id=case_id).form("Keep the note").fill(note="Once")
    form.send()
    form.send()
    assert db.session.scalars(select(JournalEntry.kind)).all().count("note") == 1


def test_a_case_goes_its_way_by_named_steps(at_work, staff):
    case_id, _ = make_request()
    make_complaint(staff, case_id)
    page = at_work.get("ombudsman.case_move", case_id=case_id, move="accept").form("Start work").send()
    assert case_of(case_id).status == "open"
    page = at_work.get("ombudsman.case_move", case_id=case_id, move="wait").form("Put on hold").send(status=422)
    assert page.soup.find(id="reason-error") is not None
    page.form("Put on hold").fill(reason="The plan answers by Friday").send()
    page = at_work.get("ombudsman.case_move", case_id=case_id, move="close")
    page = page.form("Close the case").fill(outcome="resolved").send(status=422)
    assert "what became of each complaint" in page.html
    complaint = db.session.scalar(select(Complaint))
    page = at_work.get("ombudsman.complaint_edit", case_id=case_id, complaint_id=complaint.id)
    page.form("Save").fill(disposition="01", verification="01").send()
    page = at_work.get("ombudsman.case_move", case_id=case_id, move="close").form("Close the case")
    page.fill(outcome="resolved").send()
    db.session.expire_all()
    assert (case_of(case_id).status, case_of(case_id).outcome) == ("closed", "resolved")
    at_work.get("ombudsman.case_move", case_id=case_id, move="no-such-step", status=404)


def test_a_case_is_taken_and_handed_out(at_work, browser, staff):
    case_id, _ = make_request()
    at_work.get("ombudsman.case_page", case_id=case_id).form("Take this case").send()
    assert case_of(case_id).assigned_to == staff.account_id
    other, lead = make_staff(), make_lead()
    page = browser.sign_in(lead).get("ombudsman.case_assign", case_id=case_id)
    page.form("Save").fill(account_id=str(other.account_id)).send()
    db.session.expire_all()
    assert case_of(case_id).assigned_to == other.account_id


def test_a_person_and_a_complaint_are_added_and_changed(at_work, staff):
    case_id = make_call(staff)
    page = at_work.get("ombudsman.person_create", case_id=case_id)
    page = page.form("Save").fill(name="Rosa").send(status=422)
    assert page.soup.find(id="parts-error") is not None
    page.form("Save").fill(parts=["is_affected"], address="1 Elm Street").send()
    page = at_work.get("ombudsman.complaint_create", case_id=case_id).form("Save").fill(code="").send(status=422)
    assert page.soup.find(id="code-error") is not None
    page = page.form("Save").fill(code="DU-20", details="From 40 hours to 20").send()
    assert "Home care or personal care hours cut or denied" in page.html
    assert "1 Elm Street" in page.html


def test_consent_is_recorded_and_taken_back(at_work, staff):
    case_id = make_call(staff)
    page = at_work.get("ombudsman.consent_create", case_id=case_id).form("Record it")
    fields = {"person_id": str(person_ids(case_id)[0]), "kind": "disclose", "manner": "oral"}
    page = page.fill(**fields).send(status=422)
    assert page.soup.find(id="to_whom-error") is not None
    page = page.form("Record it").fill(to_whom="The plan").send(status=422)
    assert page.soup.find(id="note-error") is not None
    page.form("Record it").fill(note="Said so on the phone").send()
    consent = db.session.scalar(select(Consent))
    assert (consent.kind, consent.manner, consent.to_whom, consent.recorded_by) == (
        ConsentKind.DISCLOSE,
        "oral",
        "The plan",
        staff.account_id,
    )
    page = at_work.get("ombudsman.consent_withdraw", case_id=case_id, consent_id=consent.id)
    page = page.form("Take it back").fill(note="Called today").send()
    assert "Taken back" in page.html
    at_work.get("ombudsman.consent_withdraw", case_id=case_id, consent_id=consent.id + 1, status=404)


def test_a_code_is_made_for_a_caller_and_shown_once(at_work, staff):
    make_office()
    case_id = make_call(staff)
    page = at_work.get("ombudsman.case_page", case_id=case_id).form("Give the person a code").send()
    code = page.soup.select_one(".receipt-code__code").get_text()
    opened = at_work.get("ombudsman.receipt").form("Open my request").fill(code=code).send()
    assert opened.heading == "Your request"
    assert code not in at_work.get("ombudsman.case_page", case_id=case_id).html


def test_an_issue_is_written_marked_and_approved_by_another(at_work, browser, staff):
    case_id = make_call(staff, caller=PersonText(is_complainant=True, name="Ana Ruiz"))
    make_complaint(staff, case_id, code="DU-20")
    page = at_work.get("ombudsman.release_create", case_id=case_id)
    page = page.form("Save and look for marks").fill(text="Mrs. Ruiz lost hours in March 2026.").send()
    assert [m.get_text(" ").split(" (")[0].strip() for m in page.soup.find_all("mark")] == [
        "Ruiz",
        "March 2026",
    ]
    page = page.form("Hand to a second person").fill(is_read="y").send(status=422)
    assert "Take it out first" in page.html
    release = db.session.scalar(select(Release))
    page = at_work.get("ombudsman.release_edit", release_id=release.id)
    page = page.form("Save and look for marks").fill(text="Hours were cut in March 2026.").send()
    page = page.form("Hand to a second person").send(status=422)
    assert page.soup.find(id="is_read-error") is not None
    page = page.form("Hand to a second person").fill(is_read="y").send()
    assert "you cannot approve it" in page.html
    second = browser.sign_in(make_staff())
    page = second.get("ombudsman.release_page", release_id=release.id)
    page = page.form("Approve and let it leave").send(status=422)
    page = page.form("Approve and let it leave").fill(is_read="y").send()
    db.session.expire_all()
    assert release_of(release.id).state == "approved"
    page = second.get("ombudsman.release_withdraw", release_id=release.id).form("Take it back").send()
    db.session.expire_all()
    assert release_of(release.id).state == "withdrawn"


def test_an_issue_is_given_back_with_a_reason(browser, staff):
    case_id = make_call(staff)
    release_id = make_release(staff, case_id, consent_id=make_consent(staff, case_id))
    propose(staff, release_id)
    page = browser.sign_in(make_staff()).get("ombudsman.release_page", release_id=release_id)
    assert "A consent to disclose is on record" in page.html
    page = page.form("Give it back").send(status=422)
    page = page.form("Give it back").fill(reason="Too close to one person").send()
    assert (release_of(release_id).state, release_of(release_id).return_reason) == (
        "draft",
        "Too close to one person",
    )


def test_the_lead_says_how_the_office_is_reached(browser):
    page = browser.sign_in(make_lead()).get("ombudsman.office_edit")
    page = page.form("Save").fill(name="Help Office", phone="nonsense").send(status=422)
    page.form("Save").fill(phone="617-555-0100").send()
    assert "617-555-0100" in browser.get("ombudsman.get_help").html


@pytest.mark.parametrize("typed", ["\x00", "مرحبا", "🆘", "<b>x</b>", "=1+1", "y" * 300])
def test_any_writing_in_any_field_of_the_office(at_work, staff, typed):
    """Every text field of every form takes it, or says why not; nothing breaks."""
    case_id = make_call(staff)
    make_complaint(staff, case_id)
    pages = {
        "ombudsman.call_create": {},
        "ombudsman.case_edit": {"case_id": case_id},
        "ombudsman.person_create": {"case_id": case_id},
        "ombudsman.complaint_create": {"case_id": case_id},
        "ombudsman.consent_create": {"case_id": case_id},
        "ombudsman.message_create": {"case_id": case_id},
        "ombudsman.release_create": {"case_id": case_id},
    }
    for endpoint, args in pages.items():
        page = at_work.get(endpoint, **args)
        tags = page.soup.select("main form textarea, main form input[type=text], main form input[type=tel]")
        data = {tag["name"]: typed for tag in tags}
        csrf = page.soup.select_one("main input[name=csrf_token]")["value"]
        response = at_work.client.post(page.path, data={**data, "csrf_token": csrf, "form_key": endpoint})
        assert response.status_code in (303, 422), (endpoint, response.status_code)
    at_work.get("ombudsman.case_page", case_id=case_id)
    at_work.get("ombudsman.case_list")
