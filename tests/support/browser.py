"""A page client that speaks like a person and checks every page it sees."""

import re
from contextvars import Context
from itertools import count, pairwise
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import Flask, has_app_context, session, url_for
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer

from engage.core.actor import Actor
from engage.core.db import db
from engage.core.sides import Side
from engage.web.session import _COOKIE, side_of_path

_actors: dict[str, Actor] = {}
_tokens = count(1)
#: Never on a page: a template that prints an object, a missing value, or a secret of the frame.
_FORBIDDEN = re.compile(r"None</|Undefined|<engage\.|LazyString|%\(|\bTraceback\b")


def test_actor(token: str) -> Actor | None:
    """The actor that a test signed in under ``token``."""
    return _actors.get(token)


test_actor.__test__ = False  # type: ignore[attr-defined]


class Client(FlaskClient):
    """Sends each request outside the application context of the test, as a server would.

    Otherwise ``g`` (who is acting, the CSRF token) would live on from one request to the next.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send one request; the test's session hands its connection over first."""
        if has_app_context():
            db.session.commit()
        kwargs["buffered"] = True  # a streamed answer is read to its end in the context it was made in
        response = Context().run(super().open, *args, **kwargs)
        for answer in (*response.history, response):
            answer.request.environ["wsgi.input"].close()  # a long form was sent through a temporary file
        return response


class Browser:
    """Keeps cookies of both sides; one browser is one person."""

    def __init__(self, app: Flask):
        self.app = app
        self.client = Client(app, app.response_class, use_cookies=True)

    def sign_in(self, actor: Actor) -> "Browser":
        """Be ``actor`` from now on, on the actor's side. Returns the browser."""
        token = f"test-session-{next(_tokens)}"
        _actors[token] = actor
        kept = {"_user_id": token, "_fresh": True, "account": actor.account_id, "language": actor.language}
        serializer = self.app.session_interface._serializer(actor.side)
        assert isinstance(serializer, URLSafeTimedSerializer)
        path = "/ombudsman" if actor.side is Side.OMBUDSMAN else "/"
        self.client.set_cookie(_COOKIE[actor.side], serializer.dumps(kept), path=path, domain="localhost")
        return self

    def get(self, endpoint: str, *, status: int = 200, **args: Any) -> "Page":
        """Open the page of an endpoint; redirects are followed."""
        return self.open(self.path(endpoint, **args), status=status)

    def open(self, path: str, *, status: int = 200) -> "Page":
        """Open an address; redirects are followed."""
        response = self.client.get(path, follow_redirects=True)
        return self._page(response, status)

    def download(self, endpoint: str, *, status: int = 200, **args: Any) -> Any:
        """The raw answer of an endpoint that is not a page."""
        response = self.client.get(self.path(endpoint, **args))
        assert response.status_code == status, response.status_code
        return response

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, status: int = 200, follow: bool = True
    ) -> "Page":
        """Send a form as it is, with a valid CSRF token; prefer ``page.form(...).fill(...).send()``."""
        data = dict(data or {})
        if "csrf_token" not in data:
            data["csrf_token"] = self.csrf(side_of_path(path))
        response = self.client.post(path, data=data, follow_redirects=follow, content_type="multipart/form-data")
        return self._page(response, status)

    def csrf(self, side: Side = Side.ENGAGE) -> str:
        """A CSRF token that belongs to this browser's session."""
        return Context().run(self._csrf, side)

    def _csrf(self, side: Side) -> str:
        prefix = "/ombudsman" if side is Side.OMBUDSMAN else ""
        cookie = self.client.get_cookie(_COOKIE[side], path=prefix or "/")
        headers = {"Cookie": f"{cookie.key}={cookie.value}"} if cookie else {}
        with self.app.test_request_context(f"{prefix}/x", headers=headers):
            token = generate_csrf()
            response = self.app.response_class()
            self.app.session_interface.save_session(self.app, session._get_current_object(), response)
            for header in response.headers.getlist("Set-Cookie"):
                name, value = header.split(";")[0].split("=", 1)
                self.client.set_cookie(name, value, path=prefix or "/", domain="localhost")
        return token

    def path(self, endpoint: str, **args: Any) -> str:
        """The address of an endpoint."""
        with self.app.test_request_context():
            return url_for(endpoint, **args)

    def _page(self, response: Any, status: int) -> "Page":
        assert response.status_code == status, (
            f"{response.request.path}: {response.status_code}, not {status}\n{_plain(response.text)[:1500]}"
        )
        page = Page(self, response)
        if response.mimetype == "text/html":
            page.check()
        return page


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", BeautifulSoup(html, "html.parser").get_text(" "))


class Page:
    """What a person sees after a click."""

    def __init__(self, browser: Browser, response: Any):
        self.browser = browser
        self.response = response
        self.path = (
            response.request.full_path.rstrip("?")
            if hasattr(response.request, "full_path")
            else response.request.path
        )
        self.html = response.text
        self.soup = BeautifulSoup(self.html, "html.parser")
        for place in self.soup.find_all("wbr"):  # where a long word may break is not a space
            place.decompose()
        self.soup.smooth()

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def heading(self) -> str:
        """The words of the h1."""
        return _words(self.soup.h1)

    @property
    def main(self) -> str:
        """All words of the main part, on one line."""
        return _words(self.soup.find("main"))

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        summary = self.soup.select_one(".error-summary")
        return [_words(item) for item in summary.select("li")] if summary else []

    @property
    def flashes(self) -> list[str]:
        """What the page says just happened."""
        return [_words(item) for item in self.soup.select(".flash")]

    def table(self, caption: str) -> "Table":
        """The table with this caption."""
        for table in self.soup.find_all("table"):
            if table.caption and _words(table.caption) == caption:
                return Table(table)
        raise AssertionError(f"no table {caption!r}: {[_words(c) for c in self.soup.find_all('caption')]}")

    def follow(self, words: str) -> "Page":
        """Click the link with these words."""
        for link in self.soup.find_all("a"):
            if _words(link) == words or link.get("aria-label") == words:
                return self.browser.open(urljoin(self.path, link["href"]))
        raise AssertionError(f"no link {words!r}: {[_words(a) for a in self.soup.find_all('a')]}")

    def has_link(self, words: str) -> bool:
        """Whether a link with these words is on the page."""
        return any(_words(link) == words for link in self.soup.find_all("a"))

    def has_button(self, words: str) -> bool:
        """Whether a button with these words is on the page."""
        return any(_words(button) == words for button in self.soup.find_all("button"))

    def form(self, button: str) -> "FormOnPage":
        """The form whose button has these words."""
        for form in self.soup.find_all("form"):
            for candidate in form.find_all("button"):
                if _words(candidate) == button:
                    return FormOnPage(self, form, candidate)
        raise AssertionError(f"no button {button!r}: {[_words(b) for b in self.soup.find_all('button')]}")

    def check(self) -> None:
        """What must hold on every page of the product."""
        where = f"{self.path}: "
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(self.html)
        serious = [e for e in parser.errors if e[1] not in _TOLERATED]
        assert not serious, where + f"invalid HTML {serious[:3]} near {_near(self.html, serious)}"
        headings = self.soup.find_all("h1")
        assert len(headings) == 1, where + f"{len(headings)} h1"
        title = _words(self.soup.title)
        is_confidential = self.soup.find("meta", attrs={"name": "robots"}) is not None
        if not is_confidential:
            bare = title.removeprefix("Error: ").removeprefix("Error: ".replace("Error", "Error"))
            assert bare.startswith(self.heading), where + f"title {title!r} does not start with {self.heading!r}"
        ids = [tag["id"] for tag in self.soup.find_all(id=True)]
        assert len(ids) == len(set(ids)), where + f"repeated ids {[i for i in set(ids) if ids.count(i) > 1]}"
        assert self.soup.html.get("lang") in ("en", "es"), where + "no language"
        for tag in self.soup.find_all(True):
            inline = [name for name in tag.attrs if name == "style" or name.startswith("on")]
            assert not inline, where + f"inline {inline} on {tag.name}"
        assert not self.soup.find_all("style"), where + "inline style"
        for script in self.soup.find_all("script"):
            assert script.get("src"), where + "inline script"
        self._check_forms(where)
        leak = _FORBIDDEN.search(self.html)
        assert not leak, where + f"{leak.group()!r} near {self.html[max(0, leak.start() - 80) : leak.end() + 20]!r}"
        for cell_table in self.soup.find_all("table"):
            assert cell_table.caption, where + "a table without a caption"
        levels = [int(h.name[1]) for h in self.soup.find_all(re.compile(r"^h[1-6]$"))]
        for before, after in pairwise(levels):
            assert after <= before + 1, where + f"heading level jumps from {before} to {after}"

    def _check_forms(self, where: str) -> None:
        for form in self.soup.find_all("form"):
            assert form.get("action"), where + "a form without an action"
            method = form.get("method", "get").lower()
            if method == "post":
                assert form.find("input", attrs={"name": "csrf_token"}), where + "a form without CSRF token"
        labels = {label.get("for") for label in self.soup.find_all("label")}
        for control in self.soup.find_all(["input", "select", "textarea"]):
            if control.get("type") in ("hidden", "submit", "button"):
                continue
            named = control.get("id") in labels or control.get("aria-label") or control.find_parent("label")
            assert named, where + f"no label for {control.get('name')}"
            described = (control.get("aria-describedby") or "").split()
            missing = [name for name in described if not self.soup.find(id=name)]
            assert not missing, where + f"aria-describedby names nothing: {missing}"


class Table:
    """A table as rows of words."""

    def __init__(self, tag: Tag):
        self.tag = tag

    @property
    def headers(self) -> list[str]:
        """The column headers."""
        return [_words(cell) for cell in self.tag.thead.find_all("th")] if self.tag.thead else []

    @property
    def rows(self) -> list[list[str]]:
        """The cells of each row of the body."""
        body = self.tag.tbody or self.tag
        return [[_words(cell) for cell in row.find_all(["td", "th"])] for row in body.find_all("tr")]


class FormOnPage:
    """A form as a person fills it in."""

    def __init__(self, page: Page, form: Tag, button: Tag):
        self.page = page
        self.form = form
        self.values: list[tuple[str, Any]] = []
        self._read(button)

    def _read(self, button: Tag) -> None:
        for control in self.form.find_all(["input", "select", "textarea"]):
            name, kind = control.get("name"), control.get("type", "text")
            if not name or control.has_attr("disabled"):
                continue
            if control.name == "textarea":
                self.values.append((name, control.get_text().removeprefix("\r").removeprefix("\n")))
            elif control.name == "select":
                chosen = control.find("option", selected=True) or control.find("option")
                self.values.append((name, chosen.get("value", "") if chosen else ""))
            elif kind in ("checkbox", "radio"):
                if control.has_attr("checked"):
                    self.values.append((name, control.get("value", "y")))
            elif kind not in ("file", "submit"):
                self.values.append((name, control.get("value", "")))
        if button.get("name"):
            self.values.append((button["name"], button.get("value", "")))

    @property
    def fields(self) -> dict[str, Any]:
        """What the form holds now."""
        return dict(self.values)

    def fill(self, **fields: Any) -> "FormOnPage":
        """Enter values by field name; a list ticks several boxes; None clears. Returns the form."""
        names = {control.get("name") for control in self.form.find_all(["input", "select", "textarea"])}
        for name, value in fields.items():
            assert name in names, f"no field {name!r}: {sorted(n for n in names if n)}"
            self.values = [(n, v) for n, v in self.values if n != name]
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    self.values.append((name, one))
        return self

    def send(self, *, status: int = 200) -> Page:
        """Press the button."""
        action = urljoin(self.page.path, self.form.get("action"))
        if self.form.get("method", "get").lower() == "get":
            from urllib.parse import urlencode

            return self.page.browser.open(f"{urlsplit(action).path}?{urlencode(self.values)}", status=status)
        data: dict[str, Any] = {}
        for name, value in self.values:
            data.setdefault(name, []).append(value)
        return self.page.browser.post(action, data, status=status)


#: html5lib knows HTML as it was: these are right today.
_TOLERATED = frozenset({"unexpected-end-tag-implies-table-voodoo"})


def _near(html: str, errors: list[Any]) -> str:
    if not errors:
        return ""
    line = errors[0][0][0]
    return html.splitlines()[max(0, line - 1)][:200]


def _words(tag: Tag | None) -> str:
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip() if tag else ""
