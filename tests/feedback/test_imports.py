"""Files of comments: everything that can be wrong with one, and the real ones."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.feedback import imports
from engage.feedback.models import ImportBatch, ImportedComment
from engage.feedback.rules import LONGEST_COMMENT

TODAY = date(2026, 3, 10)
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
GOOD = "id,said,day\n1,The bus was late,2026-03-01\n2,,2026-03-02\n3,Kind driver,03/03/2026\n"


def _read(data: bytes | str, **fields) -> imports.ParsedFile:
    raw = data.encode() if isinstance(data, str) else data
    made = {"text_column": "said", "source_name": "calls", "day": TODAY, **fields}
    return imports.read_comments(raw, imports.ReadOptions(**made), today=TODAY)


def _fault(data: bytes | str, **fields) -> str:
    with pytest.raises(RuleBroken) as broken:
        _read(data, **fields)
    return str(broken.value)


def _bad(data: bytes | str, **fields) -> list[tuple[int, str]]:
    return [(row.line, row.message % row.values) for row in _read(data, **fields).bad]


# Reading


def test_rows_without_text_are_set_aside_and_counted():
    parsed = _read(GOOD, day=None, date_column="day")
    assert [(row.line, row.text, row.said_on) for row in parsed.rows] == [
        (2, "The bus was late", date(2026, 3, 1)),
        (4, "Kind driver", date(2026, 3, 3)),
    ]
    assert (parsed.without_text, parsed.total, parsed.bad) == (1, 3, ())


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        ("\n" + GOOD.replace("\n", "\n\n")).encode(),
    ],
    ids=["byte order mark", "windows lines", "semicolons", "tabs", "blank lines"],
)
def test_files_as_programs_write_them(data):
    parsed = _read(data)
    assert [row.text for row in parsed.rows] == ["The bus was late", "Kind driver"]
    assert parsed.without_text == 1


def test_text_over_several_lines_keeps_the_line_it_begins_on():
    parsed = _read('id,said\n1,"One\nTwo ""quoted"", three"\n2,Next\n')
    assert [(row.line, row.text) for row in parsed.rows] == [(2, 'One\nTwo "quoted", three'), (4, "Next")]


@pytest.mark.parametrize("typed", ["שלום", "👵🏽", "=1+1", "<b>", "NULL"])
def test_any_words_are_kept_as_they_are(typed):
    assert [row.text for row in _read(f"said\n{typed}\n").rows] == [typed]


@pytest.mark.parametrize(
    ("typed", "day_first", "expected"),
    [
        ("2026-03-01", False, date(2026, 3, 1)),
        ("01/01/2016 12:00:00 AM", False, date(2016, 1, 1)),
        ("2026-03-01T10:11:12Z", False, date(2026, 3, 1)),
        ("3/1/2026 14:05", False, date(2026, 3, 1)),
        ("3/1/2026", True, date(2026, 1, 3)),
        ("31.12.2025", True, date(2025, 12, 31)),
        ("31/12/2025", False, None),
        ("2026-02-30", False, None),
        ("0001-01-01", False, None),
        ("yesterday", False, None),
        ("2026-03-01 garbage", False, None),
        ("", False, None),
    ],
)
def test_days_as_files_write_them(typed, day_first, expected):
    assert imports.read_day(typed, is_day_first=day_first) == expected


# What is wrong with a file


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n \n", "The file is empty."),
        (b"id,said\n", "The file has a header and no rows"),
        (b"id,said\n1,\n", "No row has text in the column \u201csaid\u201d."),
        (
            b"id,words\n1,x\n",
            "There is no column \u201csaid\u201d. The columns are: \u201cid\u201d, \u201cwords\u201d.",
        ),
        (b"said,said\nx,y\n", "Two columns are called \u201csaid\u201d."),
        (b"id,said\n1,x\n2,caf\xe9\n", "Line 3 is not written in utf-8."),
        ("id,said\n1,x\n".encode("utf-16"), "This file is written in UTF-16."),
        (b"PK\x03\x04rest", "This is a workbook or zip file."),
        (b'id,said\n1,"never closed\n2,x\n', "A quote that opens on line 2 is never closed."),
        (b'id,said\n1,x\n2,"half" closed\n', "The quotes on line 3 do not match."),
    ],
)
def test_sentence_for_a_file_that_cannot_be_read(data, sentence):
    assert _fault(data).startswith(sentence)


def test_huge_field_is_named_with_its_line(monkeypatch):
    monkeypatch.setattr(imports, "_LONGEST_FIELD", 1000)
    assert _fault("said\nx\n" + "y" * 1001 + "\n").startswith("The field that begins on line 3 is too large.")


def test_date_must_be_said_in_exactly_one_way():
    assert _fault(GOOD, day=None).startswith("Say when the comments were made")
    assert _fault(GOOD, date_column="day").startswith("Say when the comments were made")


def test_other_encoding_is_read_when_it_is_named():
    assert [row.text for row in _read("said\ncafé\n".encode("cp1252"), encoding="cp1252").rows] == ["café"]
    assert _fault("said\nx\n", encoding="klingon").startswith("There is no encoding called")


# What is wrong with a row


def test_bad_rows_are_named_by_line_and_reason():
    data = "id,said,day\n1,a,2026-03-01\n1,b,2026-03-01\n,c,2026-03-01\n4,d,soon\n"
    data += "5,e,2026-03-11\n6,f\n7,g,2026-03-10,x\n"
    assert _bad(data, day=None, date_column="day", id_column="id") == [
        (3, "has the id “1”, which line 2 has too"),
        (4, "has no id"),
        (5, "has no date that can be read: “soon”"),
        (6, "has a date in the future: “2026-03-11”"),
        (7, "has 2 values, but the header names 3 columns"),
        (8, "has 4 values, but the header names 3 columns"),
    ]


def test_binary_and_endless_comments_are_bad_rows():
    data = "said\nnul\x00\n" + "y" * (LONGEST_COMMENT + 1) + "\n" + "z" * LONGEST_COMMENT + "\n"
    assert _bad(data) == [
        (2, "holds a NUL character, so it is not text"),
        (3, "has a comment of 20,001 characters; the longest that fits is 20,000"),
    ]


# The command


@pytest.fixture
def engage(app):
    """Runs a command; returns its exit code and what it printed."""

    def run(*args: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["feedback", *map(str, args)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


@pytest.fixture
def file(tmp_path):
    """Writes a file; returns its path."""

    def write(data: bytes | str, name: str = "calls.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


def _stored() -> list[str]:
    return sorted(db.session.scalars(select(ImportedComment.text)))


def test_import_and_a_second_run_that_adds_nothing(engage, file):
    path = file(GOOD)
    args = ("import", path, "--text-column", "said", "--date-column", "day", "--id-column", "id")
    code, said = engage(*args)
    assert code == 0
    assert "calls.csv has 3 rows. 2 of them hold a comment." in said
    assert "1 rows without text were set aside." in said
    assert _stored() == ["Kind driver", "The bus was late"]
    code, said = engage(*args)
    assert (code, "Nothing was added." in said, len(_stored())) == (0, True, 2)
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 1


def test_newer_file_with_ids_adds_only_what_is_new(engage, file):
    args = ("--text-column", "said", "--date-column", "day", "--id-column", "id", "--source-name", "Call center")
    engage("import", file(GOOD), *args)
    code, said = engage("import", file(GOOD + "4,Fourth,2026-03-04\n", "newer.csv"), *args)
    assert (code, "1 comments were imported" in said) == (0, True)
    assert len(_stored()) == 3


def test_same_words_of_different_people_are_all_kept(engage, file):
    engage("import", file("said\nNothing\nNothing\nNothing\n"), "--text-column", "said", "--date", "2026-03-01")
    assert _stored() == ["Nothing"] * 3


def test_one_bad_row_stops_everything(engage, file):
    code, said = engage("import", file(GOOD + "4,x,soon\n"), "--text-column", "said", "--date-column", "day")
    assert code == 1
    assert "Line 5 has no date that can be read: “soon”." in said
    assert "1 of 4 rows of calls.csv cannot be read, so nothing was imported." in said
    assert _stored() == []


def test_dry_run_changes_nothing(engage, file):
    code, said = engage("import", file(GOOD), "--text-column", "said", "--date-column", "day", "--dry-run")
    assert (code, "Dry run: nothing was imported. 2 comments would be new." in said, _stored()) == (0, True, [])


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ((), "Name the column with the comments: --text-column. The columns are: id, said, day."),
        (("--text-column", "said"), "Say when the comments were made: --date-column NAME, or --date YYYY-MM-DD"),
        (("--text-column", "said", "--date", "soon"), "--date must be a day that exists"),
        (("--text-column", "said", "--date", "2999-01-01"), "--date is in the future"),
        (("--text-column", "said", "--date", "2026-01-01", "--language", "fr"), "--language must be en or es."),
        (("--text-column", "said", "--date", "2026-01-01", "--delimiter", ";;"), "--delimiter must be one sign"),
        (("--text-column", "said", "--date-column", "when"), "There is no column “when”. The columns are:"),
        (("--text-column", "said", "--date", "2026-01-01", "--id-column", "nr"), "There is no column “nr”."),
    ],
)
def test_wrong_call_gets_a_sentence(engage, file, args, sentence):
    code, said = engage("import", file(GOOD), *args)
    assert (code, sentence in said, _stored()) == (1, True, [])


def test_file_that_is_not_there(engage, tmp_path):
    code, said = engage("import", tmp_path / "none.csv", "--text-column", "said", "--date", "2026-01-01")
    assert (code, "cannot be read: No such file or directory" in said) == (1, True)
    code, said = engage("import", tmp_path, "--text-column", "said", "--date", "2026-01-01")
    assert (code, "cannot be read: Is a directory" in said) == (1, True)


def test_batches_are_listed_and_undone(engage, file):
    assert engage("imports", "list") == (0, "No file of comments was imported yet.\n")
    engage("import", file(GOOD), "--text-column", "said", "--date", "2026-01-01")
    batch = db.session.scalar(select(ImportBatch.id))
    assert "2 comments  calls" in engage("imports", "list")[1]
    assert engage("imports", "undo", batch) == (0, f"2 comments of import {batch} were taken out.\n")
    assert _stored() == []
    assert engage("imports", "undo", batch) == (1, "Error: This import was undone before.\n")
    assert engage("imports", "undo", 99999) == (1, "Error: There is no import 99999.\n")
    assert "undone" in engage("imports", "list")[1]
    engage("import", file(GOOD), "--text-column", "said", "--date", "2026-01-01")
    assert len(_stored()) == 2


# The real files


def _real(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the project")
    return path


def test_patients_comments_come_in_whole(engage):
    path = _real("nhs_fft/text_data.csv")
    args = ("import", path, "--text-column", "feedback", "--date", "2020-01-31")
    code, said = engage(*args)
    assert code == 0
    assert "text_data.csv has 10,334 rows. 10,334 of them hold a comment." in said
    assert len(_stored()) == 10_334
    assert "10,334 comments were imported before.\nNothing was added." in engage(*args)[1]
    assert len(_stored()) == 10_334


def test_survey_comments_with_times_in_their_dates(engage):
    path = _real("austin_survey/comments.csv")
    code, said = engage("import", path, "--text-column", "Comment", "--date-column", "Date as of Date")
    assert (code, "comments.csv has 3,187 rows. 3,187 of them hold a comment." in said) == (0, True)


def test_spanish_comments_with_ids(engage):
    path = _real("decide_madrid/comments.csv")
    columns = ("--text-column", "text", "--date-column", "date", "--id-column", "id", "--language", "es")
    code, said = engage("import", path, *columns)
    assert code == 0
    assert "5,633 rows. 5,571 of them hold a comment.\n62 rows without text were set aside." in said
