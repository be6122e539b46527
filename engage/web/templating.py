"""What every template can use: names, filters, and nothing undefined."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import nh3
from flask import Flask, g
from jinja2 import StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from engage.core.db import db, is_at_work
from engage.core.settings import Settings
from engage.core.sides import Side
from engage.web import language, nav
from engage.web.login import current_actor
from engage.web.session import OMBUDSMAN_PREFIX, request_side

_TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "h2",
    "h3",
    "h4",
    "a",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "code",
}


@dataclass(frozen=True)
class Site:
    """The state as the pages show it; the words in use before the first-run page was filled in."""

    state_name: str = "Your state"
    agency_name: str = "State Medicaid agency"
    program_name: str = "Engage"
    phone: str = ""
    email: str = ""
    time_zone: str = "America/New_York"
    is_set_up: bool = False
    languages: tuple[tuple[str, str], ...] = language.LANGUAGES
    help_url: str = "/ombudsman/get-help"
    council_url: str = "/"


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("js-default", {"html": False, "linkify": False})


def markdown(text: str | None) -> Markup:
    """Markdown as safe HTML: no raw HTML, no images, no scripts."""
    html = nh3.clean(
        _markdown().render(text or ""),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
    )
    return Markup(html)


def init_app(app: Flask, settings: Settings, load_site: Callable[[], Site]) -> None:
    """Set Jinja up; ``load_site`` reads the state's profile, once a request."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=language.day_words,
        short_day=language.short_day_words,
        month=language.month_words,
        quarter=language.quarter_words,
        moment=lambda value: language.moment_words(_moment(value), language.site_time_zone()),
        clock_time=lambda value: language.clock_words(_moment(value), language.site_time_zone()),
        markdown=markdown,
    )

    app.extensions["engage_site"] = lambda: site(load_site)

    @app.before_request
    def read_site() -> None:
        g.site = None

    @app.context_processor
    def names() -> dict[str, Any]:
        return {
            "actor": current_actor(),
            "site": site(load_site),
            "language": language.current_language(),
            "nav_items": nav.menu_of(current_actor()),
            "is_development": settings.is_development,
            "account_urls": account_urls(),
        }


def _moment(value: datetime | str | None) -> datetime | None:
    """A moment as it is, or out of a mail's values, which are plain text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def account_urls() -> dict[str, str]:
    """Where to sign in and out and where one's own account stands, on the side this page is on."""
    prefix = _prefix()
    own = "/account" if prefix else "/my/account"
    return {"sign_in": f"{prefix}/sign-in", "sign_out": f"{prefix}/sign-out", "own": prefix + own}


def _prefix() -> str:
    """The path of the side this page is on: each side keeps its own cookie."""
    return OMBUDSMAN_PREFIX if request_side() is Side.OMBUDSMAN else ""


def site(load_site: Callable[[], Site]) -> Site:
    """The profile of the state, read once a request; defaults when the database does not answer."""
    if g.get("site") is None:
        try:
            g.site = load_site()
        except Exception:
            if not is_at_work():
                db.session.rollback()  # PostgreSQL answers nothing more in a transaction that failed
            g.site = Site()
    return g.site
