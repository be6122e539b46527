"""Saying which themes a comment speaks of, and taking it back."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import Conflict, NotFound, RuleBroken
from engage.core.i18n import N_
from engage.themes import audit_events, rules
from engage.themes.enums import SetAside
from engage.themes.models import Coding, CodingChange, Comment, Theme
from engage.themes.policies import can_code_comments, visible_comments
from engage.themes.services.codebook import ThemeText, create_theme
from engage.themes.services.progress import tell_source

Mark = tuple[int, int, int]


@dataclass(frozen=True)
class CodingResult:
    """What a change did: how many codings it added and took away."""

    added: int
    removed: int


def code_comment(
    *,
    actor: Actor,
    comment_id: int,
    theme_ids: frozenset[int],
    version: int | None,
    passage: str = "",
    new_theme: ThemeText | None = None,
) -> CodingResult:
    """Make ``theme_ids`` (and ``new_theme``, added to the codebook first) the themes of a comment.

    A theme that is added speaks of the ``passage`` quoted, or else of the whole comment.

    Raises `NotFound`, `NotAllowed`, `Conflict` when somebody else coded it meanwhile, and `RuleBroken`
    when nothing was picked, a theme is not in use, or the passage is not in the comment.
    """
    comment = _comment(actor, comment_id)
    if version != comment.version:
        raise Conflict
    marks = _marks(comment.id)
    before = {theme for theme, _, _ in marks}
    if new_theme is not None:
        theme_ids = theme_ids | {create_theme(actor=actor, text=new_theme)}
    added = theme_ids - before
    _check_pick(theme_ids, before, added, passage)
    span = _span(comment.text, passage)
    change = _change(
        actor, comment, {(theme, *span) for theme in added}, {mark for mark in marks if mark[0] not in theme_ids}
    )
    if not before and added:
        tell_source(actor=actor, comment=comment)
    return change


def undo_coding(*, actor: Actor, comment_id: int) -> CodingResult:
    """Take back the actor's own last change to a comment's themes.

    Raises `NotFound`, `NotAllowed`, and `RuleBroken` when there is nothing to take back or somebody
    changed the comment since.
    """
    comment = _comment(actor, comment_id)
    last = db.session.scalar(
        select(CodingChange)
        .where(CodingChange.comment_id == comment.id, CodingChange.comment_version == comment.version)
        .where(CodingChange.changed_by == actor.account_id)
    )
    if last is None:
        raise RuleBroken(N_("There is nothing to undo, or someone has changed this comment since."))
    targets = dict(db.session.execute(select(Theme.id, Theme.merged_into_id)).all())
    back = {(targets.get(theme) or theme, start, end) for theme, start, end in last.removed}
    gone = {(targets.get(theme) or theme, start, end) for theme, start, end in last.added}
    return _change(actor, comment, back, gone, is_undo=True)


def set_aside_comment(*, actor: Actor, comment_id: int, version: int | None) -> None:
    """Say that a comment tells nothing that needs a theme. It stays listed. Raises as `code_comment`."""
    comment = _comment(actor, comment_id)
    if version != comment.version:
        raise Conflict
    if _marks(comment.id):
        raise RuleBroken(N_("This comment has themes. Take them away first."))
    comment.set_aside, comment.version = SetAside.BY_HAND, comment.version + 1
    audit.record(actor, audit_events.COMMENT_SET_ASIDE, f"comment:{comment.id}")


def take_back_comment(*, actor: Actor, comment_id: int) -> None:
    """Put a comment that was set aside back among those to code. Raises `NotFound`, `NotAllowed`."""
    comment = _comment(actor, comment_id)
    if comment.set_aside is not None:
        comment.set_aside, comment.version = None, comment.version + 1
        audit.record(actor, audit_events.COMMENT_TAKEN_BACK, f"comment:{comment.id}")


def _comment(actor: Actor, comment_id: int) -> Comment:
    comment = db.session.scalar(
        visible_comments(actor)
        .where(Comment.id == comment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if comment is None:
        raise NotFound
    ensure(can_code_comments(actor))
    return comment


def _marks(comment_id: int) -> set[Mark]:
    columns = (Coding.theme_id, Coding.span_start, Coding.span_end)
    rows = db.session.execute(select(*columns).where(Coding.comment_id == comment_id))
    return {tuple(row) for row in rows}


def _check_pick(picked: frozenset[int], before: set[int], added: frozenset[int], passage: str) -> None:
    if not picked and not before:
        raise RuleBroken(N_("Choose at least one theme, or set the comment aside."), field="themes")
    usable = set(db.session.scalars(select(Theme.id).where(Theme.id.in_(added), Theme.is_active)))
    if added - usable:
        raise RuleBroken(N_("One of these themes is no longer in use. Choose another one."), field="themes")
    if passage.strip() and not added:
        raise RuleBroken(N_("Choose the theme that this passage speaks of."), field="passage")


def _span(text: str, passage: str) -> tuple[int, int]:
    if not passage.strip():
        return (0, 0)
    span = rules.find_passage(text, passage)
    if span is None:
        raise RuleBroken(
            N_("These words are not in the comment. Copy them from it exactly, or leave this empty."), field="passage"
        )
    return span


def _change(
    actor: Actor, comment: Comment, added: set[Mark], removed: set[Mark], *, is_undo: bool = False
) -> CodingResult:
    standing = _marks(comment.id)
    added, removed = added - standing, removed & standing
    if not added and not removed:
        return CodingResult(0, 0)
    comment.version += 1
    if added:
        comment.set_aside = None
    for theme, start, end in sorted(removed):
        db.session.execute(
            delete(Coding).where(
                Coding.comment_id == comment.id,
                Coding.theme_id == theme,
                Coding.span_start == start,
                Coding.span_end == end,
            )
        )
    db.session.add_all(
        Coding(comment_id=comment.id, theme_id=theme, span_start=start, span_end=end, coded_by=actor.account_id)
        for theme, start, end in sorted(added)
    )
    if not is_undo:
        db.session.add(
            CodingChange(
                comment_id=comment.id,
                comment_version=comment.version,
                added=[list(mark) for mark in sorted(added)],
                removed=[list(mark) for mark in sorted(removed)],
                changed_by=actor.account_id,
            )
        )
    event = audit_events.COMMENT_CODING_UNDONE if is_undo else audit_events.COMMENT_CODED
    audit.record(actor, event, f"comment:{comment.id}", added=len(added), removed=len(removed))
    return CodingResult(len(added), len(removed))
