"""Where an actor stands today: the councils they run and the ones they sit on."""

from dataclasses import replace
from datetime import date
from itertools import groupby

from sqlalchemy import select

from engage.core import clock
from engage.core.actor import Actor
from engage.core.db import db
from engage.councils.models import Body, Seat, Term
from engage.councils.rules import holder_of, with_descendants
from engage.directory.queries import state_profile


def state_today() -> date:
    """The calendar day it is in the state."""
    return clock.today(state_profile().time_zone)


def with_scopes(actor: Actor) -> Actor:
    """``actor`` with all councils they run (groups below and committees of their plans too) and those they sit on."""
    return replace(actor, body_ids=_run_bodies(actor), seated_body_ids=_seated_bodies(actor))


def _run_bodies(actor: Actor) -> frozenset[int]:
    if not (actor.body_ids or actor.plan_ids):
        return frozenset()
    bodies = db.session.execute(select(Body.id, Body.parent_id, Body.plan_id)).all()
    of_plans = {body.id for body in bodies if body.plan_id is not None and body.plan_id in actor.plan_ids}
    # A plan's own committee is run by that plan's coordinator, even below a state council.
    parents = {body.id: body.parent_id if body.plan_id is None else None for body in bodies}
    return with_descendants(parents, actor.body_ids | of_plans)


def _seated_bodies(actor: Actor) -> frozenset[int]:
    people = actor.helped_person_ids | ({actor.person_id} if actor.person_id is not None else set())
    if not people:
        return frozenset()
    on = state_today()
    theirs = select(Term.seat_id).where(Term.person_id.in_(people))
    terms = db.session.scalars(
        select(Term)
        .join(Seat, Seat.id == Term.seat_id)
        .where(Term.seat_id.in_(theirs), (Seat.retired_on.is_(None)) | (Seat.retired_on >= on))
        .order_by(Term.seat_id)
    ).all()
    seated = set()
    for _, of_seat in groupby(terms, key=lambda term: term.seat_id):
        group = list(of_seat)
        holder = holder_of([term.span for term in group], on)
        if holder is not None and holder.person_id in people:
            seated.add(group[0].body_id)
    return frozenset(seated)
