"""Nothing configured means nobody: every policy of every area, asked by people who hold nothing.

A policy that is added is asked here too. What everybody may see or do is listed, so that opening
something is a conscious choice.
"""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engage.accountability.models import PublishedResponse, Recommendation
from engage.accounts.enums import Role
from engage.accounts.models import Account, AccountMixin
from engage.core.actor import Actor
from engage.core.db import db
from engage.core.permissions import Permission
from engage.core.settings import PROJECT_ROOT
from engage.core.sides import Side, side_of
from engage.councils.models import Body
from engage.feedback.models import FeedbackForm, ImportBatch
from engage.meetings.enums import MinutesState
from engage.meetings.models import Meeting, MeetingPaper
from engage.ombudsman.models import Case, CaseAttachment, Release
from tests.factories import accountability, councils, meetings, ombudsman, themes
from tests.factories import feedback as answers
from tests.factories.accounts import make_account

#: People who hold nothing, with and without an account, on either side.
NOBODIES = {
    "stranger": Actor(),
    "stranger of the office": Actor(side=Side.OMBUDSMAN),
    "account without a role": Actor(account_id=999_999),
    "account without a role in the office": Actor(side=Side.OMBUDSMAN, account_id=999_999),
}


def _is_public_meeting(meeting: Meeting) -> bool:
    is_announced = meeting.is_open and meeting.notice_on is not None
    return is_announced and db.session.get_one(Body, meeting.body_id).is_public


#: What everybody may see, as the rule a row must keep to.
PUBLIC_ROWS: dict[str, Callable[[Any], bool]] = {
    "visible_bodies": lambda body: body.is_public,
    "visible_meetings": lambda meeting: _is_public_meeting(meeting),
    "visible_minutes": lambda minutes: (
        minutes.published_on is not None and _is_public_meeting(db.session.get(Meeting, minutes.meeting_id))
    ),
    "visible_recommendations": lambda recommendation: True,
    "visible_commitments": lambda promise: bool(
        db.session.scalar(
            select(PublishedResponse.id).where(PublishedResponse.recommendation_id == promise.recommendation_id)
        )
    ),
    "visible_confirmations": lambda confirmation: confirmation.withdrawn_on is None,
    "visible_papers": lambda paper: paper.is_public and _is_public_meeting(db.session.get(Meeting, paper.meeting_id)),
}
#: What everybody may do: read a public council, answer a public form, ask the office for help on its own pages.
PUBLIC_ACTS = {"can_read_body", "can_answer_form", "can_ask_for_help"}
#: Tables that this test puts nothing into: their own area's tests ask for what is in them.
_NOT_MADE = {"visible_confirmations"}


def _policies(prefix: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for path in sorted((PROJECT_ROOT / "engage").glob("*/policies.py")):
        module = import_module(f"engage.{path.parent.name}.policies")
        for name, policy in vars(module).items():
            if name.startswith(prefix) and inspect.isfunction(policy) and policy.__module__ == module.__name__:
                yield name, policy


VISIBLE, CAN = dict(_policies("visible_")), dict(_policies("can_"))


@pytest.fixture
def things(app) -> dict[type, Any]:
    """One of each thing that policies are about, public where it can be; besides, one of each that is not."""
    council, hidden = councils.make_body(), councils.make_body(is_public=False)
    _, person_id = councils.seat_somebody(council)
    held, of_hidden = meetings.make_held(council), meetings.make_held(hidden)
    meetings.make_meeting(council)
    meetings.make_announced(council, is_open=False)
    meetings.make_minutes(held, state=MinutesState.PUBLISHED)
    meetings.make_minutes(of_hidden, state=MinutesState.PUBLISHED)
    meetings.make_minutes(meetings.make_held(council), state=MinutesState.DRAFT)
    form, runs = answers.open_form(), answers.coordinator(council)
    private_id = meetings.make_paper(held, actor=councils.coordinator(council))
    meetings.make_paper(held, actor=councils.coordinator(council), is_public=True)
    meetings.make_paper(of_hidden, actor=councils.coordinator(hidden), is_public=True)
    answers.add_form()
    answers.open_form(runs, body_id=council, audience="members")
    answers.answer(form)
    batch_id = answers.add_import()
    theme_id = themes.add_theme()
    themes.code(themes.add_comment(), theme_id)
    number, waiting = accountability.recommend(body_id=council), accountability.recommend()
    accountability.answer(number)
    accountability.promise(number)
    accountability.promise(waiting)
    accountability.draft(waiting)
    make_account(Role.PROGRAM_TEAM)
    staff, second = ombudsman.make_staff(), ombudsman.make_staff()
    ombudsman.make_office()
    case_id = ombudsman.make_call(staff)
    attachment_id = ombudsman.make_attachment(staff, case_id)
    release_id = ombudsman.approved_release(staff, second, case_id)
    db.session.expire_all()
    meeting = db.session.get_one(Meeting, held, options=[joinedload(Meeting.body)])
    return {
        Body: db.session.get_one(Body, council),
        Meeting: meeting,
        FeedbackForm: db.session.get_one(FeedbackForm, form.id),
        ImportBatch: db.session.get_one(ImportBatch, batch_id),
        Recommendation: db.session.scalars(select(Recommendation).where(Recommendation.number == number)).one(),
        Case: db.session.get_one(Case, case_id),
        CaseAttachment: db.session.get_one(CaseAttachment, attachment_id),
        MeetingPaper: db.session.get_one(MeetingPaper, private_id),
        Release: db.session.get_one(Release, release_id),
        AccountMixin: db.session.scalars(select(Account)).first(),
        Side: Side.ENGAGE,
        int: person_id,
    }


def _arguments(policy: Callable[..., Any], things: dict[type, Any]) -> list[Any]:
    """Something of the kind of each parameter after the actor; an empty one where nothing was made."""
    kinds = [p.annotation for p in list(inspect.signature(policy).parameters.values())[1:]]
    known = [next((kind for kind in things if kind in _kinds(annotation)), None) for annotation in kinds]
    return [things[k] if k else annotation() for k, annotation in zip(known, kinds, strict=True)]


def _kinds(annotation: Any) -> tuple[Any, ...]:
    return (annotation, *getattr(annotation, "__args__", ()))


@pytest.mark.parametrize("name", VISIBLE)
def test_whoever_holds_nothing_sees_only_what_is_public(things, name):
    for who, actor in NOBODIES.items():
        rows = db.session.scalars(VISIBLE[name](actor)).all()
        is_public = PUBLIC_ROWS.get(name, lambda row: False)
        assert [row for row in rows if not is_public(row)] == [], who
    model = VISIBLE[name](Actor()).column_descriptions[0]["entity"]
    if name not in _NOT_MADE:
        assert db.session.scalar(select(func.count()).select_from(model)), "nothing was there to be seen"
    if name in PUBLIC_ROWS and name not in _NOT_MADE:
        assert db.session.scalars(VISIBLE[name](Actor())).all(), "what is public cannot be seen"


@pytest.mark.parametrize("name", CAN)
def test_whoever_holds_nothing_may_do_nothing(things, name):
    allowed = {who for who, actor in NOBODIES.items() if CAN[name](actor, *_arguments(CAN[name], things))}
    if name == "can_ask_for_help":
        assert allowed == {"stranger of the office", "account without a role in the office"}
    else:
        assert allowed == (set(NOBODIES) if name in PUBLIC_ACTS else set())


#: What a coordinator may do with things of a council they do not run.
ELSEWHERE = {
    "can_read_body",  # it is public
    "can_answer_form",  # it is public
    "can_manage_form",  # it belongs to no council
    "can_read_answers",
    "can_read_names",
    "can_set_aside_answer",
    "can_enter_answer",
    "can_undo_import",
    "can_open_work_pages",
}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PLAN_COORDINATOR])
def test_a_coordinator_of_another_council_may_do_nothing_here(things, role):
    scope = {"body_ids": frozenset({999_999})} if role is Role.COORDINATOR else {"plan_ids": frozenset({999_999})}
    actor = themes.actor_as(role, account_id=999_999, **scope)
    allowed = {name for name, policy in CAN.items() if policy(actor, *_arguments(policy, things))}
    if role is Role.COORDINATOR:
        assert allowed == ELSEWHERE
    else:  # a plan runs nothing of the state's, also not what belongs to no council
        assert allowed == {"can_read_body", "can_answer_form", "can_open_work_pages"}
    seen = {name: db.session.scalars(policy(actor)).all() for name, policy in VISIBLE.items()}
    beyond = {"visible_forms", "visible_imports"} if role is Role.COORDINATOR else set()
    for name, rows in seen.items():
        is_public = PUBLIC_ROWS.get(name, lambda row: False)
        strays = [row for row in rows if not is_public(row) and getattr(row, "body_id", 0) is not None]
        assert not strays or name in beyond, name
        assert all(getattr(row, "body_id", None) in (None, *actor.body_ids) for row in strays), name


def test_the_administrator_reads_neither_answers_nor_comments_nor_cases(things):
    actor = themes.actor_as(Role.ADMINISTRATOR, account_id=999_999)
    for name in ("visible_forms", "visible_comments", "visible_imports", "visible_people", "visible_cases"):
        assert db.session.scalars(VISIBLE[name](actor)).all() == [], name
    for name in ("can_read_answers", "can_read_names", "can_read_comments", "can_read_cases"):
        assert CAN[name](actor, *_arguments(CAN[name], things)) is False, name


def test_nobody_of_one_side_may_do_anything_on_the_other(things):
    """All permissions there are, on the wrong side: the office's policies ask for the side first."""
    actor = Actor(account_id=999_999, permissions=frozenset(Permission))
    office = {name for name, policy in CAN.items() if policy.__module__ == "engage.ombudsman.policies"}
    assert {name for name in office if CAN[name](actor, *_arguments(CAN[name], things))} == set()
    assert CAN["can_manage_accounts"](actor, Side.OMBUDSMAN) is False
    for name in ("visible_accounts", "visible_entries", "visible_messages"):
        rows = db.session.scalars(VISIBLE[name](actor)).all()
        assert {side_of(type(row)) for row in rows} <= {Side.ENGAGE}, name
