"""Chapter five: the codebook, and most of what was said put into themes."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from engage.core.actor import Actor
from engage.core.comments import CommentSource
from engage.core.db import db
from engage.demo.load.stage import Stage, read
from engage.themes import services
from engage.themes.models import Comment, Theme
from engage.themes.queries import plan_gathering

_CODEBOOK_AGO = 180
#: Days after the last answer of a round, or after a meeting, on which the comments were read.
_READ_AFTER = 2


def tell(stage: Stage) -> None:
    """Load the codebook and code each round and each meeting soon after it ended; the newest comments wait."""
    with stage.at(_CODEBOOK_AGO):
        services.load_starter_codebook(actor=stage.actor("program_team"))
    said = [(stage.rounds.earlier, _of_round("earlier")), (stage.rounds.main, _of_round("main"))]
    for meeting in read("meetings.toml")["meeting"]:
        themes = {comment["text"]: comment.get("theme", ()) for comment in meeting.get("comment", ())}
        if themes:
            said.append((meeting["ago"], themes))
    for ended_ago, themes in sorted(said, key=lambda part: -part[0]):
        with stage.at(ended_ago - _READ_AFTER):
            gather(stage.actor("program_team"))
        with stage.at(ended_ago - _READ_AFTER, hour=15):
            code(stage.actor("program_team"), themes)
    with stage.at(0):
        gather(stage.actor("program_team"))


def gather(actor: Actor) -> None:
    """Bring in whatever the sources hold."""
    services.gather_comments(actor=actor, plan=plan_gathering(actor))


def code(actor: Actor, themes: Mapping[str, Sequence[str]]) -> None:
    """Say of each comment, known by its words, which themes of the starter codebook it speaks of."""
    ids = dict(db.session.execute(select(Theme.starter_key, Theme.id)).all())
    comments = select(Comment.id, Comment.version, Comment.text).where(
        Comment.text.in_(list(themes)), Comment.source != CommentSource.IMPORT
    )
    for comment_id, version, text in db.session.execute(comments.order_by(Comment.said_on, Comment.text)).all():
        wanted = frozenset(ids[key] for key in themes[text])
        if wanted:
            services.code_comment(actor=actor, comment_id=comment_id, theme_ids=wanted, version=version)


def theme_id(key: str) -> int:
    """The id of a theme of the starter codebook."""
    return db.session.scalars(select(Theme.id).where(Theme.starter_key == key)).one()


def _of_round(name: str) -> dict[str, list[str]]:
    return {voice["text"]: voice["themes"] for voice in read("voices.json") if voice["round"] == name}
