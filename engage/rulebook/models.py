"""Who confirmed which version of a rule. The rules themselves are files."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import CreatedMixin, StateModel


class RuleConfirmation(CreatedMixin, StateModel):
    """Counsel's word that a version of a rule says what the law says; kept after it is withdrawn.

    Accounts belong to an area above, so their ids are opaque here and the name is kept as it was that day.
    """

    __table_args__ = (
        CheckConstraint("(withdrawn_on IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        CheckConstraint("rule_version > 0", name="version_counts_from_one"),
        Index(
            "uq_rule_confirmation_standing",
            "rule_id",
            "rule_version",
            unique=True,
            sqlite_where=text("withdrawn_on IS NULL"),
            postgresql_where=text("withdrawn_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(20))
    rule_version: Mapped[int]
    confirmed_by_id: Mapped[int]
    confirmed_by_name: Mapped[str] = mapped_column(String(200))
    confirmed_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    withdrawn_on: Mapped[date | None]
    withdrawn_by_id: Mapped[int | None]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
