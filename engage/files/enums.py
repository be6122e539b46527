"""What kinds of file are taken."""

from enum import StrEnum

from engage.core.i18n import N_


class MediaType(StrEnum):
    """Kinds of file that are taken, found out from the bytes and not from the name."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    CSV = "text/csv"
    TXT = "text/plain"

    @property
    def extension(self) -> str:
        """How a file name of this kind ends, with the dot."""
        return f".{self.name.lower()}"

    @property
    def words(self) -> str:
        """The kind in words, as a msgid."""
        return _WORDS[self]


_WORDS: dict[MediaType, str] = {
    MediaType.PDF: N_("PDF"),
    MediaType.DOCX: N_("Word document"),
    MediaType.XLSX: N_("Excel spreadsheet"),
    MediaType.CSV: N_("Table (CSV)"),
    MediaType.TXT: N_("Plain text"),
}
