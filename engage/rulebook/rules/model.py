"""A rule, its versions, and all rules together: plain frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from engage.rulebook.enums import Evidence, Finding, Subject

ParameterValue = bool | int | str | tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True)
class Example:
    """Facts, and what the rule says of them."""

    facts: Mapping[str, Any]
    finding: Finding


@dataclass(frozen=True)
class Rule:
    """One version of one rule.

    ``effective_from`` is None where the text read gives no day; ``effective_note`` then says what is known. ``check``
    is what we look at, ``threshold`` what is needed. ``counsel_about`` names the part that counsel has to confirm;
    empty means all of it.
    """

    id: str
    version: int
    title: str
    title_es: str
    topic: str
    subject: Subject
    kind: str
    applies_to: str
    check: str
    threshold: str
    citation: str
    evidence: str
    needs_counsel: bool
    parameters: Mapping[str, ParameterValue]
    examples: tuple[Example, ...] = ()
    effective_from: date | None = None
    effective_until: date | None = None
    effective_note: str = ""
    counsel_about: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """The rule and its version."""
        return self.id, self.version

    @property
    def evidence_level(self) -> Evidence:
        """How we know it: by sources alone, in part, or not from a text we read."""
        if not self.needs_counsel:
            return Evidence.READ
        return Evidence.PARTLY if self.counsel_about else Evidence.NOT_CHECKED

    def title_in(self, language: str) -> str:
        """The title in a language; English where we have no other."""
        return self.title_es if language == "es" else self.title

    def applies_on(self, day: date) -> bool:
        """Whether this version applies on a day; both ends count."""
        is_started = self.effective_from is None or self.effective_from <= day
        return is_started and (self.effective_until is None or day <= self.effective_until)


@dataclass(frozen=True)
class RuleHistory:
    """All versions of one rule, oldest first."""

    versions: tuple[Rule, ...]

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.versions[0].id

    def on(self, day: date) -> Rule | None:
        """The version that applies on a day, if one does."""
        return next((rule for rule in self.versions if rule.applies_on(day)), None)

    def shown_on(self, day: date) -> Rule:
        """The version to show on a day: the one that applies, else the next to start, else the last there was."""
        coming = (rule for rule in self.versions if rule.effective_from is not None and rule.effective_from > day)
        return self.on(day) or next(coming, self.versions[-1])

    def version(self, number: int) -> Rule | None:
        """The version with this number, if there is one."""
        return next((rule for rule in self.versions if rule.version == number), None)


@dataclass(frozen=True)
class Rulebook:
    """Every rule, in the order of the files."""

    histories: tuple[RuleHistory, ...]

    def __iter__(self) -> Iterator[RuleHistory]:
        return iter(self.histories)

    def __len__(self) -> int:
        return len(self.histories)

    def __contains__(self, rule_id: str) -> bool:
        return rule_id in self._by_id

    def __getitem__(self, rule_id: str) -> RuleHistory:
        """The history of a rule. Raises LookupError where there is no such rule."""
        try:
            return self._by_id[rule_id]
        except KeyError:
            raise LookupError(f"There is no rule {rule_id}.") from None

    @cached_property
    def _by_id(self) -> dict[str, RuleHistory]:
        return {history.id: history for history in self.histories}
