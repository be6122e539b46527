"""Pages of feedback: answering, receipts, and the work of staff."""

from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.feedback.views import imports, public, questions, staff_answers, staff_forms  # noqa: F401 - add pages
from engage.feedback.views.blueprint import blueprint
from engage.web import nav

blueprints = [blueprint]

nav.register("public", 30, N_("Tell us"), "feedback.form_list")
nav.register("members", 30, N_("Tell us"), "feedback.form_list")
nav.register("staff", 40, N_("Feedback"), "feedback.staff_form_list", *staff_forms.AT_WORK)
# The program team runs no forms, but brings in comments from elsewhere.
nav.register("staff", 45, N_("Imported comments"), "feedback.import_list", Permission.THEMES_CODING_APPLY)
