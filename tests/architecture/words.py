"""The English texts we ship, read out of the templates and the code."""

import io
import re
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po

from engage.core.settings import PROJECT_ROOT

CATALOG = PROJECT_ROOT / "engage" / "translations" / "es" / "LC_MESSAGES" / "messages.po"
_KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


def texts_of(path: Path) -> list[str]:
    """Each marked text of a template or module."""
    method = "jinja2.ext:babel_extract" if path.suffix in (".html", ".txt") else "python"
    found = []
    for _line, message, _comments, _context in extract(method, io.BytesIO(path.read_bytes()), keywords=_KEYWORDS):
        found.append(message[0] if isinstance(message, tuple) else message)
    return [text for text in found if text]


def sources() -> list[Path]:
    """Every file that can hold a text."""
    templates = PROJECT_ROOT / "templates"
    return [
        *sorted((PROJECT_ROOT / "engage").rglob("*.py")),
        *sorted(templates.rglob("*.html")),
        *sorted(templates.rglob("*.txt")),
    ]


def catalog():
    """The Spanish translations."""
    with CATALOG.open("rb") as file:
        return read_po(file, locale="es")


def placeholders(text: str) -> set[str]:
    """The named gaps of a text."""
    return set(re.findall(r"%\((\w+)\)[sd]", text))


def sentences(texts: list[str]) -> str:
    """The full sentences among ``texts``, gaps filled with a plain word, as one text."""
    whole = [re.sub(r"%\(\w+\)[sd]", "that", text) for text in texts if re.search(r"[.?!]$", text.strip())]
    return " ".join(whole)
