"""Every change to comments, codings and the codebook."""

from engage.themes.services.codebook import (
    ThemeText,
    create_theme,
    edit_theme,
    load_starter_codebook,
    merge_theme,
    retire_theme,
    take_back_theme,
)
from engage.themes.services.coding import (
    CodingResult,
    code_comment,
    set_aside_comment,
    take_back_comment,
    undo_coding,
)
from engage.themes.services.gathering import Gathered, gather_comments
from engage.themes.services.releases import ReleasedIssueData, receive_release, withdraw_release

__all__ = [
    "CodingResult",
    "Gathered",
    "ReleasedIssueData",
    "ThemeText",
    "code_comment",
    "create_theme",
    "edit_theme",
    "gather_comments",
    "load_starter_codebook",
    "merge_theme",
    "receive_release",
    "retire_theme",
    "set_aside_comment",
    "take_back_comment",
    "take_back_theme",
    "undo_coding",
    "withdraw_release",
]
