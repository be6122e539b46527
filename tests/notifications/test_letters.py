"""Every letter of the product comes in three parts and brings nothing from elsewhere."""

import re

import pytest

from engage.core.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "templates" / "emails"
NAMES = sorted(path.name.removesuffix(".subject.txt") for path in FOLDER.glob("*.subject.txt"))


def test_there_are_letters():
    assert NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_has_its_three_parts(name):
    assert (FOLDER / f"{name}.txt").is_file()
    assert (FOLDER / f"{name}.html").is_file()


def test_nothing_in_the_folder_is_left_over():
    shared = ("_", "layout")
    parts = {f"{name}{end}" for name in NAMES for end in (".subject.txt", ".txt", ".html")}
    assert [
        path.name for path in FOLDER.iterdir() if not path.name.startswith(shared) and path.name not in parts
    ] == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.name)
def test_nothing_is_fetched_when_a_letter_is_read(path):
    assert not re.search(r"<(img|link|script|iframe|style|object)\b|\bsrc=|url\(", path.read_text())
