"""One number as it may be shown."""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from enum import StrEnum

# Whoever holds this object may build protected values. Only this package does.
MAKER = object()


class Reason(StrEnum):
    """Why a number is hidden."""

    SMALL = "small"
    PROTECTS_ANOTHER = "protects_another"


class Note(StrEnum):
    """What a page must say under a table. The page puts it in words."""

    NOTHING_HIDDEN = "nothing_hidden"
    NUMBERS_HIDDEN = "numbers_hidden"
    TOTAL_HIDDEN = "total_hidden"


def refuse_unless_made_here(maker: object, name: str) -> None:
    """Raise TypeError for a protected value built by hand: it would not have been checked."""
    if maker is not MAKER:
        raise TypeError(f"{name} is made by the protect functions of engage.core.disclosure only.")


@dataclass(frozen=True)
class Cell:
    """A number of people that may be shown, or the fact that it may not.

    `value` is None exactly when the number is hidden; the hidden number itself is not kept.
    """

    value: int | None
    reason: Reason | None = None
    maker: InitVar[object] = None

    def __post_init__(self, maker: object) -> None:
        refuse_unless_made_here(maker, "Cell")

    @property
    def is_hidden(self) -> bool:
        """Whether the number is left out."""
        return self.value is None


def shown(value: int) -> Cell:
    """A cell whose number is shown."""
    return Cell(value, maker=MAKER)


def hidden(reason: Reason) -> Cell:
    """A cell whose number is left out for a reason."""
    return Cell(None, reason, maker=MAKER)
