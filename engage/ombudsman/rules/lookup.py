"""By which exact values a person is found again, in the form in which they are hashed.

A name is looked up by its words, so that "Ruiz, Ana" finds Ana María Ruiz. What a thief of the
database learns from the keyed hashes is only that two people share a word, never which.
"""

import re
import unicodedata
from dataclasses import dataclass

_SHORTEST_NAME = 2
_SHORTEST_PHONE = 7
_SHORTEST_NUMBER = 6


@dataclass(frozen=True)
class SearchKeys:
    """What a typed text may mean: all of ``words`` together, or any one of ``others``."""

    words: tuple[str, ...]
    others: tuple[str, ...]


def _words(name: str) -> tuple[str, ...]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    return tuple(dict.fromkeys(word for word in re.findall(r"\w+", plain) if len(word) >= _SHORTEST_NAME))


def _phone(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    return digits[-10:] if len(digits) >= _SHORTEST_PHONE else ""


def _number(number: str) -> str:
    plain = re.sub(r"[^0-9A-Z]", "", number.upper())
    return plain if len(plain) >= _SHORTEST_NUMBER else ""


def person_keys(*, name: str = "", phone: str = "", email: str = "", member_number: str = "") -> tuple[str, ...]:
    """Everything to hash for a person, each as ``purpose:value``."""
    keys = [f"name:{word}" for word in _words(name)]
    if _phone(phone):
        keys.append(f"phone:{_phone(phone)}")
    if email:
        keys.append(f"email:{email.strip().casefold()}")
    if _number(member_number):
        keys.append(f"number:{_number(member_number)}")
    return tuple(dict.fromkeys(keys))


def search_keys(typed: str) -> SearchKeys:
    """What to look for when somebody typed ``typed``."""
    others = []
    if _phone(typed):
        others.append(f"phone:{_phone(typed)}")
    if "@" in typed:
        others.append(f"email:{typed.strip().casefold()}")
    if _number(typed):
        others.append(f"number:{_number(typed)}")
    return SearchKeys(tuple(f"name:{word}" for word in _words(typed)), tuple(others))
