"""A member's answer to "Does this answer it?"."""

from sqlalchemy import update

from engage.accountability import audit_events
from engage.accountability.enums import Satisfaction
from engage.accountability.models import Verdict
from engage.accountability.policies import can_give_verdict, voter_of
from engage.accountability.services.recommendations import find_recommendation
from engage.accountability.services.responses import is_answered
from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.db import db, insert_once
from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.core.text import clean
from engage.councils.queries import state_today


def give_verdict(*, actor: Actor, number: str, satisfaction: str, words: str = "") -> None:
    """Say whether the state's answer answers it; saying it again replaces what was said.

    Raises `NotFound`, `NotAllowed` for who does not sit on the council, and `RuleBroken` before there is
    an answer.
    """
    recommendation = find_recommendation(actor, number)
    ensure(can_give_verdict(actor, recommendation))
    if not is_answered(recommendation.id):
        raise RuleBroken(N_("The state has not answered yet."))
    said = {
        "satisfaction": Satisfaction(satisfaction).value,
        "words": clean(words) or None,
        "given_on": state_today(),
    }
    key = {"recommendation_id": recommendation.id, "voter": voter_of(actor)}
    if not insert_once(Verdict, {**key, **said}):
        db.session.execute(
            update(Verdict).filter_by(**key).values(**said, version=Verdict.version + 1),
            execution_options={"synchronize_session": False},
        )
    audit.record(actor, audit_events.VERDICT_GIVEN, f"recommendation:{recommendation.id}")
