"""Comments and themes, made as the product makes them."""

from datetime import date, timedelta
from itertools import count

from engage.accounts.enums import Role
from engage.accounts.rules import ROLE_PERMISSIONS
from engage.core.actor import Actor
from engage.core.comments import CommentSource, SourceComment
from engage.core.db import db, unit_of_work
from engage.themes import services
from engage.themes.models import Comment, Theme
from engage.themes.queries import GatherPlan
from engage.themes.services import ThemeText

_numbers = count(1)


def actor_as(role: Role, account_id: int = 1, **scopes) -> Actor:
    """Somebody with one role."""
    return Actor(
        account_id=account_id, name="A", roles=frozenset({role}), permissions=ROLE_PERMISSIONS[role], **scopes
    )


PROGRAM = actor_as(Role.PROGRAM_TEAM)
OTHER_PROGRAM = actor_as(Role.PROGRAM_TEAM, account_id=2)
INTEGRATION = actor_as(Role.INTEGRATION_TEAM, account_id=3)


def add_comments(*comments: SourceComment) -> list[int]:
    """Gather these comments; returns their ids in the order given."""
    with unit_of_work():
        services.gather_comments(actor=PROGRAM, plan=GatherPlan(tuple(comments), ()))
    found = dict(db.session.query(Comment.source_key, Comment.id).all())
    return [found[comment.source_key] for comment in comments]


def voice(text: str = "The ride came late.", **fields) -> SourceComment:
    """A comment as a source offers it."""
    number = next(_numbers)
    return SourceComment(
        **{
            "source": CommentSource.IMPORT,
            "source_key": f"import:{number}",
            "text": text,
            "language": "en",
            "said_on": date(2026, 3, 2),
            **fields,
        }
    )


def add_comment(text: str = "The ride came late.", **fields) -> int:
    """Gather one comment; returns its id."""
    return add_comments(voice(text, **fields))[0]


def add_many(number: int, **fields) -> list[int]:
    """Gather ``number`` comments, each by somebody else, on different days."""
    return add_comments(
        *(
            voice(f"Comment number {i} about rides", said_on=date(2026, 1, 1) + timedelta(days=i % 80), **fields)
            for i in range(number)
        )
    )


def add_theme(name: str = "Rides to care", **fields) -> int:
    """Add a theme; returns its id."""
    text = ThemeText(name, fields.pop("definition", "Rides that are late or do not come."), **fields)
    with unit_of_work():
        return services.create_theme(actor=PROGRAM, text=text)


def code(comment_id: int, *theme_ids: int, actor: Actor = PROGRAM, **fields) -> None:
    """Say which themes a comment speaks of."""
    comment = db.session.get(Comment, comment_id)
    version = fields.pop("version", comment.version)
    with unit_of_work():
        services.code_comment(
            actor=actor, comment_id=comment_id, theme_ids=frozenset(theme_ids), version=version, **fields
        )


def add_coded(number: int, theme_id: int, **fields) -> list[int]:
    """``number`` comments by as many people, coded with a theme."""
    ids = add_many(number, **fields)
    for comment_id in ids:
        code(comment_id, theme_id)
    return ids


def theme_named(name: str) -> Theme:
    """The theme with this name."""
    return db.session.query(Theme).filter_by(name=name).one()
