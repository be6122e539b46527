"""Keeping and removing files, in the transaction of the change they belong to."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from engage.audit.services import record
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.crypto import Undecryptable
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotFound
from engage.core.ids import new_token
from engage.core.runtime import keyring
from engage.core.sides import Side, concrete
from engage.files import storage
from engage.files.audit_events import FILE_REMOVED, FILE_STORED
from engage.files.models import StoredFileMixin
from engage.files.policies import can_change_files
from engage.files.queries import FileDamaged, FileRow, open_file, read_stored, to_row
from engage.files.rules import check_file

__all__ = [
    "FilesRotation",
    "count_files",
    "open_file",
    "remove_file",
    "remove_series",
    "rotate_files",
    "store_file",
    "sweep_orphans",
]
#: Bytes without a row may belong to a transaction that is not finished; after this they do not.
_ORPHAN_AFTER = timedelta(days=1)
_BATCH = 500


def store_file(*, actor: Actor, name: str, data: bytes, series: str | None = None) -> FileRow:
    """Keep a file on the side of the open unit of work, as a new one or as the next version of ``series``.

    The caller has decided that ``actor`` may. Raises `RuleBroken` (field ``file``) when the file is
    empty, larger than 15 MB or not a kind we take, `NotFound` when there is no such series, and
    `Conflict` when somebody else stored a version at the same moment.
    """
    ensure(can_change_files(actor))
    side = actor.side
    kept_name, kind = check_file(name, data)
    key, model = new_token(), concrete(StoredFileMixin, side)
    version = _next_version(model, series) if series else 1
    stored = storage.seal(side, data)
    storage.write(side, key, stored)
    row = model(
        key=key,
        stored_as=key,
        series=series or key,
        version=version,
        name=storage.seal(side, kept_name.encode()),
        media_type=kind.value,
        size=len(data),
        sha256=hashlib.sha256(stored).hexdigest(),
        stored_on=clock.today(),
    )
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict from error
    record(actor, FILE_STORED, f"file:{key}", media_type=kind.value, size=len(data), version=version)
    return to_row(side, row)


def _next_version(model: type[StoredFileMixin], series: str) -> int:
    newest = db.session.scalar(select(func.max(model.version)).where(model.series == series))
    if newest is None:
        raise NotFound
    return newest + 1


def remove_file(*, actor: Actor, key: str) -> None:
    """Remove one version of a file; its bytes follow with the next sweep. Raises `NotFound`.

    The caller has decided that ``actor`` may.
    """
    ensure(can_change_files(actor))
    row = db.session.get(concrete(StoredFileMixin, actor.side), key) if storage.is_key(key) else None
    if row is None:
        raise NotFound
    db.session.delete(row)
    record(actor, FILE_REMOVED, f"file:{key}", version=row.version)


def remove_series(*, actor: Actor, series: str) -> None:
    """Remove every version of a file, as `remove_file` does. Raises `NotFound`.

    The caller has decided that ``actor`` may.
    """
    ensure(can_change_files(actor))
    model = concrete(StoredFileMixin, actor.side)
    keys = db.session.scalars(select(model.key).where(model.series == series).order_by(model.version)).all()
    if not keys:
        raise NotFound
    for key in keys:
        remove_file(actor=actor, key=key)


@dataclass(frozen=True)
class FilesRotation:
    """What became of one file: whether it was put under the newest key, and whether no key could open it."""

    is_renewed: bool
    is_unreadable: bool


def count_files(side: Side) -> int:
    """How many versions of files ``side`` keeps."""
    return db.session.scalar(select(func.count()).select_from(concrete(StoredFileMixin, side))) or 0


def rotate_files(*, actor: Actor) -> Iterator[FilesRotation]:
    """Put the ombudsman's files and their names under the newest key, each in a transaction of its own.

    The new bytes get a name of their own, and the row points to them when it is committed: whatever moment
    this is stopped at, every file still opens, and a second run goes on. The old bytes are then without a
    row and go with the sweep. Raises `NotAllowed`.
    """
    ensure(actor.side is Side.OMBUDSMAN and actor.is_system)
    model, after = concrete(StoredFileMixin, Side.OMBUDSMAN), ""
    while True:
        with unit_of_work(Side.OMBUDSMAN):
            following = select(model).where(model.key > after).order_by(model.key).limit(1).with_for_update()
            row = db.session.scalar(following)
            if row is None:
                return
            after, outcome = row.key, _rotate_file(row)
        yield outcome


def _rotate_file(row: StoredFileMixin) -> FilesRotation:
    ring = keyring()
    try:
        stored = read_stored(Side.OMBUDSMAN, row)
        if ring.is_newest(row.name) and ring.is_newest(stored):
            return FilesRotation(is_renewed=False, is_unreadable=False)
        name, fresh = ring.rotate(row.name), ring.rotate(stored)
    except (Undecryptable, FileDamaged):
        # Damaged bytes are left as they are: encrypted anew they would pass for what was stored.
        return FilesRotation(is_renewed=False, is_unreadable=True)
    place = new_token()
    storage.write(Side.OMBUDSMAN, place, fresh)
    row.name, row.stored_as, row.sha256 = name, place, hashlib.sha256(fresh).hexdigest()
    return FilesRotation(is_renewed=True, is_unreadable=False)


def sweep_orphans(side: Side) -> int:
    """Remove bytes that no row speaks of, older than a day; returns how many files."""
    before = clock.now() - _ORPHAN_AFTER
    old = [key for key, written_at in storage.stored_keys(side) if written_at < before]
    model, gone = concrete(StoredFileMixin, side), storage.remove_drafts(side, before)
    for start in range(0, len(old), _BATCH):
        some = old[start : start + _BATCH]
        known = set(db.session.scalars(select(model.stored_as).where(model.stored_as.in_(some))))
        for key in some:
            if key not in known:
                storage.remove(side, key)
                gone += 1
    return gone
