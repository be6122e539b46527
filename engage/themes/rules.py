"""Pure rules about comments and themes: what says nothing, quarters, and text as search compares it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

#: Answers that a form invites and that tell nothing, in English and Spanish, folded and without punctuation.
_NOTHING = frozenset(
    re.split(
        r"\s*\|\s*",
        """
    no comment | no comments | no comment at this time | nothing | nothing to add | nothing to report |
    nothing to say | nothing else | nothing more | nothing really | nothing at all | nothing comes to mind |
    nothing i can think of | no | none | none at this time | none at all | na | n a | not applicable | not sure |
    nil | null | no answer | no response | no reply | no opinion | no concerns | no complaints | no suggestions |
    no feedback | no idea | no issues | no problems | i have nothing to add | i have no comment |
    i have no comments | i dont know | dont know | do not know | idk | i do not know | i have none |
    i dont have any | see above | as above | same as above | same | left blank | blank | test | ok | okay | yes |
    x | xx | xxx | nope | not really | unsure | nada | nada mas | nada que decir | nada que anadir |
    nada que agregar | nada que reportar | nada por ahora | nada por el momento | ninguno | ninguna |
    ningun comentario | ninguna queja | ninguna sugerencia | sin comentario | sin comentarios | sin respuesta |
    sin opinion | sin quejas | sin novedad | no aplica | no aplicable | no tengo comentarios |
    no tengo comentario | no tengo nada que decir | no tengo nada que anadir | no tengo nada que agregar |
    no tengo ninguno | no tengo ninguna | no tengo quejas | no hay comentarios | no hay nada | no se | no lo se |
    no se que decir | no contesta | no respondio | si | lo mismo | igual | igual que arriba | en blanco | prueba |
    por ahora nada | por el momento nada | no por ahora | no por el momento | ninguno por ahora |
    ninguna por ahora
    """.strip(),
    )
)
_LONGEST_NOTHING = 60


def fold(text: str) -> str:
    """``text`` as search compares it: small letters, no accents, one space between words."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign)
    )
    return re.sub(r"\s+", " ", plain).strip()


def says_nothing(text: str) -> bool:
    """Whether a comment only says that there is nothing to say ("Nothing", "n/a", "Sin comentarios").

    A text in a script without letters known here (emoji alone, dashes) says nothing when it holds no
    letter and no digit; longer texts always say something.
    """
    if not any(sign.isalnum() for sign in text):
        # A row of hearts or thumbs is an answer, if a short one; dashes and dots are not.
        return not any(unicodedata.category(sign) == "So" for sign in text)
    if len(text) > _LONGEST_NOTHING * 4:
        return False
    words = re.sub(r"[^\w\s]", " ", fold(text.replace("'", "").replace("’", "")))
    words = re.sub(r"\s+", " ", words.replace("_", " ")).strip()
    for polite in (" thank you", " thanks", " gracias", " muchas gracias"):
        words = words.removesuffix(polite)
    return len(words) <= _LONGEST_NOTHING and words in _NOTHING


def quarter_of(day: date) -> str:
    """The calendar quarter of a day, such as ``2026-Q3``."""
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def next_quarter(quarter: str) -> str:
    """The quarter after ``quarter``."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year + number // 4:04d}-Q{number % 4 + 1}"


def quarters_between(first: str, last: str, limit: int = 12) -> tuple[str, ...]:
    """Every quarter from ``first`` to ``last``, gaps included; only the newest ``limit`` of them."""
    found = [first]
    while found[-1] < last:
        found.append(next_quarter(found[-1]))
    return tuple(found[-limit:])


def find_passage(text: str, passage: str) -> tuple[int, int] | None:
    """Where ``passage`` stands in ``text`` as (start, end); None where it does not.

    Runs of white space are equal to each other, so that a passage copied over a line break is found.
    """
    words = passage.split()
    if not words:
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in words), text)
    return (found.start(), found.end()) if found else None


def closes_circle(theme_id: int, parent_id: int | None, parents: Mapping[int, int | None]) -> bool:
    """Whether giving ``theme_id`` this parent would make it its own ancestor."""
    seen: set[int] = set()
    while parent_id is not None and parent_id not in seen:
        if parent_id == theme_id:
            return True
        seen.add(parent_id)
        parent_id = parents.get(parent_id)
    return False


def like_pattern(words: str) -> str:
    r"""A LIKE pattern (escape ``\``) that finds ``words`` anywhere in folded text."""
    escaped = re.sub(r"([\\%_])", r"\\\1", fold(words))
    return f"%{escaped}%"


def changed_fields(before: Mapping[str, object], after: Mapping[str, object], fields: Iterable[str]) -> list[str]:
    """Which of ``fields`` differ, in the order given."""
    return [name for name in fields if before.get(name) != after.get(name)]
