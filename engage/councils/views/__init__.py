"""Pages of councils."""

from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.core.registry import register_scope_choices
from engage.councils.queries import body_scope_choices, person_scope_choices
from engage.councils.views import bodies, people, public, seats  # noqa: F401 - each adds its pages
from engage.councils.views.blueprint import blueprint
from engage.web import nav

blueprints = [blueprint]

nav.register("public", 10, N_("Councils"), "councils.body_list")
nav.register(
    "staff",
    20,
    N_("Councils"),
    "councils.staff_body_list",
    Permission.COUNCILS_BODY_READ,
    Permission.COUNCILS_BODY_CREATE,
)
nav.register("staff", 25, N_("People"), "councils.person_list", Permission.COUNCILS_PERSON_MANAGE)
register_scope_choices("body", body_scope_choices)
register_scope_choices("person", person_scope_choices)
