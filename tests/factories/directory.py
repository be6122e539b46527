"""The state's profile and lists."""

from datetime import date

from engage.core.actor import Actor, system_actor
from engage.core.db import unit_of_work
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.directory import services
from engage.directory.enums import ListName, PartnerKind, PlanKind, ProgramKind

PROFILE = {
    "state_code": "MA",
    "agency_name": "Office of Medicaid",
    "program_name": "Engage Massachusetts",
    "phone": "617-555-0100",
    "phone_hours": "Monday to Friday, 9 am to 5 pm",
    "phone_languages": "English and Spanish",
    "email": "help@example.org",
    "time_zone": "America/New_York",
}


def editor() -> Actor:
    """The system, as one who keeps the lists."""
    return system_actor(Side.ENGAGE, Permission.DIRECTORY_PROFILE_EDIT)


def make_profile(**fields: str) -> None:
    """The agency's profile, with the first urgent numbers."""
    with unit_of_work():
        services.set_up_profile(actor=editor(), **{**PROFILE, **fields})


def make_program(name: str = "One Care", kind: str = ProgramKind.MMP) -> int:
    """A program. Returns its id."""
    with unit_of_work():
        return services.add_entry(actor=editor(), list_name=ListName.PROGRAMS, name=name, kind=kind)


def make_plan(name: str = "Harbor Health", kind: str = PlanKind.FIDE_SNP, program_id: int | None = None) -> int:
    """A plan. Returns its id."""
    with unit_of_work():
        return services.add_entry(
            actor=editor(), list_name=ListName.PLANS, name=name, kind=kind, program_id=program_id
        )


def make_region(name: str = "Western") -> int:
    """A region. Returns its id."""
    with unit_of_work():
        return services.add_entry(actor=editor(), list_name=ListName.REGIONS, name=name)


def make_partner(name: str = "Legal Aid of the Valley", **fields: str) -> int:
    """A partner agency. Returns its id."""
    values = {"kind": PartnerKind.LEGAL_AID, "phone": "413-555-0100", "email": "", "url": "", **fields}
    with unit_of_work():
        return services.add_entry(actor=editor(), list_name=ListName.PARTNERS, name=name, **values)


def make_holiday(day: date, name: str = "Founders' Day") -> None:
    """A day on which offices are closed."""
    with unit_of_work():
        services.add_holiday(actor=editor(), day=day, name=name)
