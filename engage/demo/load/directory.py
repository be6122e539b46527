"""Chapter one: the state's profile and lists."""

from engage.core.actor import system_actor
from engage.core.db import db
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.demo.load.stage import Stage, read
from engage.directory import services
from engage.directory.enums import ListName
from engage.directory.models import AgencyProfile

_SET_UP_AGO = 210


def tell(stage: Stage) -> None:
    """Fill in who the agency is, its plans, regions, partners, holidays and numbers to call."""
    places = read("places.toml")
    actor = system_actor(Side.ENGAGE, Permission.DIRECTORY_PROFILE_EDIT)
    with stage.at(_SET_UP_AGO):
        services.set_up_profile(actor=actor, **places["profile"])
        stage.profile = db.session.get(AgencyProfile, 1)
        for place, number in enumerate(places["number"], start=4):
            services.add_urgent_number(actor=actor, position=place * 10, **number)
        services.load_holidays(actor=actor, years=range(stage.today.year - 1, stage.today.year + 2))
        for program in places["program"]:
            stage.programs[program["name"]] = services.add_entry(actor=actor, list_name=ListName.PROGRAMS, **program)
        for plan in places["plan"]:
            program_id = stage.programs[plan.pop("program")]
            stage.plans.append(
                services.add_entry(actor=actor, list_name=ListName.PLANS, program_id=program_id, **plan)
            )
        for region in places["region"]:
            stage.regions.append(services.add_entry(actor=actor, list_name=ListName.REGIONS, **region))
        for partner in places["partner"]:
            services.add_entry(actor=actor, list_name=ListName.PARTNERS, **partner)
