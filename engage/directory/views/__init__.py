"""Pages about the state's profile and lists."""

from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.directory.views import entries, profile  # noqa: F401 - puts the pages on the blueprint
from engage.directory.views.blueprint import blueprint
from engage.web import nav

blueprints = [blueprint]

nav.register("staff", 85, N_("State profile"), "directory.profile_page", Permission.DIRECTORY_PROFILE_EDIT)
