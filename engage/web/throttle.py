"""Slows down whoever sends too much, without writing down who it was.

Addresses are hashed under a key that lives only as long as the process and counted in memory only,
so that a form answered without a name leaves no trace of where it came from.
"""

import hmac
import secrets

from flask import request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

_KEY = secrets.token_bytes(32)
_limiter = FixedWindowRateLimiter(MemoryStorage())


def sender_key() -> str:
    """A name for the sender's network address that nobody can turn back into it."""
    return hmac.new(_KEY, (request.remote_addr or "").encode(), "sha256").hexdigest()


def slow_down(purpose: str, rate: str) -> None:
    """Count one use of ``purpose`` by this sender.

    Raises:
        TooManyRequests: more than ``rate`` (such as ``"20/hour"``) in this process; answered as 429.
    """
    if not _limiter.hit(parse(rate), purpose, sender_key()):
        raise TooManyRequests


def forget_all() -> None:
    """Start counting anew (for tests)."""
    _limiter.storage.reset()
