"""Letters that only these tests write, and a clean set of listeners."""

from collections.abc import Iterator

import pytest

from engage.core import registry
from tests.support.mail import test_templates


@pytest.fixture(autouse=True)
def _letters(request: pytest.FixtureRequest) -> Iterator[None]:
    if "app" not in request.fixturenames:
        yield
        return
    with test_templates(request.getfixturevalue("app")):
        yield


@pytest.fixture(autouse=True)
def _only_own_listeners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(registry, "_jobs", {})
