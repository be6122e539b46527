"""Recording people and what they chose."""

from dataclasses import asdict, dataclass, replace
from datetime import date

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.changes import check_version, take_over
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.councils import audit_events
from engage.councils.enums import ContactWay
from engage.councils.models import Person
from engage.councils.policies import can_choose_for_person, can_manage_body
from engage.councils.queries.bodies import find_body
from engage.councils.queries.people import PersonRow, current_people, find_person


@dataclass(frozen=True)
class PersonDetails:
    """What staff keep about a person. Not named in public unless the person said so."""

    name: str
    is_named_publicly: bool = False
    email: str | None = None
    phone: str | None = None
    language: str = "en"
    preferred_contact: ContactWay = ContactWay.EMAIL
    format_needs: tuple[str, ...] = ()
    format_note: str = ""


@dataclass(frozen=True)
class ChoiceDetails:
    """What a person decides for themselves."""

    is_named_publicly: bool
    language: str
    preferred_contact: ContactWay
    format_needs: tuple[str, ...]
    format_note: str


def record_person(*, actor: Actor, body_id: int, details: PersonDetails) -> int:
    """Record somebody for a council the actor runs; returns their id.

    Raises `NotFound`, `NotAllowed`, `RuleBroken`.
    """
    body = find_body(actor, body_id)
    ensure(actor.may(Permission.COUNCILS_PERSON_MANAGE) and can_manage_body(actor, body))
    _check_way(details.preferred_contact, details.email, details.phone)
    person = Person(body_id=body_id, **_stored(details))
    db.session.add(person)
    db.session.flush()
    audit.record(actor, audit_events.PERSON_RECORDED, f"person:{person.id}", body_id=body_id)
    return person.id


def edit_person(*, actor: Actor, person_id: int, expected_version: int | None, details: PersonDetails) -> None:
    """Change what is kept about a person. Raises `NotFound`, `Conflict`, `RuleBroken`."""
    person = find_person(actor, person_id)
    ensure(actor.may(Permission.COUNCILS_PERSON_MANAGE))
    check_version(person, expected_version)
    _check_way(details.preferred_contact, details.email, details.phone)
    changed = _take_over(person, details)
    audit.record(actor, audit_events.PERSON_EDITED, f"person:{person.id}", fields=changed)


def save_choices(*, actor: Actor, person_id: int, expected_version: int | None, details: ChoiceDetails) -> None:
    """Save what a member, or who helps them, chose. Raises `NotFound`, `Conflict`, `RuleBroken`."""
    person = db.session.get(Person, person_id)
    if person is None or not can_choose_for_person(actor, person_id):
        raise NotFound
    check_version(person, expected_version)
    _check_way(details.preferred_contact, person.email, person.phone)
    changed = _take_over(person, details)
    audit.record(actor, audit_events.PERSON_CHOICES_SAVED, f"person:{person.id}", fields=changed)


def _check_way(way: ContactWay, email: str | None, phone: str | None) -> None:
    if way is ContactWay.EMAIL and not email and phone:
        raise RuleBroken(N_("There is no e-mail address. Add one, or choose another way."), field="preferred_contact")
    if way in (ContactWay.PHONE, ContactWay.TEXT) and not phone:
        raise RuleBroken(N_("There is no phone number. Add one, or choose another way."), field="preferred_contact")


def _stored(details: PersonDetails | ChoiceDetails) -> dict:
    return {**asdict(details), "format_needs": list(details.format_needs)}


def _take_over(person: Person, details: PersonDetails | ChoiceDetails) -> list[str]:
    # The database keeps the needs as a JSON list.
    return take_over(person, replace(details, format_needs=list(details.format_needs)))  # type: ignore[arg-type]


def export_contacts(*, actor: Actor, body_id: int, on: date) -> tuple[PersonRow, ...]:
    """Who sits on the body on ``on`` with contact data, for a file; the audit log keeps who took it.

    Raises `NotFound`, `NotAllowed`.
    """
    body = find_body(actor, body_id)
    ensure(actor.may(Permission.COUNCILS_PERSON_MANAGE) and can_manage_body(actor, body))
    people = current_people(body_id, on)
    audit.record(actor, audit_events.ROSTER_EXPORTED, f"body:{body_id}", on=on.isoformat(), rows=len(people))
    return people
