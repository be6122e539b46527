"""What kinds of file are taken."""

from enum import StrEnum


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
