"""Words for the states of comments and themes."""

from enum import StrEnum


class SetAside(StrEnum):
    """Why a comment is not waiting to be coded."""

    SAYS_NOTHING = "says_nothing"
    BY_HAND = "by_hand"


class ThemeChange(StrEnum):
    """What happened to a theme, as its history tells it."""

    ADDED = "added"
    EDITED = "edited"
    RETIRED = "retired"
    TAKEN_BACK = "taken_back"
    MERGED = "merged"
