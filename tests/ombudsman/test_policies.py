"""The wrong person first: everybody of the state, strangers, and the office's own limits."""

import pytest
from flask import url_for

from engage.accounts.enums import Role
from engage.accounts.rules import ROLE_PERMISSIONS
from engage.core.actor import STRANGER, Actor, system_actor
from engage.core.db import db, unit_of_work
from engage.core.errors import NotAllowed, NotFound
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.ombudsman import policies, queries, services
from engage.web.access import access_of
from engage.web.session import side_of_path
from tests.factories.ombudsman import (
    case_of,
    make_attachment,
    make_call,
    make_complaint,
    make_consent,
    make_lead,
    make_release,
    make_staff,
    person_ids,
    propose,
    release_of,
)
from tests.support.browser import Browser

STATE_ROLES = [role for role in Role if role.side is Side.ENGAGE]
#: Even with every permission there is, the state's side sees nothing.
ALMIGHTY = Actor(side=Side.ENGAGE, account_id=1, permissions=frozenset(Permission))
OUTSIDERS = {
    **{
        role.value: Actor(account_id=1, roles=frozenset({role}), permissions=ROLE_PERMISSIONS[role])
        for role in STATE_ROLES
    },
    "almighty": ALMIGHTY,
    "stranger": STRANGER,
    "ombudsman stranger": Actor(side=Side.OMBUDSMAN),
    "state system": system_actor(Side.ENGAGE, *Permission),
    "worker without permission": Actor(side=Side.OMBUDSMAN, account_id=5),
}


@pytest.fixture(params=OUTSIDERS, ids=list(OUTSIDERS))
def outsider(request):
    return OUTSIDERS[request.param]


def test_an_outsider_sees_no_case_and_no_release(app, outsider):
    staff = make_staff()
    case_id = make_call(staff)
    release_id = make_release(staff, case_id)
    assert db.session.scalars(policies.visible_cases(outsider)).all() == []
    assert db.session.scalars(policies.visible_releases(outsider)).all() == []
    case, release = case_of(case_id), release_of(release_id)
    assert not policies.can_create_case(outsider)
    assert not policies.can_read_case(outsider, case)
    assert not policies.can_update_case(outsider, case)
    assert not policies.can_assign_case(outsider, case, None)
    assert not policies.can_draft_release(outsider, case)
    assert not policies.can_edit_release(outsider, release)
    assert not policies.can_approve_release(outsider, release)
    assert not policies.can_withdraw_release(outsider, release)
    assert not policies.can_edit_office(outsider)


def _attempts(case_id: int, release_id: int, part: dict[str, int]):
    """Every service and query that needs somebody of the office, as (name, call)."""
    call = services.Call(story="x")
    text = services.CaseText("x", "phone", "en")
    person = services.PersonText(is_affected=True)
    complaint = services.ComplaintText("DU-01")
    consent = services.ConsentText(part["person"], "act", "written", case_of(case_id).received_on)
    issue = services.IssueText("DU-01", "unknown", "state", 2026, "x")
    case, release = {"case_id": case_id}, {"release_id": release_id, "version": 1}
    today = case_of(case_id).received_on
    office = services.OfficeText("x", "x")
    return {
        "save_call": lambda a: services.save_call(actor=a, call=call),
        "save_call again": lambda a: services.save_call(actor=a, call=call, version=1, **case),
        "make_receipt": lambda a: services.make_receipt(actor=a, **case),
        "note_reading": lambda a: services.note_reading(actor=a, **case),
        "note_search": lambda a: services.note_search(actor=a, found=0),
        "change_case": lambda a: services.change_case(actor=a, text=text, version=1, **case),
        "add_person": lambda a: services.add_person(actor=a, person=person, **case),
        "change_person": lambda a: services.change_person(
            actor=a, person_id=part["person"], person=person, version=1, **case
        ),
        "add_complaint": lambda a: services.add_complaint(actor=a, complaint=complaint, **case),
        "change_complaint": lambda a: services.change_complaint(
            actor=a, complaint_id=part["complaint"], complaint=complaint, version=1, **case
        ),
        "assign_case": lambda a: services.assign_case(actor=a, account_id=None, version=1, **case),
        "move_case": lambda a: services.move_case(actor=a, move="accept", version=1, **case),
        "write_note": lambda a: services.write_note(actor=a, text="x", **case),
        "send_message": lambda a: services.send_message(actor=a, text="x", **case),
        "mark_messages_read": lambda a: services.mark_messages_read(actor=a, **case),
        "record_consent": lambda a: services.record_consent(actor=a, consent=consent, **case),
        "withdraw_consent": lambda a: services.withdraw_consent(actor=a, consent_id=part["consent"], **case),
        "draft_release": lambda a: services.draft_release(actor=a, issue=issue, **case),
        "change_release": lambda a: services.change_release(actor=a, issue=issue, **release),
        "propose_release": lambda a: services.propose_release(actor=a, is_read=True, **release),
        "return_release": lambda a: services.return_release(actor=a, reason="x", **release),
        "approve_release": lambda a: services.approve_release(actor=a, is_read=True, **release),
        "withdraw_release": lambda a: services.withdraw_release(actor=a, **release),
        "change_office": lambda a: services.change_office(actor=a, office=office, version=0),
        "rotate_keys": lambda a: next(services.rotate_keys(actor=a)),
        "record_rotation": lambda a: services.record_rotation(actor=a, count=0),
        "case_rows": lambda a: queries.case_rows(actor=a, which=queries.CaseFilter()),
        "search_rows": lambda a: queries.search_rows(actor=a, typed="ana"),
        "case_page": lambda a: queries.case_page(actor=a, today=today, **case),
        "person_row": lambda a: queries.person_row(actor=a, person_id=part["person"], **case),
        "complaint_row": lambda a: queries.complaint_row(actor=a, complaint_id=part["complaint"], **case),
        "release_rows": lambda a: queries.release_rows(actor=a),
        "release_page": lambda a: queries.release_page(actor=a, release_id=release_id, today=today),
        "home_page": lambda a: queries.home_page(actor=a, today=today),
    }


def test_an_outsider_is_refused_by_every_service_and_query(app, outsider):
    staff = make_staff()
    case_id = make_call(staff)
    part = {
        "person": person_ids(case_id)[0],
        "complaint": make_complaint(staff, case_id),
        "consent": make_consent(staff, case_id),
    }
    release_id = make_release(staff, case_id)
    allowed = []
    for name, attempt in _attempts(case_id, release_id, part).items():
        try:
            with unit_of_work(Side.OMBUDSMAN):
                attempt(outsider)
        except (NotAllowed, NotFound):
            continue
        allowed.append(name)
    assert allowed == []
    assert queries.journal_rows(actor=outsider, case_id=case_id).rows == ()


def test_nobody_approves_what_they_wrote_not_even_the_lead(app):
    for writer in (make_staff(), make_lead()):
        release_id = make_release(writer, make_call(writer))
        propose(writer, release_id)
        with pytest.raises(NotAllowed), unit_of_work(Side.OMBUDSMAN):
            services.approve_release(actor=writer, release_id=release_id, is_read=True, version=2)
        with pytest.raises(NotAllowed), unit_of_work(Side.OMBUDSMAN):
            services.return_release(actor=writer, release_id=release_id, reason="x", version=2)


def test_only_its_writer_changes_a_draft_and_nobody_changes_what_waits(app):
    writer, other = make_staff(), make_lead()
    release_id = make_release(writer, make_call(writer))
    issue = services.IssueText("DU-01", "unknown", "state", 2026, "x")
    with pytest.raises(NotAllowed), unit_of_work(Side.OMBUDSMAN):
        services.change_release(actor=other, release_id=release_id, issue=issue, version=1)
    propose(writer, release_id)
    with pytest.raises(NotAllowed), unit_of_work(Side.OMBUDSMAN):
        services.change_release(actor=writer, release_id=release_id, issue=issue, version=2)


def test_work_is_handed_out_by_the_lead_and_taken_by_others(app):
    staff, other, lead = make_staff(), make_staff(), make_lead()
    case = case_of(make_call(staff))
    assert policies.can_assign_case(lead, case, other.account_id)
    assert not policies.can_assign_case(other, case, other.account_id)
    assert not policies.can_assign_case(staff, case, other.account_id)
    assert policies.can_assign_case(staff, case, None)
    assert not policies.can_assign_case(other, case, None)
    case.assigned_to = None
    assert policies.can_assign_case(other, case, other.account_id)
    assert not policies.can_assign_case(other, case, staff.account_id)
    db.session.rollback()


def test_only_the_lead_says_how_the_office_is_reached(app):
    assert policies.can_edit_office(make_lead())
    assert not policies.can_edit_office(make_staff())


def _office_routes(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("ombudsman.")]


def _path(rule, values: dict[str, object]) -> str:
    return url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role.value if role else "stranger")
def test_every_page_of_the_office_for_every_role(app, role):
    """Real rows behind every address: only the office gets past the sign-in page."""
    staff = make_staff()
    case_id = make_call(staff)
    values = {
        "case_id": case_id,
        "person_id": person_ids(case_id)[0],
        "complaint_id": make_complaint(staff, case_id),
        "consent_id": make_consent(staff, case_id),
        "release_id": make_release(staff, case_id),
        "attachment_id": make_attachment(staff, case_id),
        "answer_id": 1,
        "move": "close",
    }
    browser = Browser(app)
    permissions = ROLE_PERMISSIONS[role] if role else frozenset()
    if role:
        browser.sign_in(
            Actor(side=role.side, account_id=77, name="Me", roles=frozenset({role}), permissions=permissions)
        )
    seen = {}
    for rule in _office_routes(app):
        access = access_of(app.view_functions[rule.endpoint])
        if access.is_public:
            continue
        with app.test_request_context():
            path = _path(rule, values)
        for method in sorted(rule.methods & {"GET", "POST"}):
            db.session.commit()
            data = {"csrf_token": browser.csrf(side_of_path(path))} if method == "POST" else None
            status = browser.client.open(path, method=method, data=data).status_code
            if role is None or role.side is Side.ENGAGE:
                is_right = status == (302 if method == "GET" else 401)
            elif not access.permissions & permissions:
                is_right = status == 403
            else:
                is_right = status not in (302, 401) and status < 500
            if not is_right:
                seen[f"{method} {path}"] = status
    assert seen == {}


def test_the_office_opens_nothing_of_the_state(app):
    """Its session is no session there."""
    browser = Browser(app).sign_in(make_lead())
    wrong = {}
    for rule in app.url_map.iter_rules():
        if rule.arguments or side_of_path(rule.rule) is Side.OMBUDSMAN or "GET" not in rule.methods:
            continue
        if access_of(app.view_functions[rule.endpoint]).is_public:
            continue
        response = browser.client.get(rule.rule)
        if response.status_code != 302 or "/sign-in" not in response.location:
            wrong[rule.rule] = response.status_code
    assert wrong == {}
