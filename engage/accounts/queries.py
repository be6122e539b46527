"""Reads of accounts and sessions."""

from engage.core.actor import Actor
from engage.core.sides import Side


def actor_of_session(side: Side, token: str) -> Actor | None:
    """Who holds the session ``token`` on ``side``; None when it ended."""
    return None
