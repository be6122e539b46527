"""Reads of bodies."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PageOf, read_page
from engage.councils.enums import BodyKind, SeatStatus
from engage.councils.models import Body
from engage.councils.policies import (
    can_create_body,
    can_edit_body,
    can_manage_body,
    manageable_bodies,
    visible_bodies,
)
from engage.councils.queries.seats import seats_by_body


@dataclass(frozen=True)
class BodyChoice:
    """One body to choose from."""

    id: int
    name: Words


@dataclass(frozen=True)
class BodyRow:
    """One body in a list, with how its seats stand on a day."""

    id: int
    name: Words
    kind: BodyKind
    kind_name: Words
    is_public: bool
    parent_name: Words | None
    seats: int
    vacant: int
    ending_soon: int
    carried_over: int


@dataclass(frozen=True)
class BodyPage:
    """One body, for everybody who may see it."""

    id: int
    name: Words
    kind: BodyKind
    kind_name: Words
    citation: str | None
    purpose: Words
    parent: BodyChoice | None
    children: tuple[BodyChoice, ...]
    appointing_authority: str
    legal_authority: str
    email: str | None
    phone: str | None
    is_public: bool
    has_posting_clocks: bool
    can_manage: bool
    can_edit: bool


@dataclass(frozen=True)
class BodyEdit:
    """What the form to change a body starts from."""

    id: int
    name: str
    name_es: str | None
    kind: BodyKind
    purpose: str
    purpose_es: str | None
    parent_id: int | None
    plan_id: int | None
    is_public: bool
    has_posting_clocks: bool
    appointing_authority: str
    legal_authority: str
    email: str | None
    phone: str | None
    version: int


def body_rows(
    actor: Actor,
    on: date,
    *,
    search: str = "",
    kind: str = "",
    is_mine: bool = False,
    public_only: bool = False,
    number: int = 1,
) -> PageOf[BodyRow]:
    """One page of the bodies the actor may see, by name; ``is_mine`` keeps to those the actor runs."""
    parent = aliased(Body)
    statement: Select = manageable_bodies(actor) if is_mine else visible_bodies(actor)
    if public_only:
        statement = statement.where(Body.is_public)
    if search:
        statement = statement.where(
            or_(Body.name.icontains(search, autoescape=True), Body.name_es.icontains(search, autoescape=True))
        )
    if kind:
        statement = statement.where(Body.kind == kind)
    statement = (
        statement.outerjoin(parent, parent.id == Body.parent_id)
        .add_columns(parent.name, parent.name_es)
        .order_by(Body.name, Body.id)
    )
    page = read_page(statement, tuple, number=number)
    seats = seats_by_body([body.id for body, _, _ in page.rows], on)
    rows = tuple(_row(body, name, name_es, seats.get(body.id, ())) for body, name, name_es in page.rows)
    return PageOf(rows, page.number, page.pages, page.total)


def _row(body: Body, parent: str | None, parent_es: str | None, seats) -> BodyRow:
    standing = Counter(seat.status for seat in seats)
    return BodyRow(
        id=body.id,
        name=body.words,
        kind=BodyKind(body.kind),
        kind_name=BodyKind(body.kind).info.name,
        is_public=body.is_public,
        parent_name=Words(parent, parent_es) if parent else None,
        seats=len(seats),
        vacant=standing[SeatStatus.VACANT],
        ending_soon=standing[SeatStatus.ENDING_SOON],
        carried_over=standing[SeatStatus.CARRIED_OVER],
    )


def body_page(actor: Actor, body_id: int) -> BodyPage:
    """One body with its place among the others. Raises `NotFound`."""
    body = find_body(actor, body_id)
    near = db.session.scalars(
        visible_bodies(actor)
        .where(or_(Body.parent_id == body.id, Body.id == body.parent_id))
        .order_by(Body.name, Body.id)
    ).all()
    kind = BodyKind(body.kind)
    return BodyPage(
        id=body.id,
        name=body.words,
        kind=kind,
        kind_name=kind.info.name,
        citation=kind.info.citation,
        purpose=Words(body.purpose, body.purpose_es),
        parent=next((_choice(other) for other in near if other.id == body.parent_id), None),
        children=tuple(_choice(other) for other in near if other.parent_id == body.id),
        appointing_authority=body.appointing_authority,
        legal_authority=body.legal_authority,
        email=body.email,
        phone=body.phone,
        is_public=body.is_public,
        has_posting_clocks=body.has_posting_clocks,
        can_manage=can_manage_body(actor, body),
        can_edit=can_edit_body(actor, body),
    )


def body_edit(actor: Actor, body_id: int) -> BodyEdit:
    """What the form to change a body starts from. Raises `NotFound`."""
    body = find_body(actor, body_id)
    names = BodyEdit.__dataclass_fields__
    return BodyEdit(**{name: getattr(body, name) for name in names})


def find_body(actor: Actor, body_id: int) -> Body:
    """The body itself, for this area's services and queries. Raises `NotFound` when the actor may not see it."""
    body = db.session.scalar(visible_bodies(actor).where(Body.id == body_id))
    if body is None:
        raise NotFound
    return body


def body_choices(actor: Actor) -> tuple[BodyChoice, ...]:
    """The bodies the actor may see, by name."""
    return tuple(_choice(body) for body in db.session.scalars(visible_bodies(actor).order_by(Body.name)))


def managed_body_choices(actor: Actor) -> tuple[BodyChoice, ...]:
    """The bodies the actor runs, by name."""
    return tuple(_choice(body) for body in db.session.scalars(manageable_bodies(actor).order_by(Body.name)))


def parent_choices(actor: Actor) -> tuple[BodyChoice, ...]:
    """The bodies under which the actor may put a group."""
    return body_choices(actor) if can_create_anywhere(actor) else managed_body_choices(actor)


def can_create_anywhere(actor: Actor) -> bool:
    """Whether the actor may make bodies that stand under no other."""
    return can_create_body(actor)


def body_name(body_id: int) -> Words:
    """The name of a body, for pages that already know their reader may see it; empty when there is none."""
    return body_names([body_id]).get(body_id, Words(""))


def body_names(body_ids: list[int] | None = None) -> dict[int, Words]:
    """Names by id, of all bodies when none are named."""
    statement = select(Body.id, Body.name, Body.name_es)
    if body_ids is not None:
        statement = statement.where(Body.id.in_(body_ids))
    return {row.id: Words(row.name, row.name_es) for row in db.session.execute(statement)}


def _choice(body: Body) -> BodyChoice:
    return BodyChoice(body.id, body.words)


def body_scope_choices() -> list[tuple[int, str]]:
    """Every body by name, for whoever gives a coordinator their council."""
    return sorted(((body_id, name.en) for body_id, name in body_names().items()), key=lambda pair: pair[1])
