"""Recommendations, the state's answers, promises with their history, and members' verdicts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core import clock
from engage.core.db import CreatedMixin, StateModel


class RecommendationCounter(StateModel):
    """The last number given in a year. One row a year is locked while a number is taken."""

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


class Recommendation(CreatedMixin, StateModel):
    """What a council asks the state to do. Public from the day it is made."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Such as ``R-2026-004``.
    number: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    title_es: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    text_es: Mapped[str | None] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    why_es: Mapped[str | None] = mapped_column(Text)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(index=True)
    motion: Mapped[str | None] = mapped_column(String(200))
    made_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="made")
    #: How many people were behind it on the day it was made, as shown then; NULL where it was too small to show.
    #: It does not follow the theme, so that nobody learns from two visits that one person more has spoken.
    people_shown: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (CheckConstraint("state IN ('made', 'withdrawn')", name="state_known"),)


class RecommendationVersion(StateModel):
    """A recommendation as it read after a change; rows are only ever added."""

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    version: Mapped[int]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by: Mapped[int | None]

    __table_args__ = (UniqueConstraint("recommendation_id", "version"),)


class StateResponse(CreatedMixin, StateModel):
    """The state's answer to one recommendation, as it is being written or as it stands."""

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"), unique=True)
    decision: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[str] = mapped_column(Text)
    reasons_es: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("decision IN ('accepted', 'partly', 'declined', 'studying')", name="decision_known"),
    )


class PublishedResponse(StateModel):
    """An answer as it was published. A later answer adds a row and takes none away."""

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    #: 1 for the first answer, 2 for the one that replaced it, and so on.
    edition: Mapped[int]
    decision: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[str] = mapped_column(Text)
    reasons_es: Mapped[str | None] = mapped_column(Text)
    published_on: Mapped[date]
    published_by: Mapped[int | None]

    __table_args__ = (UniqueConstraint("recommendation_id", "edition"),)


class Commitment(CreatedMixin, StateModel):
    """Something the state promises to do, by a day."""

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    text_es: Mapped[str | None] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="open")
    closed_on: Mapped[date | None]
    closing_note: Mapped[str | None] = mapped_column(Text)
    closing_note_es: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("(state = 'open') = (closed_on IS NULL)", name="closed_has_day"),
        CheckConstraint("state IN ('open', 'done', 'not_done')", name="state_known"),
    )


class CommitmentVersion(StateModel):
    """A promise as it read after a change; rows are only ever added, so a moved date stays in sight."""

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    version: Mapped[int]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_on: Mapped[date]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by: Mapped[int | None]

    __table_args__ = (UniqueConstraint("commitment_id", "version"),)


class CommitmentUpdate(CreatedMixin, StateModel):
    """Word from the state on how a promise is going."""

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    text_es: Mapped[str | None] = mapped_column(Text)
    told_on: Mapped[date]
    told_by: Mapped[int | None]


class Verdict(StateModel):
    """A member's answer to "Does this answer it?". One a person; it can be changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    #: ``person:7``, or ``account:9`` for an account that stands for nobody on a council's list.
    voter: Mapped[str] = mapped_column(String(40))
    satisfaction: Mapped[str] = mapped_column(String(8))
    words: Mapped[str | None] = mapped_column(Text)
    given_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("recommendation_id", "voter"),)
