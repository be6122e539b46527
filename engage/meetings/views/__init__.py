"""Pages of meetings."""

from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.meetings.views import agenda, desk, minutes, motions, panels, papers, public, support  # noqa: F401
from engage.meetings.views.blueprint import blueprint
from engage.web import nav

blueprints = [blueprint]

nav.register("public", 20, N_("Meetings"), "meetings.meeting_list")
nav.register("members", 20, N_("Meetings"), "meetings.my_meeting_list", Permission.MEETINGS_MEETING_ATTEND)
nav.register("staff", 30, N_("Meetings"), "meetings.staff_meeting_list", Permission.MEETINGS_MEETING_MANAGE)
