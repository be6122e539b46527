"""The profile, the lists, holidays and urgent numbers."""

from datetime import date

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from engage.directory import queries, services
from engage.directory.enums import ListName, PartnerKind, PlanKind, ProgramKind
from tests.factories import directory as make


def events() -> list[tuple[str, str, dict]]:
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(row.event, row.subject, row.details) for row in rows]


def test_a_stranger_changes_nothing(app):
    region = make.make_region()
    for attempt in (
        lambda: services.set_up_profile(actor=STRANGER, **make.PROFILE),
        lambda: services.update_profile(actor=STRANGER, version=1, **make.PROFILE),
        lambda: services.add_entry(actor=STRANGER, list_name=ListName.REGIONS, name="X"),
        lambda: services.update_entry(
            actor=STRANGER, list_name=ListName.REGIONS, entry_id=region, version=1, name="X"
        ),
        lambda: services.retire_entry(actor=STRANGER, list_name=ListName.REGIONS, entry_id=region),
        lambda: services.restore_entry(actor=STRANGER, list_name=ListName.REGIONS, entry_id=region),
        lambda: services.add_holiday(actor=STRANGER, day=date(2026, 1, 1), name="X"),
        lambda: services.load_holidays(actor=STRANGER, years=[2026]),
        lambda: services.remove_holiday(actor=STRANGER, holiday_id=1),
        lambda: services.add_urgent_number(actor=STRANGER, label="X", phone="911"),
        lambda: services.update_urgent_number(actor=STRANGER, number_id=1, version=1, label="X"),
        lambda: services.remove_urgent_number(actor=STRANGER, number_id=1),
    ):
        with pytest.raises(NotAllowed), unit_of_work():
            attempt()


def test_the_profile_is_filled_in_once(app):
    assert queries.state_profile() == queries.Profile()
    make.make_profile()
    profile = queries.state_profile()
    assert (profile.state_name, profile.is_set_up, profile.version) == ("Massachusetts", True, 1)
    assert [number.phone for number in queries.urgent_numbers()] == ["911", "988", "1-800-633-4227"]
    assert events() == [("directory:profile:set_up", "profile:1", {"state_code": "MA"})]
    with pytest.raises(RuleBroken):
        make.make_profile()


@pytest.mark.parametrize(("field", "value"), [("state_code", "XX"), ("time_zone", "Mars/Olympus")])
def test_a_state_or_zone_that_does_not_exist_is_refused(app, field, value):
    with pytest.raises(RuleBroken) as caught:
        make.make_profile(**{field: value})
    assert caught.value.field == field
    assert queries.state_profile().is_set_up is False


def test_a_change_says_which_fields_and_not_what(app):
    make.make_profile()
    with unit_of_work():
        services.update_profile(
            actor=make.editor(), version=1, **{**make.PROFILE, "state_code": "RI", "phone": "401-555-0100"}
        )
    assert queries.state_profile().state_name == "Rhode Island"
    assert events()[-1] == (
        "directory:profile:changed",
        "profile:1",
        {"fields": ["phone", "state_code", "state_name"]},
    )


@pytest.mark.parametrize("version", [0, 2, None])
def test_a_profile_read_before_another_change_is_not_saved(app, version):
    make.make_profile()
    with pytest.raises(Conflict), unit_of_work():
        services.update_profile(actor=make.editor(), version=version, **make.PROFILE)


@pytest.mark.parametrize(
    ("list_name", "fields"),
    [
        (ListName.PROGRAMS, {"kind": ProgramKind.PACE}),
        (ListName.PLANS, {"kind": PlanKind.HIDE_SNP, "program_id": None}),
        (ListName.REGIONS, {}),
        (ListName.PARTNERS, {"kind": PartnerKind.SHIP, "phone": "", "email": "", "url": ""}),
    ],
)
def test_each_list_is_added_to_changed_retired_and_restored(app, list_name, fields):
    act = {"actor": make.editor(), "list_name": list_name}
    with unit_of_work():
        entry_id = services.add_entry(name="First name", **act, **fields)
    with unit_of_work():
        services.update_entry(entry_id=entry_id, version=1, name="Second name", **act, **fields)
    with unit_of_work():
        services.retire_entry(entry_id=entry_id, **act)
        services.retire_entry(entry_id=entry_id, **act)
    row = queries.entry_row(list_name, entry_id)
    assert (row.name, row.is_active, row.version) == ("Second name", False, 3)
    with unit_of_work():
        services.restore_entry(entry_id=entry_id, **act)
    assert queries.entry_row(list_name, entry_id).is_active
    assert [event.rsplit(":", 1)[1] for event, _, _ in events()] == ["added", "changed", "retired", "restored"]


def test_a_name_stands_once_on_a_list_also_when_retired(app):
    plan = make.make_plan("Harbor Health")
    with unit_of_work():
        services.retire_entry(actor=make.editor(), list_name=ListName.PLANS, entry_id=plan)
    with pytest.raises(RuleBroken) as caught:
        make.make_plan("HARBOR health")
    assert caught.value.field == "name"
    make.make_program("Harbor Health")


def test_an_entry_may_keep_its_own_name(app):
    plan = make.make_plan("Harbor Health")
    with unit_of_work():
        services.update_entry(
            actor=make.editor(),
            list_name=ListName.PLANS,
            entry_id=plan,
            version=1,
            name="HARBOR Health",
            kind=PlanKind.OTHER,
        )
    assert queries.plan_names() == {plan: "HARBOR Health"}


def test_a_plan_is_in_a_program_that_exists(app):
    with pytest.raises(RuleBroken) as caught:
        make.make_plan(program_id=10**6)
    assert caught.value.field == "program_id"


def test_a_web_address_that_runs_code_is_refused(app):
    with pytest.raises(RuleBroken) as caught:
        make.make_partner(url="javascript:alert(1)")
    assert caught.value.field == "url"


def test_an_entry_that_is_not_there_is_not_found(app):
    for act in (services.retire_entry, services.restore_entry):
        with pytest.raises(NotFound), unit_of_work():
            act(actor=make.editor(), list_name=ListName.PLANS, entry_id=10**6)


def test_public_holidays_are_loaded_once_and_leave_ones_own_days_alone(app):
    make.make_profile()
    make.make_holiday(date(2026, 4, 20), "Our own name for this day")
    with unit_of_work():
        added = services.load_holidays(actor=make.editor(), years=[2026, 2026])
    days = queries.holidays()
    assert added == len(days) - 1 == 12
    assert {date(2026, 4, 20), date(2026, 6, 19), date(2026, 7, 3), date(2026, 11, 26)} <= days
    assert all(day.year == 2026 for day in days)
    names = {row.day: row.name for row in queries.holiday_rows().rows}
    assert names[date(2026, 4, 20)] == "Our own name for this day"
    with unit_of_work():
        assert services.load_holidays(actor=make.editor(), years=[2026]) == 0


def test_holidays_are_those_of_the_state(app):
    make.make_profile(state_code="HI", time_zone="Pacific/Honolulu")
    with unit_of_work():
        services.load_holidays(actor=make.editor(), years=[2026])
    assert date(2026, 6, 11) in queries.holidays()  # Kamehameha Day
    assert date(2026, 4, 20) not in queries.holidays()  # Patriots' Day is kept in Massachusetts


def test_a_new_years_day_kept_in_the_year_before_is_loaded_with_that_year(app):
    make.make_profile()
    with unit_of_work():
        services.load_holidays(actor=make.editor(), years=[2027])
    assert date(2027, 12, 31) in queries.holidays()
    assert all(day.year == 2027 for day in queries.holidays())


def test_holidays_need_a_state(app):
    with pytest.raises(RuleBroken), unit_of_work():
        services.load_holidays(actor=make.editor(), years=[2026])


def test_a_day_is_a_holiday_once(app):
    make.make_holiday(date(2026, 3, 3))
    with pytest.raises(RuleBroken) as caught:
        make.make_holiday(date(2026, 3, 3), "Again")
    assert caught.value.field == "day"
    holiday_id = queries.holiday_rows().rows[0].id
    with unit_of_work():
        services.remove_holiday(actor=make.editor(), holiday_id=holiday_id)
    assert queries.holidays() == frozenset()


def test_urgent_numbers_stand_in_the_order_given(app):
    ids = []
    for label, position in (("Second", 20), ("First", 10), ("Third", 20)):
        with unit_of_work():
            ids.append(
                services.add_urgent_number(actor=make.editor(), label=label, phone="555-010-0100", position=position)
            )
    assert [number.label for number in queries.urgent_numbers()] == ["First", "Second", "Third"]
    with unit_of_work():
        services.update_urgent_number(actor=make.editor(), number_id=ids[2], version=1, position=1)
    with pytest.raises(Conflict), unit_of_work():
        services.update_urgent_number(actor=make.editor(), number_id=ids[2], version=1, position=50)
    assert [number.label for number in queries.urgent_numbers()] == ["Third", "First", "Second"]
    with unit_of_work():
        services.remove_urgent_number(actor=make.editor(), number_id=ids[0])
    assert [number.label for number in queries.urgent_numbers()] == ["Third", "First"]
