"""Which language a page is shown in, and how dates read in it."""

import re
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_skeleton, format_time, get_timezone_name
from flask import Flask, current_app, has_request_context, redirect, request, session
from flask_babel import Babel, get_locale
from werkzeug.wrappers import Response

from engage.core import clock

LANGUAGES = (("en", "English"), ("es", "Español"))
CODES = tuple(code for code, _ in LANGUAGES)
_CARRIED = "lang"


def init_app(app: Flask) -> None:
    """Choose the language: the one the person picked, else the browser's, else English."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", f"{app.root_path}/translations")
    Babel(app, locale_selector=chosen_language)
    app.before_request(_take_over)


def carried(url: str) -> str:
    """``url`` of a page on the other side, with the language that was picked here: each side has its own cookie."""
    code = session.get("language") if has_request_context() else None
    return f"{url}?{urlencode({_CARRIED: code})}" if code in CODES else url


def _take_over() -> Response | None:
    """Remember the language that somebody brings along, and show the page under its plain address."""
    code = request.args.get(_CARRIED)
    if request.method != "GET" or request.endpoint in (None, "static") or code not in CODES:
        return None
    session["language"] = code
    others = [(name, value) for name, value in request.args.items(multi=True) if name != _CARRIED]
    return redirect(request.path + (f"?{urlencode(others)}" if others else ""), 303)


def chosen_language() -> str:
    """The language code of this request."""
    if not has_request_context():
        return "en"
    if session.get("language") in CODES:
        return session["language"]
    return request.accept_languages.best_match(CODES) or "en"


def current_language() -> str:
    """The language code at hand, also while mail is rendered in somebody else's language."""
    locale = get_locale()
    return locale.language if locale is not None else "en"


def _reading_locale() -> str:
    """How dates and times are written for readers in the US: Spanish too reads 2:00 p. m. here, not 14:00."""
    return f"{current_language()}_US"


def day_words(value: date | str | None) -> str:
    """``Tuesday, March 3, 2026``; a day inside a message that waited in the outbox is ISO text."""
    value = date.fromisoformat(value) if isinstance(value, str) and value else value
    return format_date(value, "full", locale=_reading_locale()) if value else ""


def short_day_words(value: date | None) -> str:
    """``Mar 3, 2026``, for dense tables."""
    return format_date(value, "medium", locale=_reading_locale()) if value else ""


def month_words(value: date | None) -> str:
    """``March 2026``."""
    return format_skeleton("yMMMM", value, locale=_reading_locale()) if value else ""


def quarter_words(value: str | None) -> str:
    """``Oct–Dec 2026`` for ``2026-Q4``; any other text stays as it is."""
    found = re.fullmatch(r"(\d{4})-Q([1-4])", value or "")
    if not found:
        return value or ""
    year, last = int(found[1]), int(found[2]) * 3
    words = format_interval(date(year, last - 2, 1), date(year, last, 1), "yMMM", locale=_reading_locale())
    return words.replace("\u2009", "")


def clock_words(value: datetime | None, time_zone: str) -> str:
    """``2:00 pm (Eastern)``: a moment as the clock on the wall in ``time_zone`` shows it."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(time_zone))
    words = format_time(local, "short", locale=_reading_locale()).replace("\u202f", " ").replace("\xa0", " ")
    if current_language() == "en":
        words = words.replace("AM", "am").replace("PM", "pm")
    zone = get_timezone_name(local, width="long", zone_variant="generic", locale=_reading_locale())
    return f"{words} ({zone.removesuffix(' Time')})"


def moment_words(value: datetime | None, time_zone: str) -> str:
    """``Tuesday, March 3, 2026 at 2:00 pm (Eastern)``."""
    if value is None:
        return ""
    day = format_date(value.astimezone(ZoneInfo(time_zone)).date(), "full", locale=_reading_locale())
    clock_face = clock_words(value, time_zone)
    if current_language() == "es":
        return f"{day} a la{'' if clock_face.startswith('1:') else 's'} {clock_face}"
    return f"{day} at {clock_face}"


def site_time_zone() -> str:
    """The state's own time zone, read with its profile once a request."""
    return current_app.extensions["engage_site"]().time_zone


def local_today() -> date:
    """The calendar day it is in the state."""
    return clock.today(site_time_zone())
