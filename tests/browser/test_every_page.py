"""Every page each kind of person can reach: axe-core, 320 px, targets, no console errors; a picture of each."""

import re
from urllib.parse import urldefrag, urlsplit

import pytest

from engage.demo.people import SIGN_INS
from engage.web.session import side_of_path
from tests.browser.checks import problems
from tests.browser.conftest import SCREENSHOTS

_NOT_PAGES = re.compile(r"\.(ics|csv|json|pdf|xlsx|svg|png)$|/download")
#: One page of a kind is enough: a list of forty cases has forty addresses and one template.
_EACH = 1
WHO = [None, *SIGN_INS]


def _endpoint(site, path: str) -> str:
    adapter = site.app.url_map.bind("localhost")
    return adapter.match(urlsplit(path).path, method="GET")[0]


def _crawl(person, start: str):
    """Yields every kind of page reachable by links from ``start``, opened."""
    seen, pending, visited = {}, [start], set()
    while pending:
        path = pending.pop(0)
        if path in visited:
            continue
        visited.add(path)
        try:
            endpoint = _endpoint(person.site, path)
        except Exception:  # a link to nowhere is the finding
            yield "broken", path
            continue
        if seen.get(endpoint, 0) >= _EACH or endpoint.endswith("_download"):
            continue
        response = person.page.goto(person.site.url + path)
        if response is None or response.status >= 400:
            yield "broken", f"{path} ({response.status if response else 'no answer'})"
            continue
        seen[endpoint] = seen.get(endpoint, 0) + 1
        yield endpoint, path
        for href in person.page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)"):
            target = urldefrag(href).url
            if target.startswith(person.site.url) and not _NOT_PAGES.search(urlsplit(target).path):
                pending.append(target.removeprefix(person.site.url) or "/")


def _start(who: str | None) -> list[str]:
    if who is None:
        return ["/", "/ombudsman/get-help"]
    return ["/ombudsman/"] if SIGN_INS[who].side == "ombudsman" else ["/home"]


@pytest.mark.parametrize(("width", "language"), [(1280, "en-US"), (320, "es-US")], ids=["wide", "phone-es"])
@pytest.mark.parametrize("who", WHO, ids=lambda who: who or "stranger")
def test_every_page_is_accessible(person, who, width, language):
    visitor = person(width=width, language=language)
    if who:
        visitor.sign_in(who)
        switch = visitor.page.locator("button[name=language][value=es]")
        if language == "es-US" and switch.count():  # an account in Spanish is there already
            switch.first.click()
    found, count = [], 0
    for start in _start(who):
        for endpoint, path in _crawl(visitor, start):
            if endpoint == "broken":
                found.append(f"broken link {path}")
                continue
            count += 1
            is_staff = who is not None and not who.startswith(("member", "helper"))
            wrong = problems(visitor, least_target=24 if is_staff or side_of_path(path) == "ombudsman" else 44)
            found += [f"{endpoint} {path}: {problem}" for problem in wrong]
            name = f"{who or 'stranger'}-{width}-{endpoint}.png"
            visitor.page.screenshot(path=SCREENSHOTS / name, full_page=True)
    assert found == []
    assert count >= 4
