"""Finds what could tell who somebody is, in a text that is about to leave the office.

After the 18 identifiers of 45 CFR 164.514(b)(2), as far as a pattern can find them, and the case's
own names and numbers. A pattern never finds everything: a second person reads what it marks and
what it does not. Letters are compared without accents, case, width or invisible characters.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engage.ombudsman.enums import CERTAIN, IdentifierKind
from engage.ombudsman.rules import patterns


@dataclass(frozen=True)
class Known:
    """What the case itself says about its people."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    #: What stands before the @ of an e-mail address: often a name.
    handles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A part of the text, by its place, and what it may be."""

    kind: IdentifierKind
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Segment:
    """A piece of the text for showing: plain when ``kind`` is None."""

    text: str
    kind: IdentifierKind | None


class _Folded:
    """The text without accents and tricks, with the way back to each place in the original."""

    def __init__(self, text: str):
        letters, places = [], []
        for place, letter in enumerate(text):
            for part in unicodedata.normalize("NFKD", letter):
                category = unicodedata.category(part)
                if category in ("Mn", "Cf"):
                    continue
                letters.append("-" if category == "Pd" else " " if category == "Zs" else part)
                places.append(place)
        self.text = "".join(letters)
        self.places = places

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1


def find_identifiers(text: str, known: Known | None = None) -> tuple[Finding, ...]:
    """Everything found in ``text``, in order, no two overlapping; what is certain wins over what is likely."""
    folded = _Folded(text)
    spans = [*_known_spans(folded.text, known or Known()), *_pattern_spans(folded.text)]
    spans = [(kind, *folded.span(start, end)) for kind, start, end in spans if end > start]
    spans.sort(key=lambda span: (span[0] not in CERTAIN, -(span[2] - span[1]), span[1]))
    taken: list[Finding] = []
    for kind, start, end in spans:
        if all(end <= other.start or start >= other.end for other in taken):
            taken.append(Finding(kind, start, end, text[start:end]))
    return tuple(sorted(taken, key=lambda finding: finding.start))


def is_certain(findings: Iterable[Finding]) -> bool:
    """Whether any finding is one that can never be meant."""
    return any(finding.kind in CERTAIN for finding in findings)


def segments(text: str, findings: Iterable[Finding]) -> tuple[Segment, ...]:
    """``text`` cut at the findings, for a page that marks them."""
    parts, place = [], 0
    for finding in findings:
        if finding.start > place:
            parts.append(Segment(text[place : finding.start], None))
        parts.append(Segment(finding.text, finding.kind))
        place = finding.end
    if place < len(text):
        parts.append(Segment(text[place:], None))
    return tuple(parts)


def _pattern_spans(text: str) -> Iterator[tuple[IdentifierKind, int, int]]:
    for kind, pattern in patterns.PATTERNS:
        for match in pattern.finditer(text):
            if kind is IdentifierKind.PHONE and patterns.RULE_BEFORE.search(text[: match.start()]):
                continue
            group = "who" if "who" in pattern.groupindex else 0
            if kind in (IdentifierKind.NAME, IdentifierKind.PLACE) and patterns.is_everyday(match.group(group)):
                continue
            yield kind, match.start(group), match.end(group)


def _known_spans(text: str, known: Known) -> Iterator[tuple[IdentifierKind, int, int]]:
    for word in _known_words(known):
        flags = 0 if _is_word(word) else re.IGNORECASE
        shown = word.capitalize() if not flags else word
        for match in re.finditer(rf"(?<!\w){re.escape(shown)}(?!\w)", text, flags):
            yield IdentifierKind.CASE, match.start(), match.end()
    for number in known.numbers:
        plain = re.sub(r"[^0-9A-Za-z]", "", number)
        if len(plain) < patterns.SHORTEST_NUMBER:
            continue
        # With any separators, and without a country or area code in front.
        for part in {plain, plain[-10:], plain[-7:]} if plain.isdigit() else {plain}:
            spaced = r"[\s().-]{0,3}".join(re.escape(sign) for sign in part)
            for match in re.finditer(rf"(?<!\w){spaced}(?!\w)", text, re.IGNORECASE):
                yield IdentifierKind.CASE, match.start(), match.end()


def _known_words(known: Known) -> set[str]:
    words: set[str] = set()
    for name in known.names:
        words.update(w for w in _plain_words(name) if len(w) >= patterns.SHORTEST_NAME and not w.isdigit())
    for address in known.addresses:
        words.update(
            w
            for w in _plain_words(address)
            if len(w) >= patterns.SHORTEST_PLACE and w.casefold() not in patterns.EVERYDAY
        )
    for handle in known.handles:
        words.update(w for w in _letters(handle) if len(w) >= patterns.SHORTEST_PLACE and not _is_word(w))
    return {word for word in words if word.casefold() not in patterns.NOT_NAMES}


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", _Folded(text).text)


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _is_word(word: str) -> bool:
    return word.casefold() in patterns.ALSO_WORDS or word.casefold() in patterns.EVERYDAY
