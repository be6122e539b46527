"""The field that takes a file, the same wherever files are taken."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import Optional

from engage.files.enums import MediaType
from engage.files.rules import MOST_BYTES
from engage.web.forms import BaseForm

#: What a browser offers to choose from; the server looks at the bytes.
ACCEPT = ",".join(kind.extension for kind in MediaType)


def file_field(label: Any = None, *, required: bool = True, description: Any = None) -> FileField:
    """A field for one file."""
    return FileField(
        label or _l("File"),
        validators=[FileRequired(_l("Choose a file")) if required else Optional()],
        description=description or _l("PDF, Word, Excel, CSV or plain text, without macros. 15 MB or less."),
        render_kw={"accept": ACCEPT},
    )


class UploadForm(BaseForm):
    """A form with a field ``file``."""

    file: Any

    def validate(self, *args: Any, **kw: Any) -> bool:
        """Say that the file has to be chosen again when something else is wrong: no browser keeps it."""
        is_right = super().validate(*args, **kw)
        if not is_right and self.has_file and not self.file.errors:
            self.file.errors = [gettext("Choose the file again.")]
        return is_right

    @property
    def has_file(self) -> bool:
        """Whether a file was chosen."""
        return bool(self.file.data and self.file.data.filename)

    @property
    def file_name(self) -> str:
        """What the file is called on the sender's computer."""
        return self.file.data.filename or ""

    def read_file(self) -> bytes:
        """The bytes, one more at most than are taken."""
        stream = self.file.data.stream
        stream.seek(0)
        return stream.read(MOST_BYTES + 1)
