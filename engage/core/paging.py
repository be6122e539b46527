"""One page of a long list, with two queries whatever the length of the list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from engage.core.db import db

PAGE_SIZE = 25
T = TypeVar("T")


@dataclass(frozen=True)
class PageOf(Generic[T]):
    """Some of the rows: page ``number`` (from 1) of ``pages``, ``total`` rows in all."""

    rows: tuple[T, ...]
    number: int
    pages: int
    total: int


def read_page(
    statement: Select[Any], make: Callable[[Any], T], *, number: int = 1, size: int = PAGE_SIZE
) -> PageOf[T]:
    """Page ``number`` of ``statement`` (which must be ordered), each row turned into a ``T`` by ``make``.

    A number past the end gives the last page.
    """
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    pages = max(1, -(-total // size))
    number = min(max(1, number), pages)
    rows = db.session.execute(statement.limit(size).offset((number - 1) * size)).unique().all()
    return PageOf(tuple(make(row) for row in rows), number, pages, total)
