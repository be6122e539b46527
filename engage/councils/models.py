"""Bodies, their seats, the people on them and their terms."""

from datetime import date

from sqlalchemy import (
    DDL,
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.core.bilingual import Words
from engage.core.db import CreatedMixin, StateModel
from engage.councils.enums import BodyKind, ContactWay, SeatCategory
from engage.councils.rules import TermSpan
from engage.directory.models import Plan


class Body(CreatedMixin, StateModel):
    """A council, committee or team. ``plan_id`` names the plan whose own committee it is, if any."""

    __table_args__ = (
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("name <> ''", name="has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    name_es: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[BodyKind] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(Text, default="")
    purpose_es: Mapped[str | None] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey(Plan.id), index=True)
    is_public: Mapped[bool] = mapped_column(default=True)
    #: Notice before and minutes after a meeting within the days of 42 CFR 431.12(f); always for a MAC and a BAC.
    has_posting_clocks: Mapped[bool] = mapped_column(default=False)
    appointing_authority: Mapped[str] = mapped_column(String(200), default="")
    legal_authority: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def words(self) -> Words:
        """Its name in both languages."""
        return Words(self.name, self.name_es)


class Seat(CreatedMixin, StateModel):
    """A place at the table. It exists while nobody sits on it; ``retired_on`` is the last day it exists."""

    __table_args__ = (
        UniqueConstraint("id", "body_id"),
        UniqueConstraint("body_id", "label"),
        CheckConstraint("term_months IS NULL OR term_months BETWEEN 1 AND 240", name="term_months_sensible"),
        CheckConstraint("NOT (is_voting AND is_ex_officio)", name="ex_officio_has_no_vote"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    label: Mapped[str] = mapped_column(String(200))
    label_es: Mapped[str | None] = mapped_column(String(200))
    category: Mapped[SeatCategory] = mapped_column(String(20))
    is_voting: Mapped[bool] = mapped_column(default=True)
    is_ex_officio: Mapped[bool] = mapped_column(default=False)
    appointer: Mapped[str] = mapped_column(String(200), default="")
    takes_applications: Mapped[bool] = mapped_column(default=False)
    term_months: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=1)
    retired_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def words(self) -> Words:
        """Its label in both languages."""
        return Words(self.label, self.label_es)


class Person(CreatedMixin, StateModel):
    """Somebody who sits, sat or may sit on a council. Not named in public unless they chose to be.

    ``body_id`` is the council whose staff recorded the person, who may see them before they sit.
    An account on the state's side points here by id.
    """

    __table_args__ = (CheckConstraint("name <> ''", name="has_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    is_named_publicly: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8), default="en")
    preferred_contact: Mapped[ContactWay] = mapped_column(String(10), default=ContactWay.EMAIL)
    format_needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    format_note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Term(CreatedMixin, StateModel):
    """One person on one seat from ``starts_on`` to ``ends_on``, both included; ``left_on`` is the last day served.

    Two terms of a seat never share a day, nor do two terms of a person on one body: the database
    refuses it (`OVERLAP_DDL`).
    """

    __table_args__ = (
        ForeignKeyConstraint(["seat_id", "body_id"], ["seat.id", "seat.body_id"]),
        UniqueConstraint("seat_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("left_on IS NULL OR left_on >= starts_on", name="left_after_start"),
        CheckConstraint("(left_on IS NULL) = (left_reason IS NULL)", name="left_with_reason"),
        Index(None, "body_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int]
    body_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    left_on: Mapped[date | None]
    left_reason: Mapped[str | None] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    person: Mapped[Person] = relationship(lazy="raise")
    seat: Mapped[Seat] = relationship(lazy="raise", viewonly=True, primaryjoin="foreign(Term.seat_id) == Seat.id")

    @property
    def span(self) -> TermSpan:
        """Its days, for the rules."""
        return TermSpan(self.id, self.seat_id, self.person_id, self.starts_on, self.ends_on, self.left_on)


def _sqlite_trigger(action: str) -> str:
    return f"""
CREATE TRIGGER term_no_overlap_{action.lower()} BEFORE {action} ON term
WHEN EXISTS (
  SELECT 1 FROM term AS other
  WHERE other.id <> COALESCE(NEW.id, -1)
    AND (other.seat_id = NEW.seat_id OR (other.body_id = NEW.body_id AND other.person_id = NEW.person_id))
    AND other.starts_on <= COALESCE(NEW.left_on, NEW.ends_on)
    AND NEW.starts_on <= COALESCE(other.left_on, other.ends_on))
BEGIN SELECT RAISE(ABORT, 'term_no_overlap'); END"""  # noqa: S608 - the action is one of two words below


_EXCLUDE = "ALTER TABLE term ADD CONSTRAINT {} EXCLUDE USING gist"
_PERSON = "int4range(person_id, person_id, '[]') WITH &&"
_DAYS = "daterange(starts_on, COALESCE(left_on, ends_on), '[]') WITH &&"
#: Statements that hold the promise about overlapping terms, by dialect; migrations run the same ones.
OVERLAP_DDL: dict[str, tuple[str, ...]] = {
    "sqlite": (_sqlite_trigger("INSERT"), _sqlite_trigger("UPDATE")),
    # A range of one number stands for the number, so that no extension is needed.
    "postgresql": (
        f"{_EXCLUDE.format('ex_term_seat_days')} (int4range(seat_id, seat_id, '[]') WITH &&, {_DAYS})",
        f"{_EXCLUDE.format('ex_term_person_days')} (int4range(body_id, body_id, '[]') WITH &&, {_PERSON}, {_DAYS})",
    ),
}
for _dialect, _statements in OVERLAP_DDL.items():
    for _statement in _statements:
        event.listen(Term.__table__, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect))
