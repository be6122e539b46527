"""Words for the states of comments and themes. Labels are msgids."""

from enum import StrEnum

from engage.core.comments import CommentSource
from engage.core.i18n import N_


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


#: Where a comment comes from, in words (msgids).
SOURCES: dict[CommentSource, str] = {
    CommentSource.FEEDBACK: N_("Answers to our questions"),
    CommentSource.MEETING: N_("Said at a meeting"),
    CommentSource.RELEASE: N_("From the ombudsman"),
    CommentSource.IMPORT: N_("Brought in from a file"),
}
SET_ASIDE: dict[SetAside, str] = {
    SetAside.SAYS_NOTHING: N_("Says nothing to code"),
    SetAside.BY_HAND: N_("Set aside by hand"),
}
CHANGES: dict[ThemeChange, str] = {
    ThemeChange.ADDED: N_("Added"),
    ThemeChange.EDITED: N_("Changed"),
    ThemeChange.RETIRED: N_("Retired"),
    ThemeChange.TAKEN_BACK: N_("Taken back into use"),
    ThemeChange.MERGED: N_("Merged into another theme"),
}
#: What a released issue says of coverage and place, in words; kinds only, as the ombudsman lets them go.
COVERAGE: dict[str, str] = {
    "unknown": N_("Not known"),
    "integrated_dsnp": N_("Integrated plan for both (FIDE or HIDE)"),
    "coordinated_dsnp": N_("Coordination-only plan for both"),
    "medicare_advantage": N_("Medicare Advantage"),
    "original_medicare": N_("Original Medicare"),
    "medicaid_plan": N_("Medicaid plan"),
    "pace": N_("PACE"),
}
PLACES: dict[str, str] = {
    "state": N_("The state"),
    "city": N_("City"),
    "town": N_("Town"),
    "rural": N_("Country"),
}
#: The words of a theme, by column.
FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "name_es": N_("Name in Spanish"),
    "definition": N_("What it is about"),
    "definition_es": N_("What it is about, in Spanish"),
    "include": N_("Belongs here"),
    "exclude": N_("Does not belong here"),
}
