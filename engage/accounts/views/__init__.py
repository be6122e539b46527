"""Pages about accounts, the same on both sides."""

from engage.accounts.views import keeping, own, signing_in  # noqa: F401 - puts the pages on the blueprints
from engage.accounts.views.blueprint import blueprint, ombudsman_blueprint
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.core.registry import register_scope_choices
from engage.directory.queries import plan_choices
from engage.web import nav

blueprints = [blueprint]
ombudsman_blueprints = [ombudsman_blueprint]

nav.register("staff", 80, N_("Accounts"), "accounts.account_list", Permission.ACCOUNTS_ACCOUNT_MANAGE)
nav.register(
    "confidential",
    80,
    N_("Accounts"),
    "accounts_ombudsman.account_list",
    Permission.OMBUDSMAN_ACCOUNT_MANAGE,
)

register_scope_choices("plan", lambda: [(plan.id, plan.name) for plan in plan_choices()])
