"""What is taken, and under which name."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import RuleBroken
from engage.files import rules
from engage.files.enums import MediaType
from engage.files.rules import MOST_BYTES, check_file, clean_name, media_type
from tests.factories import files


@pytest.mark.parametrize(
    ("name", "data", "kind", "kept"),
    [
        ("report.pdf", files.PDF, MediaType.PDF, "report.pdf"),
        ("report.txt", files.PDF, MediaType.PDF, "report.pdf"),
        ("letter.docx", files.DOCX, MediaType.DOCX, "letter.docx"),
        ("table.xlsx", files.XLSX, MediaType.XLSX, "table.xlsx"),
        ("table.CSV", files.CSV, MediaType.CSV, "table.csv"),
        ("notes", files.TXT, MediaType.TXT, "notes.txt"),
        ("notes.txt", b"\xef\xbb\xbfwith a byte order mark", MediaType.TXT, "notes.txt"),
        ("virus.exe", files.TXT, MediaType.TXT, "virus.txt"),
    ],
)
def test_the_bytes_decide_what_it_is(name, data, kind, kept):
    assert check_file(name, data) == (kept, kind)


@pytest.mark.parametrize(
    "data",
    [
        files.PNG,
        files.JPEG,
        files.OLE,
        files.DOCM,
        files.zipped("a.txt"),
        files.zipped("word/document.xml"),
        files.DOCX[:-30],
        b"PK\x03\x04",
        b"MZ\x90\x00\x03",
        b"text with \x00 in it",
        "Grüße".encode("latin-1"),
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\x7fELF",
    ],
)
def test_what_is_not_taken(data):
    with pytest.raises(RuleBroken, match="We cannot take this kind of file") as caught:
        check_file("report.pdf", data)
    assert caught.value.field == "file"


def test_an_empty_file_and_a_file_too_large():
    with pytest.raises(RuleBroken, match="This file is empty"):
        check_file("report.pdf", b"")
    assert check_file("report.pdf", files.PDF.ljust(MOST_BYTES, b" "))[1] is MediaType.PDF
    with pytest.raises(RuleBroken, match="It may have up to 15 MB"):
        check_file("report.pdf", files.PDF.ljust(MOST_BYTES + 1, b" "))


def test_a_file_that_unpacks_to_something_huge_is_not_taken(monkeypatch):
    monkeypatch.setattr(rules, "_MOST_UNPACKED", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "x" * 1001)
    assert media_type("a.docx", out.getvalue()) is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("", "file.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ana\\My report.pdf", "My report.pdf"),
        ("a\r\nContent-Type: text.pdf", "a Content-Type- text.pdf"),
        ("..pdf", "file.pdf"),
        ("CON.pdf", "file.pdf"),
        ("informe de la señora.pdf", "informe de la señora.pdf"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("evil\u202efdp.exe", "evilfdp.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
        ("minutes 3.4.2026.pdf", "minutes 3.4.2026.pdf"),
        (".htaccess", "htaccess.pdf"),
    ],
)
def test_names_are_safe_everywhere(name, kept):
    assert clean_name(name, MediaType.PDF) == kept


@given(name=st.text(max_size=300), data=st.binary(min_size=1, max_size=400))
def test_anything_at_all_is_taken_or_refused_with_a_sentence(name, data):
    for start in (b"", b"PK\x03\x04", b"%PDF-"):
        try:
            kept, kind = check_file(name, start + data)
        except RuleBroken as error:
            assert error.field == "file"
            continue
        assert kept.endswith(kind.extension)
        assert len(kept) <= 125
        assert not set(kept) & set('/\\:*?"<>|\r\n\x00')
