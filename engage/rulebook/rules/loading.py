"""TOML files -> rules, with one exact sentence for each mistake in them."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engage.rulebook.enums import APPLIES_TO, Finding, Subject
from engage.rulebook.rules.model import Example, Rule, Rulebook, RuleHistory

DATA = Path(__file__).parents[1] / "data"

#: The files in the order of the public page.
TOPICS = (
    "mac_bac",
    "meetings",
    "reports",
    "plan_committees",
    "other_bodies",
    "ombudsman",
    "clocks",
    "disclosure",
    "accessibility",
)
_ID = re.compile(r"[A-Z]+-\d\d")
_NOT_IN_FILES = frozenset({"topic"})
_REQUIRED = (
    "id",
    "version",
    "title",
    "title_es",
    "subject",
    "kind",
    "applies_to",
    "check",
    "threshold",
    "citation",
    "evidence",
    "needs_counsel",
)
_DATES = ("effective_from", "effective_until")
_KNOWN = frozenset(field.name for field in fields(Rule)) - _NOT_IN_FILES
_TYPES = {"version": int, "needs_counsel": bool, "parameters": dict, "examples": list} | dict.fromkeys(_DATES, date)


class BrokenRulebook(Exception):
    """A file of the rulebook holds a mistake; the text says which file, which rule and what to do."""


@cache
def load_rules() -> Rulebook:
    """The rules that ship with the product, read once a process. Raises `BrokenRulebook`."""
    return read_rules((topic, (DATA / f"{topic}.toml").read_bytes()) for topic in TOPICS)


def read_rules(files: Iterable[tuple[str, bytes]]) -> Rulebook:
    """Rules from (topic, content) pairs. Raises `BrokenRulebook` with a sentence."""
    versions: dict[str, list[Rule]] = {}
    for topic, content in files:
        for entry in _entries(topic, content):
            rule = _rule(topic, entry)
            versions.setdefault(rule.id, []).append(rule)
    return Rulebook(tuple(_history(rules) for rules in versions.values()))


def _entries(topic: str, content: bytes) -> list[dict[str, Any]]:
    try:
        document = tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenRulebook(f"{topic}.toml cannot be read: {error}.") from error
    entries = document.pop("rule", None)
    if document or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BrokenRulebook(f"{topic}.toml must hold [[rule]] entries and nothing else.")
    return entries


def _rule(topic: str, entry: Mapping[str, Any]) -> Rule:
    where = f"{topic}.toml, rule {entry.get('id', 'without an id')}"
    _check_fields(where, entry)
    try:
        subject = Subject(entry["subject"])
    except ValueError:
        raise BrokenRulebook(f"{where}: {entry['subject']!r} is no subject.") from None
    parameters = {name: _parameter(where, name, value) for name, value in entry.get("parameters", {}).items()}
    return Rule(
        **{
            **entry,
            "topic": topic,
            "subject": subject,
            "parameters": MappingProxyType(parameters),
            "examples": tuple(_example(where, example) for example in entry.get("examples", ())),
        }
    )


def _check_fields(where: str, entry: Mapping[str, Any]) -> None:
    missing = [name for name in _REQUIRED if name not in entry]
    if missing:
        raise BrokenRulebook(f"{where}: add {', '.join(missing)}.")
    unknown = sorted(set(entry) - _KNOWN)
    if unknown:
        raise BrokenRulebook(f"{where}: {', '.join(unknown)} is not known. Check the spelling.")
    for name, value in entry.items():
        kind = _TYPES.get(name, str)
        # In Python a truth value is a whole number; in a rule it is not.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise BrokenRulebook(f"{where}: {name} must be a {kind.__name__}, not {value!r}.")
        if kind is str and name in _REQUIRED and not value.strip():
            raise BrokenRulebook(f"{where}: {name} is empty.")
    if not _ID.fullmatch(entry["id"]):
        raise BrokenRulebook(f"{where}: an id is capital letters, a dash and two digits.")
    if entry["applies_to"] not in APPLIES_TO:
        raise BrokenRulebook(f"{where}: {entry['applies_to']!r} has no words in APPLIES_TO.")
    _check_counsel(where, entry)
    start, end = (entry.get(name) for name in _DATES)
    if start and end and end < start:
        raise BrokenRulebook(f"{where}: it ends on {end} before it starts on {start}.")


def _check_counsel(where: str, entry: Mapping[str, Any]) -> None:
    """What rests on memory or on our own reading must be marked for counsel, and nothing else."""
    is_unchecked = re.search(r"\bM\b|\bours?\b", entry["evidence"]) is not None
    if entry["needs_counsel"] != is_unchecked:
        needed = "true" if is_unchecked else "false"
        raise BrokenRulebook(f"{where}: its evidence {entry['evidence']!r} asks for needs_counsel = {needed}.")
    if entry.get("counsel_about") and not is_unchecked:
        raise BrokenRulebook(f"{where}: counsel_about stands where counsel is not needed.")


def _parameter(where: str, name: str, value: Any) -> Any:
    if isinstance(value, list):
        if len({type(item) for item in value}) != 1 or not isinstance(value[0], (str, int)):
            raise BrokenRulebook(f"{where}: parameter {name} must list texts or whole numbers.")
        return tuple(value)
    if not isinstance(value, (bool, int, str)):
        raise BrokenRulebook(f"{where}: parameter {name} must be a number, a text, yes or no, or a list.")
    return value


def _example(where: str, example: Any) -> Example:
    if (
        not isinstance(example, dict)
        or set(example) != {"facts", "finding"}
        or not isinstance(example["facts"], dict)
    ):
        raise BrokenRulebook(f"{where}: an example has facts and a finding.")
    try:
        return Example(MappingProxyType(example["facts"]), Finding(example["finding"]))
    except ValueError:
        raise BrokenRulebook(f"{where}: {example['finding']!r} is no finding.") from None


def _history(rules: list[Rule]) -> RuleHistory:
    """Versions in order: numbered from 1, each starting the day after the one before it ends."""
    where = f"{rules[0].topic}.toml, rule {rules[0].id}"
    if [rule.version for rule in rules] != list(range(1, len(rules) + 1)):
        raise BrokenRulebook(f"{where}: number its versions 1, 2, 3 in the order of their dates.")
    for before, after in pairwise(rules):
        if before.effective_until is None or after.effective_from != before.effective_until + timedelta(days=1):
            raise BrokenRulebook(
                f"{where}: version {after.version} must start the day after version {before.version} ends."
            )
    if len({(rule.topic, rule.subject) for rule in rules}) != 1:
        raise BrokenRulebook(f"{where}: all versions have the same subject and stand in the same file.")
    return RuleHistory(tuple(rules))
