"""Reads of recommendations and answers."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ReleaseAnswer:
    """What became of one released issue, from one recommendation that its theme led to."""

    release_id: str
    number: str
    title: str
    title_es: str | None
    recommended_on: date
    #: None as long as the state has not answered.
    decision: str | None
    reasons: str | None
    reasons_es: str | None
    answered_on: date | None
    #: The day the first promise was kept, or None.
    changed_on: date | None
    #: The public page, such as ``https://…/what-we-did/R-2026-004``.
    public_url: str


def answers_for_release(release_ids: tuple[str, ...]) -> tuple[ReleaseAnswer, ...]:
    """What became of each released issue, as the public can read it; nothing for one not yet in a recommendation.

    For the ombudsman's side, which fetches answers here and mails them itself.
    """
    return ()
