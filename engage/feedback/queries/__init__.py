"""Reads of forms, answers, receipts, results and imported comments."""

from dataclasses import dataclass
from datetime import date

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.comments import SourceComment


@dataclass(frozen=True)
class OpenForm:
    """A form that may be answered today."""

    slug: str
    title: Words
    intro: Words
    body_id: int | None
    meeting_id: int | None
    closes_on: date | None
    questions: int
    has_answered: bool


def open_forms(actor: Actor) -> tuple[OpenForm, ...]:
    """Forms that ``actor`` may answer today, those that close soonest first."""
    raise NotImplementedError


def waiting_for_member(actor: Actor) -> tuple[OpenForm, ...]:
    """Open forms for members, or of a council ``actor`` sits on, that they have not answered yet."""
    raise NotImplementedError


def comment_rows(
    after_key: str | None = None, limit: int = 500, since: date | None = None
) -> tuple[SourceComment, ...]:
    """Answers in words, and imported comments, in the order of random keys; go on with the last ``source_key``.

    ``since`` leaves out what came in before that day. An empty tuple means there are no more.
    """
    raise NotImplementedError


def gone_source_keys(source_keys: tuple[str, ...]) -> frozenset[str]:
    """Those of ``source_keys`` that no longer stand: withdrawn, set aside, or their import was undone."""
    raise NotImplementedError
