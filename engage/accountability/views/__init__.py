"""Pages of recommendations and answers: the public's, the members', and the staff's."""

from engage.accountability import queries
from engage.accountability.enums import PROGRESS, PROGRESS_KINDS
from engage.accountability.views import commitments, public, work
from engage.accountability.views.public import blueprint
from engage.core.actor import Actor
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.themes.queries import Outcome, tell_outcomes
from engage.web import nav

blueprints = [blueprint]
nav.register("public", 40, N_("What we did"), "accountability.public_list")
nav.register("members", 40, N_("What we did"), "accountability.public_list")
nav.register(
    "staff",
    60,
    N_("Recommendations"),
    "accountability.recommendation_list",
    Permission.ACCOUNTABILITY_RECOMMENDATION_READ,
)


def _outcomes(actor: Actor, theme_id: int) -> tuple[Outcome, ...]:
    """What became of a theme, for its page in the area below."""
    return tuple(
        Outcome(
            row.number,
            row.title,
            row.made_on,
            PROGRESS[row.progress],
            PROGRESS_KINDS[row.progress],
            row.answered_on,
        )
        for row in queries.recommendations_of_theme(actor, theme_id)
    )


tell_outcomes(_outcomes)

__all__ = ["blueprints", "commitments", "public", "work"]
