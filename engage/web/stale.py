"""After a conflict: what somebody else saved meanwhile, beside what was typed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from engage.web.forms import VersionedForm
from engage.web.language import day_words


@dataclass(frozen=True)
class SavedField:
    """What is stored now in a field that somebody else changed meanwhile."""

    label: Any
    value: str


def saved_meanwhile(form: VersionedForm, current: Any) -> list[SavedField]:
    """What is stored now where it differs from what was typed; empty when nothing was stale.

    ``current`` has the form's field names as attributes and its ``version``. The form takes that version
    over, so that saving again is a choice made with both texts in sight.
    """
    if not form.is_submitted() or form.expected_version == current.version:
        return []
    form.version.data = str(current.version)
    return [
        SavedField(field.label.text, _words(field, now))
        for field in form
        if hasattr(current, field.name) and field.name != "version"
        if (now := getattr(current, field.name)) != field.data and (now or field.data)
    ]


def _words(field: Any, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, date):
        return day_words(value)
    labels = {str(key): label for key, label, *_ in getattr(field, "choices", None) or ()}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(str(labels.get(str(one), one)) for one in values)
