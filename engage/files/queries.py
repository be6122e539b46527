"""Reading stored files. The caller has decided whether the reader may."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.sides import Side, concrete
from engage.files import storage
from engage.files.enums import MediaType
from engage.files.models import StoredFileMixin


class FileDamaged(RuntimeError):
    """The bytes are not what was stored, or are gone; restore them from a backup."""


@dataclass(frozen=True)
class FileRow:
    """One version of a file, without its bytes."""

    key: str
    series: str
    version: int
    name: str
    media_type: str
    size: int
    stored_on: date

    @property
    def kind_words(self) -> str:
        """What kind of file it is, as a msgid."""
        return MediaType(self.media_type).words


@dataclass(frozen=True)
class OpenedFile:
    """One version of a file with its bytes."""

    row: FileRow
    data: bytes


def file_rows(side: Side, keys: list[str]) -> dict[str, FileRow]:
    """The files of ``side`` with these keys, by key; with one query."""
    model = concrete(StoredFileMixin, side)
    return {row.key: to_row(side, row) for row in db.session.scalars(select(model).where(model.key.in_(keys)))}


def version_rows(side: Side, series: str) -> tuple[FileRow, ...]:
    """All versions of a file, newest first."""
    model = concrete(StoredFileMixin, side)
    rows = db.session.scalars(select(model).where(model.series == series).order_by(model.version.desc()))
    return tuple(to_row(side, row) for row in rows)


def open_file(side: Side, key: str) -> OpenedFile:
    """The file with this key. Raises `NotFound`, or `FileDamaged` when its bytes are not as they were stored."""
    model = concrete(StoredFileMixin, side)
    row = db.session.get(model, key) if storage.is_key(key) else None
    if row is None:
        raise NotFound
    return OpenedFile(to_row(side, row), storage.unseal(side, read_stored(side, row)))


def read_stored(side: Side, row: StoredFileMixin) -> bytes:
    """The bytes of ``row`` as they lie in the folder. Raises `FileDamaged`."""
    try:
        stored = storage.read(side, row.stored_as)
    except FileNotFoundError as error:
        raise FileDamaged("the bytes are gone") from error
    if hashlib.sha256(stored).hexdigest() != row.sha256:
        raise FileDamaged("the bytes were changed")
    return stored


def to_row(side: Side, row: StoredFileMixin) -> FileRow:
    """``row`` as others see it."""
    name = storage.unseal(side, row.name).decode()
    return FileRow(row.key, row.series, row.version, name, row.media_type, row.size, row.stored_on)
