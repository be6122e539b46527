"""What a process writes about itself: one JSON line an event, to standard error.

A line holds what happened, its kind and its place. Only the keys below get through, so that a
careless ``log.error(…, path=…)`` cannot carry a receipt code, an address or anybody's words. Lines
of libraries are reduced to who said it and how grave it is, because their messages may quote data.
"""

import json
import logging
import re
import sys
from typing import Any

import structlog

#: All that a line may say besides what happened, when and how grave it is.
KEYS = frozenset(
    {"event", "level", "timestamp", "kind", "endpoint", "where", "side", "job", "topic", "count", "attempt", "state"}
)
_LONGEST = 200
_NAME = re.compile(r"[a-z][a-z_]{2,60}")


def configure() -> None:
    """Set logging up for this process; calling it again changes nothing."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
            keep_known_keys,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_args: _StandardError(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    if not any(isinstance(handler, _LibraryHandler) for handler in root.handlers):
        root.addHandler(_LibraryHandler(logging.WARNING))


def kind_of(error: BaseException) -> str:
    """What went wrong in one word. The message is left out: it could hold a person's words."""
    return type(getattr(error, "orig", None) or error).__name__


def place_of(error: BaseException) -> str:
    """File and line of our own code in which ``error`` came up."""
    place, trace = "unknown", error.__traceback__
    while trace is not None:
        _folder, found, name = trace.tb_frame.f_code.co_filename.rpartition("/engage/")
        if found and "site-packages" not in name:
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def keep_known_keys(_logger: Any, _method: str, line: dict[str, Any]) -> dict[str, Any]:
    """``line`` with the known keys only, each short and plain, under a name and not a sentence."""
    kept = {key: _plain(value) for key, value in line.items() if key in KEYS}
    if not _NAME.fullmatch(str(line.get("event"))):
        kept["event"] = "unnamed"
    return kept


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, int, float)) or value is None else str(value)[:_LONGEST]


class _StandardError:
    """Writes to whatever standard error is at the time."""

    def msg(self, message: str) -> None:
        sys.stderr.write(message + "\n")
        sys.stderr.flush()

    debug = info = warning = warn = error = critical = fatal = exception = log = msg


class _LibraryHandler(logging.Handler):
    """Says that a library complained, not what it said."""

    def emit(self, record: logging.LogRecord) -> None:
        line = {
            "event": "library",
            "level": record.levelname.lower(),
            "where": f"{record.name}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[0]:
            line["kind"] = record.exc_info[0].__name__
        sys.stderr.write(json.dumps(line, sort_keys=True) + "\n")
