"""De-identified copies on their way out, and what came back. The link to the case stands here and nowhere else."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core import clock
from engage.core.db import OmbudsmanModel
from engage.core.ids import new_token
from engage.ombudsman.enums import AnswerStage, PlanType, RegionBand, ReleaseGround, ReleaseState
from engage.ombudsman.models.sealed import Sealed, one_of


class Release(OmbudsmanModel):
    """An issue without the person: written by one, approved by another, delivered once."""

    __table_args__ = (
        one_of("state", ReleaseState),
        one_of("ground", ReleaseGround),
        one_of("plan_type", PlanType),
        one_of("region_band", RegionBand),
        CheckConstraint("approved_by IS NULL OR approved_by <> drafted_by", name="two_people"),
        CheckConstraint("state NOT IN ('approved', 'delivered') OR approved_by IS NOT NULL", name="approved_first"),
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_by_somebody"),
        CheckConstraint("state <> 'delivered' OR delivered_at IS NOT NULL", name="delivered_when"),
        CheckConstraint("(ground = 'consent') = (consent_id IS NOT NULL)", name="consent_named"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year_only"),
        Index("ix_release_state_drafted_at", "state", "drafted_at"),
        Index("ix_release_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The only name the other side knows it by: random, says nothing of the case.
    release_id: Mapped[str] = mapped_column(String(64), unique=True, default=new_token)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    code: Mapped[str] = mapped_column(String(12))
    plan_type: Mapped[str] = mapped_column(String(20))
    region_band: Mapped[str] = mapped_column(String(12))
    year: Mapped[int]
    language: Mapped[str] = mapped_column(String(8), default="en")
    text: Mapped[str] = mapped_column(Sealed, nullable=False)
    state: Mapped[str] = mapped_column(String(12), default=ReleaseState.DRAFT)
    ground: Mapped[str] = mapped_column(String(12))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    drafted_by: Mapped[int]
    drafted_at: Mapped[datetime] = mapped_column(default=clock.now)
    approved_by: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    returned_by: Mapped[int | None]
    return_reason: Mapped[str | None] = mapped_column(Sealed)
    delivered_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]
    #: When the other side had taken it back.
    recalled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ReleaseAnswer(OmbudsmanModel):
    """What became of a release on the other side: public words, kept here so that the receipt page can show them."""

    __table_args__ = (UniqueConstraint("release_id", "number"), one_of("stage", AnswerStage))

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    #: The recommendation's public number.
    number: Mapped[str] = mapped_column(String(40))
    stage: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(Text)
    title_es: Mapped[str | None] = mapped_column(Text)
    decision: Mapped[str | None] = mapped_column(String(20))
    reasons: Mapped[str | None] = mapped_column(Text)
    reasons_es: Mapped[str | None] = mapped_column(Text)
    recommended_on: Mapped[date]
    answered_on: Mapped[date | None]
    changed_on: Mapped[date | None]
    url: Mapped[str] = mapped_column(String(500), default="")
    #: When the person was told of this stage, by mail or by somebody of the office.
    told_at: Mapped[datetime | None]
