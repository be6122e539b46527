"""A real server on real files with the demo in it, and a real browser in front of it."""

import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from sqlalchemy import delete, text
from werkzeug.serving import make_server

from engage.app import create_app
from engage.core import migrations
from engage.core.db import db, unit_of_work
from engage.core.settings import PROJECT_ROOT, load_settings
from engage.core.sides import Side, concrete
from engage.demo.load import load_demo
from engage.demo.people import PASSWORD, SIGN_INS
from engage.notifications.models import JobRunMixin
from engage.notifications.worker import loop
from engage.web import throttle

AXE = (PROJECT_ROOT / "tests" / "support" / "axe.min.js").read_text()
SCREENSHOTS = PROJECT_ROOT / "build" / "screenshots"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is in this folder needs Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class LiveSite:
    """The running demo. No worker runs beside it: a test says when one has come by."""

    app: Flask
    url: str
    instance: Path

    def run_jobs(self) -> None:
        """A day of the worker at once: every periodic job, then all that waits to be delivered."""
        with self.app.app_context():
            for side in Side:
                with unit_of_work(side):
                    db.session.execute(delete(concrete(JobRunMixin, side)))
        assert loop.run(self.app, tuple(Side), stop=threading.Event(), once=True)

    @contextmanager
    def busy(self, side: Side) -> Iterator[None]:
        """Somebody else writes into the database of ``side``: what is sent meanwhile waits for its turn."""
        with self.app.app_context():
            engine = db.engines[side.bind_key]
        with engine.connect().execution_options(engage_immediate=True) as connection, connection.begin():
            yield

    def sql(self, side: Side, statement: str, **values: object) -> list[tuple]:
        """What somebody with the database of ``side`` in their hands does or sees there."""
        with self.app.app_context():
            engine = db.engines[side.bind_key]
        with engine.begin() as connection:
            result = connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """The demo, served on a port of its own."""
    instance = tmp_path_factory.mktemp("live")
    # The port is known before the application is, so that links in pages and mail lead back here.
    server = make_server("127.0.0.1", 0, _not_yet, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    environ = {"ENGAGE_ENV": "development", "ENGAGE_INSTANCE": str(instance), "ENGAGE_BASE_URL": url}
    server.app = app = create_app(load_settings(environ))
    with app.app_context():
        for side in Side:
            migrations.upgrade(side)
        load_demo()
        db.session.remove()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield LiveSite(app, url, instance)
    server.shutdown()
    server.server_close()
    thread.join()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _not_yet(_environ, start_response):
    start_response("503 Service Unavailable", [])
    return []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the run."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = os.environ.get("ENGAGE_TEST_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


class Person:
    """Somebody at a browser: opens pages, presses, types, and has each page checked."""

    def __init__(self, site: LiveSite, context: BrowserContext, name: str):
        self.site = site
        self.context = context
        self.name = name
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))

    def _note(self, message) -> None:
        # A form that is refused answers 4xx, which Chromium reports as an error of the network.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(message.text)

    def open(self, path: str) -> "Person":
        """Go to an address of the site."""
        self.page.goto(path if path.startswith("http") else self.site.url + path)
        return self

    def press(self, words: str, about: str = "") -> "Person":
        """Press the button with these words and wait for the next page; ``about`` is said after them unseen."""
        return self._go("button", words, about)

    def follow(self, words: str, about: str = "") -> "Person":
        """Click the link with these words; ``about`` is said after them unseen."""
        return self._go("link", words, about)

    def _go(self, role: str, words: str, about: str) -> "Person":
        found = self.page.get_by_role(role, name=words, exact=not about)
        if about:
            found = found.filter(has_text=about)
        with self.page.expect_navigation():
            found.first.click()
        return self

    def type(self, label: str, text: str) -> "Person":
        """Type into the field whose label begins with ``label``."""
        self._labelled(label).fill(text)
        return self

    def choose(self, words: str) -> "Person":
        """Press the label of a radio button or a checkbox."""
        self.page.locator("label", has_text=words).first.click()
        return self

    def answer(self, question: str, words: str) -> "Person":
        """Choose ``words`` among the radio buttons or checkboxes under ``question``."""
        group = self.page.get_by_role("group", name=question).first
        group.locator("label", has_text=words).first.click()
        return self

    def pick(self, label: str, words: str) -> "Person":
        """Pick ``words`` in the list whose label begins with ``label``."""
        self._labelled(label).select_option(label=words)
        return self

    def _labelled(self, label: str) -> Locator:
        return self.page.get_by_label(re.compile("^" + re.escape(label))).first

    def unfold(self, words: str) -> "Person":
        """Open what is folded away under these words."""
        self.page.locator("summary", has_text=words).first.click()
        return self

    @property
    def heading(self) -> str:
        """The h1."""
        return self.page.locator("h1").inner_text().strip()

    @property
    def words(self) -> str:
        """What the main part of the page says."""
        return " ".join(self.page.locator("main").inner_text().split())

    def sign_in(self, who: str) -> "Person":
        """Sign in as one of the people of the demo."""
        person = SIGN_INS[who]
        self.open("/ombudsman/sign-in" if person.side is Side.OMBUDSMAN else "/sign-in")
        self.page.locator("input[name=email]").fill(person.email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]").first.click()
        assert "sign-in" not in self.page.url, self.words
        return self


@pytest.fixture
def word() -> str:
    """A word nobody has written before, so that what one test looks for is not found in another's."""
    return "zq" + "".join(secrets.choice("bcdfghjkmnprstvwxz") for _ in range(10))


@pytest.fixture
def person(site: LiveSite, chromium: Browser, request: pytest.FixtureRequest):
    """Makes people, each with a browser of their own: ``person()``, ``person(javascript=False, width=320)``."""
    contexts = []
    throttle.forget_all()

    def make(*, javascript: bool = True, width: int = 1280, language: str = "en-US", zoom: int = 1) -> Person:
        context = chromium.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            device_scale_factor=zoom,
            locale=language,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Person(site, context, request.node.name)

    yield make
    for context in contexts:
        context.close()
