"""Files of comments -> rows, with a sentence for everything that can be wrong with a file."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engage.core.errors import RuleBroken
from engage.core.i18n import N_
from engage.core.text import clean
from engage.feedback.rules import LONGEST_COMMENT, ImportedRow, identity_of_id, identity_of_line

_DELIMITERS = (",", ";", "\t", "|")
_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%Y/%m/%d")
_DAY_FIRST = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")
_TIMES = ("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
#: A field may be longer than a comment may be: it is then named with its line, not cut.
_LONGEST_FIELD = 64 * 1024 * 1024
#: So many bad rows are named; the rest is counted.
MOST_NAMED = 20


@dataclass(frozen=True)
class ReadOptions:
    """Which columns hold what. Exactly one of ``date_column`` and ``day`` is given."""

    text_column: str
    source_name: str
    date_column: str | None = None
    day: date | None = None
    id_column: str | None = None
    encoding: str = "utf-8"
    delimiter: str | None = None
    is_day_first: bool = False


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read: ``message`` is a msgid with its ``values``."""

    line: int
    message: str
    values: dict[str, Any]


@dataclass(frozen=True)
class ParsedFile:
    """What a file holds. With any bad row nothing of it is imported."""

    file_hash: str
    rows: tuple[ImportedRow, ...]
    without_text: int
    bad: tuple[BadRow, ...]

    @property
    def total(self) -> int:
        """All rows below the header."""
        return len(self.rows) + self.without_text + len(self.bad)


class _Unreadable(Exception):
    """One row cannot be read, for a reason in words."""

    def __init__(self, message: str, **values: Any):
        self.message, self.values = message, values


def file_columns(data: bytes, *, encoding: str = "utf-8", delimiter: str | None = None) -> tuple[str, ...]:
    """The names in the header. Raises `RuleBroken` when it is no CSV file."""
    text = _decode(data, encoding)
    return tuple(_header(text, delimiter or _delimiter_of(text, None)))


def read_comments(
    data: bytes, options: ReadOptions, *, today: date, on_progress: Callable[[int], None] | None = None
) -> ParsedFile:
    """Every comment of a file; ``on_progress`` hears how many lines each step read.

    Raises:
        RuleBroken: the file as a whole cannot be used; the sentence names the line and what to do.
    """
    if (options.date_column is None) == (options.day is None):
        raise RuleBroken(
            N_("Say when the comments were made: name the column with the date, or give one date for all."),
            field="date_column",
        )
    text = _decode(data, options.encoding)
    delimiter = options.delimiter or _delimiter_of(text, options.text_column)
    header = _header(text, delimiter)
    reader = _RowReader(header, options, hashlib.sha256(data).hexdigest(), today)
    for line, cells, last_line in _records(text, delimiter):
        reader.take(line, cells)
        if on_progress:
            on_progress(last_line - line + 1)
    return reader.result()


class _RowReader:
    """Turns records into comments and keeps account of those it cannot."""

    def __init__(self, header: list[str], options: ReadOptions, file_hash: str, today: date):
        self.width = len(header)
        self.options, self.file_hash, self.today = options, file_hash, today
        self.text_at = _place(header, options.text_column, "text_column")
        self.date_at = _place(header, options.date_column, "date_column") if options.date_column else None
        self.id_at = _place(header, options.id_column, "id_column") if options.id_column else None
        self.rows: list[ImportedRow] = []
        self.bad: list[BadRow] = []
        self.without_text = 0
        self.lines_of_ids: dict[str, int] = {}
        self._is_header = True

    def take(self, line: int, cells: list[str]) -> None:
        """Read one record; the first is the header."""
        if not cells:
            return
        if self._is_header:
            self._is_header = False
            return
        try:
            row = self._row(line, cells)
        except _Unreadable as reason:
            self.bad.append(BadRow(line, reason.message, reason.values))
            return
        if row is None:
            self.without_text += 1
        else:
            self.rows.append(row)

    def _row(self, line: int, cells: list[str]) -> ImportedRow | None:
        if len(cells) != self.width:
            raise _Unreadable(
                N_("has %(found)s values, but the header names %(expected)s columns"),
                found=len(cells),
                expected=self.width,
            )
        raw = cells[self.text_at]
        if "\x00" in raw:
            raise _Unreadable(N_("holds a NUL character, so it is not text"))
        text = clean(raw)
        if not text:
            return None
        if len(text) > LONGEST_COMMENT:
            raise _Unreadable(
                N_("has a comment of %(length)s characters; the longest that fits is %(limit)s"),
                length=f"{len(text):,}",
                limit=f"{LONGEST_COMMENT:,}",
            )
        said_on = self._day(cells)
        return ImportedRow(line, text, said_on, self._identity(line, cells))

    def _day(self, cells: list[str]) -> date:
        if self.date_at is None:
            return self.options.day or self.today
        typed = cells[self.date_at].strip()
        day = read_day(typed, is_day_first=self.options.is_day_first)
        if day is None:
            raise _Unreadable(N_("has no date that can be read: “%(typed)s”"), typed=clean(typed)[:40])
        if day > self.today:
            raise _Unreadable(N_("has a date in the future: “%(typed)s”"), typed=clean(typed)[:40])
        return day

    def _identity(self, line: int, cells: list[str]) -> str:
        if self.id_at is None:
            return identity_of_line(self.file_hash, self.options.text_column, line)
        value = cells[self.id_at].strip()
        if not value:
            raise _Unreadable(N_("has no id"))
        if value in self.lines_of_ids:
            raise _Unreadable(
                N_("has the id “%(id)s”, which line %(line)s has too"), id=value[:40], line=self.lines_of_ids[value]
            )
        self.lines_of_ids[value] = line
        return identity_of_id(self.options.source_name, value)

    def result(self) -> ParsedFile:
        """Everything read. Raises `RuleBroken` when there was nothing to read."""
        if not (self.rows or self.bad or self.without_text):
            raise RuleBroken(N_("The file has a header and no rows, so there is nothing to import."))
        if not (self.rows or self.bad):
            raise RuleBroken(
                N_("No row has text in the column “%(column)s”. Choose another column."),
                field="text_column",
                column=self.options.text_column,
            )
        return ParsedFile(self.file_hash, tuple(self.rows), self.without_text, tuple(self.bad))


def read_day(typed: str, *, is_day_first: bool = False) -> date | None:
    """A day as files write it, with or without a time after it; None when it is none, or not 1900 to 2200."""
    typed = typed.strip()
    day, _, time = typed.replace("T", " ", 1).partition(" ")
    for form in _DAY_FIRST if is_day_first else _DATES:
        try:
            found = datetime.strptime(day, form).date()
        except ValueError:
            continue
        if not 1900 <= found.year <= 2200:
            return None
        return found if not time or _is_time(time) else None
    return None


def _is_time(text: str) -> bool:
    text = text.strip().removesuffix("Z").split("+")[0]
    for form in _TIMES:
        try:
            datetime.strptime(text, form)
        except ValueError:
            continue
        return True
    return False


def _decode(data: bytes, encoding: str) -> str:
    if not data.strip():
        raise RuleBroken(N_("The file is empty. Choose a CSV file with a header and rows."))
    if data.startswith(b"PK\x03\x04"):
        raise RuleBroken(N_("This is a workbook or zip file. Save the sheet as “CSV UTF-8”, then import that file."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and encoding == "utf-8":
        raise RuleBroken(N_("This file is written in UTF-16. Save it as “CSV UTF-8”, or name the encoding: utf-16."))
    try:
        text = data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RuleBroken(
            N_(
                "Line %(line)s is not written in %(encoding)s. Save the file as “CSV UTF-8”, "
                "or name its encoding, such as cp1252 for older Windows files."
            ),
            line=line,
            encoding=encoding,
        ) from error
    except LookupError as error:
        raise RuleBroken(N_("There is no encoding called “%(encoding)s”."), encoding=encoding) from error
    return text


def _delimiter_of(text: str, wanted: str | None) -> str:
    """The sign between columns: the one that makes the wanted column appear, else the most frequent."""
    found = {sign: _header(text, sign) for sign in _DELIMITERS}
    for sign, header in found.items():
        if wanted is not None and wanted in header:
            return sign
    return max(_DELIMITERS, key=lambda sign: len(found[sign]))


def _header(text: str, delimiter: str) -> list[str]:
    line = text.lstrip("\r\n").split("\n", 1)[0].rstrip("\r")
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error as error:
        raise RuleBroken(N_("The first line is not a header. Choose a CSV file with column names on top.")) from error


def _place(header: list[str], name: str, field: str) -> int:
    if header.count(name) == 1:
        return header.index(name)
    if name in header:
        raise RuleBroken(N_("Two columns are called “%(name)s”. Give each its own name."), field=field, name=name)
    columns = ", ".join(f"“{column}”" for column in header)
    raise RuleBroken(
        N_("There is no column “%(name)s”. The columns are: %(columns)s."),
        field=field,
        name=name,
        columns=columns[:600],
    )


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str], int]]:
    """Each record with its first and last line. Raises `RuleBroken` at quotes that do not match."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                message = N_("The field that begins on line %(line)s is too large. Look for a missing quote there.")
            elif "unexpected end of data" in str(error):
                message = N_("A quote that opens on line %(line)s is never closed. Close it, then import again.")
            else:
                message = N_(
                    'The quotes on line %(line)s do not match. A quote inside a text must be doubled: "". '
                    "Correct the line, then import again."
                )
            raise RuleBroken(message, line=line) from error
        yield line, cells, reader.line_num
        line = reader.line_num + 1
