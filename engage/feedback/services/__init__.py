"""Every change to forms, answers, progress and imported comments."""

from datetime import date

from engage.core.actor import Actor
from engage.feedback.enums import Step


def record_progress(
    *,
    actor: Actor,
    submission_key: int | str,
    step: Step | str,
    day: date,
    url: str,
    note: str = "",
    note_es: str = "",
    note_template: str | None = None,
) -> bool:
    """Tell an answer's receipt what became of it; True when the step was new.

    ``submission_key`` may be a comment's ``source_key`` (``feedback:…``). Whoever left a way to be
    told gets one e-mail a step.
    """
    raise NotImplementedError
