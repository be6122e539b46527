"""Cases, releases and people of the office."""

from dataclasses import replace
from datetime import date

from engage.accounts.enums import Role
from engage.core.actor import Actor
from engage.core.db import db, unit_of_work
from engage.core.ids import new_token
from engage.core.sides import Side
from engage.ombudsman import services
from engage.ombudsman.enums import AttachmentKind, ComplainantType, ConsentKind, ConsentManner, PlanType, RegionBand
from engage.ombudsman.models import Case, CasePerson, Release
from engage.ombudsman.services import (
    Call,
    ComplaintText,
    ConsentText,
    HelpRequest,
    IssueText,
    OfficeText,
    PersonText,
)
from tests.factories.accounts import make_actor

STRANGER = Actor(side=Side.OMBUDSMAN)
SAFE_TEXT = "A plan cut personal care hours and gave a reason that nobody could understand."


def make_staff() -> Actor:
    """Somebody who works on cases."""
    return make_actor(Role.OMBUDSMAN_STAFF)


def make_lead() -> Actor:
    """The lead of the office."""
    return make_actor(Role.OMBUDSMAN_LEAD)


def make_office(lead: Actor | None = None, **fields) -> None:
    """The office with a phone number."""
    office = OfficeText(**{"name": "Help Office", "phone": "555-010-0100", "hours": "Weekdays, 8 to 5", **fields})
    lead = lead or make_lead()
    with unit_of_work(Side.OMBUDSMAN):
        services.change_office(actor=lead, office=office, version=0)


def make_call(staff: Actor, *, story: str = "The bus never came.", **fields) -> int:
    """A case taken down on the phone. Returns its id."""
    caller = PersonText(is_complainant=True, name="Ana Ruiz", phone="617-555-0142")
    with unit_of_work(Side.OMBUDSMAN):
        return services.save_call(actor=staff, call=Call(**{"story": story, "caller": caller, **fields})).id


def make_request(**fields) -> tuple[int, str]:
    """A request from the public page. Returns its case's id and its receipt code; needs somebody of the office."""
    key = new_token()
    person = PersonText(is_complainant=True, is_affected=True)
    with unit_of_work(Side.OMBUDSMAN):
        request = HelpRequest(**{"story": "Nobody answers.", "person": person, **fields})
        case = services.send_help_request(actor=STRANGER, request=request, form_key=key)
        return case.id, services.receipt_of_form(key)


def make_complaint(staff: Actor, case_id: int, **fields) -> int:
    """A complaint of a case. Returns its id."""
    with unit_of_work(Side.OMBUDSMAN):
        complaint = ComplaintText(**{"code": "DU-22", **fields})
        return services.add_complaint(actor=staff, case_id=case_id, complaint=complaint)


def make_consent(staff: Actor, case_id: int, kind: ConsentKind = ConsentKind.DISCLOSE, **fields) -> int:
    """A written consent of the first person of a case. Returns its id."""
    values = {
        "person_id": person_ids(case_id)[0],
        "kind": kind,
        "manner": ConsentManner.WRITTEN,
        "given_on": date(2026, 1, 5),
        "to_whom": "The state" if kind is ConsentKind.DISCLOSE else "",
    }
    with unit_of_work(Side.OMBUDSMAN):
        return services.record_consent(actor=staff, case_id=case_id, consent=ConsentText(**{**values, **fields}))


def make_attachment(
    staff: Actor, case_id: int, *, name: str = "letter.txt", data: bytes = b"Dear plan", kind=AttachmentKind.LETTER
) -> int:
    """A file of a case. Returns its id."""
    with unit_of_work(Side.OMBUDSMAN):
        return services.add_attachment(actor=staff, case_id=case_id, kind=kind, name=name, data=data)


def make_release(staff: Actor, case_id: int, *, text: str = SAFE_TEXT, **fields) -> int:
    """A draft. Returns its id."""
    issue = IssueText("DU-20", PlanType.INTEGRATED_DSNP, RegionBand.STATE, case_of(case_id).received_on.year, text)
    with unit_of_work(Side.OMBUDSMAN):
        return services.draft_release(actor=staff, case_id=case_id, issue=replace(issue, **fields))


def propose(staff: Actor, release_id: int) -> None:
    """Hand a draft to a second person."""
    with unit_of_work(Side.OMBUDSMAN):
        version = release_of(release_id).version
        services.propose_release(actor=staff, release_id=release_id, is_read=True, version=version)


def approve(second: Actor, release_id: int) -> None:
    """Let a release out."""
    with unit_of_work(Side.OMBUDSMAN):
        version = release_of(release_id).version
        services.approve_release(actor=second, release_id=release_id, is_read=True, version=version)


def approved_release(staff: Actor, second: Actor, case_id: int, **fields) -> int:
    """A release that waits in the outbox. Returns its id."""
    release_id = make_release(staff, case_id, **fields)
    propose(staff, release_id)
    approve(second, release_id)
    return release_id


def case_of(case_id: int) -> Case:
    """The row of a case."""
    return db.session.get_one(Case, case_id)


def release_of(release_id: int) -> Release:
    """The row of a release."""
    return db.session.get_one(Release, release_id)


def person_ids(case_id: int) -> list[int]:
    """The people of a case."""
    return [p.id for p in db.session.query(CasePerson).filter_by(case_id=case_id).order_by(CasePerson.id)]


def safe_person(**fields) -> PersonText:
    """A person who may be called and mailed."""
    values = {
        "is_complainant": True,
        "is_affected": True,
        "complainant_type": ComplainantType.RESIDENT,
        "name": "Ana Ruiz",
        "phone": "617-555-0142",
        "email": "ana@example.org",
        "may_call": True,
        "may_email": True,
    }
    return PersonText(**{**values, **fields})
