"""The people of a case."""

from dataclasses import asdict, dataclass

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.runtime import keyring
from engage.ombudsman import audit_events
from engage.ombudsman.enums import ComplainantType
from engage.ombudsman.models import Case, CasePerson, PersonLookup
from engage.ombudsman.policies import can_update_case
from engage.ombudsman.rules import person_keys
from engage.ombudsman.services.records import apply, check_version, load_case


@dataclass(frozen=True)
class PersonText:
    """What is known of a person, and what they said is safe."""

    is_complainant: bool = False
    is_affected: bool = False
    is_helper: bool = False
    complainant_type: ComplainantType = ComplainantType.UNKNOWN
    name: str = ""
    relationship_words: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    member_number: str = ""
    contact_note: str = ""
    may_call: bool = False
    may_leave_voicemail: bool = False
    may_email: bool = False


def add_person(*, actor: Actor, case_id: int, person: PersonText) -> int:
    """Add somebody to a case. Returns their id. Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    row = new_person(case, person)
    audit.record(actor, audit_events.PERSON_ADDED, f"case:{case.id}", person_id=row.id)
    return row.id


def change_person(*, actor: Actor, case_id: int, person_id: int, person: PersonText, version: int | None) -> None:
    """Correct what is known of somebody. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    row = db.session.get(CasePerson, person_id)
    if row is None or row.case_id != case.id:
        raise NotFound
    check_version(row, version)
    changed = set_person(row, person)
    audit.record(actor, audit_events.PERSON_CHANGED, f"case:{case.id}", person_id=row.id, fields=changed)


def new_person(case: Case, person: PersonText) -> CasePerson:
    """Add a row with its lookup keys. Raises `RuleBroken` when the person has no part in the case."""
    row = CasePerson(case_id=case.id)
    set_person(row, person)
    return row


def set_person(row: CasePerson, person: PersonText) -> list[str]:
    """Write ``person`` into ``row`` and renew the lookup keys; returns the names of what changed."""
    if not (person.is_complainant or person.is_affected or person.is_helper):
        raise RuleBroken(N_("Say what part the person has in the case."), field="parts")
    if person.may_email and not person.email:
        raise RuleBroken(N_("Enter the e-mail address that is safe."), field="email")
    if person.may_call and not person.phone:
        raise RuleBroken(N_("Enter the phone number that is safe."), field="phone")
    values = asdict(person)
    values["may_leave_voicemail"] = person.may_call and person.may_leave_voicemail
    changed = apply(row, values)
    for name, value in values.items():
        if isinstance(value, bool):
            setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    _renew_lookups(row)
    return changed


def _renew_lookups(row: CasePerson) -> None:
    keys = person_keys(
        name=row.name or "",
        phone=row.phone or "",
        email=row.email or "",
        member_number=row.member_number or "",
    )
    wanted = {keyring().index("lookup", key) for key in keys}
    row.lookups = [lookup for lookup in row.lookups if lookup.digest in wanted]
    held = {lookup.digest for lookup in row.lookups}
    row.lookups.extend(PersonLookup(digest=digest) for digest in sorted(wanted - held))
