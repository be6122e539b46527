"""Bytes in a folder, one folder a side; on the ombudsman's side they are encrypted.

What is called a key here is the name in the folder, which has the form of a key.

Written before the row is committed and removed after it is gone: a crash in between leaves bytes
without a row, which the sweep takes away, and never a row without bytes.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from engage.core.ids import new_token
from engage.core.runtime import keyring, settings
from engage.core.sides import Side

_FOLDER = {Side.ENGAGE: "files", Side.OMBUDSMAN: "files-ombudsman"}
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_DRAFT = ".draft"


def seal(side: Side, data: bytes) -> bytes:
    """``data`` as it is stored on ``side``."""
    return keyring().seal_bytes(data) if side is Side.OMBUDSMAN else data


def unseal(side: Side, stored: bytes) -> bytes:
    """What ``seal`` was given. Raises `Undecryptable`."""
    return keyring().open_bytes(stored) if side is Side.OMBUDSMAN else stored


def folder(side: Side) -> Path:
    """Where the bytes of ``side`` lie."""
    return settings().instance / _FOLDER[side]


def is_key(text: str) -> bool:
    """Whether ``text`` has the form of a stored file's key."""
    return _KEY.fullmatch(text) is not None


def path_of(side: Side, key: str) -> Path:
    """The file of ``key``. Raises `ValueError` for anything that is not a key."""
    if not is_key(key):
        raise ValueError("not a key of a stored file")
    return folder(side) / key[:2] / key


def write(side: Side, key: str, stored: bytes) -> None:
    """Keep ``stored`` under ``key``: after this returns it is on the disk whole, or an error was raised."""
    path = path_of(side, key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(new_token() + _DRAFT)
    try:
        with draft.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(stored)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def read(side: Side, key: str) -> bytes:
    """The bytes under ``key`` as they are stored. Raises `FileNotFoundError`."""
    return path_of(side, key).read_bytes()


def remove(side: Side, key: str) -> None:
    """Remove the bytes under ``key`` if there are any."""
    path_of(side, key).unlink(missing_ok=True)


def stored_keys(side: Side) -> Iterator[tuple[str, datetime]]:
    """The keys in the folder, each with the moment its bytes were written."""
    for path in folder(side).glob("??/*"):
        if is_key(path.name):
            yield path.name, _written_at(path)


def remove_drafts(side: Side, before: datetime) -> int:
    """Remove what a crash left half written before that moment; returns how many."""
    old = [path for path in folder(side).glob(f"??/*{_DRAFT}") if _written_at(path) < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
