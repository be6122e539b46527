"""The two sides of the wall: the state's database and the ombudsman's.

A shape that both sides need (an account, an audit entry, an outbox message) is a mixin with one
concrete table in each database. ``concrete`` finds the table of a side, so that shared code never
names one (architecture decision 2; 45 CFR 1324.11(e)).
"""

from enum import StrEnum
from functools import cache


class Side(StrEnum):
    """Which database, accounts, cookies and keys a piece of work belongs to."""

    ENGAGE = "engage"
    OMBUDSMAN = "ombudsman"

    @property
    def bind_key(self) -> str | None:
        """The Flask-SQLAlchemy bind of this side; the state's side is the default bind."""
        return None if self is Side.ENGAGE else self.value


def side_of(model: type) -> Side:
    """The side on which a mapped class, or an instance's class, is stored."""
    return Side.OMBUDSMAN if getattr(model, "__bind_key__", None) == "ombudsman" else Side.ENGAGE


@cache
def concrete(mixin: type, side: Side) -> type:
    """The one mapped class that gives ``mixin`` its table on ``side``.

    Raises:
        LookupError: that side has no such table, because its area is not loaded in this process.
    """
    pending = list(mixin.__subclasses__())
    while pending:
        model = pending.pop()
        if ("__tablename__" in vars(model) or hasattr(model, "__table__")) and side_of(model) is side:
            return model
        pending.extend(model.__subclasses__())
    raise LookupError(f"{mixin.__name__} has no table on the {side} side")
