"""Reads of recommendations, answers and promises."""

from engage.accountability.queries.lists import (
    RecommendationFilter,
    RecommendationRow,
    WhatChanged,
    answers_of_my_councils,
    recommendation_rows,
    recommendations_of_theme,
    waiting_answers,
    waiting_rows,
    what_changed,
)
from engage.accountability.queries.pages import (
    CommitmentView,
    RecommendationEdit,
    RecommendationPage,
    RecommendationWork,
    commitment_view,
    recommendation_edit,
    recommendation_page,
    recommendation_work,
)
from engage.accountability.queries.record import RecordLine, public_record
from engage.accountability.queries.releases import ReleaseAnswer, answers_for_release

__all__ = [
    "CommitmentView",
    "RecommendationEdit",
    "RecommendationFilter",
    "RecommendationPage",
    "RecommendationRow",
    "RecommendationWork",
    "RecordLine",
    "ReleaseAnswer",
    "WhatChanged",
    "answers_for_release",
    "answers_of_my_councils",
    "commitment_view",
    "public_record",
    "recommendation_edit",
    "recommendation_page",
    "recommendation_rows",
    "recommendation_work",
    "recommendations_of_theme",
    "waiting_answers",
    "waiting_rows",
    "what_changed",
]
