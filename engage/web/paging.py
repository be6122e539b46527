"""Links between the pages of a list, from the address at hand."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from engage.core.paging import PageOf


@dataclass(frozen=True)
class Pager:
    """What the pagination component shows."""

    number: int
    pages: int
    total: int
    prev_url: str | None
    next_url: str | None


def page_number() -> int:
    """The page asked for in the address; 1 when it is missing or makes no sense."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def pager(page: PageOf[Any]) -> Pager:
    """The links around ``page``, keeping search and filters."""

    def link(number: int) -> str:
        args = {**request.args.to_dict(flat=False), **(request.view_args or {}), "page": number}
        return url_for(request.endpoint or "", **args)

    return Pager(
        page.number,
        page.pages,
        page.total,
        link(page.number - 1) if page.number > 1 else None,
        link(page.number + 1) if page.number < page.pages else None,
    )
