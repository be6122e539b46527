"""Pages of the ombudsman's office, all under ``/ombudsman``."""

from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.ombudsman.views import casework, home, intake, office, parts, public, releases  # noqa: F401
from engage.ombudsman.views.blueprint import blueprint
from engage.web import nav

blueprints = [blueprint]

nav.register("confidential", 10, N_("Home"), "ombudsman.home", Permission.OMBUDSMAN_CASE_READ)
nav.register("confidential", 20, N_("Cases"), "ombudsman.case_list", Permission.OMBUDSMAN_CASE_READ)
nav.register("confidential", 30, N_("Releases"), "ombudsman.release_list", Permission.OMBUDSMAN_CASE_READ)
nav.register("confidential", 70, N_("Office"), "ombudsman.office_edit", Permission.OMBUDSMAN_ACCOUNT_MANAGE)
