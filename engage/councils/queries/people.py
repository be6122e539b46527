"""Reads of people. Contact data is only for staff of a council the person belongs to, and for mail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PageOf, read_page
from engage.councils.enums import ContactWay
from engage.councils.models import Body, Person, Seat, Term
from engage.councils.policies import body_is_in_scope, can_choose_for_person, visible_people
from engage.councils.queries.seats import seat_rows


@dataclass(frozen=True)
class PersonRow:
    """Somebody who sits on a body, for staff and for mail."""

    person_id: int
    name: str
    email: str | None
    phone: str | None
    language: str
    preferred_contact: ContactWay
    is_named_publicly: bool
    seat_label: Words | None = None
    is_voting: bool = False


@dataclass(frozen=True)
class PersonContact:
    """How to reach somebody."""

    name: str
    email: str | None
    language: str
    preferred_contact: ContactWay


@dataclass(frozen=True)
class PersonTerm:
    """One term in a person's history."""

    term_id: int
    body_id: int
    body_name: Words
    seat_id: int
    seat_label: Words
    starts_on: date
    ends_on: date
    left_on: date | None
    left_reason: str | None


@dataclass(frozen=True)
class PersonPage:
    """One person, for staff of their council and for themselves."""

    id: int
    name: str
    body_id: int
    is_named_publicly: bool
    email: str | None
    phone: str | None
    language: str
    preferred_contact: ContactWay
    format_needs: tuple[str, ...]
    format_note: str
    version: int
    terms: tuple[PersonTerm, ...]


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be put on a seat."""

    id: int
    name: str


def current_people(body_id: int, on: date) -> tuple[PersonRow, ...]:
    """Who sits on the body on ``on``, in the order of the seats. For callers that checked who is asking."""
    held = [(seat, seat.holder) for seat in seat_rows(body_id, on) if seat.holder is not None]
    people = _people([holder.person_id for _, holder in held])
    return tuple(
        _row(people[holder.person_id], seat.label, seat.is_voting)
        for seat, holder in held
        if holder.person_id in people
    )


def _people(person_ids: Iterable[int]) -> dict[int, Person]:
    found = db.session.scalars(select(Person).where(Person.id.in_(list(person_ids))))
    return {person.id: person for person in found}


def _row(person: Person, label: Words | None = None, is_voting: bool = False) -> PersonRow:
    return PersonRow(
        person_id=person.id,
        name=person.name,
        email=person.email,
        phone=person.phone,
        language=person.language,
        preferred_contact=ContactWay(person.preferred_contact),
        is_named_publicly=person.is_named_publicly,
        seat_label=label,
        is_voting=is_voting,
    )


def person_contacts(person_ids: Iterable[int]) -> dict[int, PersonContact]:
    """How to reach these people, by id; one query. For mail, never for a page."""
    return {
        person.id: PersonContact(person.name, person.email, person.language, ContactWay(person.preferred_contact))
        for person in _people(person_ids).values()
    }


def person_names(person_ids: Iterable[int]) -> dict[int, str]:
    """Names by id, for staff pages that already know their reader may see them."""
    return {person.id: person.name for person in _people(person_ids).values()}


def people_of_body(actor: Actor, body_id: int) -> tuple[Candidate, ...]:
    """Everybody who ever had a term on the body or was recorded for it, by name, as far as the actor may see them."""
    of_body = select(Term.person_id).where(Term.body_id == body_id)
    statement = visible_people(actor).where(or_(Person.body_id == body_id, Person.id.in_(of_body)))
    people = db.session.scalars(statement.order_by(Person.name, Person.id))
    return tuple(Candidate(person.id, person.name) for person in people)


def candidates(actor: Actor) -> tuple[Candidate, ...]:
    """The people the actor may put on a seat, by name."""
    people = db.session.scalars(visible_people(actor).order_by(Person.name, Person.id))
    return tuple(Candidate(person.id, person.name) for person in people)


def person_list(actor: Actor, *, search: str = "", body_id: int | None = None, number: int = 1) -> PageOf[PersonRow]:
    """One page of the people the actor may see, by name; ``search`` looks in name, e-mail and phone."""
    statement = visible_people(actor)
    if search:
        fields = (Person.name, Person.email, Person.phone)
        statement = statement.where(or_(*(field.icontains(search, autoescape=True) for field in fields)))
    if body_id is not None:
        of_body = select(Term.person_id).where(Term.body_id == body_id)
        statement = statement.where(or_(Person.body_id == body_id, Person.id.in_(of_body)))
    return read_page(statement.order_by(Person.name, Person.id), lambda row: _row(row[0]), number=number)


def find_person(actor: Actor, person_id: int) -> Person:
    """The person, for this area's services and queries. Raises `NotFound` when the actor may not see them."""
    person = db.session.scalar(visible_people(actor).where(Person.id == person_id))
    if person is None:
        raise NotFound
    return person


def person_page(actor: Actor, person_id: int) -> PersonPage:
    """One person with their terms on the councils the actor runs. Raises `NotFound`."""
    person = find_person(actor, person_id)
    terms = db.session.execute(_terms_of(person_id).where(body_is_in_scope(actor)).order_by(Term.starts_on.desc()))
    return _page(person, tuple(_person_term(*row) for row in terms))


def my_choices(actor: Actor, person_id: int) -> PersonPage:
    """A person's own choices, for themselves and who helps them. Raises `NotFound`."""
    person = db.session.get(Person, person_id) if can_choose_for_person(actor, person_id) else None
    if person is None:
        raise NotFound
    terms = db.session.execute(_terms_of(person_id).order_by(Term.starts_on.desc()))
    return _page(person, tuple(_person_term(*row) for row in terms))


def _terms_of(person_id: int):
    return (
        select(Term, Seat, Body)
        .join(Seat, Seat.id == Term.seat_id)
        .join(Body, Body.id == Term.body_id)
        .where(Term.person_id == person_id)
    )


def _person_term(term: Term, seat: Seat, body: Body) -> PersonTerm:
    return PersonTerm(
        term.id,
        body.id,
        body.words,
        seat.id,
        seat.words,
        term.starts_on,
        term.ends_on,
        term.left_on,
        term.left_reason,
    )


def _page(person: Person, terms: tuple[PersonTerm, ...]) -> PersonPage:
    return PersonPage(
        id=person.id,
        name=person.name,
        body_id=person.body_id,
        is_named_publicly=person.is_named_publicly,
        email=person.email,
        phone=person.phone,
        language=person.language,
        preferred_contact=ContactWay(person.preferred_contact),
        format_needs=tuple(person.format_needs),
        format_note=person.format_note,
        version=person.version,
        terms=terms,
    )


def person_scope_choices() -> list[tuple[int, str]]:
    """Everybody by name and council, for whoever gives a member or a helper their role."""
    rows = db.session.execute(
        select(Person.id, Person.name, Body.name)
        .join(Body, Body.id == Person.body_id)
        .order_by(Person.name, Person.id)
    )
    return [(person_id, f"{name} ({body})") for person_id, name, body in rows]
