"""The rules of feedback as tables: the edge, the empty, and the day before."""

from datetime import date

import pytest

from engage.feedback.enums import FormState, GroupKind, QuestionKind, Step
from engage.feedback.rules import (
    FormFacts,
    Given,
    QuestionFacts,
    answer_faults,
    identity_of_id,
    identity_of_line,
    import_source_key,
    is_answerable,
    publish_faults,
    question_faults,
    road,
    source_key,
    submission_key_of,
)

DAY = date(2026, 3, 10)
BEFORE, AFTER = date(2026, 3, 9), date(2026, 3, 11)


@pytest.mark.parametrize(
    ("state", "opens_on", "closes_on", "expected"),
    [
        (FormState.OPEN, None, None, True),
        (FormState.OPEN, DAY, DAY, True),
        (FormState.OPEN, AFTER, None, False),
        (FormState.OPEN, None, BEFORE, False),
        (FormState.OPEN, BEFORE, AFTER, True),
        (FormState.DRAFT, None, None, False),
        (FormState.CLOSED, BEFORE, AFTER, False),
    ],
)
def test_days_on_which_a_form_takes_answers(state, opens_on, closes_on, expected):
    assert is_answerable(state=state, opens_on=opens_on, closes_on=closes_on, today=DAY) is expected


def _question(number: int = 1, **fields) -> QuestionFacts:
    return QuestionFacts(
        **{"id": number, "kind": QuestionKind.LONG_TEXT, "options": (), "is_required": False, **fields}
    )


def _facts(**fields) -> FormFacts:
    return FormFacts(
        **{
            "title": "Rides",
            "what_happens_next": "We read it.",
            "hear_back_on": AFTER,
            "opens_on": None,
            "closes_on": None,
            "questions": (_question(),),
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, None),
        ({"hear_back_on": DAY, "closes_on": DAY}, None),
        ({"what_happens_next": "  "}, "Say what happens next with the answers."),
        ({"hear_back_on": None}, "Say by which day people will hear back."),
        ({"hear_back_on": BEFORE}, "The day people will hear back has passed. Choose a later one."),
        ({"closes_on": BEFORE}, "The last day to answer has passed. Choose a later one."),
        ({"closes_on": date(2026, 3, 12)}, "People can only hear back after the last day to answer."),
        ({"questions": ()}, "Add at least one question."),
        ({"questions": (_question(group_kind=GroupKind.PLAN),)}, "Add at least one question."),
        (
            {"questions": (_question(), *(_question(n, group_kind=GroupKind.OTHER) for n in (2, 3, 4)))},
            "A form may have at most two group questions, so that no one can be singled out.",
        ),
        ({"questions": (_question(), *(_question(n, group_kind=GroupKind.OTHER) for n in (2, 3)))}, None),
    ],
)
def test_what_is_missing_before_publishing(fields, fault):
    assert [found.message for found in publish_faults(_facts(**fields), today=DAY)] == ([fault] if fault else [])


@pytest.mark.parametrize(
    ("kind", "group", "options", "options_es", "fields"),
    [
        (QuestionKind.LONG_TEXT, None, (), (), []),
        (QuestionKind.YES_NO, None, (), (), []),
        (QuestionKind.CHOICE, None, ("a",), (), ["options"]),
        (QuestionKind.CHOICE, None, ("a", "b"), (), []),
        (QuestionKind.CHOICE, None, ("a", "A"), (), ["options"]),
        (QuestionKind.CHOICES, None, tuple(str(n) for n in range(20)), (), []),
        (QuestionKind.CHOICES, None, tuple(str(n) for n in range(21)), (), ["options"]),
        (QuestionKind.CHOICE, None, ("a", "b"), ("x",), ["options_es"]),
        (QuestionKind.CHOICE, GroupKind.PLAN, (), (), []),
        (QuestionKind.CHOICE, GroupKind.OTHER, (), (), ["options"]),
        (QuestionKind.LONG_TEXT, GroupKind.PLAN, (), (), ["kind"]),
    ],
)
def test_choices_of_a_question(kind, group, options, options_es, fields):
    found = question_faults(kind=kind, group_kind=group, options=options, options_es=options_es)
    assert [fault.field for fault in found] == fields


_ONE = _question(2, kind=QuestionKind.CHOICE, options=("a", "b"))
_GROUP = _question(3, kind=QuestionKind.CHOICE, options=("x",), group_kind=GroupKind.OTHER)


@pytest.mark.parametrize(
    ("questions", "given", "fields"),
    [
        ((_question(),), {1: Given("words")}, []),
        ((_question(),), {}, [None]),
        ((_question(is_required=True),), {}, ["q1"]),
        ((_question(),), {1: Given("a" * 10_000)}, []),
        ((_question(),), {1: Given("a" * 10_001)}, ["q1"]),
        ((_ONE,), {2: Given("", ("a",))}, []),
        ((_ONE,), {2: Given("", ("c",))}, ["q2"]),
        ((_ONE,), {2: Given("", ("a", "b"))}, ["q2"]),
        ((_question(), _GROUP), {3: Given("", ("x",))}, [None]),
    ],
)
def test_what_an_answer_must_hold(questions, given, fields):
    assert [fault.field for fault in answer_faults(questions, given)] == fields


def test_road_counts_steps_that_were_passed_over():
    steps = road(DAY, {Step.ANSWERED: (AFTER, "/what-we-did/1", "Yes", "Sí")})
    assert [(step.step, step.is_done, step.day) for step in steps] == [
        (Step.HEARD, True, DAY),
        (Step.IN_THEME, True, None),
        (Step.RECOMMENDED, True, None),
        (Step.ANSWERED, True, AFTER),
        (Step.CHANGED, False, None),
    ]
    assert (steps[3].url, steps[3].note, steps[3].note_es) == ("/what-we-did/1", "Yes", "Sí")


def test_road_begins_with_having_been_heard():
    assert [step.is_done for step in road(DAY, {})] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (7, 7),
        ("7", 7),
        (source_key(7, 3), 7),
        (import_source_key(7), None),
        ("meeting:7", None),
        ("feedback:x:1", None),
    ],
)
def test_answer_behind_a_source_key(key, expected):
    assert submission_key_of(key) == expected


def test_identity_is_of_the_id_or_of_the_line_and_never_of_the_text():
    assert identity_of_id("calls", "1") == identity_of_id("calls", "1")
    same = {identity_of_id("calls", "1"), identity_of_id("calls", "2"), identity_of_id("mail", "1")}
    same |= {identity_of_line("h", "t", 1), identity_of_line("h", "t", 2), identity_of_line("h", "u", 1)}
    assert len(same) == 6
