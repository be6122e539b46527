"""The rules as pages show them: what they say, on what day, how sure we are."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engage.core.actor import Actor
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PAGE_SIZE, PageOf
from engage.rulebook.enums import APPLIES_TO, Confirmation, Evidence, Subject
from engage.rulebook.models import RuleConfirmation
from engage.rulebook.policies import visible_confirmations
from engage.rulebook.rules import Rule, RuleHistory, load_rules

Standing = Mapping[tuple[str, int], RuleConfirmation]


@dataclass(frozen=True)
class ConfirmationState:
    """Where the confirmation of one version stands. ``about`` is the part in doubt; empty means all of it."""

    state: Confirmation
    about: str = ""
    by_name: str = ""
    on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class RuleFilter:
    """Which rules are wanted, as they stand on the day ``on``; ``language`` is that of titles and search."""

    on: date
    language: str = "en"
    search: str = ""
    subject: Subject | None = None


@dataclass(frozen=True)
class VersionRow:
    """One version of a rule."""

    id: str
    version: int
    title: str
    subject: Subject
    applies_to: str  # a msgid
    check: str
    threshold: str
    citation: str
    evidence: Evidence
    note: str
    effective_from: date | None
    effective_until: date | None
    effective_note: str
    applies_now: bool
    has_ended: bool
    confirmation: ConfirmationState


@dataclass(frozen=True)
class RulePage:
    """A rule: the version to show on the day asked for, and all there are, newest first."""

    current: VersionRow
    versions: tuple[VersionRow, ...]


def rule_rows(*, actor: Actor, wanted: RuleFilter, page: int = 1) -> PageOf[VersionRow]:
    """A page of the rules, each as the version that applies on the day, else the next or the last one."""
    words = _folded(wanted.search).split()
    standing = _standing(actor)
    found = [
        rule
        for rule in (history.shown_on(wanted.on) for history in load_rules())
        if (wanted.subject is None or rule.subject is wanted.subject) and _has_words(rule, words)
    ]
    return _page([_row(rule, wanted, standing) for rule in found], page)


def waiting_rows(*, actor: Actor, wanted: RuleFilter, page: int = 1) -> PageOf[VersionRow]:
    """A page of the versions that wait for counsel: those that apply on the day first, then those to come."""
    standing = _standing(actor)
    rules = [rule for history in load_rules() for rule in history.versions]
    rows = [_row(rule, wanted, standing) for rule in rules]
    waiting = [row for row in rows if row.confirmation.state is Confirmation.WAITING and not row.has_ended]
    return _page(sorted(waiting, key=lambda row: not row.applies_now), page)


def rule_page(*, actor: Actor, rule_id: str, wanted: RuleFilter) -> RulePage:
    """One rule with its versions. Raises `NotFound`."""
    history = _history(rule_id)
    standing = _standing(actor)
    rows = tuple(_row(rule, wanted, standing) for rule in reversed(history.versions))
    shown = history.shown_on(wanted.on).version
    return RulePage(next(row for row in rows if row.version == shown), rows)


def version_row(*, actor: Actor, rule_id: str, version: int, wanted: RuleFilter) -> VersionRow:
    """One version of one rule. Raises `NotFound`."""
    rule = _history(rule_id).version(version)
    if rule is None:
        raise NotFound
    return _row(rule, wanted, _standing(actor))


def _history(rule_id: str) -> RuleHistory:
    rules = load_rules()
    if rule_id not in rules:
        raise NotFound
    return rules[rule_id]


def _standing(actor: Actor) -> Standing:
    """All confirmations that stand, by rule and version: there are never more than there are rules."""
    statement = visible_confirmations(actor).where(RuleConfirmation.withdrawn_on.is_(None))
    return {(row.rule_id, row.rule_version): row for row in db.session.scalars(statement)}


def _row(rule: Rule, wanted: RuleFilter, standing: Standing) -> VersionRow:
    return VersionRow(
        id=rule.id,
        version=rule.version,
        title=rule.title_in(wanted.language),
        subject=rule.subject,
        applies_to=APPLIES_TO[rule.applies_to],
        check=rule.check,
        threshold=rule.threshold,
        citation=rule.citation,
        evidence=rule.evidence_level,
        note=rule.note,
        effective_from=rule.effective_from,
        effective_until=rule.effective_until,
        effective_note=rule.effective_note,
        applies_now=rule.applies_on(wanted.on),
        has_ended=rule.effective_until is not None and rule.effective_until < wanted.on,
        confirmation=_confirmation(rule, standing.get(rule.key)),
    )


def _confirmation(rule: Rule, confirmed: RuleConfirmation | None) -> ConfirmationState:
    if not rule.needs_counsel:
        return ConfirmationState(Confirmation.NOT_NEEDED)
    if confirmed is None:
        return ConfirmationState(Confirmation.WAITING, about=rule.counsel_about)
    return ConfirmationState(
        Confirmation.CONFIRMED,
        about=rule.counsel_about,
        by_name=confirmed.confirmed_by_name,
        on=confirmed.confirmed_on,
        note=confirmed.note,
    )


def _has_words(rule: Rule, words: list[str]) -> bool:
    text = _folded(" ".join((rule.id, rule.title, rule.title_es, rule.applies_to, rule.check, rule.citation)))
    return all(word in text for word in words)


def _folded(text: str) -> str:
    """Text without accents and capitals, so that "asi" finds "así"."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def _page(rows: list[VersionRow], number: int) -> PageOf[VersionRow]:
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(max(1, number), pages)
    start = (number - 1) * PAGE_SIZE
    return PageOf(tuple(rows[start : start + PAGE_SIZE]), number, pages, len(rows))
