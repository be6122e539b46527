"""Who reads comments, who sees numbers, who changes the codebook."""

import pytest

from engage.accounts.enums import Role
from engage.core.actor import STRANGER
from engage.core.db import db
from engage.core.sides import Side
from engage.themes import policies
from tests.factories.themes import actor_as, add_comment, add_theme

STATE_ROLES = [role for role in Role if role.side is Side.ENGAGE]


@pytest.mark.parametrize("role", STATE_ROLES)
def test_only_the_program_team_reads_comments_and_codes(app, role):
    add_comment()
    actor = actor_as(role)
    is_program = role is Role.PROGRAM_TEAM
    assert policies.can_read_comments(actor) is is_program
    assert policies.can_code_comments(actor) is is_program
    assert policies.can_edit_codebook(actor) is is_program
    assert policies.can_gather_comments(actor) is is_program
    assert len(db.session.scalars(policies.visible_comments(actor)).all()) == int(is_program)


@pytest.mark.parametrize("role", STATE_ROLES)
def test_themes_are_seen_by_the_program_and_integration_teams(app, role):
    add_theme()
    actor = actor_as(role)
    sees = role in (Role.PROGRAM_TEAM, Role.INTEGRATION_TEAM)
    assert policies.can_read_themes(actor) is sees
    assert len(db.session.scalars(policies.visible_themes(actor)).all()) == int(sees)


def test_strangers_see_nothing(app):
    add_theme()
    add_comment()
    assert db.session.scalars(policies.visible_comments(STRANGER)).all() == []
    assert db.session.scalars(policies.visible_themes(STRANGER)).all() == []
