"""Small numbers are protected by type: counts of people go in, numbers that are safe to show come out.

Nobody may be recognized from a number on a page. A count of 1 to 10 people is not shown (CMS cell size
suppression policy, rule SUP-01); zero is shown; and no hidden count may be worked out from totals and
neighbors (SUP-02). Templates, exports and the API take only the types made here:

- `protect_number`: one number that stands alone, such as "comments this quarter";
- `protect_counts`: one list of groups with its total;
- `protect_breakdowns`: several lists that split the same people in different ways;
- `protect_table`: rows by columns, with totals;
- `protect_percent`: a share of two numbers that were protected together.

Count **people**, not mentions. Twelve comments by three people are a small number: pass 3. Where one person
may stand in several groups, the parts do not add up to the people: pass the groups alone and let the total be
of mentions, and say so on the page. Where only comments can be counted (anonymous answers), each comment is
taken to be one person.

Two readers are kept out. One sees only the page. The other is also told why each number is hidden, and so knows
that a "small" one is 1 to 10 and another is at least 11. `audit` says what either could work out; every
`protect_…` function repeats it until it finds nothing, so an exposed table cannot be made. What was published
earlier (last quarter's table) is not seen here: do not publish a table of overlapping people twice.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .cells import Cell, Note, Reason
from .protect import (
    protect_breakdowns,
    protect_counts,
    protect_number,
    protect_percent,
    protect_table,
)
from .published import ProtectedBreakdowns, ProtectedCounts, ProtectedTable
from .settings import MAX_COUNT, THRESHOLD

if TYPE_CHECKING:
    from .attacker import Exposure, Range, Reader, audit, feasible_range

__all__ = [
    "MAX_COUNT",
    "THRESHOLD",
    "Cell",
    "Exposure",
    "Note",
    "ProtectedBreakdowns",
    "ProtectedCounts",
    "ProtectedTable",
    "Range",
    "Reader",
    "Reason",
    "audit",
    "feasible_range",
    "protect_breakdowns",
    "protect_counts",
    "protect_number",
    "protect_percent",
    "protect_table",
]


def __getattr__(name: str) -> Any:
    """The auditor, loaded when it is first asked for: its solver takes seconds to import."""
    if name in ("Exposure", "Range", "Reader", "audit", "feasible_range"):
        return getattr(import_module(".attacker", __name__), name)
    raise AttributeError(name)
