"""`docs/features.md` says nothing of tests, addresses or commands that are not there."""

import re
from collections import Counter
from dataclasses import dataclass

import click

from engage.cli import cli
from engage.core.settings import PROJECT_ROOT

_PAGE = PROJECT_ROOT / "docs" / "features.md"
_WORDS = ("yes", "partly", "no")
_CODE = re.compile(r"`([^`]+)`")
_BLANK = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Feature:
    """One line of the table."""

    name: str
    have_it: str
    where: str
    tests: tuple[str, ...]


def _features() -> list[Feature]:
    lines = [line for line in _PAGE.read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line[1:].removesuffix("|").split("|")] for line in lines]
    return [
        Feature(name, have_it, where, tuple(_CODE.findall(tests)))
        for name, have_it, where, tests in cells
        if name not in ("feature", "---")
    ]


def _is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    path = PROJECT_ROOT / file
    return path.is_file() and f"def {name}(" in path.read_text()


def _is_command(words: list[str], commands: dict[str, click.Command]) -> bool:
    found = commands.get(words[0])
    if len(words) == 1:
        return found is not None
    return isinstance(found, click.Group) and _is_command(words[1:], found.commands)


def test_each_line_says_yes_partly_or_no():
    features = _features()
    assert [feature.name for feature in features if feature.have_it not in _WORDS] == []
    assert [name for name, count in Counter(feature.name for feature in features).items() if count > 1] == []


def test_what_is_there_names_where_and_the_test_that_shows_it():
    features = _features()
    assert [f.name for f in features if f.have_it != "no" and not (f.where and f.tests)] == []
    assert [f.name for f in features if f.have_it == "no" and (f.where != "planned" or f.tests)] == []


def test_every_test_named_exists():
    assert [test for feature in _features() for test in feature.tests if not _is_there(test)] == []


def test_every_address_and_command_named_exists(app):
    addresses = {_BLANK.sub("<>", rule.rule) for rule in app.url_map.iter_rules()}
    commands = {**cli.commands, **app.cli.commands}
    named = [words for feature in _features() for words in _CODE.findall(feature.where)]
    assert [words for words in named if words.startswith("/") and _BLANK.sub("<>", words) not in addresses] == []
    calls = [words.split()[1:] for words in named if words.startswith("engage ")]
    assert [words for words in calls if not _is_command(words, commands)] == []


def test_the_count_at_the_top_is_right():
    count = Counter(feature.have_it for feature in _features())
    told = f"Of {count.total()} features: {count['yes']} yes, {count['partly']} partly, {count['no']} no."
    assert told in _PAGE.read_text()
