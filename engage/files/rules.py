"""Which files are taken, and what they are called. Pure: bytes in, a kind and a name out.

Pictures are not taken: a photo tells where and when it was made, and nothing here can take that out.
Office files with macros are not taken, whatever they are called.
"""

import io
import re
import struct
import zipfile

from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.core.text import one_line
from engage.files.enums import MediaType

#: Largest file, in bytes.
MOST_BYTES = 15 * 1024 * 1024
_MOST_MEMBERS = 5_000
_MOST_UNPACKED = 300 * 1024 * 1024
_LONGEST_NAME = 120
_OFFICE = {"word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNSAFE_IN_NAME = re.compile(r'[/\\:*?"<>|\x00-\x1f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def check_file(name: str, data: bytes) -> tuple[str, MediaType]:
    """The name to keep and the kind of the file.

    Raises `RuleBroken` at the field ``file``, with a sentence: empty, too large, or not a kind we take.
    """
    if not data:
        raise RuleBroken(N_("This file is empty. Choose another file."), field="file")
    if len(data) > MOST_BYTES:
        raise RuleBroken(
            N_("This file is too large. It may have up to %(limit)s MB."),
            field="file",
            limit=MOST_BYTES // (1024 * 1024),
        )
    kind = media_type(name, data)
    if kind is None:
        raise RuleBroken(
            N_("We cannot take this kind of file. Use a PDF, Word, Excel, CSV or plain text file, without macros."),
            field="file",
        )
    return clean_name(name, kind), kind


def media_type(name: str, data: bytes) -> MediaType | None:
    """What the bytes are; the name only tells a table (CSV) from other plain text. None for anything else."""
    if data.startswith(b"%PDF-"):
        return MediaType.PDF
    if data.startswith(b"PK\x03\x04"):
        return _office_type(data)
    if _is_plain_text(data):
        return MediaType.CSV if name.lower().endswith(".csv") else MediaType.TXT
    return None


def _office_type(data: bytes) -> MediaType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError, OSError):
        return None
    names = {member.filename for member in members}
    is_too_big = len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED
    has_macros = any(one.lower().endswith(("vbaproject.bin", "vbadata.xml")) for one in names)
    if is_too_big or has_macros or "[Content_Types].xml" not in names:
        return None
    return next((kind for main, kind in _OFFICE.items() if main in names), None)


def _is_plain_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text) and not text.lstrip().lower().startswith(("<!doctype", "<html", "<svg", "<?xml"))


def clean_name(name: str, kind: MediaType) -> str:
    """A file name that every system takes: one line, no path, the ending of its kind, never empty."""
    stem = re.split(r"[/\\]", one_line(name))[-1]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem)
    stem = _UNSAFE_IN_NAME.sub("-", stem).strip(" .-")[:_LONGEST_NAME].strip(" .-")
    if not stem or _RESERVED.fullmatch(stem):
        stem = "file"
    return stem + kind.extension
