"""Encryption with key rotation (Fernet: AES-128-CBC and HMAC-SHA256), and keyed hashes for lookup.

The first key encrypts; all of them decrypt. A lookup hash is keyed apart, so that rotation of the
encryption keys does not change it.
"""

import hashlib
import hmac
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from engage.core.errors import SettingsError


class Undecryptable(Exception):
    """The text was encrypted under a key that this process does not hold, or was damaged."""


class Keyring:
    """A set of Fernet keys, newest first, and one index key."""

    def __init__(self, keys: Iterable[str], index_key: str):
        keys = list(keys)
        if not keys:
            raise SettingsError("At least one encryption key is needed.")
        try:
            fernets = [Fernet(key.encode()) for key in keys]
        except ValueError as error:
            raise SettingsError(
                "An encryption key is not valid. Make one with `engage keys new` and set it again."
            ) from error
        self._newest = fernets[0]
        self._fernets = MultiFernet(fernets)
        self._index_key = index_key.encode()

    def seal(self, text: str) -> bytes:
        """``text`` encrypted under the newest key."""
        return self._fernets.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text inside ``sealed``. Raises `Undecryptable`."""
        return self.open_bytes(sealed).decode()

    def seal_bytes(self, data: bytes) -> bytes:
        """``data`` encrypted under the newest key."""
        return self._fernets.encrypt(data)

    def open_bytes(self, sealed: bytes) -> bytes:
        """The bytes inside ``sealed``. Raises `Undecryptable`."""
        try:
            return self._fernets.decrypt(bytes(sealed))
        except InvalidToken as error:
            raise Undecryptable from error

    def is_newest(self, sealed: bytes) -> bool:
        """Whether ``sealed`` is under the newest key already, so that a rotation can be taken up again."""
        try:
            self._newest.decrypt(bytes(sealed))
        except InvalidToken:
            return False
        return True

    def rotate(self, sealed: bytes) -> bytes:
        """The same text under the newest key. Raises `Undecryptable`."""
        try:
            return self._fernets.rotate(bytes(sealed))
        except InvalidToken as error:
            raise Undecryptable from error

    def index(self, purpose: str, value: str) -> str:
        """A keyed hash by which an exact value can be found again without storing it."""
        message = f"{purpose}:{value}".encode()
        return hmac.new(self._index_key, message, hashlib.sha256).hexdigest()


def new_fernet_key() -> str:
    """A fresh random encryption key, as text for a setting."""
    return Fernet.generate_key().decode()
