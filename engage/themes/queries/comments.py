"""Reads of comments, for those who may read what people wrote."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, exists, func, or_, select

from engage.core.actor import Actor
from engage.core.bilingual import Words
from engage.core.comments import CommentSource
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.paging import PageOf, read_page
from engage.councils.queries import body_names
from engage.directory.queries import plan_names
from engage.themes import rules
from engage.themes.models import Coding, CodingChange, Comment, Theme
from engage.themes.policies import can_code_comments, can_edit_codebook, visible_comments

EXCERPT = 400


@dataclass(frozen=True)
class CommentFilter:
    """What a reader wants to see of the comments. Empty means no restriction.

    ``coding``: ``open`` (neither coded nor set aside), ``coded`` or ``set_aside``. ``words`` is searched
    without regard to accents and capitals.
    """

    words: str = ""
    source: str = ""
    theme_id: int | None = None
    coding: str = ""
    body_id: int | None = None
    quarter: str = ""
    language: str = ""


@dataclass(frozen=True)
class ThemeRef:
    """A theme by name."""

    id: int
    name: Words


@dataclass(frozen=True)
class CommentRow:
    """One comment in the list. ``text`` is its beginning; ``is_cut`` when there is more."""

    id: int
    text: str
    is_cut: bool
    language: str
    source: CommentSource
    said_on: date
    quarter: str
    body: Words | None
    plan: str | None
    themes: tuple[ThemeRef, ...]
    set_aside: str | None


@dataclass(frozen=True)
class CodedPassage:
    """A theme of a comment, with the passage it was picked for; None for the whole comment."""

    theme: ThemeRef
    passage: str | None


@dataclass(frozen=True)
class CommentPage:
    """One comment with its themes. ``next_id`` is the next one to code, if any."""

    id: int
    text: str
    language: str
    source: CommentSource
    said_on: date
    body: Words | None
    plan: str | None
    may_quote: bool
    set_aside: str | None
    version: int
    passages: tuple[CodedPassage, ...]
    can_code: bool
    can_add_theme: bool
    can_undo: bool
    next_id: int | None

    @property
    def theme_ids(self) -> tuple[int, ...]:
        """The themes picked, each once."""
        return tuple(dict.fromkeys(passage.theme.id for passage in self.passages))


def comment_rows(actor: Actor, wanted: CommentFilter, *, number: int = 1) -> PageOf[CommentRow]:
    """One page of the comments the actor may read, the newest first."""
    statement = _filtered(visible_comments(actor), wanted).with_only_columns(
        Comment.id,
        func.substr(Comment.text, 1, EXCERPT + 1).label("text"),
        Comment.language,
        Comment.source,
        Comment.said_on,
        Comment.quarter,
        Comment.body_id,
        Comment.plan_id,
        Comment.set_aside,
    )
    page = read_page(statement.order_by(Comment.said_on.desc(), Comment.id), tuple, number=number)
    bodies, plans = body_names(), plan_names()
    themes = _themes_of([row[0] for row in page.rows])
    rows = tuple(
        CommentRow(
            id=key,
            text=text[:EXCERPT],
            is_cut=len(text) > EXCERPT,
            language=language,
            source=CommentSource(source),
            said_on=said_on,
            quarter=quarter,
            body=bodies.get(body_id),
            plan=plans.get(plan_id),
            themes=themes.get(key, ()),
            set_aside=set_aside,
        )
        for key, text, language, source, said_on, quarter, body_id, plan_id, set_aside in page.rows
    )
    return PageOf(rows, page.number, page.pages, page.total)


def comment_page(actor: Actor, comment_id: int) -> CommentPage:
    """One comment with its themes. Raises `NotFound`."""
    comment = db.session.scalar(visible_comments(actor).where(Comment.id == comment_id))
    if comment is None:
        raise NotFound
    passages = db.session.execute(
        select(Theme.id, Theme.name, Theme.name_es, Coding.span_start, Coding.span_end)
        .join(Theme, Theme.id == Coding.theme_id)
        .where(Coding.comment_id == comment.id)
        .order_by(Theme.name, Coding.span_start)
    ).all()
    may_code = can_code_comments(actor)
    return CommentPage(
        id=comment.id,
        text=comment.text,
        language=comment.language,
        source=CommentSource(comment.source),
        said_on=comment.said_on,
        body=body_names([comment.body_id]).get(comment.body_id) if comment.body_id else None,
        plan=plan_names().get(comment.plan_id) if comment.plan_id else None,
        may_quote=comment.may_quote,
        set_aside=comment.set_aside,
        version=comment.version,
        passages=tuple(
            CodedPassage(ThemeRef(key, Words(name, name_es)), comment.text[start:end] if end else None)
            for key, name, name_es, start, end in passages
        ),
        can_code=may_code,
        can_add_theme=may_code and can_edit_codebook(actor),
        can_undo=may_code and _has_undo(actor, comment),
        next_id=next_to_code(actor, after_id=comment.id),
    )


def next_to_code(actor: Actor, *, after_id: int | None = None) -> int | None:
    """The next comment that waits for a theme after another one, in the order of the list, then from its top."""
    waiting = _filtered(visible_comments(actor), CommentFilter(coding="open")).with_only_columns(Comment.id)
    waiting = waiting.order_by(Comment.said_on.desc(), Comment.id).limit(1)
    if after_id is None:
        return db.session.scalar(waiting)
    said_on = db.session.scalar(select(Comment.said_on).where(Comment.id == after_id))
    if said_on is not None:
        later = or_(Comment.said_on < said_on, and_(Comment.said_on == said_on, Comment.id > after_id))
        found = db.session.scalar(waiting.where(later))
        if found is not None:
            return found
    return db.session.scalar(waiting.where(Comment.id != after_id))


def waiting_count(actor: Actor) -> int:
    """How many comments wait for a theme, for those who code them (a number of things to do)."""
    if not can_code_comments(actor):
        return 0
    statement = _filtered(visible_comments(actor), CommentFilter(coding="open")).with_only_columns(Comment.id)
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def quarters(actor: Actor) -> tuple[str, ...]:
    """The quarters in which the actor's comments were made, the newest first."""
    statement = visible_comments(actor).with_only_columns(Comment.quarter).distinct()
    return tuple(db.session.scalars(statement.order_by(Comment.quarter.desc())))


def languages(actor: Actor) -> tuple[str, ...]:
    """The languages of the actor's comments."""
    statement = visible_comments(actor).with_only_columns(Comment.language).distinct()
    return tuple(db.session.scalars(statement.order_by(Comment.language)))


def _filtered(statement: Select, wanted: CommentFilter) -> Select:
    for column, value in (
        (Comment.source, wanted.source),
        (Comment.body_id, wanted.body_id),
        (Comment.quarter, wanted.quarter),
        (Comment.language, wanted.language),
    ):
        if value:
            statement = statement.where(column == value)
    if wanted.words and rules.fold(wanted.words):
        statement = statement.where(Comment.folded.like(rules.like_pattern(wanted.words), escape="\\"))
    coded = exists().where(Coding.comment_id == Comment.id)
    if wanted.theme_id is not None:
        statement = statement.where(
            exists().where(Coding.comment_id == Comment.id, Coding.theme_id == wanted.theme_id)
        )
    if wanted.coding == "open":
        statement = statement.where(Comment.set_aside.is_(None), ~coded)
    elif wanted.coding == "coded":
        statement = statement.where(coded)
    elif wanted.coding == "set_aside":
        statement = statement.where(Comment.set_aside.is_not(None))
    return statement


def _themes_of(comment_ids: list[int]) -> dict[int, tuple[ThemeRef, ...]]:
    found: dict[int, tuple[ThemeRef, ...]] = {}
    rows = db.session.execute(
        select(Coding.comment_id, Theme.id, Theme.name, Theme.name_es)
        .join(Theme, Theme.id == Coding.theme_id)
        .where(Coding.comment_id.in_(comment_ids))
        .distinct()
        .order_by(Theme.name)
    )
    for comment_id, theme_id, name, name_es in rows:
        found[comment_id] = (*found.get(comment_id, ()), ThemeRef(theme_id, Words(name, name_es)))
    return found


def _has_undo(actor: Actor, comment: Comment) -> bool:
    return bool(
        db.session.scalar(
            select(CodingChange.id).where(
                CodingChange.comment_id == comment.id,
                CodingChange.comment_version == comment.version,
                CodingChange.changed_by == actor.account_id,
            )
        )
    )
