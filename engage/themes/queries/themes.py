"""Reads of themes. Every number about people in them is protected."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.bilingual import Words
from engage.core.comments import CommentSource
from engage.core.db import db
from engage.core.disclosure import Cell, Note
from engage.core.errors import NotFound
from engage.core.paging import PageOf
from engage.directory.queries import plan_names
from engage.themes import rules
from engage.themes.enums import FIELDS
from engage.themes.models import Coding, Comment, ReleasedIssue, Theme, ThemeVersion
from engage.themes.policies import can_edit_codebook, can_read_comments, visible_themes
from engage.themes.queries.gathering import release_source_key
from engage.themes.queries.numbers import EARLIER, NO_PLAN, ThemeNumbers, theme_numbers

QUOTES = 5
_PAGE = 25


@dataclass(frozen=True)
class ThemeRow:
    """One theme in the list. ``depth`` is 0 for a heading, 1 below it, and so on."""

    id: int
    name: Words
    definition: Words
    depth: int
    is_active: bool
    people: Cell
    mentions: Cell


@dataclass(frozen=True)
class ThemeList:
    """A page of the codebook, as a tree laid flat."""

    page: PageOf[ThemeRow]
    has_starter: bool
    can_edit: bool


@dataclass(frozen=True)
class ThemeChoice:
    """A theme to choose from."""

    id: int
    name: Words
    definition: Words
    depth: int


@dataclass(frozen=True)
class Quote:
    """Somebody's words, by permission; neither day nor source, so that nothing points at the speaker."""

    text: str
    language: str


@dataclass(frozen=True)
class IssueRow:
    """A released issue in a theme."""

    release_id: str
    code: str
    plan_type: str
    region: str
    year: int
    text: str
    language: str


@dataclass(frozen=True)
class Breakdown:
    """One way of splitting the people: rows of (label, cell). The label is a key; the page puts it in words."""

    name: str
    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class ThemePage:
    """A theme, its protected numbers, and as much of its words as the reader may see.

    ``why_no_quotes`` is ``not_allowed``, ``too_few`` or ``no_permission``; None where there are quotes.
    """

    id: int
    name: Words
    definition: Words
    include: str | None
    exclude: str | None
    parent: ThemeChoice | None
    children: tuple[ThemeChoice, ...]
    is_active: bool
    merged_into: ThemeChoice | None
    version: int
    people: Cell
    mentions: Cell
    breakdowns: tuple[Breakdown, ...]
    has_hidden: bool
    quotes: tuple[Quote, ...]
    why_no_quotes: str | None
    issues: tuple[IssueRow, ...]
    can_read_comments: bool
    can_edit: bool


@dataclass(frozen=True)
class ThemeEdit:
    """What the form to change a theme starts from."""

    id: int
    name: str
    name_es: str | None
    definition: str
    definition_es: str | None
    include: str | None
    exclude: str | None
    parent_id: int | None
    is_active: bool
    version: int


@dataclass(frozen=True)
class ThemeHistoryRow:
    """A theme after one change; ``changes`` are (field, before, after) of what differs from the version before."""

    version: int
    change: str
    changed_at: datetime
    changes: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True)
class RisingTheme:
    """A theme of which more people spoke in a quarter than in the one before; both numbers may be shown."""

    id: int
    name: Words
    quarter: str
    people: Cell
    people_before: Cell


@dataclass(frozen=True)
class SourceRef:
    """Where one comment of a theme came from, so that what became of it can be told there."""

    source: CommentSource
    source_key: str


def theme_list(actor: Actor, *, words: str = "", with_retired: bool = False, number: int = 1) -> ThemeList:
    """One page of the codebook; parents stand above their children."""
    themes = db.session.scalars(visible_themes(actor).order_by(Theme.name)).all()
    has_starter = any(theme.starter_key for theme in themes)
    kept = [
        (theme, depth)
        for theme, depth in _as_tree(themes)
        if (with_retired or theme.is_active) and _speaks_of(theme, words)
    ]
    pages = max(1, -(-len(kept) // _PAGE))
    number = min(max(1, number), pages)
    shown = kept[(number - 1) * _PAGE : number * _PAGE]
    numbers = theme_numbers([theme.id for theme, _ in shown])
    rows = tuple(
        ThemeRow(
            theme.id,
            Words(theme.name, theme.name_es),
            Words(theme.definition, theme.definition_es),
            depth,
            theme.is_active,
            numbers[theme.id].total,
            numbers[theme.id].mentions,
        )
        for theme, depth in shown
    )
    return ThemeList(PageOf(rows, number, pages, len(kept)), has_starter, can_edit_codebook(actor))


def theme_choices(actor: Actor) -> tuple[ThemeChoice, ...]:
    """The themes in use that the actor may pick, parents above their children."""
    themes = db.session.scalars(visible_themes(actor).where(Theme.is_active).order_by(Theme.name)).all()
    return tuple(_choice(theme, depth) for theme, depth in _as_tree(themes))


def theme_page(actor: Actor, theme_id: int) -> ThemePage:
    """A theme with its protected numbers. Raises `NotFound`."""
    theme = _visible(actor, theme_id)
    near = db.session.scalars(
        visible_themes(actor).where(
            (Theme.parent_id == theme.id) | Theme.id.in_([theme.parent_id or 0, theme.merged_into_id or 0])
        )
    ).all()
    numbers = theme_numbers([theme.id])[theme.id]
    quotes, why_not = _quotes(actor, theme.id, numbers)
    return ThemePage(
        id=theme.id,
        name=Words(theme.name, theme.name_es),
        definition=Words(theme.definition, theme.definition_es),
        include=theme.include,
        exclude=theme.exclude,
        parent=next((_choice(other) for other in near if other.id == theme.parent_id), None),
        children=tuple(_choice(other) for other in near if other.parent_id == theme.id and other.is_active),
        is_active=theme.is_active,
        merged_into=next((_choice(other) for other in near if other.id == theme.merged_into_id), None),
        version=theme.version,
        people=numbers.total,
        mentions=numbers.mentions,
        breakdowns=_breakdowns(numbers),
        has_hidden=numbers.people.note is not Note.NOTHING_HIDDEN,
        quotes=quotes,
        why_no_quotes=why_not,
        issues=_issues(actor, theme.id),
        can_read_comments=can_read_comments(actor),
        can_edit=can_edit_codebook(actor),
    )


def theme_edit(actor: Actor, theme_id: int) -> ThemeEdit:
    """What the form to change a theme starts from. Raises `NotFound`, `NotAllowed`."""
    theme = _visible(actor, theme_id)
    ensure(can_edit_codebook(actor))
    return ThemeEdit(**{name: getattr(theme, name) for name in ThemeEdit.__dataclass_fields__})


def theme_history(actor: Actor, theme_id: int) -> tuple[ThemeHistoryRow, ...]:
    """Every version of a theme, the newest first. Raises `NotFound`."""
    theme = _visible(actor, theme_id)
    versions = db.session.scalars(
        select(ThemeVersion).where(ThemeVersion.theme_id == theme.id).order_by(ThemeVersion.version)
    ).all()
    rows, before = [], {}
    for row in versions:
        changed = rules.changed_fields(before, row.snapshot, FIELDS) if before else []
        changes = tuple((field, before.get(field), row.snapshot[field]) for field in changed)
        rows.append(ThemeHistoryRow(row.version, row.change, row.changed_at, changes))
        before = row.snapshot
    return tuple(reversed(rows))


def rising_themes(actor: Actor, limit: int = 3) -> tuple[RisingTheme, ...]:
    """Themes of which clearly more people spoke in their newest quarter than in the one before, the steepest first.

    Only quarters whose numbers may be shown are compared, so that no order among small numbers shows.
    """
    this_quarter = rules.quarter_of(clock.today())
    themes = db.session.scalars(visible_themes(actor).where(Theme.is_active)).all()
    numbers = theme_numbers([theme.id for theme in themes])
    found: list[tuple[int, RisingTheme]] = []
    for theme in themes:
        along = [(label, cell) for label, cell in numbers[theme.id].people["quarter"] if label != EARLIER]
        if len(along) < 2 or along[-1][1].is_hidden or along[-2][1].is_hidden:
            continue
        (_, before), (quarter, now) = along[-2:]
        if now.value > before.value and this_quarter in (quarter, rules.next_quarter(quarter)):
            rising = RisingTheme(theme.id, Words(theme.name, theme.name_es), quarter, now, before)
            found.append((now.value - before.value, rising))
    found.sort(key=lambda item: (-item[0], item[1].name.en))
    return tuple(rising for _, rising in found[:limit])


def sources_of_theme(theme_id: int, said_by: date) -> tuple[SourceRef, ...]:
    """Where the comments of a theme said by that day came from.

    For services that tell them what became of it, never for a page. Whoever spoke later was not behind it.
    """
    rows = db.session.execute(
        select(Comment.source, Comment.source_key)
        .where(Comment.id.in_(select(Coding.comment_id).where(Coding.theme_id == theme_id)))
        .where(Comment.said_on <= said_by)
        .order_by(Comment.id)
    )
    return tuple(SourceRef(CommentSource(source), key) for source, key in rows)


def themes_of_releases(release_ids: Collection[str]) -> dict[str, tuple[int, ...]]:
    """The themes in which each released issue stands."""
    keys = {release_source_key(release_id): release_id for release_id in release_ids}
    rows = db.session.execute(
        select(Comment.source_key, Coding.theme_id)
        .join(Coding, Coding.comment_id == Comment.id)
        .where(Comment.source_key.in_(list(keys)))
        .distinct()
        .order_by(Coding.theme_id)
    )
    found: dict[str, tuple[int, ...]] = {}
    for key, theme_id in rows:
        found[keys[key]] = (*found.get(keys[key], ()), theme_id)
    return found


def release_days(release_ids: Collection[str]) -> dict[str, date]:
    """The day on which each released issue reached the state."""
    rows = db.session.execute(
        select(ReleasedIssue.release_id, ReleasedIssue.received_on).where(
            ReleasedIssue.release_id.in_(list(release_ids))
        )
    )
    return dict(rows.all())


def theme_names(theme_ids: Collection[int]) -> dict[int, Words]:
    """Names by id, for pages that already know their reader may see them."""
    rows = db.session.execute(select(Theme.id, Theme.name, Theme.name_es).where(Theme.id.in_(list(theme_ids))))
    return {row.id: Words(row.name, row.name_es) for row in rows}


def people_of_theme(theme_id: int) -> Cell:
    """How many people speak of a theme, protected."""
    return theme_numbers([theme_id])[theme_id].total


def _visible(actor: Actor, theme_id: int) -> Theme:
    theme = db.session.scalar(visible_themes(actor).where(Theme.id == theme_id))
    if theme is None:
        raise NotFound
    return theme


def _choice(theme: Theme, depth: int = 0) -> ThemeChoice:
    return ThemeChoice(
        theme.id, Words(theme.name, theme.name_es), Words(theme.definition, theme.definition_es), depth
    )


def _as_tree(themes: Sequence[Theme]) -> list[tuple[Theme, int]]:
    """The themes with parents above their children, each with its depth; siblings stay in the order given."""
    known = {theme.id for theme in themes}
    below: dict[int | None, list[Theme]] = {}
    for theme in themes:
        below.setdefault(theme.parent_id if theme.parent_id in known else None, []).append(theme)
    laid: list[tuple[Theme, int]] = []
    pending = [(theme, 0) for theme in reversed(below.get(None, []))]
    while pending:
        theme, depth = pending.pop()
        laid.append((theme, depth))
        pending.extend((child, depth + 1) for child in reversed(below.get(theme.id, [])))
    return laid


def _speaks_of(theme: Theme, words: str) -> bool:
    wanted = rules.fold(words)
    texts = (theme.name, theme.name_es, theme.definition, theme.definition_es)
    return not wanted or any(wanted in rules.fold(text or "") for text in texts)


def _breakdowns(numbers: ThemeNumbers) -> tuple[Breakdown, ...]:
    names = plan_names()
    found = []
    for name, counts in numbers.people.breakdowns.items():
        is_plan = name == "plan"
        rows = tuple(
            (names.get(int(label), label) if is_plan and label != NO_PLAN else label, cell) for label, cell in counts
        )
        found.append(Breakdown(name, rows))
    return tuple(found)


def _quotes(actor: Actor, theme_id: int, numbers: ThemeNumbers) -> tuple[tuple[Quote, ...], str | None]:
    """A few people's words, one of each, and why there are none."""
    if not can_read_comments(actor):
        return (), "not_allowed"
    if not numbers.is_large:
        return (), "too_few"
    in_theme = select(Coding.comment_id).where(Coding.theme_id == theme_id)
    rows = db.session.execute(
        select(Comment.id, Comment.text, Comment.language, Comment.speaker_key)
        .where(Comment.id.in_(in_theme), Comment.may_quote)
        .order_by(Comment.said_on.desc(), Comment.id)
        .limit(QUOTES * 4)
    )
    by_speaker: dict[str, Quote] = {}
    for key, text, language, speaker in rows:
        by_speaker.setdefault(speaker or f"comment:{key}", Quote(text, language))
    quotes = tuple(by_speaker.values())[:QUOTES]
    return quotes, None if quotes else "no_permission"


def _issues(actor: Actor, theme_id: int) -> tuple[IssueRow, ...]:
    """The newest released issues in a theme, for those who may read single voices."""
    if not can_read_comments(actor):
        return ()
    keys = db.session.scalars(
        select(Comment.source_key)
        .join(Coding, Coding.comment_id == Comment.id)
        .where(Coding.theme_id == theme_id, Comment.source == CommentSource.RELEASE)
        .distinct()
    ).all()
    release_ids = [key.removeprefix(f"{CommentSource.RELEASE}:") for key in keys]
    issues = db.session.scalars(
        select(ReleasedIssue)
        .where(ReleasedIssue.release_id.in_(release_ids), ReleasedIssue.withdrawn_on.is_(None))
        .order_by(ReleasedIssue.year.desc(), ReleasedIssue.id.desc())
        .limit(25)
    )
    names = IssueRow.__dataclass_fields__
    return tuple(IssueRow(**{name: getattr(issue, name) for name in names}) for issue in issues)
