"""Parts of a page that come from areas above it: a council's page shows its meetings without knowing them."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

Panel = Callable[..., str | None]
_panels: dict[str, dict[str, tuple[int, Panel]]] = {}


def register(page: str, name: str, order: int, show: Panel) -> None:
    """Have ``show(**about)`` asked for its part of ``page`` (an endpoint); it gives HTML it rendered, or None."""
    _panels.setdefault(page, {})[name] = (order, show)


def of(page: str, **about: Any) -> list[Markup]:
    """The parts of ``page``, in order, for what it is ``about`` (such as ``body_id=3``)."""
    found = sorted(_panels.get(page, {}).values(), key=lambda pair: pair[0])
    return [Markup(html) for _, show in found if (html := show(**about))]
