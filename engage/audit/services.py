"""Recording what happened, inside the transaction in which it happens."""

from dataclasses import dataclass
from typing import Any

from engage.audit.models import AuditEntryMixin
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
