"""Lists cost the same whatever their length, and show what they should."""

from datetime import date

import pytest

from engage.core.db import db, unit_of_work
from engage.core.sides import Side
from engage.ombudsman import queries, services
from engage.ombudsman.enums import CaseStatus, ReleaseState
from engage.ombudsman.queries import CaseFilter
from engage.ombudsman.services import PersonText
from tests.factories.ombudsman import (
    case_of,
    make_attachment,
    make_call,
    make_complaint,
    make_consent,
    make_release,
    make_request,
    make_staff,
    person_ids,
    propose,
    safe_person,
)

TODAY = date(2026, 3, 2)


@pytest.fixture
def staff(app):
    return make_staff()


def _many(staff, number: int) -> list[int]:
    other = make_staff()
    ids = []
    for place in range(number):
        case_id = make_call(other, caller=PersonText(is_complainant=True, name=f"Ana Ruiz {place}"))
        make_complaint(other, case_id)
        make_complaint(other, case_id, code="DU-01")
        make_request()
        propose(other, make_release(other, case_id))
        make_release(staff, case_id)
        ids.append(case_id)
    db.session.expunge_all()
    return ids


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_a_fixed_number_of_statements(staff, queries_of, number):
    _many(staff, number)
    with queries_of.exactly(5):
        assert queries.case_rows(actor=staff, which=CaseFilter()).total == 2 * number
    db.session.expunge_all()
    with queries_of.exactly(4):
        assert len(queries.search_rows(actor=staff, typed="ruiz")) == number
    db.session.expunge_all()
    with queries_of.exactly(3):
        assert queries.release_rows(actor=staff).total == 2 * number
    db.session.expunge_all()
    with queries_of.exactly(9):
        page = queries.home_page(actor=staff, today=TODAY)
    assert (len(page.new), len(page.releases), len(page.returned)) == (number, number, number)


@pytest.fixture
def queries_of(app):
    from tests.support.queries import QueryCounter

    return QueryCounter()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_case_takes_a_fixed_number_of_statements(staff, queries_of, number):
    case_id = make_call(staff)
    for place in range(number):
        with unit_of_work(Side.OMBUDSMAN):
            services.add_person(actor=staff, case_id=case_id, person=safe_person(name=f"P {place}"))
            services.write_note(actor=staff, case_id=case_id, text=f"Note {place}")
        make_complaint(staff, case_id)
        make_consent(staff, case_id)
        make_release(staff, case_id)
        make_attachment(staff, case_id)
    db.session.expunge_all()
    with queries_of.exactly(8):
        case = queries.case_page(actor=staff, case_id=case_id, today=TODAY)
    assert [len(part) for part in (case.people, case.complaints, case.consents, case.releases, case.attachments)] == [
        number + 1,
        number,
        number,
        number,
        number,
    ]
    db.session.expunge_all()
    with queries_of.exactly(3):
        assert queries.journal_rows(actor=staff, case_id=case_id).total == 1 + 3 * number


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    "endpoint", ["ombudsman.home", "ombudsman.case_list", "ombudsman.release_list", "ombudsman.get_help"]
)
def test_pages_take_the_same_number_of_statements_whatever_there_is(staff, browser, queries_of, endpoint, number):
    browser.sign_in(staff)
    _many(staff, 1)
    with queries_of.count() as few:
        browser.get(endpoint)
    _many(staff, number)
    with queries_of.count() as many:
        browser.get(endpoint)
    assert len(many) == len(few)


def test_filters_of_the_list(staff):
    other = make_staff()
    mine, theirs = make_call(staff), make_call(other)
    free, _ = make_request()
    with unit_of_work(Side.OMBUDSMAN):
        services.move_case(actor=staff, case_id=mine, move="close", version=1, outcome="no_contact")

    def shown(**which) -> set[int]:
        return {row.id for row in queries.case_rows(actor=staff, which=CaseFilter(**which)).rows}

    assert shown() == {theirs, free}
    assert shown(status=CaseStatus.CLOSED) == {mine}
    assert shown(status=CaseStatus.CLOSED, whose="nobody") == set()
    assert shown(whose="mine") == set()
    assert shown(whose="nobody") == {free}
    assert shown(status=CaseStatus.NEW) == {theirs, free}


def test_a_list_has_pages(staff):
    for _ in range(26):
        make_call(staff)
    first = queries.case_rows(actor=staff, which=CaseFilter())
    last = queries.case_rows(actor=staff, which=CaseFilter(), number=99)
    assert (len(first.rows), first.pages, len(last.rows), last.number) == (25, 2, 1, 2)


def test_releases_by_state(staff):
    case_id = make_call(staff)
    draft, waiting = make_release(staff, case_id), make_release(staff, case_id)
    propose(staff, waiting)
    assert [row.id for row in queries.release_rows(actor=staff, state=ReleaseState.DRAFT).rows] == [draft]
    assert [row.id for row in queries.release_rows(actor=staff, state=ReleaseState.WAITING).rows] == [waiting]


def test_search_by_each_exact_value(staff):
    case_id = make_call(
        staff,
        caller=PersonText(
            name="Ana María Ruiz", phone="(617) 555-0142", email="ana@example.org", member_number="1EG4-TE5-MK73"
        ),
    )
    request_id, receipt = make_request()
    make_call(staff, caller=PersonText(name="Ana Lopez", phone="617-555-0199"))

    def found(typed: str) -> list[int]:
        return [row.id for row in queries.search_rows(actor=staff, typed=typed)]

    for typed in ("ruiz ana", "6175550142", "ANA@example.org", "1eg4te5mk73", case_of(case_id).number.lower()):
        assert found(typed) == [case_id], typed
    assert found(receipt.lower().replace("-", "")) == [request_id]
    assert len(found("ana")) == 2
    for typed in ("", " ", "ruiz lopez", "rui", "%", "_", "' OR 1=1 --", "ZZZZ-ZZZZ-ZZZZ-ZZZZ", "1" * 5000):
        assert found(typed) == [], typed


def test_a_consent_holds_on_the_day_the_page_is_read(staff):
    case_id = make_call(staff)
    make_consent(staff, case_id, until=date(2026, 2, 1))
    page = queries.case_page(actor=staff, case_id=case_id, today=date(2026, 2, 1))
    assert page.consents[0].is_active
    page = queries.case_page(actor=staff, case_id=case_id, today=date(2026, 2, 2))
    assert not page.consents[0].is_active


def test_the_page_of_a_release_marks_what_the_case_itself_says(staff):
    case_id = make_call(staff, caller=PersonText(name="Ana Ruiz"))
    consent_id = make_consent(staff, case_id)
    release_id = make_release(staff, case_id, text="Ruiz waited.")
    with unit_of_work(Side.OMBUDSMAN):
        services.withdraw_consent(actor=staff, case_id=case_id, consent_id=consent_id)
    page = queries.release_page(actor=staff, release_id=release_id, today=date(2199, 1, 1))
    assert [(part.text, part.kind) for part in page.segments] == [("Ruiz", "case"), (" waited.", None)]
    assert (page.has_certain, page.was_refused, page.ground) == (True, True, "discretion")
    assert (page.may_edit, page.may_approve, page.may_withdraw) == (True, False, True)


def test_people_of_a_group_are_all_shown(staff):
    case_id = make_call(staff, caller=PersonText(name="Ana"))
    with unit_of_work(Side.OMBUDSMAN):
        services.add_person(actor=staff, case_id=case_id, person=PersonText(is_affected=True, name="Rosa"))
        services.add_person(actor=staff, case_id=case_id, person=PersonText(is_affected=True, name="Luz"))
    assert len(person_ids(case_id)) == 3
    (row,) = queries.case_rows(actor=staff, which=CaseFilter()).rows
    assert row.who == ("Ana", "Rosa", "Luz")
