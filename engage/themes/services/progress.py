"""Telling an answer's receipt that it now stands in a theme."""

from engage.core import clock
from engage.core.actor import Actor
from engage.core.comments import CommentSource
from engage.feedback import services as feedback
from engage.feedback.enums import Step
from engage.themes.models import Comment


def tell_source(*, actor: Actor, comment: Comment) -> None:
    """Record on the receipt that a person read this and it counts in a theme; told once however often it is coded."""
    if comment.source == CommentSource.FEEDBACK:
        feedback.record_progress(
            actor=actor,
            submission_key=comment.source_key,
            step=Step.IN_THEME,
            day=clock.today(),
            url="",
        )
