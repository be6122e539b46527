"""Reads of bodies, seats and people."""

from engage.core.actor import Actor


def with_scopes(actor: Actor) -> Actor:
    """``actor`` with the councils they sit on today."""
    return actor
