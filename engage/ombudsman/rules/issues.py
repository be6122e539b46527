"""What complaints are about: the list in ``data/issues.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engage.core.bilingual import Words

_FILE = Path(__file__).parents[1] / "data" / "issues.toml"


@dataclass(frozen=True)
class IssueCode:
    """One code with its words and where it comes from."""

    code: str
    words: Words
    group: Words
    citation: str


@cache
def issue_groups() -> tuple[tuple[Words, tuple[IssueCode, ...]], ...]:
    """The codes under their groups, in the order of the file."""
    groups = []
    for group in tomllib.loads(_FILE.read_text(encoding="utf-8"))["group"]:
        name = Words(group["name"], group["name_es"])
        codes = tuple(
            IssueCode(entry["code"], Words(entry["name"], entry["name_es"]), name, entry["citation"])
            for entry in group["code"]
        )
        groups.append((name, codes))
    return tuple(groups)


@cache
def issue_codes() -> dict[str, IssueCode]:
    """Every code by itself."""
    return {code.code: code for _, codes in issue_groups() for code in codes}


def issue_code(code: str) -> IssueCode:
    """The entry of ``code``; a code that left the list still shows itself."""
    known = issue_codes().get(code)
    return known or IssueCode(code, Words(code, code), Words("", ""), "")
