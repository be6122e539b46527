"""Every component in a real browser: axe-core, contrast, targets, focus, reflow, paper, and some JavaScript."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engage.core.settings import load_settings
from tests.browser.checks import problems
from tests.web.component_app import make_component_app

# Ratio of every visible piece of text to what is behind it; gives those under `least`.
_CONTRAST = """(least) => {
  const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(at).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const low = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const box = element.getBoundingClientRect();
    const isShown = box.width >= 2 && box.height >= 2 && !element.closest('script, title, desc');
    if (!isShown || !texts.currentNode.textContent.trim()) continue;
    const style = getComputedStyle(element);
    const ink = light(numbers(element.closest('svg') ? style.fill : style.color));
    const ground = light(behind(element));
    const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    if (ratio < least) low.push(`${ratio.toFixed(2)} ${texts.currentNode.textContent.trim().slice(0, 40)}`);
  }
  return low;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page of all components is served."""
    environ = {"ENGAGE_ENV": "development", "ENGAGE_INSTANCE": str(tmp_path_factory.mktemp("components"))}
    server = make_server("127.0.0.1", 0, make_component_app(load_settings(environ)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def opened(chromium: Browser) -> Iterator:
    """Opens an address at a width; gives the page and the problems its console told of."""
    contexts = []

    def open_page(url: str, width: int = 1280, **options) -> SimpleNamespace:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        person = SimpleNamespace(page=context.new_page(), problems=[])
        person.page.on("console", lambda message: person.problems.append(message.text))
        person.page.on("pageerror", lambda error: person.problems.append(str(error)))
        person.page.goto(url)
        return person

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("layout", ["public", "members", "staff", "confidential"])
@pytest.mark.parametrize("query", ["", "?bad=1"])
def test_every_component_is_fit_for_everybody(address: str, opened, layout: str, query: str, width: int) -> None:
    person = opened(f"{address}/sink/{layout}{query}", width)
    least = 7 if layout in ("public", "members") else 4.5
    assert person.page.evaluate(_CONTRAST, least) == []
    assert problems(person, least_target=44) == []


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
    "path", ["/errors/404", "/errors/503", "/ombudsman/errors/403", "/kept/stale", "/session-ended"]
)
def test_every_failure_is_fit_for_everybody(address: str, opened, path: str, width: int) -> None:
    assert problems(opened(address + path, width), least_target=44) == []


def test_the_contrast_check_sees_pale_text(address: str, opened) -> None:
    page = opened(f"{address}/errors/404").page
    page.evaluate("document.querySelector('h1').style.color = '#777'")
    assert [line.split(" ", 1)[1] for line in page.evaluate(_CONTRAST, 7)] == ["We cannot find this page"]


def test_whoever_uses_the_keyboard_always_sees_where_they_are(address: str, opened) -> None:
    page: Page = opened(f"{address}/sink/members").page
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        page.wait_for_timeout(20)
        line = page.evaluate(
            """() => { const at = document.activeElement;
              const isChoice = at.matches('.usa-radio__input, .usa-checkbox__input');
              const shown = isChoice ? [at.nextElementSibling, '::before'] : [at];
              const style = getComputedStyle(...shown);
              return [at.outerHTML.slice(0, 80), style.outlineStyle, parseFloat(style.outlineWidth)]; }"""
        )
        if line[1] == "none" or line[2] < 3:
            unseen.append(line)
    assert unseen == []


def test_after_an_error_the_reader_starts_at_the_summary_and_gets_to_the_field(address: str, opened) -> None:
    page = opened(f"{address}/sink/public?bad=1").page
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Choose a topic").click()
    assert page.evaluate("document.activeElement.id") == "topic-0"


def test_a_password_can_be_looked_at_and_is_hidden_again_when_sent(address: str, opened) -> None:
    page = opened(f"{address}/sink/public").page
    page.get_by_role("button", name="Show password").first.click()
    assert page.locator("#password").get_attribute("type") == "text"
    page.evaluate("document.getElementById('password').form.dispatchEvent(new Event('submit', {cancelable: true}))")
    assert page.locator("#password").get_attribute("type") == "password"


def test_the_count_of_characters_says_when_it_is_too_many(address: str, opened) -> None:
    page = opened(f"{address}/sink/public").page
    line = page.locator("#story-count")
    assert line.inner_text() == "Up to 500 characters."
    page.locator("#story").fill("x" * 490)
    line.filter(has_text="Characters left: 10").wait_for()
    page.locator("#story").fill("😀" * 503)
    line.filter(has_text="Characters too many: 3").wait_for()


def test_without_javascript_nothing_is_missing(address: str, opened) -> None:
    page = opened(f"{address}/sink/public", java_script_enabled=False).page
    assert page.get_by_role("button", name="Show password").count() == 0
    assert page.get_by_role("link", name="Leave this page now").get_attribute("href") == "https://www.weather.gov/"
    assert page.get_by_role("button", name="Send my answer").is_visible()


def test_paper_shows_words_in_large_print_and_no_menus(address: str, opened) -> None:
    page = opened(f"{address}/sink/members").page
    page.emulate_media(media="print")
    shown = {
        name: page.locator(name).first.is_visible()
        for name in (
            ".top-menu",
            ".language-switch",
            ".tabs",
            ".print-card",
            ".voice-quote",
            ".site-footer .phone-large",
        )
    }
    assert [name for name, is_shown in shown.items() if is_shown] == [
        ".print-card",
        ".voice-quote",
        ".site-footer .phone-large",
    ]
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)") >= 18 * 96 / 72
