"""Menus. Each area registers its own entries; a layout shows those the reader may open."""

from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext

from engage.core.actor import Actor
from engage.core.permissions import Permission


@dataclass(frozen=True)
class Entry:
    """One registered menu entry: ``label`` is a msgid, ``menu`` one of public, members, staff, confidential."""

    menu: str
    order: int
    label: str
    endpoint: str
    permissions: frozenset[Permission]
    also: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NavItem:
    """One entry as shown."""

    label: str
    url: str
    is_current: bool


_entries: dict[tuple[str, str], Entry] = {}


def register(
    menu: str, order: int, label: str, endpoint: str, *permissions: Permission, also: tuple[str, ...] = ()
) -> None:
    """Offer a page in ``menu`` to holders of one of ``permissions`` (to everybody when none is named).

    ``also`` names the endpoints it leads on to, on which the entry is the current one too.
    """
    _entries[menu, endpoint] = Entry(menu, order, label, endpoint, frozenset(permissions), frozenset(also))


def entries() -> list[Entry]:
    """All registered entries, for the test that walks them."""
    return list(_entries.values())


def items(menu: str, actor: Actor) -> list[NavItem]:
    """The entries of ``menu`` that ``actor`` may open, in order."""
    shown = []
    for entry in sorted(_entries.values(), key=lambda e: (e.order, e.label)):
        if entry.menu != menu or (entry.permissions and not entry.permissions & actor.permissions):
            continue
        if entry.endpoint not in current_app.view_functions:
            continue  # a page of a surface that this process does not serve
        url = url_for(entry.endpoint)
        is_page = request.endpoint == entry.endpoint or request.endpoint in entry.also
        shown.append(NavItem(gettext(entry.label), url, is_page or _is_above(url)))
    # Of two entries one above the other, such as /my and /my/meetings, only the nearer one is current.
    nearest = max((item.url for item in shown if item.is_current), key=len, default="")
    return [replace(item, is_current=item.is_current and item.url == nearest) for item in shown]


def _is_above(url: str) -> bool:
    return url != "/" and request.path.startswith(url + "/")


def menu_of(actor: Actor) -> Any:
    """A function for templates: ``nav_items('staff')``."""
    return lambda menu: items(menu, actor)
