"""Changes to the codebook. Every change leaves the theme's earlier wording in its history."""

import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import Conflict, NotFound, RuleBroken
from engage.core.i18n import N_
from engage.core.text import clean, one_line
from engage.themes import audit_events, rules
from engage.themes.enums import ThemeChange
from engage.themes.models import Coding, Theme, ThemeVersion
from engage.themes.policies import can_edit_codebook, can_read_themes

STARTER = Path(__file__).resolve().parents[1] / "data" / "starter_codebook.toml"
_EVENTS = {
    ThemeChange.ADDED: audit_events.THEME_ADDED,
    ThemeChange.EDITED: audit_events.THEME_EDITED,
    ThemeChange.RETIRED: audit_events.THEME_RETIRED,
    ThemeChange.TAKEN_BACK: audit_events.THEME_TAKEN_BACK,
}


@dataclass(frozen=True)
class ThemeText:
    """What a theme says: its names, what belongs to it and what does not."""

    name: str
    definition: str
    name_es: str | None = None
    definition_es: str | None = None
    include: str | None = None
    exclude: str | None = None
    parent_id: int | None = None

    def cleaned(self) -> "ThemeText":
        """The same with clean text and nothing where a text is blank."""
        return ThemeText(
            one_line(self.name),
            clean(self.definition),
            one_line(self.name_es) or None,
            clean(self.definition_es) or None,
            clean(self.include) or None,
            clean(self.exclude) or None,
            self.parent_id,
        )


def create_theme(*, actor: Actor, text: ThemeText) -> int:
    """Add a theme. Returns its id.

    Raises `NotAllowed`, `RuleBroken` (a name already taken, a parent that cannot be).
    """
    ensure(can_edit_codebook(actor))
    theme = Theme()
    db.session.add(theme)
    _write(actor, theme, text.cleaned())
    _keep_version(actor, theme, ThemeChange.ADDED)
    return theme.id


def edit_theme(*, actor: Actor, theme_id: int, text: ThemeText, version: int | None) -> None:
    """Change a theme's words. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken`."""
    theme = _theme(actor, theme_id)
    _same_version(theme, version)
    theme.version += 1
    _write(actor, theme, text.cleaned())
    _keep_version(actor, theme, ThemeChange.EDITED)


def retire_theme(*, actor: Actor, theme_id: int, version: int | None) -> None:
    """Offer a theme no longer; what was coded stays. Raises `NotFound`, `NotAllowed`, `Conflict`."""
    _switch(actor, theme_id, version, is_active=False)


def take_back_theme(*, actor: Actor, theme_id: int, version: int | None) -> None:
    """Offer a retired theme again. Raises `NotFound`, `NotAllowed`, `Conflict`, `RuleBroken` after a merge."""
    _switch(actor, theme_id, version, is_active=True)


def merge_theme(*, actor: Actor, theme_id: int, into_id: int, version: int | None) -> int:
    """Move every coding of a theme to another and retire it. Returns how many comments moved.

    Raises `NotFound`, `NotAllowed`, `Conflict`, and `RuleBroken` when the two cannot be merged.
    """
    theme = _theme(actor, theme_id)
    _same_version(theme, version)
    into = db.session.get(Theme, into_id, with_for_update=True)
    if into is None or into.id == theme.id or not into.is_active or theme.merged_into_id is not None:
        raise RuleBroken(N_("Choose another theme that is in use."), field="into_id")
    moved = _move_codings(theme.id, into.id)
    parents = dict(db.session.execute(select(Theme.id, Theme.parent_id)).all())
    if rules.closes_circle(theme.id, into.parent_id, parents):
        into.parent_id = theme.parent_id
        db.session.flush()
    db.session.execute(update(Theme).where(Theme.parent_id == theme.id).values(parent_id=into.id))
    theme.is_active, theme.merged_into_id, theme.version = False, into.id, theme.version + 1
    db.session.flush()
    _add_version(actor, theme, ThemeChange.MERGED)
    audit.record(actor, audit_events.THEMES_MERGED, f"theme:{theme.id}", into=into.id, comments=moved)
    return moved


def load_starter_codebook(*, actor: Actor) -> int:
    """Add the starter themes for people with Medicare and Medicaid that are not here yet. Returns how many."""
    ensure(can_edit_codebook(actor) or actor.is_system)
    known = dict(db.session.execute(select(Theme.starter_key, Theme.id)).all())
    names = {rules.fold(name) for name in db.session.scalars(select(Theme.name))}
    added = 0
    for entry in tomllib.loads(STARTER.read_text(encoding="utf-8"))["theme"]:
        if entry["key"] in known or rules.fold(entry["name"]) in names:
            continue
        theme = Theme(starter_key=entry["key"], parent_id=known.get(entry.get("parent")))
        for field in ("name", "name_es", "definition", "definition_es", "include", "exclude"):
            setattr(theme, field, entry.get(field))
        db.session.add(theme)
        db.session.flush()
        _add_version(actor, theme, ThemeChange.ADDED)
        known[entry["key"]] = theme.id
        added += 1
    if added:
        audit.record(actor, audit_events.STARTER_LOADED, "codebook:starter", themes=added)
    return added


def _theme(actor: Actor, theme_id: int) -> Theme:
    theme = db.session.get(Theme, theme_id, with_for_update=True, populate_existing=True)
    if theme is None or not (can_read_themes(actor) or can_edit_codebook(actor)):
        raise NotFound
    ensure(can_edit_codebook(actor))
    return theme


def _same_version(theme: Theme, version: int | None) -> None:
    if version != theme.version:
        raise Conflict


def _switch(actor: Actor, theme_id: int, version: int | None, *, is_active: bool) -> None:
    theme = _theme(actor, theme_id)
    if theme.is_active == is_active:
        return
    _same_version(theme, version)
    if theme.merged_into_id is not None:
        raise RuleBroken(N_("This theme was merged into another one. Add a new theme instead."))
    theme.is_active, theme.version = is_active, theme.version + 1
    _keep_version(actor, theme, ThemeChange.TAKEN_BACK if is_active else ThemeChange.RETIRED)


def _write(actor: Actor, theme: Theme, text: ThemeText) -> None:
    taken = N_("There is already a theme with this name. Choose another name.")
    others = select(Theme.id, Theme.name, Theme.parent_id).where(Theme.id != theme.id if theme.id else True)
    with db.session.no_autoflush:
        rows = db.session.execute(others).all()
    if rules.fold(text.name) in {rules.fold(row.name) for row in rows}:
        raise RuleBroken(taken, field="name")
    parents = {row.id: row.parent_id for row in rows}
    if text.parent_id is not None and text.parent_id not in parents:
        raise RuleBroken(N_("Choose a theme from the list."), field="parent_id")
    if theme.id and rules.closes_circle(theme.id, text.parent_id, parents):
        raise RuleBroken(N_("A theme cannot stand under itself. Choose another one."), field="parent_id")
    for field, value in asdict(text).items():
        setattr(theme, field, value)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise RuleBroken(taken, field="name") from error


def _keep_version(actor: Actor, theme: Theme, change: ThemeChange) -> None:
    db.session.flush()
    _add_version(actor, theme, change)
    audit.record(actor, _EVENTS[change], f"theme:{theme.id}", version=theme.version)


def _add_version(actor: Actor, theme: Theme, change: ThemeChange) -> None:
    fields = (*ThemeText.__dataclass_fields__, "is_active", "merged_into_id")
    snapshot: dict[str, Any] = {field: getattr(theme, field) for field in fields}
    db.session.add(
        ThemeVersion(
            theme_id=theme.id,
            version=theme.version or 1,
            change=change,
            snapshot=snapshot,
            changed_by=actor.account_id,
        )
    )


def _move_codings(theme_id: int, into_id: int) -> int:
    """Move the codings; a passage that already speaks of the other theme is not coded twice."""
    moved = db.session.scalar(select(func.count(func.distinct(Coding.comment_id))).where(Coding.theme_id == theme_id))
    keys = select(Coding.comment_id, Coding.span_start, Coding.span_end).where(Coding.theme_id == into_id).subquery()
    doubled = (
        select(Coding.id)
        .join(
            keys,
            (keys.c.comment_id == Coding.comment_id)
            & (keys.c.span_start == Coding.span_start)
            & (keys.c.span_end == Coding.span_end),
        )
        .where(Coding.theme_id == theme_id)
    )
    by_query = {"synchronize_session": False}
    db.session.execute(delete(Coding).where(Coding.id.in_(doubled)), execution_options=by_query)
    db.session.execute(
        update(Coding).where(Coding.theme_id == theme_id).values(theme_id=into_id), execution_options=by_query
    )
    return moved or 0
