"""`make bench`: the same pages at two sizes, in one run, on databases of its own."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

from engage.accounts.enums import Role
from engage.core.db import db
from tests.factories.themes import actor_as, add_many, add_theme
from tests.support.browser import Browser, _actors
from tests.support.database import fresh_app, make_schema
from tests.support.queries import QueryCounter

SMALL, LARGE, ROUNDS = 200, 20_000, 7
PAGES = {
    "comments": "/staff/comments",
    "comments, searched": "/staff/comments?q=ride",
    "themes": "/staff/themes",
    "program team's home": "/staff/program",
    "what we did": "/what-we-did",
}


def measure(open_page: Callable[[], object]) -> tuple[float, int]:
    """Median seconds of a page, and the statements it sends."""
    open_page()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        open_page()
        times.append(time.perf_counter() - started)
    with QueryCounter().count() as statements:
        open_page()
    return statistics.median(times), len(statements)


def main() -> None:
    """Print a table of pages: time and statements at both sizes, and the ratio of the times."""
    import engage.app

    real = engage.app._load_actor
    engage.app._load_actor = lambda side, token: _actors.get(token) or real(side, token)
    with tempfile.TemporaryDirectory() as folder, fresh_app(Path(folder)) as app:
        make_schema(app)
        reader = Browser(app).sign_in(actor_as(Role.PROGRAM_TEAM))
        results: dict[int, dict[str, tuple[float, int]]] = {}
        with app.app_context():
            add_theme()
            there = 0
            for size in (SMALL, LARGE):
                add_many(size - there)
                there = size
                results[size] = {
                    name: measure(lambda path=path: reader.client.get(path)) for name, path in PAGES.items()
                }
            db.session.remove()
    print(f"{'page':24}{SMALL:>10} rows{LARGE:>12} rows   ratio   statements")
    worst = 0.0
    for name in PAGES:
        (before, few), (after, many) = results[SMALL][name], results[LARGE][name]
        worst = max(worst, after / before)
        counts = f"{few}" if few == many else f"{few} -> {many}"
        print(f"{name:24}{before * 1000:>12.1f} ms{after * 1000:>14.1f} ms{after / before:>8.2f}   {counts}")
    click.echo(f"worst ratio {worst:.2f}")
    if any(results[SMALL][name][1] != results[LARGE][name][1] for name in PAGES):
        sys.exit("a page sends more statements when its list is longer")


if __name__ == "__main__":
    main()
