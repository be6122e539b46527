"""Who makes, answers, promises and judges."""

import pytest

from engage.accountability import policies
from engage.accounts.enums import Role
from engage.core.actor import STRANGER
from engage.core.db import db
from engage.core.sides import Side
from tests.factories.accountability import answer, draft, member_of, promise, recommend, row
from tests.factories.councils import make_body
from tests.factories.themes import PROGRAM, actor_as

STATE_ROLES = [role for role in Role if role.side is Side.ENGAGE]


@pytest.mark.parametrize("role", STATE_ROLES)
def test_only_the_program_team_makes_answers_and_promises(app, role):
    actor, is_program = actor_as(role), role is Role.PROGRAM_TEAM
    for can in (
        policies.can_make_recommendation,
        policies.can_draft_response,
        policies.can_publish_response,
        policies.can_keep_commitments,
        policies.can_read_draft,
    ):
        assert can(actor) is is_program, can


@pytest.mark.parametrize("actor", [STRANGER, actor_as(Role.MEMBER), actor_as(Role.INTEGRATION_TEAM)])
def test_drafts_and_promises_are_hidden_until_the_answer_is_published(app, actor):
    number = recommend()
    draft(number)
    promise(number)
    assert db.session.scalars(policies.visible_responses(actor)).all() == []
    assert db.session.scalars(policies.visible_commitments(actor)).all() == []
    assert len(db.session.scalars(policies.visible_commitments(PROGRAM)).all()) == 1
    answer(number)
    assert len(db.session.scalars(policies.visible_commitments(actor)).all()) == 1


def test_a_verdict_is_for_who_sits_on_the_council(app):
    mine, other = make_body(), make_body()
    ours, theirs, nobodys = (row(recommend(body_id=body)) for body in (mine, other, None))
    member = member_of(mine)
    assert [policies.can_give_verdict(member, made) for made in (ours, theirs, nobodys)] == [True, False, False]
    assert policies.can_give_verdict(PROGRAM, ours) is False
    assert policies.can_give_verdict(actor_as(Role.COORDINATOR, body_ids=frozenset({mine})), ours) is False


def test_a_helper_speaks_for_the_member_they_help(app):
    helper = actor_as(Role.HELPER, account_id=9, helped_person_ids=frozenset({501}))
    assert policies.voter_of(helper) == policies.voter_of(member_of()) == "person:501"
    assert policies.voter_of(actor_as(Role.MEMBER, account_id=9)) == "account:9"
