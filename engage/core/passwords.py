"""Hashing of passwords with argon2id, in one place, so that tests can make it cheap and operators can make it dear.

A hash carries its own parameters, so older ones keep working and are renewed at the next sign-in.
"""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_nobody = ""


def use(hasher: PasswordHasher) -> None:
    """Hash with other parameters from now on."""
    global _hasher, _nobody
    _hasher, _nobody = hasher, ""


def hash_password(password: str) -> str:
    """``password`` as it is stored."""
    return _hasher.hash(_bytes(password))


def is_password(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one that was stored.

    Without a stored hash the same work is done for nothing, so that the time tells nobody who has an account.
    """
    global _nobody
    if not _nobody:
        _nobody = _hasher.hash(b"no password")
    try:
        return _hasher.verify(stored or _nobody, _bytes(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    """Whether ``stored`` was made with other parameters than those in use."""
    return _hasher.check_needs_rehash(stored)


def _bytes(password: str) -> bytes:
    # The same letters can be typed as different code points on different keyboards.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")
