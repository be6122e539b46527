"""Landing pages: what is waiting for whom."""

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from werkzeug import Response

from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.home import queries
from engage.web import nav
from engage.web.access import needs, public, signed_in
from engage.web.language import local_today
from engage.web.login import current_actor

blueprint = Blueprint("home", __name__)
blueprints = [blueprint]

nav.register("members", 10, N_("Home"), "home.member_home", Permission.FEEDBACK_ANSWER_GIVE)
nav.register(
    "staff",
    10,
    N_("Home"),
    "home.mine",
    also=("home.coordinator_home", "home.program_home", "home.desk"),
)
nav.register("footer", 10, N_("Who sees what"), "home.privacy")
nav.register("footer", 20, N_("Can everyone use this site?"), "home.accessibility")

#: The day on which the accessibility statement was last compared with the site.
STATEMENT_CHECKED_ON = date(2026, 11, 24)
#: The first of these that a person may open is their home.
_HOMES = (
    (Permission.MEETINGS_MEETING_MANAGE, "home.coordinator_home"),
    (Permission.ACCOUNTABILITY_RESPONSE_DRAFT, "home.program_home"),
    (Permission.FEEDBACK_ANSWER_GIVE, "home.member_home"),
)


@blueprint.get("/")
@public
def landing() -> str:
    """The front door: tell us, get help, join, what we did."""
    return render_template("home/landing.html", landing=queries.landing_page(current_actor()))


@blueprint.get("/home")
@signed_in
def mine() -> Response:
    """Each person's own home page."""
    actor = current_actor()
    endpoint = next((page for permission, page in _HOMES if actor.may(permission)), "home.desk")
    return redirect(url_for(endpoint))


@blueprint.get("/my")
@needs(Permission.FEEDBACK_ANSWER_GIVE)
def member_home() -> str:
    """What is waiting for a council member, the next meeting, and what became of what we said."""
    return render_template("home/member_home.html", home=queries.member_home(current_actor()))


@blueprint.get("/staff")
@needs(Permission.MEETINGS_MEETING_MANAGE)
def coordinator_home() -> str:
    """What is due, who is missing, and whether the next meeting is ready."""
    return render_template(
        "home/coordinator_home.html", home=queries.coordinator_home(current_actor(), local_today())
    )


@blueprint.get("/staff/program")
@needs(Permission.ACCOUNTABILITY_RESPONSE_DRAFT)
def program_home() -> str:
    """What people are telling the state, and what waits for its answer."""
    return render_template("home/program_home.html", home=queries.program_home(current_actor()))


@blueprint.get("/staff/desk")
@signed_in
def desk() -> str:
    """For everybody else who signs in: the pages their role can open."""
    return render_template("home/desk.html", pages=nav.items("staff", current_actor()))


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """Who sees what, in plain words."""
    return render_template("home/privacy.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """The accessibility statement, with its date and what is known to be wrong."""
    return render_template("home/accessibility.html", checked_on=STATEMENT_CHECKED_ON)
