"""Only the administrator changes the state's lists."""

import pytest

from engage.accounts.enums import Role
from engage.accounts.rules import ROLE_PERMISSIONS
from engage.core.actor import STRANGER, Actor
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.directory.policies import can_edit_profile


@pytest.mark.parametrize("role", list(Role))
def test_only_the_administrator_edits(role):
    actor = Actor(side=role.side, account_id=1, permissions=ROLE_PERMISSIONS[role])
    assert can_edit_profile(actor) is (role is Role.ADMINISTRATOR)


def test_neither_strangers_nor_the_other_side_edit():
    assert not can_edit_profile(STRANGER)
    other = Actor(side=Side.OMBUDSMAN, account_id=1, permissions=frozenset({Permission.DIRECTORY_PROFILE_EDIT}))
    assert not can_edit_profile(other)
