"""The state's own lists. What other areas may point at is retired, never deleted."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from engage.core.db import CreatedMixin, StateModel
from engage.directory.enums import ListName


class AgencyProfile(StateModel):
    """The agency whose system this is: exactly one row, made on the first-run page."""

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    state_code: Mapped[str] = mapped_column(String(2))
    state_name: Mapped[str] = mapped_column(String(60))
    agency_name: Mapped[str] = mapped_column(String(200))
    program_name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40))
    phone_hours: Mapped[str] = mapped_column(String(200), default="")
    #: The languages in which the phone line answers, in words.
    phone_languages: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    time_zone: Mapped[str] = mapped_column(String(60))
    set_up_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[CheckConstraint, ...]:  # noqa: N805
        return (CheckConstraint("id = 1", name="only_one"),)


class Holiday(StateModel):
    """A day on which the state's offices are closed; business-day clocks skip it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(200))


class UrgentNumber(StateModel):
    """A number to call now, such as 911 or 988, in the order shown."""

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    label_es: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(500), default="")
    note_es: Mapped[str] = mapped_column(String(500), default="")
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class _ListedMixin(CreatedMixin):
    """An entry of a list that other areas point at. ``name_key`` keeps names apart whatever their letter case."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class Program(_ListedMixin, StateModel):
    """A program that brings Medicare and Medicaid together, such as One Care."""

    kind: Mapped[str] = mapped_column(String(32))


class Plan(_ListedMixin, StateModel):
    """A health plan."""

    kind: Mapped[str] = mapped_column(String(32))
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id"), index=True)


class Region(_ListedMixin, StateModel):
    """A part of the state, as the state itself divides it."""


class PartnerAgency(_ListedMixin, StateModel):
    """An agency that people are sent to, or that cases are referred to."""

    kind: Mapped[str] = mapped_column(String(32))
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    url: Mapped[str] = mapped_column(String(500), default="")


LISTS: dict[ListName, type[Program] | type[Plan] | type[Region] | type[PartnerAgency]] = {
    ListName.PROGRAMS: Program,
    ListName.PLANS: Plan,
    ListName.REGIONS: Region,
    ListName.PARTNERS: PartnerAgency,
}
