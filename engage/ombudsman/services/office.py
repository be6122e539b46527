"""How the office is reached."""

from dataclasses import asdict, dataclass

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import Conflict
from engage.ombudsman import audit_events
from engage.ombudsman.models import Office
from engage.ombudsman.policies import can_edit_office


@dataclass(frozen=True)
class OfficeText:
    """What people are told of the office."""

    name: str
    phone: str
    email: str = ""
    hours: str = ""
    hours_es: str = ""
    reply_days: int = 2


def change_office(*, actor: Actor, office: OfficeText, version: int | None) -> None:
    """Change what people are told. Raises `NotAllowed`, `Conflict`."""
    ensure(can_edit_office(actor))
    row = db.session.get(Office, 1, with_for_update=True)
    if row is None:
        row = Office(id=1, version=0)
        db.session.add(row)
    if (version or 0) != row.version:
        raise Conflict
    values = asdict(office)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    audit.record(actor, audit_events.OFFICE_CHANGED, "office:1", fields=changed)
