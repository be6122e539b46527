"""Pages of councils."""

from datetime import date, timedelta

import pytest

from engage.core import clock
from engage.core.actor import STRANGER
from tests.factories import councils as make


@pytest.fixture
def council(app):
    """A council with a named member, one who chose not to be named, and a vacant seat."""
    body_id = make.make_body(name="Voices Council", purpose="To tell the state what works.", phone="555-010-0199")
    make.seat_somebody(body_id, seat={"label": "Seat 1", "position": 1}, name="Ana Ruiz", is_named_publicly=True)
    make.seat_somebody(body_id, seat={"label": "Seat 2", "position": 2}, name="Hidden Holder")
    make.make_seat(body_id, label="Seat 3", position=3, takes_applications=True)
    return body_id


def test_public_page_shows_roster_without_the_unnamed(browser, council):
    page = browser.get("councils.body_page", body_id=council, on="2026-06-01")
    assert page.heading == "Voices Council"
    rows = page.table("Seats on Monday, June 1, 2026").rows
    assert [row[1:3] for row in rows] == [
        ["Seat 1", "Ana Ruiz"],
        ["Seat 2", "A member who chose not to be named"],
        ["Seat 3", "Nobody"],
    ]
    assert "Hidden Holder" not in page.html
