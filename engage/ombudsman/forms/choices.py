"""Choices from enums and lists, in the language of the page."""

from enum import StrEnum
from typing import Any

from flask_babel import gettext

from engage.directory.queries import plan_choices, plan_names
from engage.ombudsman.rules import issue_code, issue_groups
from engage.web.language import LANGUAGES, current_language


def labels(enum: type[StrEnum], *, leave_out: frozenset[StrEnum] = frozenset()) -> list[tuple[str, str]]:
    """The values of ``enum`` with their words."""
    return [(member.value, gettext(member.label)) for member in enum if member not in leave_out]


def plans(current: int | None = None) -> list[tuple[str, str]]:
    """The plans in use, and the one that is kept though it left the list; not knowing comes first."""
    found = [(str(plan.id), plan.name) for plan in plan_choices()]
    if current and str(current) not in dict(found):
        found.append((str(current), plan_names().get(current, "")))
    return [("", gettext("I do not know")), *found]


def languages() -> list[tuple[str, str]]:
    """The languages of the pages."""
    return list(LANGUAGES)


def issues(current: str | None = None) -> dict[str, list[tuple[str, str]]]:
    """What complaints are about, under their groups; and the one that is kept though it left the list."""
    language = current_language()
    found = {
        group.text(language): [(entry.code, f"{entry.words.text(language)} ({entry.code})") for entry in codes]
        for group, codes in issue_groups()
    }
    if current and not any(current == code for codes in found.values() for code, _ in codes):
        found[gettext("No longer in use")] = [(current, issue_code(current).words.text(language))]
    return found


def id_or_none(value: Any) -> int | None:
    """The id that was chosen; None for the empty choice."""
    return int(value) if value and str(value).isdigit() else None
