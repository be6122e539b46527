"""Who holds a seat on a day, and the other pure rules."""

from datetime import date, timedelta
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core import clock
from engage.councils.enums import SeatStatus
from engage.councils.rules import (
    ENDING_SOON_DAYS,
    PICTURE_HEIGHT,
    PICTURE_WIDTH,
    TermSpan,
    holder_of,
    is_circular,
    months_after,
    overlapping,
    places_at_table,
    status_of,
    with_descendants,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)


def term(starts_on=FIRST, ends_on=LAST, left_on=None, term_id=1, person_id=1):
    return TermSpan(term_id, 1, person_id, starts_on, ends_on, left_on)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (FIRST - DAY, SeatStatus.VACANT),
        (FIRST, SeatStatus.FILLED),
        (LAST - timedelta(days=ENDING_SOON_DAYS + 1), SeatStatus.FILLED),
        (LAST - timedelta(days=ENDING_SOON_DAYS), SeatStatus.ENDING_SOON),
        (LAST, SeatStatus.ENDING_SOON),
        (LAST + DAY, SeatStatus.CARRIED_OVER),
        (LAST + timedelta(days=5000), SeatStatus.CARRIED_OVER),
    ],
)
def test_status_over_one_term(on, status):
    assert status_of([term()], on) is status


def test_seat_without_terms_is_vacant():
    assert status_of([], FIRST) is SeatStatus.VACANT
    assert holder_of([], FIRST) is None


def test_seat_is_vacant_from_the_day_after_somebody_left():
    left = term(left_on=date(2026, 6, 30))
    assert status_of([left], date(2026, 6, 30)) is SeatStatus.ENDING_SOON
    assert status_of([left], date(2026, 7, 1)) is SeatStatus.VACANT


def test_leaving_late_ends_the_carrying_over():
    left = term(left_on=LAST + timedelta(days=30))
    assert status_of([left], LAST + timedelta(days=30)) is SeatStatus.CARRIED_OVER
    assert status_of([left], LAST + timedelta(days=31)) is SeatStatus.VACANT


def test_the_next_term_ends_the_carrying_over():
    before, after = term(), term(date(2027, 3, 1), date(2028, 2, 29), term_id=2, person_id=2)
    assert holder_of([before, after], date(2027, 2, 28)).term_id == 1
    assert holder_of([before, after], date(2027, 3, 1)).term_id == 2


def test_nobody_comes_back_when_the_successor_leaves():
    before = term()
    after = term(date(2027, 3, 1), date(2028, 2, 29), left_on=date(2027, 5, 1), term_id=2)
    assert status_of([before, after], date(2027, 5, 2)) is SeatStatus.VACANT


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def histories(draw):
    """Terms of one seat that share no day, as the database keeps them."""
    found, free_from = [], draw(DAYS)
    for number in range(draw(st.integers(0, 5))):
        starts_on = free_from + timedelta(days=draw(st.integers(0, 400)))
        ends_on = starts_on + timedelta(days=draw(st.integers(0, 800)))
        left_on = draw(st.none() | st.integers(0, 1200))
        left_on = starts_on + timedelta(days=left_on) if left_on is not None else None
        found.append(TermSpan(number, 1, number % 3, starts_on, ends_on, left_on))
        free_from = found[-1].last_on + DAY
    return found


@given(histories(), DAYS, DAYS)
def test_status_never_depends_on_today(terms, on, today):
    before = status_of(terms, on)
    real, clock.today = clock.today, lambda zone="UTC": today
    try:
        assert status_of(terms, on) is before
        assert status_of(list(reversed(terms)), on) is before
    finally:
        clock.today = real


@given(histories(), DAYS)
def test_later_terms_do_not_change_an_earlier_day(terms, on):
    begun = [one for one in terms if one.starts_on <= on]
    assert status_of(terms, on) is status_of(begun, on)


@given(histories(), DAYS)
def test_at_most_one_holder_a_day_and_always_within_their_time(terms, on):
    holder = holder_of(terms, on)
    within = [one for one in terms if one.starts_on <= on <= one.last_on]
    assert len(within) <= 1
    if within:
        assert holder == within[0]
    if holder is not None:
        assert holder.starts_on <= on
        assert holder.left_on is None or on <= holder.left_on
        assert all(one.starts_on <= holder.starts_on or one.starts_on > on for one in terms)


@given(histories())
def test_no_overlap_is_found_among_terms_that_share_no_day(terms):
    for one in terms:
        others = [other for other in terms if other is not one]
        assert overlapping(others, one.starts_on, one.last_on) is None


def test_overlap_counts_both_end_days():
    assert overlapping([term()], LAST, LAST + DAY) == term()
    assert overlapping([term()], FIRST - DAY, FIRST) == term()
    assert overlapping([term()], LAST + DAY, LAST + DAY) is None
    assert overlapping([term(left_on=date(2026, 3, 1))], date(2026, 3, 2), LAST) is None


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 3, 1), 24, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 12, 15), 1, date(2027, 1, 14)),
        (date(2026, 7, 1), 6, date(2026, 12, 31)),
    ],
)
def test_last_day_of_a_term(start, months, last):
    assert months_after(start, months) == last


def test_body_cannot_stand_below_itself():
    parents = {1: None, 2: 1, 3: 2}
    assert is_circular(parents, 1, 3)
    assert is_circular(parents, 1, 1)
    assert not is_circular(parents, 3, 1)
    assert not is_circular(parents, 1, None)


def test_descendants_of_all_depths():
    assert with_descendants({1: None, 2: 1, 3: 2, 4: None}, {1}) == {1, 2, 3}
    assert with_descendants({1: 2, 2: 1}, {1}) == {1, 2}


@pytest.mark.parametrize("count", [1, 2, 3, 12, 21, 60])
def test_seats_at_the_table_stand_apart_and_inside_the_picture(count):
    places = places_at_table(count)
    assert len(places) == count
    for place in places:
        assert place.size <= place.x <= PICTURE_WIDTH - place.size
        assert place.size <= place.y <= PICTURE_HEIGHT - place.size
    for one in range(count):
        for other in range(one):
            gap = dist((places[one].x, places[one].y), (places[other].x, places[other].y))
            assert gap > 1.5 * places[one].size


def test_no_seats_need_no_places():
    assert places_at_table(0) == ()
