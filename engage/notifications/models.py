"""The outbox, once in each database."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from engage.audit.models import BigId
from engage.core import clock
from engage.core.db import CreatedMixin, OmbudsmanModel, StateModel


class OutboxMessageMixin(CreatedMixin):
    """Something to deliver. ``body`` is JSON; on the ombudsman's side it is encrypted."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    topic: Mapped[str] = mapped_column(String(80))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    #: The same key twice is delivered once.
    dedupe_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    #: Sent with every attempt, so that a repeat after a crash can be recognized by the receiver.
    message_id: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    leased_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:  # noqa: N805
        return (Index(f"ix_{cls.__tablename__}_state_due_at", "state", "due_at"),)


class OutboxMessage(OutboxMessageMixin, StateModel):
    """The state's side."""


class OmbudsmanOutboxMessage(OutboxMessageMixin, OmbudsmanModel):
    """The ombudsman's side."""


class JobRunMixin:
    """One row a periodic job: who runs it until when, and when it last ended."""

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    leased_until: Mapped[datetime | None]
    last_started_at: Mapped[datetime | None]
    last_ended_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))


class JobRun(JobRunMixin, StateModel):
    """The state's side."""


class OmbudsmanJobRun(JobRunMixin, OmbudsmanModel):
    """The ombudsman's side."""
