"""Taking a form's details over into a stored row, in the same way everywhere."""

from dataclasses import fields
from typing import Any

from engage.core.errors import Conflict


def check_version(row: Any, expected: int | None) -> None:
    """Stop with `Conflict` when ``row`` is not at the version that the form was opened with."""
    if expected is None or row.version != expected:
        raise Conflict


def take_over(row: Any, details: Any) -> list[str]:
    """Set the fields of the dataclass ``details`` on ``row``; returns the names of those that changed, in order."""
    changed = []
    for field in fields(details):
        value = getattr(details, field.name)
        if getattr(row, field.name) != value:
            setattr(row, field.name, value)
            changed.append(field.name)
    return changed
