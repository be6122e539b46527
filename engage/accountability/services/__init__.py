"""Every change to recommendations, answers, promises and verdicts."""

from engage.accountability.services.commitments import (
    CommitmentText,
    add_commitment,
    close_commitment,
    edit_commitment,
    reopen_commitment,
    tell_update,
)
from engage.accountability.services.recommendations import (
    RecommendationText,
    edit_recommendation,
    make_recommendation,
    withdraw_recommendation,
)
from engage.accountability.services.responses import draft_response, publish_response
from engage.accountability.services.telling import SLICE, TOPIC, sources_to_tell, tell_sources
from engage.accountability.services.verdicts import give_verdict

__all__ = [
    "SLICE",
    "TOPIC",
    "CommitmentText",
    "RecommendationText",
    "add_commitment",
    "close_commitment",
    "draft_response",
    "edit_commitment",
    "edit_recommendation",
    "give_verdict",
    "make_recommendation",
    "publish_response",
    "reopen_commitment",
    "sources_to_tell",
    "tell_sources",
    "tell_update",
    "withdraw_recommendation",
]
