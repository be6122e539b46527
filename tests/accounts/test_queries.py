"""Lists with one and three rows and a fixed number of statements; answers to other areas."""

from datetime import timedelta

import pytest

from engage.accounts import queries, services
from engage.accounts.enums import Role
from engage.accounts.rules import KEEPER_ROLE, ROLE_PERMISSIONS
from engage.core import clock
from engage.core.db import unit_of_work
from engage.core.errors import NotAllowed, NotFound
from engage.core.sides import Side
from tests.factories import accounts as make

BOTH = pytest.mark.parametrize("side", list(Side))


@pytest.mark.parametrize("role", [r for r in Role if r not in KEEPER_ROLE.values()])
def test_lists_are_for_keepers(app, role):
    actor = make.make_actor(role)
    for read in (
        lambda: queries.account_rows(actor=actor),
        lambda: queries.account_page(actor=actor, account_id=actor.account_id),
        lambda: queries.invitation_rows(actor=actor),
    ):
        with pytest.raises(NotAllowed):
            read()


@BOTH
@pytest.mark.parametrize("more", [0, 2, 30])
def test_the_account_list_costs_the_same_however_long(app, queries, side, more):
    from engage.accounts.queries import account_rows

    keeper = make.make_keeper(side)
    for _ in range(more):
        make.make_keeper(side)
    with queries.exactly(3):
        page = account_rows(actor=keeper)
    assert (page.total, len(page.rows)) == (more + 1, min(25, more + 1))
    assert {row.roles for row in page.rows} == {(KEEPER_ROLE[side],)}


@BOTH
def test_accounts_are_found_by_name_address_and_role(app, side):
    keeper = make.make_keeper(side)
    team = {Side.ENGAGE: Role.PROGRAM_TEAM, Side.OMBUDSMAN: Role.OMBUDSMAN_STAFF}[side]
    found = make.make_account(team, name="José 100%_Núñez", email="jose@other.example")

    def ids(**filters) -> list[int]:
        return [row.id for row in queries.account_rows(actor=keeper, **filters).rows]

    assert ids(search="josé") == [found]
    assert ids(search="100%_") == [found]
    assert ids(search="OTHER.example") == [found]
    assert ids(search="%") == [found]
    assert ids(search="nobody") == []
    assert ids(role=team) == [found]
    assert ids(role=KEEPER_ROLE[side]) == [keeper.account_id]


def test_a_role_that_ended_is_not_shown_in_the_list_and_not_found_by(app):
    keeper = make.make_keeper()
    account_id = make.make_account(Role.COUNSEL)
    grant_id = queries.account_page(actor=keeper, account_id=account_id).grants[0].id
    with unit_of_work():
        services.end_grant(actor=keeper, grant_id=grant_id)
    assert queries.account_rows(actor=keeper, role=Role.COUNSEL).rows == ()
    page = queries.account_page(actor=keeper, account_id=account_id)
    assert [(grant.role, grant.is_current) for grant in page.grants] == [(Role.COUNSEL, False)]


@BOTH
def test_an_account_that_is_not_there_is_not_found(app, side):
    with pytest.raises(NotFound):
        queries.account_page(actor=make.make_keeper(side), account_id=10**6)


@BOTH
def test_recognizing_a_session_takes_two_statements_however_many_roles(app, queries, side):
    from engage.accounts.queries import actor_of_session

    role = KEEPER_ROLE[side]
    account_id = make.make_account(role, email="ana@example.org")
    if side is Side.ENGAGE:
        for body_id in (1, 2, 3):
            make.make_grant(account_id, Role.COORDINATOR, body_id=body_id)
    token = make.sign_in(side, "ana@example.org")
    with queries.exactly(2):
        actor = actor_of_session(side, token)
    assert actor.permissions >= ROLE_PERMISSIONS[role]


@pytest.mark.parametrize("role", list(Role))
def test_the_actor_holds_exactly_the_permissions_and_scopes_of_the_role(app, role):
    scope = make.scope_for(role, 9)
    actor = make.make_actor(role, **scope)
    assert actor.side is role.side
    assert actor.permissions == ROLE_PERMISSIONS[role]
    assert actor.body_ids == ({9} if role is Role.COORDINATOR else frozenset())
    assert actor.plan_ids == ({9} if role is Role.PLAN_COORDINATOR else frozenset())
    assert actor.helped_person_ids == ({9} if role is Role.HELPER else frozenset())
    assert actor.person_id == (9 if role is Role.MEMBER else None)


@BOTH
def test_addresses_of_accounts_for_other_areas(app, side):
    team = {Side.ENGAGE: Role.PROGRAM_TEAM, Side.OMBUDSMAN: Role.OMBUDSMAN_STAFF}[side]
    account_id = make.make_account(team, email="ana@example.org", name="Ana", language="es")
    assert queries.account_email(side, account_id) == "ana@example.org"
    assert queries.account_names(side, [account_id, 10**6]) == {account_id: "Ana"}
    assert queries.account_names(side, []) == {}
    assert queries.emails_with_role(side, team) == (("ana@example.org", "es"),)
    assert queries.account_id_of(side, "ANA@example.org") == account_id
    with unit_of_work(side):
        services.deactivate_account(actor=make.keeper_of(side), account_id=account_id)
    assert queries.account_email(side, account_id) is None
    assert queries.emails_with_role(side, team) == ()


def test_addresses_of_council_members(app):
    make.make_account(Role.MEMBER, person_id=7, email="seven@example.org")
    make.make_account(Role.HELPER, person_id=8, email="helper@example.org")
    assert queries.person_account_emails([7, 8, 9]) == {7: "seven@example.org"}
    assert queries.person_account_emails([]) == {}


@BOTH
def test_invitations_are_listed_until_they_are_used_or_stopped(app, side):
    keeper = make.make_keeper(side)
    make.make_invitation(KEEPER_ROLE[side], email="a@example.org")
    make.make_invitation(KEEPER_ROLE[side], email="b@example.org")
    rows = queries.invitation_rows(actor=keeper).rows
    assert [(row.email, row.is_expired) for row in rows] == [("b@example.org", False), ("a@example.org", False)]
    assert rows[0].expires_at - clock.now() > timedelta(days=6)
    with unit_of_work(side):
        services.withdraw_invitation(actor=keeper, invitation_id=rows[0].id)
    assert [row.email for row in queries.invitation_rows(actor=keeper).rows] == ["a@example.org"]
