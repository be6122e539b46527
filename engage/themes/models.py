"""Comments from every source, the themes of the codebook, and which comment speaks of which theme."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from engage.audit.models import BigId
from engage.core import clock
from engage.core.db import StateModel
from engage.core.ids import new_key


class Comment(StateModel):
    """One voice, from any source.

    The key is random, so that the table does not store in which order anonymous people spoke. On SQLite it
    is also the row number; on PostgreSQL a nightly job lays the rows down again in the order of the keys.
    """

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, default=new_key)
    source: Mapped[str] = mapped_column(String(10), index=True)
    source_key: Mapped[str] = mapped_column(String(120), unique=True)
    text: Mapped[str] = mapped_column(Text)
    #: `text` as search sees it: small letters, no accents.
    folded: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    said_on: Mapped[date]
    #: Such as ``2026-Q3``; from `said_on`.
    quarter: Mapped[str] = mapped_column(String(7), index=True)
    body_id: Mapped[int | None] = mapped_column(index=True)
    meeting_id: Mapped[int | None]
    plan_id: Mapped[int | None]
    region_id: Mapped[int | None]
    program_id: Mapped[int | None]
    may_quote: Mapped[bool] = mapped_column(default=False)
    speaker_key: Mapped[str | None] = mapped_column(String(120))
    set_aside: Mapped[str | None] = mapped_column(String(16))
    #: Grows with each change of the themes picked, so that a stale page is noticed.
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index("ix_comment_said_on_id", "said_on", "id"),
        CheckConstraint("source IN ('feedback', 'meeting', 'release', 'import')", name="source_known"),
    )


class Theme(StateModel):
    """Something that people tell the state about: a line of the codebook."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The name in the starter codebook's file, so that loading it again adds nothing.
    starter_key: Mapped[str | None] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    name_es: Mapped[str | None] = mapped_column(String(200))
    definition: Mapped[str] = mapped_column(Text)
    definition_es: Mapped[str | None] = mapped_column(Text)
    include: Mapped[str | None] = mapped_column(Text)
    exclude: Mapped[str | None] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)


class ThemeVersion(StateModel):
    """A theme as it stood after a change; rows are only ever added."""

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    version: Mapped[int]
    change: Mapped[str] = mapped_column(String(12))
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by: Mapped[int | None]

    __table_args__ = (UniqueConstraint("theme_id", "version"),)


class Coding(StateModel):
    """A comment, or a passage of it, speaks of a theme. From 0 to 0 means the whole comment."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    span_start: Mapped[int] = mapped_column(default=0)
    span_end: Mapped[int] = mapped_column(default=0)
    coded_by: Mapped[int | None]
    coded_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        UniqueConstraint("comment_id", "theme_id", "span_start", "span_end"),
        CheckConstraint("span_end >= span_start AND span_start >= 0", name="span_in_order"),
    )


class CodingChange(StateModel):
    """One change to the themes of a comment, kept so that it can be undone."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    #: The comment's version after this change: it can be undone as long as that is the newest.
    comment_version: Mapped[int]
    #: Lists of ``[theme id, span start, span end]``.
    added: Mapped[list[list[int]]] = mapped_column(JSON)
    removed: Mapped[list[list[int]]] = mapped_column(JSON)
    changed_by: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class ReleasedIssue(StateModel):
    """An issue the ombudsman released: no case number, no name, no day; where it came from is not known here."""

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str] = mapped_column(String(80))
    plan_type: Mapped[str] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(120))
    year: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en")
    received_on: Mapped[date] = mapped_column(default=clock.today)
    withdrawn_on: Mapped[date | None]
