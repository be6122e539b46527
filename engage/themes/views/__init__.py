"""Pages of comments and of themes."""

from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.themes.views import codebook, comments
from engage.themes.views.codebook import blueprint
from engage.web import nav

blueprints = [blueprint]
nav.register("staff", 48, N_("Comments"), "themes.comment_list", Permission.THEMES_COMMENT_READ)
nav.register("staff", 50, N_("Themes"), "themes.theme_list", Permission.THEMES_THEME_READ)

__all__ = ["blueprints", "codebook", "comments"]
