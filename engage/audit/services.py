"""Recording what happened, inside the transaction in which it happens, and sealing it afterwards."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from engage.audit.models import AuditEntryMixin, AuditSealMixin
from engage.audit.queries import head, values_of
from engage.audit.rules import seal_hash
from engage.core import clock
from engage.core.actor import Actor
from engage.core.db import db, writing_side
from engage.core.sides import concrete

_declared: dict[str, "AuditEvent"] = {}


@dataclass(frozen=True)
class AuditEvent:
    """A kind of event, as ``area:noun:verbed``, with exactly the keys its details may carry."""

    name: str
    keys: frozenset[str]


def declare(name: str, *keys: str) -> AuditEvent:
    """Declare an event in an area's ``audit_events.py``.

    Keys hold ids, codes, dates and counts; never a name, an address or anything a person wrote.
    """
    if name in _declared:
        raise ValueError(f"audit event {name} is declared twice")
    event = AuditEvent(name, frozenset(keys))
    _declared[name] = event
    return event


def declared_events() -> list[AuditEvent]:
    """Every event there is, for the test that each one is used."""
    return sorted(_declared.values(), key=lambda event: event.name)


def record(actor: Actor, event: AuditEvent, subject: str, **details: Any) -> None:
    """Write one audit entry in the open unit of work, on its side.

    ``subject`` names the thing as ``noun:id``. Raises `ValueError` when the details are not exactly
    the declared keys, `RuntimeError` when no unit of work is open.
    """
    side = writing_side()
    if side is None:
        raise RuntimeError("an audit entry is written in the transaction of the change it records")
    if set(details) != event.keys:
        raise ValueError(f"{event.name} carries {sorted(event.keys)}, not {sorted(details)}")
    entry = concrete(AuditEntryMixin, side)(event=event.name, actor=actor.label, subject=subject, details=details)
    db.session.add(entry)


def seal_entries(*, limit: int = 500, window: int | None = None) -> int:
    """Chain up to ``limit`` entries that have no seal yet; returns how many.

    Entries are taken in the order of their ids, but on PostgreSQL a lower id may be committed after
    a higher one; it is sealed when it appears. With ``window`` only the newest ids are looked at
    (that many below the highest sealed one), which is quick; a pass without it, once a day, finds
    whatever a very long transaction may have left behind.

    Two workers at once cannot fork the chain: both compute the same sequence number, which is the
    key, and the second fails with an integrity error and changes nothing.
    """
    side = writing_side()
    if side is None:
        raise RuntimeError("entries are sealed in a unit of work")
    entry, seal = concrete(AuditEntryMixin, side), concrete(AuditSealMixin, side)
    waiting = select(entry).outerjoin(seal, seal.entry_id == entry.id).where(seal.sequence.is_(None))
    if window is not None:
        waiting = waiting.where(entry.id > (db.session.scalar(select(func.max(seal.entry_id))) or 0) - window)
    last = head(side)
    sequence, previous, now = last.sequence, last.hash, clock.now()
    rows = db.session.scalars(waiting.order_by(entry.id).limit(limit)).all()
    for row in rows:
        sequence += 1
        digest = seal_hash(previous, sequence, now, values_of(row))
        db.session.add(seal(sequence=sequence, entry_id=row.id, previous_hash=previous, hash=digest, sealed_at=now))
        previous = digest
    return len(rows)
