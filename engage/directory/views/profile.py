"""The first-run page, the profile, holidays and urgent numbers."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engage.core.db import unit_of_work
from engage.core.errors import RuleBroken
from engage.directory import queries, services
from engage.directory.forms import (
    HolidayForm,
    LoadHolidaysForm,
    ProfileForm,
    SetUpForm,
    UrgentNumberForm,
)
from engage.directory.rules import TIME_ZONES
from engage.directory.views.blueprint import blueprint, editors, save
from engage.web.access import public
from engage.web.language import local_today
from engage.web.login import current_actor
from engage.web.paging import page_number, pager


@blueprint.route("/staff/set-up", methods=["GET", "POST"])
@editors
def profile_set_up() -> Any:
    """Fill in the agency's profile on a new site."""
    if request.method == "GET" and queries.state_profile().is_set_up:
        return redirect(url_for(".profile_page"))
    form = SetUpForm()
    if request.method == "GET":
        return render_template("directory/profile_set_up.html", form=form)
    if not form.validate():
        return render_template("directory/profile_set_up.html", form=form), 422
    actor = current_actor()
    try:
        with unit_of_work(form_key=form.form_key.data) as work:
            services.set_up_profile(actor=actor, with_first_numbers=form.with_numbers.data, **form.values)
            if form.with_holidays.data:
                services.load_holidays(actor=actor, years=_this_year_and_next())
            work.location = url_for(".profile_page")
    except RuleBroken as error:
        form.take_error(error)
        return render_template("directory/profile_set_up.html", form=form), 422
    flash(gettext("Your site is ready. Now add your programs and plans."), "success")
    return redirect(url_for(".profile_page"), 303)


def _this_year_and_next() -> tuple[int, int]:
    return local_today().year, local_today().year + 1


@blueprint.get("/staff/profile")
@editors
def profile_page() -> Any:
    """The profile, and the way to each list."""
    profile = queries.state_profile()
    if not profile.is_set_up:
        return redirect(url_for(".profile_set_up"))
    return render_template(
        "directory/profile_page.html", profile=profile, sizes=queries.list_sizes(), time_zones=TIME_ZONES
    )


@blueprint.route("/staff/profile/edit", methods=["GET", "POST"])
@editors
def profile_edit() -> Any:
    """Change the profile."""
    profile = queries.state_profile()
    if not profile.is_set_up:
        return redirect(url_for(".profile_set_up"))
    form, template = ProfileForm(obj=profile), "directory/profile_edit.html"
    if request.method == "GET":
        return render_template(template, form=form)
    if not form.validate():
        return render_template(template, form=form), 422

    def do() -> None:
        services.update_profile(actor=current_actor(), version=form.expected_version, **form.values)

    return save(form, template, do, url_for(".profile_page"), current=queries.state_profile)


@blueprint.get("/staff/profile/holidays")
@editors
def holiday_list() -> Any:
    """The days on which offices are closed, by year."""
    typed = request.args.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 and int(typed) > 0 else None
    page = queries.holiday_rows(year=year, number=page_number())
    return render_template("directory/holiday_list.html", rows=page.rows, page=pager(page), year=year)


@blueprint.route("/staff/profile/holidays/add", methods=["GET", "POST"])
@editors
def holiday_create() -> Any:
    """Add one day."""
    form, template = HolidayForm(), "directory/holiday_create.html"
    if request.method == "GET":
        return render_template(template, form=form)
    if not form.validate():
        return render_template(template, form=form), 422

    def do() -> None:
        services.add_holiday(actor=current_actor(), day=form.day.data, name=form.name.data)

    return save(form, template, do, url_for(".holiday_list"), current=queries.state_profile)


@blueprint.route("/staff/profile/holidays/load", methods=["GET", "POST"])
@editors
def holiday_load() -> Any:
    """Add the federal and state holidays of some years."""
    form, template = LoadHolidaysForm(), "directory/holiday_load.html"
    form.offer(local_today().year)
    if request.method == "GET":
        return render_template(template, form=form)
    if not form.validate():
        return render_template(template, form=form), 422

    def do() -> None:
        services.load_holidays(actor=current_actor(), years=[int(year) for year in form.years.data])

    return save(form, template, do, url_for(".holiday_list"), current=queries.state_profile)


@blueprint.post("/staff/profile/holidays/<int:holiday_id>/remove")
@editors
def holiday_delete(holiday_id: int) -> Any:
    """Take a day off the list."""
    with unit_of_work():
        services.remove_holiday(actor=current_actor(), holiday_id=holiday_id)
    flash(gettext("Taken off the list."), "success")
    return redirect(url_for(".holiday_list"), 303)


@blueprint.get("/staff/profile/urgent-numbers")
@editors
def urgent_number_list() -> Any:
    """The numbers to call now, as staff keep them."""
    return render_template("directory/urgent_number_list.html", rows=queries.urgent_numbers())


@blueprint.route("/staff/profile/urgent-numbers/add", methods=["GET", "POST"])
@editors
def urgent_number_create() -> Any:
    """Add a number to call now."""
    form, template = UrgentNumberForm(), "directory/urgent_number_edit.html"
    context = {"number": None}
    if request.method == "GET":
        return render_template(template, form=form, **context)
    if not form.validate():
        return render_template(template, form=form, **context), 422

    def do() -> None:
        services.add_urgent_number(actor=current_actor(), **form.values)

    return save(form, template, do, url_for(".urgent_number_list"), current=queries.state_profile, **context)


@blueprint.route("/staff/profile/urgent-numbers/<int:number_id>/edit", methods=["GET", "POST"])
@editors
def urgent_number_edit(number_id: int) -> Any:
    """Change a number to call now."""
    number = queries.urgent_number(number_id)
    form, template = UrgentNumberForm(obj=number), "directory/urgent_number_edit.html"
    if request.method == "GET":
        return render_template(template, form=form, number=number)
    if not form.validate():
        return render_template(template, form=form, number=number), 422

    def do() -> None:
        services.update_urgent_number(
            actor=current_actor(), number_id=number_id, version=form.expected_version, **form.values
        )

    return save(
        form,
        template,
        do,
        url_for(".urgent_number_list"),
        current=lambda: queries.urgent_number(number_id),
        number=number,
    )


@blueprint.post("/staff/profile/urgent-numbers/<int:number_id>/remove")
@editors
def urgent_number_delete(number_id: int) -> Any:
    """Show a number no longer."""
    with unit_of_work():
        services.remove_urgent_number(actor=current_actor(), number_id=number_id)
    flash(gettext("Taken off the list."), "success")
    return redirect(url_for(".urgent_number_list"), 303)


@blueprint.get("/urgent-help")
@public
def urgent_help() -> Any:
    """The numbers to call now, for everybody."""
    return render_template(
        "directory/urgent_help.html", numbers=queries.urgent_numbers(), profile=queries.state_profile()
    )
