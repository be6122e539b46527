"""Something to choose from, in place of the areas above."""

import pytest

from engage.core import registry


@pytest.fixture
def choices(monkeypatch):
    """Councils, plans and members to choose from."""
    offered = {
        "body": lambda: [(1, "Implementation council"), (2, "Plan committee")],
        "plan": lambda: [(3, "Harbor Health")],
        "person": lambda: [(7, "Rosa Lee")],
    }
    monkeypatch.setattr(registry, "_scope_choices", offered)
