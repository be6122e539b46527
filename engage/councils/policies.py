"""Who may see and change which council and which person."""

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.councils.models import Body, Person, Term

#: Roles whose reading permission covers the whole state; a coordinator's covers the councils of their scope.
_STATEWIDE_ROLES = frozenset({"program_team", "integration_team", "counsel"})


def reads_every_body(actor: Actor) -> bool:
    """Whether the actor may see every body, also those that are not public."""
    statewide = actor.may(Permission.COUNCILS_BODY_READ) and bool(actor.roles & _STATEWIDE_ROLES)
    return statewide or actor.may(Permission.COUNCILS_BODY_CREATE)


def can_create_body(actor: Actor, parent: Body | None = None) -> bool:
    """Whether the actor may add a body; who manages a body may add groups below it."""
    return actor.may(Permission.COUNCILS_BODY_CREATE) or (parent is not None and can_manage_body(actor, parent))


def can_manage_body(actor: Actor, body: Body) -> bool:
    """Whether the actor runs this body: its seats, terms, people and meetings."""
    return actor.may(Permission.COUNCILS_BODY_MANAGE) and _is_in_scope(actor, body)


def can_edit_body(actor: Actor, body: Body) -> bool:
    """Whether the actor may change what the body is called and what it is for."""
    return can_manage_body(actor, body) or actor.may(Permission.COUNCILS_BODY_CREATE)


def can_read_body(actor: Actor, body: Body) -> bool:
    """Whether the actor may know that this body exists."""
    return body.is_public or reads_every_body(actor) or _is_in_scope(actor, body) or body.id in actor.seated_body_ids


def visible_bodies(actor: Actor) -> Select[tuple[Body]]:
    """The bodies that `can_read_body` allows."""
    return select(Body).where(body_is_visible(actor))


def body_is_visible(actor: Actor) -> ColumnElement[bool]:
    """`can_read_body` as a condition on `Body`."""
    if reads_every_body(actor):
        return true()
    return or_(Body.is_public, body_is_in_scope(actor), Body.id.in_(actor.seated_body_ids))


def manageable_bodies(actor: Actor) -> Select[tuple[Body]]:
    """The bodies that `can_manage_body` allows."""
    if not actor.may(Permission.COUNCILS_BODY_MANAGE):
        return select(Body).where(false())
    return select(Body).where(body_is_in_scope(actor))


def body_is_in_scope(actor: Actor) -> ColumnElement[bool]:
    """Whether a `Body` is one the actor coordinates, as a condition."""
    return or_(Body.id.in_(actor.body_ids), Body.plan_id.in_(actor.plan_ids))


def _is_in_scope(actor: Actor, body: Body) -> bool:
    return body.id in actor.body_ids or (body.plan_id is not None and body.plan_id in actor.plan_ids)


def visible_people(actor: Actor) -> Select[tuple[Person]]:
    """People of the bodies the actor runs: recorded for one of them, or with a term on one at any time."""
    if not actor.may(Permission.COUNCILS_PERSON_MANAGE):
        return select(Person).where(false())
    mine = select(Body.id).where(body_is_in_scope(actor))
    seated = select(Term.person_id).where(Term.body_id.in_(mine))
    return select(Person).where(or_(Person.body_id.in_(mine), Person.id.in_(seated)))


def can_choose_for_person(actor: Actor, person_id: int) -> bool:
    """Whether the actor is this person, or helps them, and so may make their choices."""
    return person_id == actor.person_id or person_id in actor.helped_person_ids
