"""Reads of the state's own lists. They are no secret: whoever can open a page may see them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PageOf, read_page
from engage.directory.enums import ListName
from engage.directory.models import LISTS, AgencyProfile, Holiday, PartnerAgency, Plan, Program, Region, UrgentNumber

Listed = type[Program] | type[Plan] | type[Region] | type[PartnerAgency]


@dataclass(frozen=True)
class Choice:
    """One entry to choose from."""

    id: int
    name: str


@dataclass(frozen=True)
class Profile:
    """The agency as every page shows it; safe words before it is set up."""

    state_code: str = ""
    state_name: str = "Your state"
    agency_name: str = "State Medicaid agency"
    program_name: str = "Engage"
    phone: str = ""
    phone_hours: str = ""
    phone_languages: str = ""
    email: str = ""
    time_zone: str = "America/New_York"
    version: int = 0
    is_set_up: bool = False


@dataclass(frozen=True)
class UrgentNumberRow:
    """A number to call now. ``label_es`` and ``note_es`` may be empty."""

    id: int
    label: str
    label_es: str
    phone: str
    note: str
    note_es: str
    position: int
    version: int


@dataclass(frozen=True)
class PartnerAgencyRow:
    """An agency that people are sent to."""

    id: int
    name: str
    kind: str
    phone: str
    email: str
    url: str


@dataclass(frozen=True)
class HolidayRow:
    """A day on which offices are closed."""

    id: int
    day: date
    name: str


@dataclass(frozen=True)
class EntryRow:
    """An entry of a list; the fields a list does not have are empty."""

    id: int
    name: str
    is_active: bool
    version: int
    kind: str = ""
    program_id: int | None = None
    program_name: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""


def state_profile() -> Profile:
    """The agency's profile; defaults when the first-run page was not filled in yet."""
    row = db.session.get(AgencyProfile, 1)
    if row is None:
        return Profile()
    return Profile(
        row.state_code,
        row.state_name,
        row.agency_name,
        row.program_name,
        row.phone,
        row.phone_hours,
        row.phone_languages,
        row.email,
        row.time_zone,
        row.version,
        is_set_up=True,
    )


def plan_choices() -> tuple[Choice, ...]:
    """The plans in use, by name."""
    return _choices(Plan)


def program_choices() -> tuple[Choice, ...]:
    """The programs in use, by name."""
    return _choices(Program)


def region_choices() -> tuple[Choice, ...]:
    """The regions in use, by name."""
    return _choices(Region)


def plan_names() -> dict[int, str]:
    """Every plan's name by id, retired ones too, because old records still name them."""
    return _names(Plan)


def program_names() -> dict[int, str]:
    """Every program's name by id, retired ones too."""
    return _names(Program)


def region_names() -> dict[int, str]:
    """Every region's name by id, retired ones too."""
    return _names(Region)


def _choices(model: Listed) -> tuple[Choice, ...]:
    rows = db.session.execute(select(model.id, model.name).where(model.is_active).order_by(model.name_key))
    return tuple(Choice(*row) for row in rows)


def _names(model: Listed) -> dict[int, str]:
    return dict(db.session.execute(select(model.id, model.name)).all())


def urgent_numbers() -> tuple[UrgentNumberRow, ...]:
    """The numbers to call now, in the order the state put them."""
    rows = db.session.scalars(select(UrgentNumber).order_by(UrgentNumber.position, UrgentNumber.id))
    return tuple(
        UrgentNumberRow(r.id, r.label, r.label_es, r.phone, r.note, r.note_es, r.position, r.version) for r in rows
    )


def partner_agency_rows() -> tuple[PartnerAgencyRow, ...]:
    """The partner agencies in use, by name."""
    rows = db.session.scalars(select(PartnerAgency).where(PartnerAgency.is_active).order_by(PartnerAgency.name_key))
    return tuple(PartnerAgencyRow(r.id, r.name, r.kind, r.phone, r.email, r.url) for r in rows)


def holidays() -> frozenset[date]:
    """The days on which the state's offices are closed."""
    return frozenset(db.session.scalars(select(Holiday.day)))


def holiday_rows(*, year: int | None = None, number: int = 1) -> PageOf[HolidayRow]:
    """One page of the holidays, by day; of one ``year`` when it is named."""
    statement = select(Holiday.id, Holiday.day, Holiday.name).order_by(Holiday.day)
    if year:
        statement = statement.where(Holiday.day >= date(year, 1, 1), Holiday.day <= date(year, 12, 31))
    return read_page(statement, lambda row: HolidayRow(*row), number=number)


def entry_rows(name: ListName, *, search: str = "", number: int = 1) -> PageOf[EntryRow]:
    """One page of a list, entries in use first; ``search`` looks for a part of the name."""
    model = LISTS[name]
    statement = _listed(model).order_by(model.is_active.desc(), model.name_key)
    if search:
        statement = statement.where(model.name_key.contains(search.casefold(), autoescape=True))
    return read_page(statement, lambda row: _entry_row(*row), number=number)


def entry_row(name: ListName, entry_id: int) -> EntryRow:
    """One entry of a list. Raises `NotFound`."""
    model = LISTS[name]
    row = db.session.execute(_listed(model).where(model.id == entry_id)).first()
    if row is None:
        raise NotFound
    return _entry_row(*row)


def _listed(model: Listed):
    if model is Plan:
        return select(Plan, Program.name).outerjoin(Program, Program.id == Plan.program_id)
    return select(model, model.name.label("other"))


def _entry_row(entry, other: str | None) -> EntryRow:
    is_plan = isinstance(entry, Plan)
    return EntryRow(
        id=entry.id,
        name=entry.name,
        is_active=entry.is_active,
        version=entry.version,
        kind=getattr(entry, "kind", ""),
        program_id=entry.program_id if is_plan else None,
        program_name=(other or "") if is_plan else "",
        phone=getattr(entry, "phone", ""),
        email=getattr(entry, "email", ""),
        url=getattr(entry, "url", ""),
    )


def urgent_number(number_id: int) -> UrgentNumberRow:
    """One number to call now. Raises `NotFound`."""
    found = next((row for row in urgent_numbers() if row.id == number_id), None)
    if found is None:
        raise NotFound
    return found


def list_sizes() -> dict[str, int]:
    """How many entries each list has in use, by table name, for the page that leads to them. One statement."""
    models = (Program, Plan, Region, PartnerAgency, Holiday, UrgentNumber)
    counts = []
    for model in models:
        statement = select(func.count()).select_from(model)
        if hasattr(model, "is_active"):
            statement = statement.where(model.is_active)
        counts.append(statement.scalar_subquery())
    row = db.session.execute(select(*counts)).one()
    return {model.__tablename__: number for model, number in zip(models, row, strict=True)}
