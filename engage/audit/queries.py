"""Reading the log and checking that nothing in it was changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from engage.audit.models import AuditEntryMixin, AuditSealMixin
from engage.audit.policies import visible_entries
from engage.audit.rules import GENESIS, EntryValues, seal_hash
from engage.core import clock
from engage.core.actor import Actor
from engage.core.db import db
from engage.core.paging import PageOf, read_page
from engage.core.sides import Side, concrete

#: An entry is sealed within seconds; one that waits longer means that no worker runs.
UNSEALED_TOO_LONG = timedelta(minutes=10)
_BATCH = 1000


@dataclass(frozen=True)
class EntryFilter:
    """Which entries are wanted; a day is a calendar day in ``time_zone``."""

    event: str = ""
    actor: str = ""
    subject: str = ""
    from_day: date | None = None
    to_day: date | None = None
    time_zone: str = "UTC"


@dataclass(frozen=True)
class EntryRow:
    """One entry as it is listed and exported; ``sequence`` and ``hash`` are None until it is sealed."""

    id: int
    at: datetime
    event: str
    actor: str
    subject: str
    details: dict[str, Any]
    sequence: int | None
    hash: str | None


@dataclass(frozen=True)
class Head:
    """The newest seal."""

    sequence: int
    hash: str
    sealed_at: datetime | None


def entry_rows(*, actor: Actor, wanted: EntryFilter, page: int = 1) -> PageOf[EntryRow]:
    """A page of the entries that ``actor`` may read, newest first."""
    entry = concrete(AuditEntryMixin, actor.side)
    return read_page(_filtered(actor, wanted).order_by(entry.id.desc()), _row, number=page)


def all_entries(*, actor: Actor, wanted: EntryFilter) -> Iterator[EntryRow]:
    """Every entry that ``actor`` may read, oldest first, read in pieces."""
    entry = concrete(AuditEntryMixin, actor.side)
    last = 0
    while True:
        statement = _filtered(actor, wanted).where(entry.id > last).order_by(entry.id).limit(_BATCH)
        rows = [_row(row) for row in db.session.execute(statement)]
        yield from rows
        if len(rows) < _BATCH:
            return
        last = rows[-1].id
        db.session.expunge_all()


def event_names(actor: Actor) -> tuple[str, ...]:
    """The events that occur among the entries ``actor`` may read, in alphabetical order."""
    entry = concrete(AuditEntryMixin, actor.side)
    names = visible_entries(actor).with_only_columns(entry.event, maintain_column_froms=True)
    return tuple(db.session.scalars(names.distinct().order_by(entry.event)))


def head(side: Side) -> Head:
    """The newest seal of ``side``; sequence 0 before the first. Kept elsewhere, it proves that no tail was cut."""
    seal = concrete(AuditSealMixin, side)
    row = db.session.execute(
        select(seal.sequence, seal.hash, seal.sealed_at).order_by(seal.sequence.desc()).limit(1)
    ).one_or_none()
    return Head(*row) if row else Head(0, GENESIS, None)


def _filtered(actor: Actor, wanted: EntryFilter) -> Select:
    entry = concrete(AuditEntryMixin, actor.side)
    statement = visible_entries(actor)
    for column, value in ((entry.event, wanted.event), (entry.actor, wanted.actor), (entry.subject, wanted.subject)):
        if value:
            statement = statement.where(column == value)
    zone = ZoneInfo(wanted.time_zone)
    if wanted.from_day:
        statement = statement.where(entry.at >= datetime.combine(wanted.from_day, time.min, zone))
    if wanted.to_day:
        statement = statement.where(entry.at < datetime.combine(wanted.to_day + timedelta(days=1), time.min, zone))
    return statement


def _row(row: Any) -> EntryRow:
    entry, seal = row
    return EntryRow(
        id=entry.id,
        at=entry.at,
        event=entry.event,
        actor=entry.actor,
        subject=entry.subject,
        details=entry.details,
        sequence=seal.sequence if seal else None,
        hash=seal.hash if seal else None,
    )


class Break(StrEnum):
    """What can be wrong with the chain."""

    ENTRY_CHANGED = "the entry does not match its seal: it was changed"
    ENTRY_MISSING = "the seal has no entry: it was deleted"
    SEAL_MISSING = "the seal is missing"
    LINK_BROKEN = "the seal does not follow from the one before it"
    HEAD_MISSING = "the expected head is not in the chain: its end was cut off or written anew"


@dataclass(frozen=True)
class BrokenAt:
    """The first place where the chain does not hold."""

    kind: Break
    sequence: int
    entry_id: int | None = None


@dataclass(frozen=True)
class Verification:
    """What checking one side found. ``overdue`` entries have waited too long for their seal."""

    side: Side
    entries: int
    sealed: int
    unsealed: int
    overdue: int
    head: Head
    broken: BrokenAt | None

    @property
    def holds(self) -> bool:
        """Whether every seal is in its place and every sealed entry is as it was."""
        return self.broken is None


def verify(side: Side, *, expected_head: str | None = None) -> Verification:
    """Compute the whole chain of ``side`` anew, in pieces, and compare.

    ``expected_head`` is a hash that was once the head: the chain must still contain it, which a log
    whose newest entries were removed together with their seals does not.
    """
    entry, seal = concrete(AuditEntryMixin, side), concrete(AuditSealMixin, side)
    previous, sequence, broken = GENESIS, 0, None
    is_expected_found = expected_head in (None, GENESIS)
    for row in _chain(side):
        broken = _check(row, sequence + 1, previous)
        if broken:
            break
        sequence, previous = row.seal.sequence, row.seal.hash
        is_expected_found = is_expected_found or previous == expected_head
    if broken is None and not is_expected_found:
        broken = BrokenAt(Break.HEAD_MISSING, sequence)
    counted = select(func.count()).select_from(entry).outerjoin(seal, seal.entry_id == entry.id)
    unsealed = counted.where(seal.sequence.is_(None))
    return Verification(
        side=side,
        entries=_count(select(func.count()).select_from(entry)),
        sealed=_count(select(func.count()).select_from(seal)),
        unsealed=_count(unsealed),
        overdue=_count(unsealed.where(entry.at < clock.now() - UNSEALED_TOO_LONG)),
        head=head(side),
        broken=broken,
    )


@dataclass(frozen=True)
class _Link:
    seal: AuditSealMixin
    entry: AuditEntryMixin | None


def _chain(side: Side) -> Iterator[_Link]:
    entry, seal = concrete(AuditEntryMixin, side), concrete(AuditSealMixin, side)
    last = None
    while True:
        statement = select(seal, entry).outerjoin(entry, entry.id == seal.entry_id).order_by(seal.sequence)
        if last is not None:
            statement = statement.where(seal.sequence > last)
        # What the database holds now, not what this session may have read before.
        rows = db.session.execute(statement.limit(_BATCH).execution_options(populate_existing=True)).all()
        for row in rows:
            yield _Link(*row)
        if len(rows) < _BATCH:
            return
        last = rows[-1][0].sequence
        db.session.expunge_all()


def _check(link: _Link, expected_sequence: int, previous: str) -> BrokenAt | None:
    seal, entry = link.seal, link.entry
    if seal.sequence != expected_sequence:
        return BrokenAt(Break.SEAL_MISSING, expected_sequence)
    if entry is None:
        return BrokenAt(Break.ENTRY_MISSING, seal.sequence, seal.entry_id)
    if seal.previous_hash != previous:
        return BrokenAt(Break.LINK_BROKEN, seal.sequence, entry.id)
    if seal.hash != seal_hash(previous, seal.sequence, seal.sealed_at, values_of(entry)):
        return BrokenAt(Break.ENTRY_CHANGED, seal.sequence, entry.id)
    return None


def values_of(entry: AuditEntryMixin) -> EntryValues:
    """What ``entry`` says, as it is sealed."""
    return EntryValues(entry.id, entry.at, entry.event, entry.actor, entry.subject, entry.details)


def _count(statement: Select) -> int:
    return db.session.scalar(statement) or 0
