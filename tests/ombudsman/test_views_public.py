"""Get help and the receipt, as somebody without an account sees them."""

import pytest
from sqlalchemy import func, select

from engage.core.db import db, unit_of_work
from engage.core.sides import Side
from engage.ombudsman import services
from engage.ombudsman.enums import Outcome
from engage.ombudsman.models import Case, JournalEntry
from engage.web import throttle
from tests.factories.accounts import make_account
from tests.factories.directory import make_plan
from tests.factories.ombudsman import case_of, make_complaint, make_office, make_request, make_staff

RIGHT_TO_LEFT = "أحتاج مساعدة"
EMOJI = "Help 🆘 me"


def _count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def _code(page) -> str:
    return page.soup.select_one(".receipt-code__code").get_text()


def _form(browser):
    return browser.get("ombudsman.get_help").form("Send it to the office")


def _send(browser, **fields):
    return _form(browser).fill(**{"story": "They cut my hours.", **fields}).send()


def _open(browser, code: str, status: int = 200):
    return browser.get("ombudsman.receipt").form("Open my request").fill(code=code).send(status=status)


@pytest.fixture
def office(app):
    make_office()


def test_without_anybody_on_duty_the_form_is_not_offered(browser):
    page = browser.get("ombudsman.get_help")
    assert page.soup.find("textarea") is None
    assert "1-800-633-4227" in page.html


def test_when_the_last_one_leaves_while_somebody_writes_their_words_come_back(browser, office, monkeypatch):
    form = _form(browser).fill(story="Long words")
    monkeypatch.setattr("engage.ombudsman.views.public.has_duty_person", lambda: False)
    page = form.send(status=503)
    assert "Long words" in page.html
    assert _count(Case) == 0


def test_a_state_account_is_no_duty_person(browser):
    make_account()
    assert browser.get("ombudsman.get_help").soup.find("textarea") is None


def test_a_request_opens_a_case_and_shows_a_receipt(browser, office, outbox):
    page = _send(browser)
    assert page.heading == "We have it"
    case = db.session.scalar(select(Case))
    assert (case.channel, case.status, case.has_unread, case.story) == ("web", "new", True, "They cut my hours.")
    person = case.people[0]
    assert (person.is_complainant, person.is_affected) == (True, True)
    assert (person.may_call, person.may_leave_voicemail, person.may_email) == (False, False, False)
    assert outbox.emails(Side.OMBUDSMAN) == []
    assert _open(browser, _code(page)).heading == "Your request"


def test_the_code_stands_in_no_address(browser, office):
    page = _send(browser)
    assert page.response.request.path == "/ombudsman/get-help"
    assert page.response.history == ()
    opened = _open(browser, _code(page))
    assert _code(page) not in opened.path


def test_whom_it_is_about_is_kept_apart_from_who_writes(browser, office):
    _send(browser, about="other", other_name="Rosa", relationship_words="my mother", name="Ana")
    people = db.session.scalar(select(Case)).people
    assert [(p.name, p.is_complainant, p.is_affected, p.relationship_words) for p in people] == [
        ("Ana", True, False, "my mother"),
        ("Rosa", False, True, None),
    ]


def test_ways_to_be_reached_are_just_those_that_were_left(browser, office, outbox):
    plan = make_plan()
    _send(
        browser,
        phone="617-555-0142",
        voicemail="no",
        email="Ana@example.org",
        helper_name="Luz",
        helper_phone="617-555-0199",
        contact_note="Only before noon",
        plan_id=str(plan),
    )
    case = db.session.scalar(select(Case))
    person, helper = case.people
    assert case.plan_id == plan
    assert (person.may_call, person.may_leave_voicemail, person.may_email) == (True, False, True)
    assert (helper.name, helper.is_helper, helper.may_call, helper.is_affected) == ("Luz", True, True, False)
    mail = outbox.emails(Side.OMBUDSMAN)
    assert [(m["to"], m["template"]) for m in mail] == [("Ana@example.org", "ombudsman_received")]
    assert outbox.emails() == []


def test_spanish_is_remembered_with_the_case(browser, office):
    browser.client.post("/ombudsman/language", data={"language": "es", "csrf_token": browser.csrf(Side.OMBUDSMAN)})
    token = browser.csrf(Side.OMBUDSMAN)
    browser.post("/ombudsman/get-help", {"csrf_token": token, "story": "Ayuda", "about": "me", "form_key": "k-es"})
    assert db.session.scalar(select(Case)).language == "es"


def test_the_same_form_twice_is_one_case_and_one_code(browser, office, outbox):
    form = _form(browser).fill(story="Once", email="ana@example.org")
    first, second = form.send(), form.send()
    assert _code(first) == _code(second)
    assert _count(Case) == 1
    assert len(outbox.emails(Side.OMBUDSMAN)) == 1


@pytest.mark.parametrize("change", [{"story": "And my rides too."}, {"phone": "555-010-0199"}])
def test_what_was_changed_after_sending_is_not_dropped_in_silence(browser, office, change):
    """Back in the browser, corrected, sent again: the page must not say that all is well."""
    form = _form(browser).fill(story="They cut my hours.", phone="555-010-0188")
    code = _code(form.send())
    page = form.fill(**change).send(status=422)
    assert code in page.errors[0]
    assert page.form("Send it to the office").fields[next(iter(change))] == next(iter(change.values()))
    assert _count(Case) == 1


def test_a_changed_message_is_sent_with_one_more_press(browser, office):
    case_id, code = make_request()
    form = _open(browser, code).form("Send my message").fill(text="Call me.")
    form.send()
    page = form.fill(text="Call me after noon.").send(status=422)
    page.form("Send my message").send()
    said = db.session.scalars(select(JournalEntry).where(JournalEntry.case_id == case_id).order_by(JournalEntry.id))
    assert [entry.body for entry in said if entry.kind == "from_person"] == ["Call me.", "Call me after noon."]


def test_the_key_of_a_form_is_not_written_down_because_it_would_open_the_receipt(browser, office):
    from engage.core.db import OmbudsmanFormKey

    form = _form(browser).fill(story="Once")
    form.send()
    assert form.fields["form_key"] not in list(db.session.scalars(select(OmbudsmanFormKey.key)))


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"story": ""}, "story", "Enter what happened"),
        ({"story": "   "}, "story", "Enter what happened"),
        ({"story": "x" * 10_001}, "story", "too long"),
        ({"phone": "call me maybe"}, "phone", "phone number"),
        ({"email": "ana at home"}, "email", "e-mail"),
        ({"helper_phone": "1"}, "helper_phone", "phone number"),
        ({"about": "somebody"}, "about", "choice"),
        ({"plan_id": "999999"}, "plan_id", "choice"),
    ],
)
def test_what_cannot_be_taken_says_why_at_the_field_and_keeps_the_rest(browser, office, fields, field, words):
    form = _form(browser).fill(name="Ana")
    sent = {**form.fields, "story": "They cut my hours.", **fields}
    page = browser.post("/ombudsman/get-help", sent, status=422)
    assert words in page.soup.find(id=f"{field}-error").get_text()
    assert page.soup.select_one(".error-summary a[href]") is not None
    kept = page.form("Send it to the office").fields
    assert kept["name"] == "Ana"
    assert kept["story"] == sent["story"].strip()
    assert _count(Case) == 0


def test_ten_megabytes_come_back_with_a_sentence(browser, office):
    page = browser.post("/ombudsman/get-help", {"story": "x" * 10_000_000, "about": "me"}, status=422)
    assert "10,000,000" in page.html
    assert _count(Case) == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("nul\x00 byte", "nul byte"),
        (RIGHT_TO_LEFT, RIGHT_TO_LEFT),
        ("\u202eevil\u202c", "evil"),
        (EMOJI, EMOJI),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("{{ 7*7 }} {% x %}", "{{ 7*7 }} {% x %}"),
    ],
)
def test_any_writing_is_kept_as_it_is_meant_and_shown_as_text(browser, office, typed, kept):
    names = ("name", "other_name", "relationship_words", "helper_name", "contact_note")
    page = _send(browser, story=typed, about="other", **dict.fromkeys(names, typed))
    case = db.session.scalar(select(Case))
    assert case.story == kept
    assert {case.people[0].name, case.people[1].name, case.people[2].name} == {kept}
    again = browser.post("/ombudsman/receipt", {"code": _code(page), "text": typed, "form_key": "k1"})
    assert again.soup.find("blockquote").get_text() == kept
    assert again.soup.find("script", string=True) is None


def test_a_stale_form_comes_back_whole(browser, office):
    fields = {**_form(browser).fields, "story": "Do not lose this", "csrf_token": "stale"}
    page = browser.post("/ombudsman/get-help", fields, status=400)
    assert "Do not lose this" in page.html
    sent = page.form("Send it again").send()
    assert sent.heading == "We have it"
    assert db.session.scalar(select(Case)).story == "Do not lose this"


def test_too_many_from_one_place_are_slowed_down(browser, office):
    token = browser.csrf(Side.OMBUDSMAN)
    for _ in range(20):
        browser.client.post("/ombudsman/get-help", data={"csrf_token": token})
    browser.post("/ombudsman/get-help", {"csrf_token": token, "story": "x"}, status=429)
    throttle.forget_all()


@pytest.mark.parametrize(
    "code", ["", "nonsense", "ABCD-EFGH-JKMN-PQRS", "'; drop table case; --", "\x00" * 16, EMOJI]
)
def test_a_code_that_nobody_has_opens_nothing(browser, office, code):
    make_request()
    page = browser.post("/ombudsman/receipt", {"code": code}, status=422)
    assert page.soup.find(id="code-error") is not None


def test_a_code_is_read_however_it_is_written(browser, office):
    _, code = make_request()
    assert _open(browser, f" {code.lower().replace('-', ' ')} ").heading == "Your request"


def test_the_receipt_shows_messages_and_never_a_note_a_name_or_a_number(browser, office):
    staff = make_staff()
    case_id, code = make_request()
    with unit_of_work(Side.OMBUDSMAN):
        services.write_note(actor=staff, case_id=case_id, text="INTERNAL")
        services.send_message(actor=staff, case_id=case_id, text="We called the plan.")
    page = _open(browser, code)
    assert "We called the plan." in page.html
    assert "INTERNAL" not in page.html
    assert case_of(case_id).number not in page.html
    assert staff.name not in page.html


def test_a_message_through_the_code_reaches_the_case_and_opens_it_again(browser, office):
    staff = make_staff()
    case_id, code = make_request()
    make_complaint(staff, case_id, disposition="01")
    with unit_of_work(Side.OMBUDSMAN):
        version = case_of(case_id).version
        services.move_case(actor=staff, case_id=case_id, move="close", version=version, outcome=Outcome.RESOLVED)
    page = _open(browser, code)
    assert "We have closed it" in page.html
    form = page.form("Send my message").fill(text="It came back.")
    sent = form.send()
    assert "It came back." in sent.soup.find("blockquote").get_text()
    form.send()
    case = case_of(case_id)
    assert (case.status, case.outcome, case.closed_on, case.has_unread) == ("open", None, None, True)
    kinds = db.session.scalars(select(JournalEntry.kind).where(JournalEntry.kind == "from_person")).all()
    assert kinds == ["from_person"]


def test_an_empty_or_huge_message_comes_back(browser, office):
    _, code = make_request()
    page = browser.post("/ombudsman/receipt", {"code": code, "text": "", "form_key": "a"}, status=422)
    assert page.soup.find(id="text-error") is not None
    page = browser.post("/ombudsman/receipt", {"code": code, "text": "y" * 5001, "form_key": "b"}, status=422)
    assert page.form("Send my message").fields["text"] == "y" * 5001


def test_pages_for_help_can_be_left_at_once_and_say_what_that_does_not_hide(browser, office):
    for endpoint in ("ombudsman.get_help", "ombudsman.receipt"):
        page = browser.get(endpoint)
        assert page.soup.select_one("[data-quick-exit]")["href"].startswith("https://")
        assert "does not clear your browser history" in page.html


def test_only_the_page_that_asks_for_help_may_be_found_by_search_engines(browser, office):
    assert "X-Robots-Tag" not in browser.get("ombudsman.get_help").response.headers
    assert browser.get("ombudsman.receipt").response.headers["X-Robots-Tag"].startswith("noindex")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_receipt_costs_the_same_however_much_was_written(browser, office, queries, rows):
    staff = make_staff()
    case_id, code = make_request()
    with unit_of_work(Side.OMBUDSMAN):
        for number in range(rows):
            services.send_message(actor=staff, case_id=case_id, text=f"Line {number}")
    from engage.ombudsman.queries import receipt_page

    db.session.expire_all()
    with queries.exactly(3):
        assert len(receipt_page(code).messages) == rows
