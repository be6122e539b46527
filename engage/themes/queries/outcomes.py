"""What became of a theme, as told by the area above that knows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from engage.core.actor import Actor
from engage.core.bilingual import Words


@dataclass(frozen=True)
class Outcome:
    """A recommendation made because of a theme. ``standing`` is a msgid, ``kind`` a kind of status tag."""

    number: str
    title: Words
    made_on: date
    standing: str
    kind: str
    answered_on: date | None


_tellers: list[Callable[[Actor, int], tuple[Outcome, ...]]] = []


def tell_outcomes(teller: Callable[[Actor, int], tuple[Outcome, ...]]) -> None:
    """Have ``teller(actor, theme_id)`` asked what became of a theme; called when its area is loaded."""
    if teller not in _tellers:
        _tellers.append(teller)


def outcomes(actor: Actor, theme_id: int) -> tuple[Outcome, ...]:
    """What became of a theme."""
    return tuple(outcome for teller in _tellers for outcome in teller(actor, theme_id))
