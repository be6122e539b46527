"""Audit entries and the chain of seals over them, one pair of tables in each database.

Both tables only ever grow (triggers refuse UPDATE and DELETE). Entries are inserted unlinked, so
that they never serialize writers; a job seals them in order afterwards.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from engage.core import clock
from engage.core.append_only import append_only
from engage.core.db import OmbudsmanModel, StateModel

BigId = BigInteger().with_variant(Integer, "sqlite")


class AuditEntryMixin:
    """One thing that happened."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    event: Mapped[str] = mapped_column(String(80), index=True)
    actor: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(80), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class AuditSealMixin:
    """The place of an entry in the chain: each hash covers the entry and the hash before."""

    sequence: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime] = mapped_column(default=clock.now)


class AuditEntry(AuditEntryMixin, StateModel):
    """The state's side."""


class AuditSeal(AuditSealMixin, StateModel):
    """The state's side."""

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), unique=True)


class OmbudsmanAuditEntry(AuditEntryMixin, OmbudsmanModel):
    """The ombudsman's side."""


class OmbudsmanAuditSeal(AuditSealMixin, OmbudsmanModel):
    """The ombudsman's side."""

    entry_id: Mapped[int] = mapped_column(ForeignKey("ombudsman_audit_entry.id"), unique=True)


for _model in (AuditEntry, AuditSeal, OmbudsmanAuditEntry, OmbudsmanAuditSeal):
    append_only(_model)
