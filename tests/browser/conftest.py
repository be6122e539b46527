"""A real server on real files with the demo in it, and a real browser in front of it."""

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from engage.demo.load import load_demo
from engage.demo.people import PASSWORD, SIGN_INS
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from engage.app import create_app
from engage.core import migrations
from engage.core.db import db
from engage.core.settings import PROJECT_ROOT, load_settings
from engage.core.sides import Side

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
    """The running demo."""

    app: Flask
    url: str


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """The demo, served on a port of its own."""
    instance = tmp_path_factory.mktemp("live")
    server = None
    environ = {"ENGAGE_ENV": "development", "ENGAGE_INSTANCE": str(instance)}
    app = create_app(load_settings(environ))
    with app.app_context():
        for side in Side:
            migrations.upgrade(side)
        load_demo()
        db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield LiveSite(app, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    thread.join()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the run."""
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    SCREENSHOTS.mkdir(parents=True)
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

    def press(self, words: str) -> "Person":
        """Press the button with these words and wait for the next page."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).first.click()
        return self

    def follow(self, words: str) -> "Person":
        """Click the link with these words."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words, exact=True).first.click()
        return self

    def type(self, label: str, text: str) -> "Person":
        """Type into the field with this label."""
        self.page.get_by_label(label).first.fill(text)
        return self

    def choose(self, words: str) -> "Person":
        """Press the label of a radio button or a checkbox."""
        self.page.locator("label", has_text=words).first.click()
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
def person(site: LiveSite, chromium: Browser, request: pytest.FixtureRequest):
    """Makes people, each with a browser of their own: ``person()``, ``person(javascript=False, width=320)``."""
    contexts = []

    def make(*, javascript: bool = True, width: int = 1280, language: str = "en-US") -> Person:
        context = chromium.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            locale=language,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Person(site, context, request.node.name)

    yield make
    for context in contexts:
        context.close()
