"""Changes of the state's profile and lists."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import holidays as calendar
from sqlalchemy import select

from engage.audit.services import record
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import StateModel, db
from engage.core.errors import Conflict, NotFound, RuleBroken
from engage.core.i18n import N_
from engage.directory import audit_events
from engage.directory.enums import ListName
from engage.directory.models import LISTS, AgencyProfile, Holiday, Plan, Program, UrgentNumber
from engage.directory.policies import can_edit_profile
from engage.directory.rules import FIRST_NUMBERS, STATES, TIME_ZONES, is_web_address, name_key

_TAKEN = N_("This name is already on the list.")
_DAY_TAKEN = N_("This day is already on the list.")


def set_up_profile(*, actor: Actor, with_first_numbers: bool = True, **fields: str) -> None:
    """Fill in the agency's profile for the first time. ``fields`` are those of `AgencyProfile`.

    Raises `NotAllowed`, and `RuleBroken` when it was filled in before.
    """
    ensure(can_edit_profile(actor))
    if db.session.get(AgencyProfile, 1) is not None:
        raise RuleBroken(N_("The profile is filled in already. You can change it on its own page."))
    values = _profile_values(fields)
    db.session.add(AgencyProfile(id=1, set_up_at=clock.now(), **values))
    if with_first_numbers and db.session.scalar(select(UrgentNumber.id).limit(1)) is None:
        for place, (label, label_es, phone, note, note_es) in enumerate(FIRST_NUMBERS, start=1):
            db.session.add(
                UrgentNumber(
                    label=label, label_es=label_es, phone=phone, note=note, note_es=note_es, position=place * 10
                )
            )
    record(actor, audit_events.PROFILE_SET_UP, "profile:1", state_code=values["state_code"])


def update_profile(*, actor: Actor, version: int | None, **fields: str) -> None:
    """Change the agency's profile. Raises `NotAllowed`, `NotFound`, `Conflict`, `RuleBroken`."""
    ensure(can_edit_profile(actor))
    row = _load(AgencyProfile, 1, version)
    changed = _change(row, _profile_values(fields))
    record(actor, audit_events.PROFILE_CHANGED, "profile:1", fields=changed)


def add_entry(*, actor: Actor, list_name: ListName, name: str, **fields: Any) -> int:
    """Add an entry to one of the lists and return its id. Raises `NotAllowed`, `RuleBroken`."""
    ensure(can_edit_profile(actor))
    model = LISTS[list_name]
    _check_entry(model, None, name, fields)
    entry = model(name=name, name_key=name_key(name), **fields)
    db.session.add(entry)
    db.session.flush()
    record(actor, audit_events.ENTRY_ADDED, f"{model.__tablename__}:{entry.id}", list=list_name.value)
    return entry.id


def update_entry(
    *, actor: Actor, list_name: ListName, entry_id: int, version: int | None, name: str, **fields: Any
) -> None:
    """Change an entry. Raises `NotAllowed`, `NotFound`, `Conflict`, `RuleBroken`."""
    ensure(can_edit_profile(actor))
    model = LISTS[list_name]
    entry = _load(model, entry_id, version)
    _check_entry(model, entry_id, name, fields)
    changed = _change(entry, {"name": name, "name_key": name_key(name), **fields})
    subject = f"{model.__tablename__}:{entry.id}"
    record(actor, audit_events.ENTRY_CHANGED, subject, list=list_name.value, fields=changed)


def retire_entry(*, actor: Actor, list_name: ListName, entry_id: int) -> None:
    """Offer an entry no longer; what already names it keeps doing so. Raises `NotAllowed`, `NotFound`."""
    _set_active(actor, list_name, entry_id, is_active=False)


def restore_entry(*, actor: Actor, list_name: ListName, entry_id: int) -> None:
    """Offer a retired entry again. Raises `NotAllowed`, `NotFound`."""
    _set_active(actor, list_name, entry_id, is_active=True)


def add_holiday(*, actor: Actor, day: date, name: str) -> None:
    """Add a day on which offices are closed. Raises `NotAllowed`, `RuleBroken`."""
    ensure(can_edit_profile(actor))
    if db.session.scalar(select(Holiday.id).where(Holiday.day == day)):
        raise RuleBroken(_DAY_TAKEN, field="day")
    db.session.add(Holiday(day=day, name=name))
    record(actor, audit_events.HOLIDAYS_ADDED, "holidays", days=[day.isoformat()])


def load_holidays(*, actor: Actor, years: Iterable[int]) -> int:
    """Add the federal holidays and those of the profile's state for ``years``; days already listed stay as they are.

    Returns how many were added. Raises `NotAllowed`, and `RuleBroken` when the profile is not filled in.
    """
    ensure(can_edit_profile(actor))
    profile = db.session.get(AgencyProfile, 1)
    if profile is None:
        raise RuleBroken(N_("Fill in the state profile first."))
    years = set(years)
    # A state's calendar may drop a federal holiday or not move it off a weekend, so both are read; and New Year's Day
    # can be kept on the last day of the year before.
    read = sorted(years | {year + 1 for year in years})
    federal = calendar.country_holidays("US", years=read)
    days = {**federal, **calendar.country_holidays("US", subdiv=profile.state_code, years=read)}
    known = set(db.session.scalars(select(Holiday.day)))
    added = [(day, name) for day, name in sorted(days.items()) if day not in known and day.year in years]
    db.session.add_all(Holiday(day=day, name=name[:200]) for day, name in added)
    record(actor, audit_events.HOLIDAYS_ADDED, "holidays", days=[day.isoformat() for day, _ in added])
    return len(added)


def remove_holiday(*, actor: Actor, holiday_id: int) -> None:
    """Take a day off the list. Raises `NotAllowed`, `NotFound`."""
    ensure(can_edit_profile(actor))
    row = _load(Holiday, holiday_id)
    db.session.delete(row)
    record(actor, audit_events.HOLIDAY_REMOVED, "holidays", day=row.day.isoformat())


def add_urgent_number(*, actor: Actor, **fields: Any) -> int:
    """Add a number to call now and return its id. Raises `NotAllowed`."""
    ensure(can_edit_profile(actor))
    row = UrgentNumber(**fields)
    db.session.add(row)
    db.session.flush()
    record(actor, audit_events.NUMBER_ADDED, f"urgent_number:{row.id}")
    return row.id


def update_urgent_number(*, actor: Actor, number_id: int, version: int | None, **fields: Any) -> None:
    """Change a number to call now. Raises `NotAllowed`, `NotFound`, `Conflict`."""
    ensure(can_edit_profile(actor))
    changed = _change(_load(UrgentNumber, number_id, version), fields)
    record(actor, audit_events.NUMBER_CHANGED, f"urgent_number:{number_id}", fields=changed)


def remove_urgent_number(*, actor: Actor, number_id: int) -> None:
    """Show a number no longer; nothing else points at it. Raises `NotAllowed`, `NotFound`."""
    ensure(can_edit_profile(actor))
    db.session.delete(_load(UrgentNumber, number_id))
    record(actor, audit_events.NUMBER_REMOVED, f"urgent_number:{number_id}")


_ANY = object()


def _load(model: type[StateModel], row_id: int, version: Any = _ANY) -> Any:
    """The row, held against other writers. Raises `NotFound`, `Conflict`."""
    row = db.session.get(model, row_id, with_for_update=True)
    if row is None:
        raise NotFound
    if version is not _ANY and version != row.version:
        raise Conflict
    return row


def _change(row: Any, values: dict[str, Any]) -> list[str]:
    """Set ``values`` and count the version on; returns the names of what really changed."""
    changed = sorted(key for key, value in values.items() if getattr(row, key) != value and key != "name_key")
    for key, value in values.items():
        setattr(row, key, value)
    row.version += 1
    return changed


def _profile_values(fields: dict[str, str]) -> dict[str, str]:
    if fields["state_code"] not in STATES:
        raise RuleBroken(N_("Choose a state from the list."), field="state_code")
    if fields["time_zone"] not in TIME_ZONES:
        raise RuleBroken(N_("Choose a time zone from the list."), field="time_zone")
    return {**fields, "state_name": STATES[fields["state_code"]]}


def _check_entry(model: Any, entry_id: int | None, name: str, fields: dict[str, Any]) -> None:
    taken = db.session.scalar(select(model.id).where(model.name_key == name_key(name)))
    if taken is not None and taken != entry_id:
        raise RuleBroken(_TAKEN, field="name")
    program_id = fields.get("program_id")
    if model is Plan and program_id is not None and db.session.get(Program, program_id) is None:
        raise RuleBroken(N_("Choose a program from the list."), field="program_id")
    if fields.get("url") and not is_web_address(fields["url"]):
        raise RuleBroken(N_("Enter a full web address, like https://www.example.org"), field="url")


def _set_active(actor: Actor, list_name: ListName, entry_id: int, *, is_active: bool) -> None:
    ensure(can_edit_profile(actor))
    model = LISTS[list_name]
    entry = _load(model, entry_id)
    if entry.is_active == is_active:
        return
    entry.is_active = is_active
    entry.version += 1
    event = audit_events.ENTRY_RESTORED if is_active else audit_events.ENTRY_RETIRED
    record(actor, event, f"{model.__tablename__}:{entry.id}", list=list_name.value)
