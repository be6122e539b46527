"""How many people speak of a theme: always protected, people and mentions kept apart.

A person is counted once, where they first spoke of the theme, so that the groups of each breakdown add
up to the people. Where the speaker is not known, each comment is taken to be one person.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import String, cast, func, select

from engage.core.comments import CommentSource
from engage.core.db import db
from engage.core.disclosure import Cell, ProtectedBreakdowns, protect_breakdowns, protect_number
from engage.core.runtime import settings
from engage.themes import rules
from engage.themes.models import Coding, Comment

#: The group of people whose plan is not known, and of the quarters before those shown.
NO_PLAN = "none"
EARLIER = "earlier"
_QUARTERS = 12
_Counts = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True)
class ThemeNumbers:
    """People by source, by plan (its id as text, or `NO_PLAN`) and by quarter, and mentions beside them."""

    people: ProtectedBreakdowns
    mentions: Cell

    @property
    def total(self) -> Cell:
        """How many people in all."""
        return self.people.total

    @property
    def is_large(self) -> bool:
        """Whether there are enough people behind it that one of them may be quoted."""
        return self.total.value is not None and self.total.value >= settings().suppression_threshold


def theme_numbers(theme_ids: Collection[int]) -> dict[int, ThemeNumbers]:
    """The protected numbers of each of the themes, with two queries however many there are."""
    people: dict[int, list[tuple[str, int | None, str, int]]] = defaultdict(list)
    for theme_id, *group in db.session.execute(_people(theme_ids)):
        people[theme_id].append(tuple(group))
    mentions = dict(db.session.execute(_mentions(theme_ids)).all())
    return {key: _numbers(people[key], mentions.get(key, 0)) for key in theme_ids}


def _people(theme_ids: Collection[int]):
    person = func.coalesce(Comment.speaker_key, cast(Comment.id, String(20)))
    first = func.row_number().over(
        partition_by=(Coding.theme_id, person), order_by=(Comment.said_on, Comment.id, Coding.id)
    )
    heard = (
        select(Coding.theme_id, Comment.source, Comment.plan_id, Comment.quarter, first.label("place"))
        .join(Comment, Comment.id == Coding.comment_id)
        .where(Coding.theme_id.in_(theme_ids))
        .subquery()
    )
    group = (heard.c.theme_id, heard.c.source, heard.c.plan_id, heard.c.quarter)
    return select(*group, func.count()).where(heard.c.place == 1).group_by(*group)


def _mentions(theme_ids: Collection[int]):
    return (
        select(Coding.theme_id, func.count(func.distinct(Coding.comment_id)))
        .where(Coding.theme_id.in_(theme_ids))
        .group_by(Coding.theme_id)
    )


def _numbers(groups: list[tuple[str, int | None, str, int]], mentions: int) -> ThemeNumbers:
    by_source = Counter({str(source): 0 for source in CommentSource})
    by_plan: Counter[str] = Counter()
    by_quarter: Counter[str] = Counter()
    for source, plan_id, quarter, count in groups:
        by_source[source] += count
        by_plan[str(plan_id) if plan_id is not None else NO_PLAN] += count
        by_quarter[quarter] += count
    people = _protected(
        (
            ("source", tuple(by_source.items())),
            ("plan", tuple(sorted(by_plan.items(), key=lambda item: (item[0] == NO_PLAN, item[0])))),
            ("quarter", _along_time(by_quarter)),
        ),
        settings().suppression_threshold,
    )
    # A mention says no more than the people do: where they are hidden, so is it.
    hidden_or_count = people.total if people.total.is_hidden else protect_number(mentions)
    return ThemeNumbers(people, hidden_or_count)


def _along_time(by_quarter: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The newest quarters, empty ones included; what is older is one group."""
    if not by_quarter:
        return ()
    shown = rules.quarters_between(min(by_quarter), max(by_quarter), _QUARTERS)
    earlier = sum(count for quarter, count in by_quarter.items() if quarter < shown[0])
    newest = tuple((quarter, by_quarter[quarter]) for quarter in shown)
    return ((EARLIER, earlier), *newest) if earlier else newest


@lru_cache(maxsize=4096)
def _protected(counts: _Counts, threshold: int) -> ProtectedBreakdowns:
    """Protection is a pure function of the counts and costs some milliseconds, so its answers are kept."""
    return protect_breakdowns({name: dict(rows) for name, rows in counts}, threshold=threshold)
