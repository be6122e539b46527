"""Cleaning of what people type or upload: only what could never be meant is taken away."""

import re
import unicodedata

# Control characters other than tab and line breaks cannot be typed and cannot be stored in PostgreSQL (NUL).
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Explicit overrides could make a name or a link read differently from what it is; marks needed by
# right-to-left writing (LRM, RLM, isolates) stay.
_OVERRIDES = re.compile("[\u202a-\u202e]")
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def clean(text: str | None) -> str:
    """``text`` without control characters and text-direction overrides, line ends as ``\\n``, NFC, trimmed."""
    if not text:
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _OVERRIDES.sub("", _CONTROL.sub("", text))
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str | None) -> str:
    """``clean`` text on one line, for names, titles and e-mail headers."""
    return re.sub(r"\s+", " ", clean(text))


def safe_cell(value: object) -> object:
    """A spreadsheet cell that no program takes for a formula (CSV injection)."""
    if isinstance(value, str) and value.startswith(_FORMULA_START):
        return "'" + value
    return value
