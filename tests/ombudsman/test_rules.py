"""Casework as tables: steps, clocks, lookup, consent, closing, and the screen before a release."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.ombudsman.enums import (
    CaseStatus,
    ConsentKind,
    Disposition,
    IdentifierKind,
    Move,
    Outcome,
    ReleaseGround,
)
from engage.ombudsman.rules import (
    MOVES,
    ConsentFacts,
    Known,
    active_consent,
    closing_fault,
    disclosure_consents,
    find_identifiers,
    is_certain,
    issue_code,
    issue_codes,
    issue_groups,
    moves_from,
    person_keys,
    release_ground,
    search_keys,
    segments,
    was_refused,
    working_days_after,
)

KNOWN = Known(
    names=("Ana María Ruiz", "Will Hope"),
    numbers=("(617) 555-0142", "A1234567"),
    addresses=("12 Elm Street, Springfield",),
    handles=("luz.ortega", "help"),
)


def _kinds(text: str, known: Known | None = None) -> list[tuple[str, str]]:
    return [(finding.kind.value, finding.text) for finding in find_identifiers(text, known)]


@pytest.mark.parametrize(
    ("status", "moves"),
    [
        (CaseStatus.NEW, [Move.ACCEPT, Move.WAIT, Move.CLOSE]),
        (CaseStatus.OPEN, [Move.WAIT, Move.CLOSE]),
        (CaseStatus.WAITING, [Move.RESUME, Move.CLOSE]),
        (CaseStatus.CLOSED, [Move.REOPEN]),
    ],
)
def test_steps_from_each_status(status, moves):
    assert [step.move for step in moves_from(status)] == moves


def test_every_step_is_named_once():
    assert set(MOVES) == set(Move)


@pytest.mark.parametrize(
    ("day", "count", "holidays", "due"),
    [
        (date(2026, 3, 2), 2, [], date(2026, 3, 4)),
        (date(2026, 3, 6), 1, [], date(2026, 3, 9)),  # Friday to Monday
        (date(2026, 3, 7), 1, [], date(2026, 3, 9)),  # from a Saturday
        (date(2026, 7, 2), 1, [date(2026, 7, 3)], date(2026, 7, 6)),  # over a holiday
        (date(2028, 2, 28), 2, [], date(2028, 3, 1)),  # over a leap day
        (date(2026, 3, 2), 0, [], date(2026, 3, 2)),
    ],
)
def test_working_days(day, count, holidays, due):
    assert working_days_after(day, count, frozenset(holidays)) == due


@pytest.mark.parametrize(
    ("outcome", "dispositions", "may"),
    [
        (Outcome.RESOLVED, [Disposition.RESOLVED], True),
        (Outcome.RESOLVED, [Disposition.RESOLVED, Disposition.PENDING], False),
        (Outcome.RESOLVED, [], False),
        (Outcome.INFORMATION_GIVEN, [], True),
        (Outcome.NO_CONTACT, [], True),
        (Outcome.NO_CONTACT, [Disposition.PENDING], False),
    ],
)
def test_when_a_case_may_be_closed(outcome, dispositions, may):
    assert (closing_fault(outcome, dispositions) is None) is may


def test_every_code_has_both_languages_and_a_citation():
    for group, codes in issue_groups():
        assert group.en
        assert group.es
        for code in codes:
            assert code.words.en
            assert code.words.es
            assert code.citation
    assert len(issue_codes()) == sum(len(codes) for _, codes in issue_groups())
    assert issue_code("DU-01").words.text("es").startswith("Le cobran")


def test_a_code_that_left_the_list_still_shows_itself():
    assert issue_code("OLD-9").words.text("en") == "OLD-9"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ruiz, Ana", "Ana María Ruiz"),
        ("maria RUIZ", "Ana María Ruiz"),
        ("  ana ", "Ana María Ruiz"),
        ("Ana Ruiz-Lopez", "Ruiz Lopez Ana"),
    ],
)
def test_a_name_is_found_by_its_words(typed, stored):
    assert set(search_keys(typed).words) <= set(person_keys(name=stored))


def test_part_of_a_word_is_not_found():
    assert not set(search_keys("Rui").words) & set(person_keys(name="Ana Ruiz"))


@pytest.mark.parametrize("typed", ["617-555-0142", "(617) 555 0142", "+1 617.555.0142", "16175550142"])
def test_a_phone_is_found_however_it_is_written(typed):
    assert set(search_keys(typed).others) & set(person_keys(phone="617 555 0142"))


def test_an_address_and_a_number_are_found():
    assert search_keys("Ana@Example.org").others[0] in person_keys(email="ana@example.ORG")
    assert search_keys("1eg4 te5 mk73").others[0] in person_keys(member_number="1EG4-TE5-MK73")
    assert search_keys("").words == search_keys("").others == ()


def _consent(number: int, given: date, until: date | None = None, withdrawn: date | None = None):
    return ConsentFacts(number, ConsentKind.DISCLOSE, given, until, withdrawn)


@pytest.mark.parametrize(
    ("consent", "day", "holds"),
    [
        (_consent(1, date(2026, 1, 5)), date(2026, 1, 5), True),
        (_consent(1, date(2026, 1, 5)), date(2026, 1, 4), False),
        (_consent(1, date(2026, 1, 5), date(2026, 2, 1)), date(2026, 2, 1), True),
        (_consent(1, date(2026, 1, 5), date(2026, 2, 1)), date(2026, 2, 2), False),
        (_consent(1, date(2026, 1, 5), None, date(2026, 1, 9)), date(2026, 1, 8), True),
        (_consent(1, date(2026, 1, 5), None, date(2026, 1, 9)), date(2026, 1, 9), False),
    ],
)
def test_when_a_consent_holds(consent, day, holds):
    assert consent.is_active(day) is holds
    assert release_ground([consent], 1, day) == (ReleaseGround.CONSENT if holds else None)
    assert release_ground([consent], None, day) == ReleaseGround.DISCRETION


def test_the_latest_consent_counts_and_another_kind_does_not():
    act = ConsentFacts(9, ConsentKind.ACT, date(2026, 3, 1), None, None)
    first, second = _consent(1, date(2026, 1, 1)), _consent(2, date(2026, 2, 1))
    assert active_consent([act, second, first], ConsentKind.DISCLOSE, date(2026, 3, 5)).id == 2
    assert release_ground([act], 9, date(2026, 3, 5)) is None
    assert disclosure_consents([act, second, first], date(2026, 3, 5)) == (2, 1)


def test_consent_taken_back_is_remembered_until_it_is_given_again():
    gone = _consent(1, date(2026, 1, 1), None, date(2026, 1, 2))
    assert was_refused([gone], date(2026, 2, 1))
    assert not was_refused([gone, _consent(2, date(2026, 1, 20))], date(2026, 2, 1))
    assert not was_refused([], date(2026, 2, 1))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1EG4-TE5-MK73", [("mbi", "1EG4-TE5-MK73")]),
        ("is 1eg4te5mk73.", [("mbi", "1eg4te5mk73")]),
        ("1EG4 TE5 MK73", [("mbi", "1EG4 TE5 MK73")]),
        ("1EG4\u2013TE5\u2013MK73", [("mbi", "1EG4\u2013TE5\u2013MK73")]),
        ("1SG4-TE5-MK73", []),  # S is no letter of an MBI
        ("0EG4-TE5-MK73", []),
        ("ssn 123-45-6789", [("ssn", "123-45-6789")]),
        ("123 45 6789", [("ssn", "123 45 6789")]),
        ("１２３-45-6789", [("ssn", "１２３-45-6789")]),
        ("123-45-6789A", [("hicn", "123-45-6789A")]),
        ("WA123456", [("hicn", "WA123456")]),
        ("call 617-555-0142", [("phone", "617-555-0142")]),
        ("(617) 555 0142", [("phone", "(617) 555 0142")]),
        ("+1 617.555.0142", [("phone", "+1 617.555.0142")]),
        ("just 555-0142", [("phone", "555-0142")]),
        ("ana@example.org", [("email", "ana@example.org")]),
        ("ana at example dot org", [("email", "ana at example dot org")]),
        ("see www.example.org/ana", [("web", "www.example.org/ana")]),
        ("from 192.168.0.1", [("web", "192.168.0.1")]),
        ("member id AB-12345", [("number", "member id AB-12345")]),
        ("12 Elm Street", [("address", "12 Elm Street")]),
        ("PO Box 12", [("address", "PO Box 12")]),
        ("apt 4B", [("address", "apt 4B")]),
        ("calle Luna 12", [("address", "calle Luna 12")]),
        ("near 02139 it", [("zip", "02139")]),
        ("on March 3, 2026", [("date", "March 3, 2026")]),
        ("el 3 de marzo", [("date", "3 de marzo")]),
        ("3/4/2026", [("date", "3/4/2026")]),
        ("2026-03-04", [("date", "2026-03-04")]),
        ("since march", [("date", "march")]),
        ("in Q1 of 2026", [("date", "Q1")]),
        ("a 92-year-old", [("age", "92-year-old")]),
        ("tiene 93 años", [("age", "93 años")]),
        ("Mrs. Lopez said", [("name", "Mrs. Lopez")]),
        ("me llamo Luz Ortega", [("name", "Luz Ortega")]),
        ("at Sunrise Manor", [("place", "Sunrise Manor")]),
        ("he lives in Springfield", [("place", "Springfield")]),
    ],
)
def test_identifiers_are_found(text, found):
    assert _kinds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Rule 411-020-0002 says so.",
        "OAR 411-320-0020 and 42 CFR 438.404",
        "The plan cut 20 hours in 2025.",
        "Original Medicare said no. Medicare Advantage said no too.",
        "He waited 45 days and paid $12,345 in all.",
        "One of 3 people got half of it. She may hope it will end.",
        "A woman of 88 years could not see her Primary Care doctor.",
    ],
)
def test_what_names_nobody_is_left_alone(text):
    assert _kinds(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ana ruiz", ["ana", "ruiz"]),
        ("MARIA called", ["MARIA"]),
        ("María called", ["María"]),
        ("R\u200bu\u200biz called", ["R\u200bu\u200biz"]),
        ("Will called, will you?", ["Will"]),
        ("617.555.0142", ["617.555.0142"]),
        ("555 0142", ["555 0142"]),
        ("a1234567", ["a1234567"]),
        ("it was in springfield", ["springfield"]),
        ("ortega wrote", ["ortega"]),
        ("they asked for help", []),
        ("anatomy and ruizes", []),
    ],
)
def test_what_the_case_itself_says_is_found(text, found):
    findings = find_identifiers(text, KNOWN)
    assert [finding.text for finding in findings if finding.kind is IdentifierKind.CASE] == found


def test_what_is_certain_wins_over_what_is_likely():
    findings = find_identifiers("Mrs. Ana Ruiz", KNOWN)
    assert [finding.kind for finding in findings] == [IdentifierKind.CASE, IdentifierKind.CASE]
    assert is_certain(findings)
    assert not is_certain(find_identifiers("in March 2026"))


_TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)


@given(_TEXT)
def test_any_text_can_be_screened_and_cut_into_pieces_that_make_it_whole(text):
    findings = find_identifiers(text, KNOWN)
    assert "".join(part.text for part in segments(text, findings)) == text
    for before, after in pairwise(findings):
        assert before.end <= after.start


_L, _LD = "ACDEFGHJKMNPQRTUVWXY", "ACDEFGHJKMNPQRTUVWXY0123456789"
_D = "0123456789"


@given(
    st.tuples(*(st.sampled_from(s) for s in ("123456789", _L, _LD, _D, _L, _LD, _D, _L, _L, _D, _D))),
    st.booleans(),
    st.booleans(),
)
def test_every_mbi_is_found(signs, with_dashes, is_small):
    number = "".join(signs)
    shown = f"{number[:4]}-{number[4:7]}-{number[7:]}" if with_dashes else number
    shown = shown.lower() if is_small else shown
    assert (IdentifierKind.MBI, shown) in [(f.kind, f.text) for f in find_identifiers(f"It is {shown}, he said.")]
