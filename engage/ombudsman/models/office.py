"""The office itself."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import OmbudsmanModel


class Office(OmbudsmanModel):
    """How the office is reached: its own number and hours, which the state does not edit. One row."""

    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("reply_days BETWEEN 1 AND 30", name="reply_soon"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    hours_es: Mapped[str] = mapped_column(String(200), default="")
    #: Working days until the office gets in touch: its own promise.
    reply_days: Mapped[int] = mapped_column(default=2)
    version: Mapped[int] = mapped_column(default=1)
