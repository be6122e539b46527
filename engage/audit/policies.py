"""Who may read the log."""

from sqlalchemy import Select, false, select

from engage.audit.models import AuditEntryMixin, AuditSealMixin
from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.core.sides import Side, concrete

_READ = {Side.ENGAGE: Permission.AUDIT_ENTRY_READ, Side.OMBUDSMAN: Permission.OMBUDSMAN_AUDIT_READ}


def can_read_entries(actor: Actor) -> bool:
    """Whether ``actor`` may read the log of their own side; nobody reads the other side's."""
    return actor.may(_READ[actor.side])


def visible_entries(actor: Actor) -> Select:
    """Entries, each with its seal or None, of the actor's own side; none for anybody else."""
    entry, seal = concrete(AuditEntryMixin, actor.side), concrete(AuditSealMixin, actor.side)
    statement = select(entry, seal).outerjoin(seal, seal.entry_id == entry.id)
    return statement if can_read_entries(actor) else statement.where(false())
