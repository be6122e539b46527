"""Ids shown to people: random, unguessable where they must be, and readable aloud on the phone."""

import hashlib
import hmac
import re
import secrets

# No 0/O, 1/I/L, no U (so that no code spells a word by accident), after Crockford.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 16
_RECEIPT_BITS = 80


def new_code(prefix: str, length: int = 6) -> str:
    """A short reference such as ``FB-7K2QD3``; it names a thing and gives no access to it."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_token() -> str:
    """A 256-bit secret for a link or a session, safe in a URL."""
    return secrets.token_urlsafe(32)


def new_key() -> int:
    """A random positive 62-bit primary key, for rows whose order of arrival must not be stored."""
    return secrets.randbits(62) or 1


def token_hash(token: str) -> str:
    """What is stored of a token: enough to recognize it, not enough to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def receipt_from(secret: bytes, seed: str) -> str:
    """A receipt code of about 78 bits in four groups, always the same for the same seed.

    A double click sends the same form key twice and so gets the same receipt, without any record
    that ties the receipt to the sender.
    """
    digest = hmac.new(secret, b"receipt:" + seed.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(RECEIPT_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "-".join("".join(letters[i : i + 4]) for i in range(0, RECEIPT_LENGTH, 4))


def read_receipt(typed: str) -> str | None:
    """The receipt code a person meant, or None when it cannot be one.

    Spaces, dashes and small letters are forgiven.
    """
    letters = re.sub(r"[^A-Z0-9]", "", (typed or "").upper())
    if len(letters) != RECEIPT_LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return "-".join(letters[i : i + 4] for i in range(0, RECEIPT_LENGTH, 4))
