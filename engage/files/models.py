"""Stored files, once in each database; the bytes lie in a folder of that side."""

from datetime import date

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from engage.core import clock
from engage.core.db import OmbudsmanModel, StateModel


class StoredFileMixin:
    """One version of one file. What it belongs to is known to the area that keeps its key."""

    #: Random, so that it neither can be guessed nor tells the order in which files came.
    key: Mapped[str] = mapped_column(String(43), primary_key=True)
    #: What the bytes are called in the folder: the key at first, another name once they were encrypted anew.
    stored_as: Mapped[str] = mapped_column(String(43), unique=True)
    #: The versions of a file share a series; the key of the first one names it.
    series: Mapped[str] = mapped_column(String(43))
    version: Mapped[int] = mapped_column(default=1)
    #: Encrypted on the ombudsman's side: a file name can be a person's name.
    name: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str] = mapped_column(String(100))
    #: Of the file as it was given to us.
    size: Mapped[int]
    #: Of the bytes as they lie in the folder, in hexadecimal.
    sha256: Mapped[str] = mapped_column(String(64))
    stored_on: Mapped[date] = mapped_column(default=clock.today)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[UniqueConstraint, ...]:  # noqa: N805
        return (UniqueConstraint("series", "version"),)


class StoredFile(StoredFileMixin, StateModel):
    """The state's side."""


class OmbudsmanStoredFile(StoredFileMixin, OmbudsmanModel):
    """The ombudsman's side."""
