"""Who may keep accounts: each role against each side."""

import pytest
from sqlalchemy import select

from engage.accounts.enums import Role
from engage.accounts.models import AccountMixin
from engage.accounts.policies import can_grant_role, can_manage_accounts, visible_accounts
from engage.accounts.rules import KEEPER_ROLE
from engage.core.actor import STRANGER, Actor
from engage.core.db import db
from engage.core.sides import Side, concrete
from tests.factories import accounts as make


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("side", list(Side))
def test_only_the_keeper_of_a_side_keeps_its_accounts(app, role, side):
    actor = make.make_actor(role)
    assert can_manage_accounts(actor, side) is (role is KEEPER_ROLE[side])


@pytest.mark.parametrize("role", list(Role))
def test_only_a_keeper_sees_more_than_their_own_account(app, role):
    actor = make.make_actor(role)
    other = make.make_account(KEEPER_ROLE[role.side])
    seen = {account.id for account in db.session.scalars(visible_accounts(actor))}
    expected = {actor.account_id, other} if role in KEEPER_ROLE.values() else {actor.account_id}
    assert seen == expected


@pytest.mark.parametrize("side", list(Side))
def test_a_stranger_sees_no_account(app, side):
    make.make_keeper(side)
    assert db.session.scalars(visible_accounts(Actor(side=side))).all() == []
    assert not can_manage_accounts(STRANGER, side)


@pytest.mark.parametrize("side", list(Side))
def test_a_keeper_gives_roles_to_others_alone(app, side):
    keeper, other = make.make_keeper(side), make.make_keeper(side)
    model = concrete(AccountMixin, side)
    accounts = {a.id: a for a in db.session.scalars(select(model))}
    assert not can_grant_role(keeper, accounts[keeper.account_id])
    assert can_grant_role(keeper, accounts[other.account_id])
