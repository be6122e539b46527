"""States, time zones and web addresses."""

from zoneinfo import ZoneInfo

import holidays
import pytest

from engage.directory.rules import STATES, TIME_ZONES, is_web_address, name_key


def test_every_state_has_holidays_to_load():
    assert len(STATES) == 56
    assert set(STATES) <= set(holidays.country_holidays("US").subdivisions)


def test_every_time_zone_is_known():
    assert [str(ZoneInfo(name)) for name in TIME_ZONES] == list(TIME_ZONES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.example.org/a?b=c", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("//example.org", False),
        ("www.example.org", False),
        ("https://", False),
        ("https://exa mple.org", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_only_full_web_addresses_become_links(text, expected):
    assert is_web_address(text) is expected


def test_names_differ_by_more_than_letter_case():
    assert name_key("One CARE") == name_key("one care")
    assert name_key("STRASSE") == name_key("Straße")
    assert name_key("One Care") != name_key("One  Care")
