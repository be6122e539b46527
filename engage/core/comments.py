"""The one shape in which every source hands a comment up to the themes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CommentSource(StrEnum):
    """Where a comment comes from."""

    FEEDBACK = "feedback"
    MEETING = "meeting"
    RELEASE = "release"
    IMPORT = "import"


@dataclass(frozen=True)
class SourceComment:
    """One voice. ``source_key`` is unique among all sources and says nothing about the speaker.

    ``speaker_key`` is the same for two comments of one person where that is known, so that persons
    and mentions are never mixed; it is opaque. ``said_on`` is a day, never a finer time.
    """

    source: CommentSource
    source_key: str
    text: str
    language: str
    said_on: date
    body_id: int | None = None
    meeting_id: int | None = None
    plan_id: int | None = None
    region_id: int | None = None
    program_id: int | None = None
    speaker_key: str | None = None
    may_quote: bool = False
