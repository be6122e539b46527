"""What the office writes down, and what the database itself refuses."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from engage.audit.models import AuditEntry, OmbudsmanAuditEntry
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotFound, RuleBroken
from engage.core.sides import Side
from engage.ombudsman import queries, services
from engage.ombudsman.enums import ComplainantType, ConsentKind, ConsentManner, Outcome, ReleaseGround
from engage.ombudsman.models import Case, CasePerson, Consent, JournalEntry, PersonLookup, Release
from engage.ombudsman.services import ComplaintText, ConsentText, IssueText, PersonText
from tests.factories.directory import make_holiday, make_profile
from tests.factories.ombudsman import (
    SAFE_TEXT,
    approve,
    approved_release,
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


def _work():
    return unit_of_work(Side.OMBUDSMAN)


def _last_event() -> OmbudsmanAuditEntry:
    return db.session.scalars(select(OmbudsmanAuditEntry).order_by(OmbudsmanAuditEntry.id.desc())).first()


def _journal(case_id: int) -> list[tuple[str, str | None]]:
    rows = select(JournalEntry.kind, JournalEntry.change).where(JournalEntry.case_id == case_id)
    return [tuple(row) for row in db.session.execute(rows.order_by(JournalEntry.id))]


def test_the_first_contact_is_due_on_a_working_day_of_the_state(app):
    make_office(reply_days=2)
    make_profile()
    make_holiday(date(2026, 7, 3))
    # Still Thursday in Massachusetts, though Friday in UTC.
    with time_machine.travel("2026-07-03T01:00:00Z", tick=False):
        case = case_of(make_request()[0])
    assert (case.received_on, case.first_contact_due_on) == (date(2026, 7, 2), date(2026, 7, 7))


def test_a_call_is_audited_by_ids_alone(staff):
    case_id = make_call(staff)
    entry = _last_event()
    assert (entry.event, entry.subject, entry.details) == (
        "ombudsman:case:created",
        f"case:{case_id}",
        {"channel": "phone"},
    )
    assert entry.actor == f"account:{staff.account_id}"
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_a_call_for_oneself_is_one_person_and_becomes_two_when_it_is_for_another(staff):
    case_id = make_call(staff)
    (person,) = case_of(case_id).people
    assert (person.is_complainant, person.is_affected, person.complainant_type) == (
        True,
        True,
        ComplainantType.RESIDENT,
    )
    call = services.Call(
        story="More",
        is_for_self=False,
        caller=PersonText(name="Ana Ruiz"),
        person=PersonText(name="Rosa"),
    )
    with _work():
        services.save_call(actor=staff, call=call, case_id=case_id, version=1)
    db.session.expire_all()
    assert [(p.name, p.is_complainant, p.is_affected) for p in case_of(case_id).people] == [
        ("Ana Ruiz", True, False),
        ("Rosa", False, True),
    ]


def test_the_quick_form_keeps_what_it_does_not_ask_for(staff):
    case_id = make_call(staff)
    person_id = person_ids(case_id)[0]
    with _work():
        person = safe_person(address="1 Elm Street")
        services.change_person(actor=staff, case_id=case_id, person_id=person_id, person=person, version=1)
    call = services.Call(story="More", caller=PersonText(name="Ana Ruiz", email="ana@example.org"))
    with _work():
        services.save_call(actor=staff, call=call, case_id=case_id, version=1)
    row = db.session.get_one(CasePerson, person_id)
    assert (row.address, row.may_email) == ("1 Elm Street", True)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"is_complainant": False, "is_affected": False}, "parts"),
        ({"email": ""}, "email"),
        ({"phone": ""}, "phone"),
    ],
)
def test_a_person_that_makes_no_sense_is_refused(staff, fields, field):
    case_id = make_call(staff)
    with pytest.raises(RuleBroken) as refused, _work():
        services.add_person(actor=staff, case_id=case_id, person=safe_person(**fields))
    assert refused.value.field == field


def test_no_voice_message_where_nobody_may_call(staff):
    case_id = make_call(staff)
    with _work():
        person = PersonText(is_affected=True, phone="617-555-0199", may_leave_voicemail=True)
        person_id = services.add_person(actor=staff, case_id=case_id, person=person)
    assert db.session.get_one(CasePerson, person_id).may_leave_voicemail is False


def test_lookup_keys_follow_the_person(staff):
    case_id = make_call(staff)
    person_id = person_ids(case_id)[0]
    with _work():
        person = safe_person(name="Luz Ortega", phone="", may_call=False)
        services.change_person(actor=staff, case_id=case_id, person_id=person_id, person=person, version=1)
    found = lambda typed: [row.id for row in queries.search_rows(actor=staff, typed=typed)]  # noqa: E731
    assert found("Ruiz") == []
    assert found("617-555-0142") == []
    assert found("ortega luz") == found("ana@example.org") == [case_id]
    assert db.session.query(PersonLookup).count() == 3


def test_parts_of_another_case_are_not_found(staff):
    mine, other = make_call(staff), make_call(staff)
    foreign = person_ids(other)[0]
    complaint_id, consent_id = make_complaint(staff, other), make_consent(staff, other)
    for attempt in (
        lambda: services.change_person(actor=staff, case_id=mine, person_id=foreign, person=safe_person(), version=1),
        lambda: services.change_complaint(
            actor=staff, case_id=mine, complaint_id=complaint_id, complaint=ComplaintText("DU-01"), version=1
        ),
        lambda: services.withdraw_consent(actor=staff, case_id=mine, consent_id=consent_id),
    ):
        with pytest.raises(NotFound), _work():
            attempt()


def test_a_consent_of_somebody_else_is_refused(staff):
    mine, other = make_call(staff), make_call(staff)
    consent = ConsentText(person_ids(other)[0], ConsentKind.ACT, ConsentManner.WRITTEN, date(2026, 1, 5))
    with pytest.raises(RuleBroken) as refused, _work():
        services.record_consent(actor=staff, case_id=mine, consent=consent)
    assert refused.value.field == "person_id"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": ConsentKind.DISCLOSE, "to_whom": ""}, "to_whom"),
        ({"manner": ConsentManner.VISUAL}, "note"),
        ({"given_on": date(2199, 1, 1)}, "given_on"),
        ({"until": date(2025, 1, 1)}, "until"),
    ],
)
def test_a_consent_that_does_not_say_enough_is_refused(staff, fields, field):
    case_id = make_call(staff)
    with pytest.raises(RuleBroken) as refused:
        make_consent(staff, case_id, **{"kind": ConsentKind.ACT, **fields})
    assert refused.value.field == field


def test_a_consent_is_taken_back_once(staff):
    case_id = make_call(staff)
    consent_id = make_consent(staff, case_id)
    with _work():
        services.withdraw_consent(actor=staff, case_id=case_id, consent_id=consent_id)
    with pytest.raises(RuleBroken), _work():
        services.withdraw_consent(actor=staff, case_id=case_id, consent_id=consent_id)
    row = db.session.get_one(Consent, consent_id)
    assert row.withdrawn_by == staff.account_id
    assert _journal(case_id)[-1] == ("change", "consent_withdrawn")


def test_a_case_is_given_only_to_who_works_on_cases(staff):
    lead, case_id = make_lead(), make_call(staff)
    with pytest.raises(RuleBroken), _work():
        services.assign_case(actor=lead, case_id=case_id, account_id=987654, version=1)


@pytest.mark.parametrize("version", [None, 0, 2])
def test_an_old_version_changes_nothing(staff, version):
    case_id = make_call(staff)
    with pytest.raises(Conflict), _work():
        services.change_case(
            actor=staff, case_id=case_id, text=services.CaseText("New", "phone", "en"), version=version
        )
    assert case_of(case_id).story == "The bus never came."


def test_a_step_that_does_not_begin_here_is_refused(staff):
    case_id = make_call(staff)
    with pytest.raises(RuleBroken), _work():
        services.move_case(actor=staff, case_id=case_id, move="reopen", version=1, reason="x")


def test_closing_and_opening_again(staff):
    case_id = make_call(staff)
    with _work():
        services.move_case(actor=staff, case_id=case_id, move="close", version=1, outcome=Outcome.INFORMATION_GIVEN)
    assert case_of(case_id).closed_on is not None
    with pytest.raises(RuleBroken):
        make_complaint(staff, case_id)
    with _work():
        services.move_case(actor=staff, case_id=case_id, move="reopen", version=2, reason="They called again")
    case = case_of(case_id)
    assert (case.status, case.outcome, case.closed_on) == ("open", None, None)


def test_a_message_mails_only_whom_it_is_safe_to_mail(staff, outbox):
    make_office()
    case_id, _ = make_request(person=safe_person(may_email=False))
    other_id, _ = make_request(person=safe_person())
    no_code = make_call(staff, caller=safe_person())
    for one in (case_id, other_id, no_code):
        with _work():
            services.send_message(actor=staff, case_id=one, text="SECRET")
    mails = [mail for mail in outbox.emails(Side.OMBUDSMAN) if mail["template"] == "ombudsman_message"]
    assert [mail["to"] for mail in mails] == ["ana@example.org"]
    assert "SECRET" not in str(mails)


@pytest.mark.parametrize(
    "statement",
    [
        delete(JournalEntry),
        update(JournalEntry).values(kind="to_person"),
        update(JournalEntry).values(author_id=1),
        update(JournalEntry).values(digest="0" * 64),
        update(JournalEntry).values(case_id=1),
    ],
    ids=["delete", "kind", "author", "digest", "case"],
)
def test_the_database_lets_nobody_change_the_journal(staff, statement):
    case_id = make_call(staff)
    with _work():
        services.write_note(actor=staff, case_id=case_id, text="As it was")
    with pytest.raises(DBAPIError, match="append-only"), _work():
        db.session.execute(statement)
    assert queries.journal_rows(actor=staff, case_id=case_id).rows[0].body == "As it was"


def test_words_that_were_exchanged_behind_our_back_are_noticed(staff):
    case_id = make_call(staff)
    with _work():
        services.write_note(actor=staff, case_id=case_id, text="As it was")
    with _work():
        db.session.execute(update(JournalEntry).where(JournalEntry.kind == "note").values(body="As it never was"))
    row = queries.journal_rows(actor=staff, case_id=case_id).rows[0]
    assert (row.body, row.is_altered) == ("As it never was", True)
    assert [r.is_altered for r in queries.journal_rows(actor=staff, case_id=case_id).rows[1:]] == [False]


def _refused_by_database(statement) -> bool:
    try:
        with _work():
            db.session.execute(statement)
    except DBAPIError:
        return True
    return False


def test_the_database_holds_what_must_never_be(staff):
    case_id = make_call(staff)
    make_consent(staff, case_id)
    release_id = make_release(staff, case_id)
    this = Release.id == release_id
    assert _refused_by_database(
        update(Release).where(this).values(approved_by=staff.account_id, approved_at=text("drafted_at"))
    )
    assert _refused_by_database(update(Release).where(this).values(state="approved"))
    assert _refused_by_database(update(Release).where(this).values(state="delivered"))
    assert _refused_by_database(update(Consent).values(to_whom=None))
    assert _refused_by_database(update(Consent).values(manner="oral", note=None))
    assert _refused_by_database(update(Consent).values(until=date(2000, 1, 1)))
    assert _refused_by_database(update(Case).values(status="closed"))
    assert _refused_by_database(update(Case).values(status="somewhere"))
    assert _refused_by_database(update(CasePerson).values(is_complainant=False, is_affected=False))


def test_a_release_is_screened_when_it_is_proposed_and_again_when_it_is_approved(staff):
    second = make_staff()
    case_id = make_call(staff)
    release_id = make_release(staff, case_id, text="Ana lost 20 hours.")
    with pytest.raises(RuleBroken) as refused, _work():
        services.propose_release(actor=staff, release_id=release_id, is_read=True, version=1)
    assert refused.value.values == {"found": "Ana"}
    quiet = make_release(staff, case_id, text="Rosa lost 20 hours.")
    propose(staff, quiet)
    with _work():
        services.add_person(actor=staff, case_id=case_id, person=PersonText(is_affected=True, name="Rosa"))
    with pytest.raises(RuleBroken), _work():
        services.approve_release(actor=second, release_id=quiet, is_read=True, version=2)


def test_a_likely_mark_has_to_be_looked_at(staff):
    release_id = make_release(staff, make_call(staff), text="It happened in March 2026.")
    with pytest.raises(RuleBroken) as refused, _work():
        services.propose_release(actor=staff, release_id=release_id, is_read=False, version=1)
    assert refused.value.field == "is_read"
    with _work():
        services.propose_release(actor=staff, release_id=release_id, is_read=True, version=1)
    assert _last_event().details == {"findings": 1}


@pytest.mark.parametrize("fields", [{"code": "NO-1"}, {"year": 1999}, {"year": 2190}])
def test_an_issue_that_makes_no_sense_is_refused(staff, fields):
    case_id = make_call(staff)
    with pytest.raises(RuleBroken) as refused:
        make_release(staff, case_id, **fields)
    assert refused.value.field == next(iter(fields))


def test_an_issue_rests_on_the_offices_decision_or_on_a_consent_that_holds(staff):
    second = make_staff()
    case_id = make_call(staff)
    assert release_of(make_release(staff, case_id)).ground == ReleaseGround.DISCRETION
    consent_id = make_consent(staff, case_id)
    release_id = make_release(staff, case_id, consent_id=consent_id)
    propose(staff, release_id)
    approve(second, release_id)
    assert release_of(release_id).ground == ReleaseGround.CONSENT
    assert _last_event().details == {"ground": "consent", "findings": 0}


def test_the_ground_of_a_draft_can_be_changed(staff):
    case_id = make_call(staff)
    release_id, consent_id = make_release(staff, case_id), make_consent(staff, case_id)
    issue = IssueText("DU-01", "pace", "rural", release_of(release_id).year, SAFE_TEXT)
    for version, (chosen, ground) in enumerate([(consent_id, "consent"), (None, "discretion")], start=1):
        with _work():
            services.change_release(
                actor=staff, release_id=release_id, issue=replace(issue, consent_id=chosen), version=version
            )
        db.session.expire_all()
        assert (release_of(release_id).ground, release_of(release_id).consent_id) == (ground, chosen)


def test_a_consent_to_something_else_or_of_somebody_else_is_no_ground(staff):
    case_id, other = make_call(staff), make_call(staff)
    for consent_id in (make_consent(staff, case_id, ConsentKind.ACT), make_consent(staff, other), 4711):
        with pytest.raises(RuleBroken) as refused:
            make_release(staff, case_id, consent_id=consent_id)
        assert refused.value.field == "consent_id"


def test_a_consent_that_was_taken_back_meanwhile_stops_the_release(staff):
    second = make_staff()
    case_id = make_call(staff)
    consent_id = make_consent(staff, case_id)
    release_id = make_release(staff, case_id, consent_id=consent_id)
    propose(staff, release_id)
    with _work():
        services.withdraw_consent(actor=staff, case_id=case_id, consent_id=consent_id)
    with pytest.raises(RuleBroken):
        approve(second, release_id)
    assert release_of(release_id).state == "waiting"


def test_an_approved_release_is_approved_once(staff, outbox):
    second, third = make_staff(), make_staff()
    release_id = approved_release(staff, second, make_call(staff))
    with pytest.raises(RuleBroken), _work():
        services.approve_release(actor=third, release_id=release_id, is_read=True, version=3)
    topics = [message.topic for message in outbox.messages(Side.OMBUDSMAN)]
    assert topics == ["ombudsman:release:approved"]
    assert outbox.messages(Side.OMBUDSMAN)[0].payload == {"release": release_id}


def test_a_draft_is_taken_back_without_a_word_to_the_other_side(staff, outbox):
    release_id = make_release(staff, make_call(staff))
    with _work():
        services.withdraw_release(actor=staff, release_id=release_id, version=1)
    assert outbox.messages(Side.OMBUDSMAN) == []
    with pytest.raises(RuleBroken), _work():
        services.withdraw_release(actor=staff, release_id=release_id, version=2)


def test_a_draft_is_changed_by_its_writer(staff):
    release_id = make_release(staff, make_call(staff))
    issue = IssueText("DU-01", "pace", "rural", release_of(release_id).year, SAFE_TEXT + " Twice.")
    with _work():
        services.change_release(actor=staff, release_id=release_id, issue=issue, version=1)
    assert release_of(release_id).text == SAFE_TEXT + " Twice."
    with pytest.raises(Conflict), _work():
        services.change_release(actor=staff, release_id=release_id, issue=replace(issue, text="x"), version=1)
