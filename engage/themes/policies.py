"""Who may read comments, code them, and change the codebook."""

from sqlalchemy import Select, false, select

from engage.core.actor import Actor
from engage.core.permissions import Permission
from engage.themes.models import Comment, Theme


def can_read_comments(actor: Actor) -> bool:
    """Whether the actor may read what people wrote, word for word. Holders of protected numbers may not."""
    return actor.may(Permission.THEMES_COMMENT_READ)


def visible_comments(actor: Actor) -> Select[tuple[Comment]]:
    """The comments the actor may read."""
    statement = select(Comment)
    return statement if can_read_comments(actor) else statement.where(false())


def can_code_comments(actor: Actor) -> bool:
    """Whether the actor may say which theme a comment speaks of."""
    return actor.may(Permission.THEMES_CODING_APPLY) and can_read_comments(actor)


def can_gather_comments(actor: Actor) -> bool:
    """Whether the actor may have the sources read for new comments."""
    return actor.is_system or can_code_comments(actor)


def can_read_themes(actor: Actor) -> bool:
    """Whether the actor may see themes and their protected numbers."""
    return actor.may(Permission.THEMES_THEME_READ)


def visible_themes(actor: Actor) -> Select[tuple[Theme]]:
    """The themes the actor may see."""
    statement = select(Theme)
    return statement if can_read_themes(actor) else statement.where(false())


def can_edit_codebook(actor: Actor) -> bool:
    """Whether the actor may add, change, merge and retire themes."""
    return actor.may(Permission.THEMES_CODEBOOK_EDIT)
