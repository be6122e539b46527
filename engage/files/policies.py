"""Files know bytes, not meanings: the area that keeps a key decides who may use it, before it asks here.

What is decided here is only the wall: nobody touches a file of the other side.
"""

from engage.core.actor import Actor
from engage.core.db import writing_side


def can_change_files(actor: Actor) -> bool:
    """Whether the open unit of work is on the actor's own side."""
    return writing_side() is actor.side
