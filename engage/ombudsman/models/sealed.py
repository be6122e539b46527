"""A column whose text is never in the database as it was written."""

from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, TypeDecorator

from engage.core.runtime import keyring


class Sealed(TypeDecorator[str]):
    """Text encrypted under the ombudsman's newest key; read with any key the process holds.

    Reading raises `engage.core.crypto.Undecryptable` when the key is not among them. The stored
    length follows the length of the text, nothing else of it can be seen.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        """Encrypt; an empty text is stored as none, so that emptiness needs no key."""
        return keyring().seal(value) if value else None

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        """Decrypt."""
        return keyring().open(value) if value is not None else None


def one_of(column: str, enum: type, name: str | None = None) -> CheckConstraint:
    """A constraint that keeps ``column`` to the values of ``enum``."""
    values = ", ".join(f"'{member.value}'" for member in enum)
    return CheckConstraint(f"{column} IN ({values})", name=name or f"{column}_known")
