"""The state's profile and lists in the browser."""

from datetime import date, timedelta

import pytest
import time_machine

from engage.accounts.enums import Role
from engage.core import clock
from engage.core.db import db
from engage.core.sides import Side
from engage.directory import queries
from engage.directory.enums import ListName
from tests.accounts.support import enter
from tests.factories import accounts
from tests.factories import directory as make

GETS = [
    ("profile_set_up", {}),
    ("profile_page", {}),
    ("profile_edit", {}),
    ("holiday_list", {}),
    ("holiday_create", {}),
    ("holiday_load", {}),
    ("urgent_number_list", {}),
    ("urgent_number_create", {}),
    ("urgent_number_edit", {"number_id": 1}),
    *[("entry_list", {"name": name.value}) for name in ListName],
    *[("entry_create", {"name": name.value}) for name in ListName],
    *[("entry_edit", {"name": name.value, "entry_id": 1}) for name in ListName],
]
POSTS = [
    ("profile_set_up", {}),
    ("profile_edit", {}),
    ("holiday_create", {}),
    ("holiday_load", {}),
    ("holiday_delete", {"holiday_id": 1}),
    ("urgent_number_create", {}),
    ("urgent_number_edit", {"number_id": 1}),
    ("urgent_number_delete", {"number_id": 1}),
    ("entry_create", {"name": "plans"}),
    ("entry_edit", {"name": "plans", "entry_id": 1}),
    ("entry_retire", {"name": "plans", "entry_id": 1}),
    ("entry_restore", {"name": "plans", "entry_id": 1}),
]
ODD_TEXTS = [
    "<img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "خطة الصحة \u202eabc",
    "🌵" * 100,
    "'); DROP TABLE plan;--",
]


@pytest.fixture
def administrator(browser):
    """A browser with an administrator signed in."""
    return browser.sign_in(accounts.make_actor(Role.ADMINISTRATOR))


# The wrong person


@pytest.mark.parametrize("role", [r for r in Role if r.side is Side.ENGAGE and r is not Role.ADMINISTRATOR])
def test_no_other_role_opens_a_page_or_sends_a_form(browser, role):
    make.make_profile()
    make.make_plan()
    browser.sign_in(accounts.make_actor(role))
    for endpoint, args in GETS:
        browser.get(f"directory.{endpoint}", status=403, **args)
    for endpoint, args in POSTS:
        browser.post(browser.path(f"directory.{endpoint}", **args), status=403)


@pytest.mark.parametrize("role", [None, Role.OMBUDSMAN_STAFF, Role.OMBUDSMAN_LEAD])
def test_strangers_and_the_other_side_are_asked_to_sign_in(browser, role):
    if role:
        browser.sign_in(accounts.make_actor(role))
    for endpoint, args in GETS:
        assert browser.get(f"directory.{endpoint}", **args).heading == "Sign in"
    for endpoint, args in POSTS:
        browser.post(browser.path(f"directory.{endpoint}", **args), status=401)


# The first run


def test_a_new_site_is_set_up_on_one_page(administrator):
    page = administrator.get("directory.profile_page")
    assert page.heading == "Set up your site"
    page = page.form("Set up the site").send(status=422)
    assert page.errors == [
        "Choose a state",
        "Enter the name of your agency",
        "Enter a name for this site",
        "Enter a phone number",
        "Choose a time zone",
    ]
    page = page.form("Set up the site").fill(**make.PROFILE).send()
    assert page.flashes == ["Your site is ready. Now add your programs and plans."]
    assert "Engage Massachusetts" in page.soup.title.text
    assert "617-555-0100" in page.html
    assert [number.phone for number in queries.urgent_numbers()] == ["911", "988", "1-800-633-4227"]
    assert {day.month for day in queries.holidays()} > {1, 5, 7, 12}
    assert administrator.get("directory.profile_set_up").heading == "State profile"


def test_a_new_site_can_start_without_numbers_and_holidays(administrator):
    form = administrator.get("directory.profile_set_up").form("Set up the site")
    form.fill(**make.PROFILE, with_numbers=None, with_holidays=None).send()
    assert queries.urgent_numbers() == ()
    assert queries.holidays() == frozenset()


def test_setting_up_twice_by_a_double_click_does_it_once(administrator):
    form = administrator.get("directory.profile_set_up").form("Set up the site").fill(**make.PROFILE)
    assert form.send().heading == form.send().heading == "State profile"


def test_a_second_administrator_setting_up_is_told(administrator):
    form = administrator.get("directory.profile_set_up").form("Set up the site").fill(**make.PROFILE)
    make.make_profile()
    page = form.send(status=422)
    assert page.errors == ["The profile is filled in already. You can change it on its own page."]


# The profile


def test_the_profile_is_changed_and_seen_on_every_page(administrator):
    make.make_profile()
    form = administrator.get("directory.profile_page").follow("Change the profile").form("Save")
    form.fill(phone="not a number").send(status=422)
    page = form.fill(phone="413-555-0199", program_name="Engage the Valley").send()
    assert page.flashes == ["Saved."]
    assert "413-555-0199" in administrator.get("directory.urgent_help").main
    assert "Engage the Valley" in page.soup.title.text


def test_a_stale_profile_form_shows_what_is_saved_and_keeps_what_was_typed(administrator):
    make.make_profile()
    first, second = (administrator.get("directory.profile_edit").form("Save") for _ in range(2))
    first.fill(agency_name="First name").send()
    page = second.fill(agency_name="Second name").send(status=409)
    assert page.errors == ["Someone changed this while you had it open. Check the new version, then save again."]
    assert "What is saved now" in page.main
    assert "First name" in page.main
    assert page.form("Save").fields["agency_name"] == "Second name"
    assert queries.state_profile().agency_name == "First name"
    page.form("Save").send()
    assert queries.state_profile().agency_name == "Second name"


def test_a_form_without_its_version_is_not_saved(administrator):
    make.make_profile()
    page = administrator.post("/staff/profile/edit", {**make.PROFILE, "version": "abc"}, status=409)
    assert queries.state_profile().version == 1
    page = administrator.post("/staff/profile/edit", {**make.PROFILE}, status=409)
    assert page.errors


# The four lists


@pytest.mark.parametrize(
    ("name", "fields", "shown"),
    [
        ("programs", {"kind": "pace"}, "PACE"),
        ("plans", {"kind": "fide_snp"}, "Fully integrated D-SNP (FIDE)"),
        ("regions", {}, "–"),
        (
            "partner-agencies",
            {"kind": "ship", "phone": "413-555-0100"},
            "Health insurance counseling (SHIP) · 413-555-0100",
        ),
    ],
)
def test_an_entry_is_added_changed_retired_and_used_again(administrator, name, fields, shown):
    make.make_profile()
    page = administrator.get("directory.entry_list", name=name)
    assert "Nothing on this list yet" in page.main
    page = page.follow("Add").form("Save").send(status=422)
    assert page.errors[0] == "Enter a name"
    page = page.form("Save").fill(name="Harbor", **fields).send()
    title = page.heading
    assert [row[:3] for row in page.table(title).rows] == [["Harbor", shown, "In use"]]
    page = page.follow("Harbor").form("Save").fill(name="Harbor Two").send()
    page = page.form("Retire Harbor Two").send()
    assert page.flashes == ["Retired. It is no longer offered, and old records still show it."]
    assert page.table(title).rows[0][2] == "Retired"
    page = page.form("Use again Harbor Two").send()
    assert page.table(title).rows[0][2] == "In use"


def test_a_plan_keeps_its_program_after_the_program_is_retired(administrator):
    program = make.make_program("One Care")
    other = make.make_program("Other Care")
    plan = make.make_plan(program_id=program)
    for entry_id in (program, other):
        path = administrator.path("directory.entry_retire", name="programs", entry_id=entry_id)
        administrator.post(path)
    form = administrator.get("directory.entry_edit", name="plans", entry_id=plan).form("Save")
    assert form.fields["program_id"] == str(program)
    form.send()
    assert queries.entry_row(ListName.PLANS, plan).program_name == "One Care"
    page = form.fill(program_id=str(other)).send(status=422)
    assert len(page.errors) == 1


def test_a_taken_name_is_said_at_the_field(administrator):
    make.make_plan("Harbor Health")
    form = administrator.get("directory.entry_create", name="plans").form("Save")
    page = form.fill(name="harbor HEALTH", kind="fide_snp").send(status=422)
    assert page.errors == ["This name is already on the list."]
    assert page.form("Save").fields["name"] == "harbor HEALTH"


def test_a_stale_entry_form_is_not_saved_over_a_newer_one(administrator):
    plan = make.make_plan("Harbor Health")
    first, second = (
        administrator.get("directory.entry_edit", name="plans", entry_id=plan).form("Save") for _ in range(2)
    )
    first.fill(kind="mmp_plan").send()
    page = second.fill(name="Harbor Two").send(status=409)
    assert "Medicare-Medicaid plan" in page.main
    page.form("Save").send()
    row = queries.entry_row(ListName.PLANS, plan)
    assert (row.name, row.version) == ("Harbor Two", 3)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_names_are_kept_as_text(administrator, text):
    form = administrator.get("directory.entry_create", name="regions").form("Save")
    page = form.fill(name=text).send()
    assert page.table("Regions").rows[0][0] == text.replace("\u202e", "")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "Enter a name"),
        ("   \t ", "Enter a name"),
        ("\x00\x01", "Enter a name"),
        ("x" * 201, "This is too long. It has 201 characters. Use 200 or fewer."),
        ("x" * 10_000_000, "This is too long. It has 10,000,000 characters. Use 200 or fewer."),
    ],
)
def test_names_that_cannot_be_kept_are_said(administrator, name, error):
    form = administrator.get("directory.entry_create", name="regions").form("Save")
    assert form.fill(name=name).send(status=422).errors == [error]
    assert queries.entry_rows(ListName.REGIONS).total == 0


def test_a_partner_with_a_dangerous_address_is_refused(administrator):
    form = administrator.get("directory.entry_create", name="partner-agencies").form("Save")
    page = form.fill(name="X", kind="ship", url="javascript:alert(1)").send(status=422)
    assert page.errors == ["Enter a full web address, like https://www.example.org"]


def test_a_double_click_adds_once(administrator):
    form = administrator.get("directory.entry_create", name="regions").form("Save").fill(name="East")
    assert form.send().heading == form.send().heading == "Regions"
    assert queries.entry_rows(ListName.REGIONS).total == 1


def test_searching_and_paging_a_list(administrator):
    for number in range(30):
        make.make_region(f"Region {number:02}")
    page = administrator.get("directory.entry_list", name="regions")
    assert len(page.table("Regions").rows) == 25
    page = page.follow("Next page")
    assert len(page.table("Regions").rows) == 5
    page = page.form("Search").fill(q="07").send()
    assert [row[0] for row in page.table("Regions").rows] == ["Region 07"]
    page = page.form("Search").fill(q="nowhere").send()
    assert "Nothing fits" in page.main
    administrator.open("/staff/profile/regions?page=99999999999&q=%00%27")
    administrator.get("directory.entry_edit", name="regions", entry_id=10**9, status=404)
    administrator.open("/staff/profile/secrets", status=404)


def test_what_was_typed_survives_a_session_that_ended(browser):
    accounts.make_account(Role.ADMINISTRATOR, email="ana@example.org")
    enter(browser, Side.ENGAGE, "ana@example.org")
    form = browser.get("directory.entry_create", name="regions").form("Save").fill(name="The far <east>")
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        page = form.send(status=401).form("Sign in and go on")
        page = page.fill(email="ana@example.org", password=accounts.PASSWORD).send()
        assert page.form("Send it again").fields["name"] == "The far <east>"
        page = page.form("Send it again").send()
    assert [row[0] for row in page.table("Regions").rows] == ["The far <east>"]


# Holidays


def test_holidays_are_loaded_added_shown_by_year_and_removed(administrator):
    make.make_profile()
    page = administrator.get("directory.holiday_list")
    assert "No holidays yet" in page.main
    page = page.follow("Add public holidays").form("Add them").send(status=422)
    assert page.errors == ["Choose at least one year"]
    years = [box["value"] for box in page.soup.find_all("input", attrs={"name": "years"})]
    page = page.form("Add them").fill(years=years[1:3]).send()
    assert len(page.table("Holidays").rows) == 25
    page = page.follow("Add a day").form("Save").fill(day=f"{years[1]}-02-30", name="X").send(status=422)
    assert page.errors == ["Enter a date that exists, like 03/31/2026"]
    page = page.form("Save").fill(day=f"{years[0]}-03-03", name="Our day").send()
    page = page.form("Search").fill(year=years[0]).send()
    assert [row[1] for row in page.table("Holidays").rows] == ["Our day"]
    page.form("Take off the list Our day").send()
    assert date(int(years[0]), 3, 3) not in queries.holidays()
    administrator.open("/staff/profile/holidays?year=abcd")
    administrator.open("/staff/profile/holidays?year=0000")


def test_a_year_that_was_not_offered_is_not_loaded(administrator):
    make.make_profile()
    page = administrator.post("/staff/profile/holidays/load", {"years": ["1700"]}, status=422)
    assert len(page.errors) == 1
    assert queries.holidays() == frozenset()


# Urgent numbers


def test_urgent_numbers_are_kept_by_staff_and_read_by_everybody(administrator):
    page = administrator.get("directory.urgent_number_list")
    assert "No urgent numbers yet" in page.main
    page = page.follow("Add").form("Save").fill(label="Poison help", phone="call us", position="x").send(status=422)
    assert page.errors == ["Enter a phone number, like 988 or 555-010-0199", "Not a valid integer value."]
    fields = {"phone": "1-800-222-1222", "position": "5", "note": "Day and night", "note_es": "Día y noche"}
    page = page.form("Save").fill(**fields).send()
    assert [row[:3] for row in page.table("Urgent numbers").rows] == [
        ["Poison help", "1-800-222-1222", "Day and night"]
    ]
    page = page.follow("Poison help").form("Save").fill(label_es="Ayuda por envenenamiento").send()
    stranger = type(administrator)(administrator.app)
    page = stranger.get("directory.urgent_help")
    assert "Poison help" in page.main
    assert "1-800-222-1222" in page.main
    page = page.form("Español").send()
    assert "Ayuda por envenenamiento" in page.main
    assert "Día y noche" in page.main
    page = administrator.get("directory.urgent_number_list").form("Take off the list Poison help").send()
    assert queries.urgent_numbers() == ()


def test_the_public_page_always_names_a_number(browser):
    assert "In an emergency, call 911." in browser.get("directory.urgent_help").main


def test_the_profile_stands_in_the_menu_of_the_administrator_alone(administrator):
    make.make_profile()
    assert administrator.get("directory.profile_page").has_link("State profile")
    administrator.sign_in(accounts.make_actor(Role.PROGRAM_TEAM))
    assert not administrator.get("accounts.account_own").has_link("State profile")


def test_nothing_is_written_by_looking(administrator):
    make.make_profile()
    number = queries.urgent_numbers()[0].id
    plan = make.make_plan()
    db.session.commit()
    for endpoint, args in GETS:
        if args.get("name") in (None, "plans"):
            args = {**args, **({"number_id": number} if "number_id" in args else {})}
            args = {**args, **({"entry_id": plan} if "entry_id" in args else {})}
            administrator.get(f"directory.{endpoint}", **args)
    assert queries.state_profile().version == 1
