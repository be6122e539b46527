"""Accounts, grants, invitations, passwords and sessions, on both sides alike."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from engage.accounts import queries, services
from engage.accounts.enums import Role
from engage.accounts.models import (
    Account,
    AccountMixin,
    InvitationMixin,
    RoleGrant,
)
from engage.accounts.rules import KEEPER_ROLE
from engage.audit.models import AuditEntryMixin
from engage.core import clock, passwords
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from engage.core.sides import Side, concrete
from tests.factories import accounts as make

BOTH = pytest.mark.parametrize("side", list(Side))
TEAM = {Side.ENGAGE: Role.PROGRAM_TEAM, Side.OMBUDSMAN: Role.OMBUDSMAN_STAFF}
OTHER = {Side.ENGAGE: Side.OMBUDSMAN, Side.OMBUDSMAN: Side.ENGAGE}


def events(side: Side) -> list[tuple[str, str, str]]:
    entry = concrete(AuditEntryMixin, side)
    return [(e.event, e.actor, e.subject) for e in db.session.scalars(select(entry).order_by(entry.id))]


# The wrong person


@pytest.mark.parametrize("role", [r for r in Role if r not in KEEPER_ROLE.values()])
def test_only_a_keeper_changes_accounts(app, role):
    actor = make.make_actor(role)
    target = make.make_account(TEAM[role.side])
    grant_id = queries.account_page(actor=make.make_keeper(role.side), account_id=target).grants[0].id
    scope = make.scope_for(role)
    attempts = [
        lambda: services.create_account(
            actor=actor, email="x@example.org", name="X", password=make.PASSWORD, role=role, **scope
        ),
        lambda: services.invite_account(actor=actor, email="x@example.org", name="X", role=role, **scope),
        lambda: services.grant_role(actor=actor, account_id=target, role=role, **scope),
        lambda: services.end_grant(actor=actor, grant_id=grant_id),
        lambda: services.update_account(actor=actor, account_id=target, name="X", email="x@example.org", version=1),
        lambda: services.deactivate_account(actor=actor, account_id=target),
        lambda: services.reactivate_account(actor=actor, account_id=target),
        lambda: services.resend_invitation(actor=actor, invitation_id=1),
        lambda: services.withdraw_invitation(actor=actor, invitation_id=1),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed), unit_of_work(role.side):
            attempt()


def test_a_stranger_changes_nothing_of_their_own(app):
    for attempt in (
        lambda: services.update_own_account(actor=STRANGER, name="X", language="en", version=1),
        lambda: services.change_password(actor=STRANGER, current_password="x", password=make.PASSWORD),
        lambda: services.end_own_sessions(actor=STRANGER, keep_this=False),
        lambda: services.end_own_session(actor=STRANGER, session_id=1),
    ):
        with pytest.raises(NotAllowed), unit_of_work():
            attempt()


@BOTH
def test_a_keeper_of_one_side_cannot_make_accounts_of_the_other(app, side):
    keeper = make.make_keeper(side)
    with pytest.raises(RuleBroken), unit_of_work(side):
        services.invite_account(actor=keeper, email="x@example.org", name="X", role=KEEPER_ROLE[OTHER[side]])


@BOTH
def test_nobody_gives_themselves_a_role_or_takes_their_own(app, side):
    keeper = make.make_keeper(side)
    grant_id = queries.account_page(actor=keeper, account_id=keeper.account_id).grants[0].id
    make.make_keeper(side)
    for attempt in (
        lambda: services.grant_role(actor=keeper, account_id=keeper.account_id, role=TEAM[side]),
        lambda: services.end_grant(actor=keeper, grant_id=grant_id),
        lambda: services.deactivate_account(actor=keeper, account_id=keeper.account_id),
    ):
        with pytest.raises(NotAllowed), unit_of_work(side):
            attempt()
    assert make.actor_of(keeper.account_id, side).roles == {KEEPER_ROLE[side].value}


# The last keeper


@BOTH
def test_the_last_keeper_can_be_neither_closed_nor_ended(app, side):
    account_id = make.make_account(KEEPER_ROLE[side])
    system = make.keeper_of(side)
    grant_id = queries.account_page(actor=system, account_id=account_id).grants[0].id
    for attempt in (
        lambda: services.deactivate_account(actor=system, account_id=account_id),
        lambda: services.end_grant(actor=system, grant_id=grant_id),
        lambda: services.end_grant(actor=system, grant_id=grant_id, ends_at=clock.now() + timedelta(days=9)),
    ):
        with pytest.raises(RuleBroken, match="last account"), unit_of_work(side):
            attempt()
    assert make.actor_of(account_id, side).roles == {KEEPER_ROLE[side].value}


@BOTH
def test_a_keeper_who_is_closed_or_leaves_soon_does_not_count_as_another(app, side):
    first, second, third = (make.make_account(KEEPER_ROLE[side]) for _ in range(3))
    system = make.keeper_of(side)
    with unit_of_work(side):
        services.deactivate_account(actor=system, account_id=second)
    grant_id = queries.account_page(actor=system, account_id=third).grants[0].id
    with unit_of_work(side):
        services.end_grant(actor=system, grant_id=grant_id, ends_at=clock.now() + timedelta(days=9))
    with pytest.raises(RuleBroken), unit_of_work(side):
        services.deactivate_account(actor=system, account_id=first)


# Accounts and grants


@BOTH
def test_an_account_is_made_with_its_role_and_audited_without_name_or_address(app, side):
    role = KEEPER_ROLE[side]
    account_id = make.make_account(role, email="Ana.Ruiz@Example.org")
    account = db.session.get(concrete(AccountMixin, side), account_id)
    assert account.email == "ana.ruiz@example.org"
    assert passwords.is_password(account.password_hash, make.PASSWORD)
    assert events(side) == [("accounts:account:created", "system", f"account:{account_id}")]
    entry = db.session.scalars(select(concrete(AuditEntryMixin, side))).one()
    assert entry.details == {"role": role.value, "body_id": None, "plan_id": None, "person_id": None}


def test_an_address_has_one_account_whatever_its_letter_case(app):
    make.make_account(email="ana@example.org")
    with pytest.raises(RuleBroken) as caught:
        make.make_account(email="ANA@example.org")
    assert caught.value.field == "email"


@pytest.mark.parametrize(
    ("role", "field"),
    [
        (Role.COORDINATOR, "body_id"),
        (Role.PLAN_COORDINATOR, "plan_id"),
        (Role.MEMBER, "person_id"),
        (Role.HELPER, "person_id"),
    ],
)
def test_a_scoped_role_has_to_say_what_for(app, role, field):
    system = make.keeper_of(Side.ENGAGE)
    with pytest.raises(RuleBroken) as caught, unit_of_work():
        services.invite_account(actor=system, email="x@example.org", name="X", role=role)
    assert caught.value.field == field


def test_ids_a_role_does_not_need_are_not_kept(app):
    account_id = make.make_account(Role.COORDINATOR, body_id=4, plan_id=5, person_id=6)
    grant = db.session.scalars(select(RoleGrant)).one()
    assert (grant.account_id, grant.body_id, grant.plan_id, grant.person_id) == (account_id, 4, None, None)
    assert make.actor_of(account_id).body_ids == {4}


def test_a_member_belongs_to_one_person_and_a_person_has_one_account(app):
    first = make.make_account(Role.MEMBER, person_id=7)
    assert make.actor_of(first).person_id == 7
    with pytest.raises(RuleBroken) as caught:
        make.make_account(Role.MEMBER, person_id=7)
    assert caught.value.field == "person_id"
    with pytest.raises(RuleBroken):
        make.make_grant(first, Role.MEMBER, person_id=8)


def test_a_helper_helps_several_members_and_is_none(app):
    account_id = make.make_account(Role.HELPER, person_id=7)
    make.make_grant(account_id, Role.HELPER, person_id=8)
    actor = make.actor_of(account_id)
    assert (actor.person_id, actor.helped_person_ids) == (None, {7, 8})


def test_the_same_role_for_the_same_thing_is_given_once(app):
    account_id = make.make_account(Role.COORDINATOR, body_id=1)
    with pytest.raises(RuleBroken, match="already"):
        make.make_grant(account_id, Role.COORDINATOR, body_id=1)
    make.make_grant(account_id, Role.COORDINATOR, body_id=2)
    assert make.actor_of(account_id).body_ids == {1, 2}


def test_a_role_ends_on_its_day_without_anybody_doing_anything(app):
    now = clock.now()
    account_id = make.make_account(Role.PROGRAM_TEAM)
    make.make_grant(account_id, Role.PLAN_COORDINATOR, plan_id=3, ends_at=now + timedelta(days=2))
    assert make.actor_of(account_id).plan_ids == {3}
    with time_machine.travel(now + timedelta(days=2)):
        assert make.actor_of(account_id).plan_ids == frozenset()


def test_a_day_that_has_passed_is_no_end(app):
    account_id = make.make_account(Role.PROGRAM_TEAM)
    with pytest.raises(RuleBroken) as caught:
        make.make_grant(account_id, Role.COUNSEL, ends_at=clock.now() - timedelta(seconds=1))
    assert caught.value.field == "ends_on"


def test_a_member_whose_role_ended_keeps_no_seat(app):
    account_id = make.make_account(Role.MEMBER, person_id=7)
    system = make.keeper_of(Side.ENGAGE)
    grant_id = queries.account_page(actor=system, account_id=account_id).grants[0].id
    with unit_of_work():
        services.end_grant(actor=system, grant_id=grant_id)
    actor = make.actor_of(account_id)
    assert (actor.person_id, actor.roles, actor.permissions) == (None, frozenset(), frozenset())
    with pytest.raises(NotFound), unit_of_work():
        services.end_grant(actor=system, grant_id=grant_id)


@BOTH
def test_a_closed_account_loses_its_sessions_and_gets_its_roles_back(app, side):
    make.make_keeper(side)
    account_id = make.make_account(TEAM[side], email="bo@example.org")
    token = make.sign_in(side, "bo@example.org")
    system = make.keeper_of(side)
    with unit_of_work(side):
        services.deactivate_account(actor=system, account_id=account_id)
    assert queries.actor_of_session(side, token) is None
    with pytest.raises(RuleBroken):
        make.sign_in(side, "bo@example.org")
    with unit_of_work(side):
        services.reactivate_account(actor=system, account_id=account_id)
    assert queries.actor_of_session(side, token) is None
    assert queries.actor_of_session(side, make.sign_in(side, "bo@example.org")).roles == {TEAM[side].value}


def test_own_name_is_changed_only_over_the_version_that_was_read(app):
    actor = make.make_actor(Role.PROGRAM_TEAM)
    with unit_of_work():
        services.update_own_account(actor=actor, name="Ana R.", language="es", version=1)
    assert queries.own_account(actor=actor).name == "Ana R."
    with pytest.raises(Conflict), unit_of_work():
        services.update_own_account(actor=actor, name="Other", language="es", version=1)


@BOTH
def test_a_new_address_stops_open_links_and_the_old_one_is_told(app, outbox, side):
    account_id = make.make_account(TEAM[side], email="old@example.org", name="Ana")
    with unit_of_work(side):
        services.request_password_reset(side=side, email="old@example.org")
    token = outbox.emails(side)[0]["values"]["link"].rsplit("/", 1)[1]
    change = {"actor": make.keeper_of(side), "account_id": account_id, "name": "Ana"}
    with unit_of_work(side):
        services.update_account(**change, email="New@example.org", version=1)
    assert queries.account_email(side, account_id) == "new@example.org"
    assert not queries.reset_is_open(side, token)
    mail = outbox.emails(side)[-1]
    assert (mail["to"], mail["template"]) == ("old@example.org", "accounts_email_changed")
    entry = db.session.scalars(
        select(concrete(AuditEntryMixin, side)).where(
            concrete(AuditEntryMixin, side).event == "accounts:account:edited"
        )
    ).one()
    assert entry.details == {"fields": ["email"]}
    with pytest.raises(Conflict), unit_of_work(side):
        services.update_account(**change, email="third@example.org", version=1)
    make.make_account(TEAM[side], email="taken@example.org")
    with pytest.raises(RuleBroken) as caught, unit_of_work(side):
        services.update_account(**change, email="TAKEN@example.org", version=2)
    assert caught.value.field == "email"


# Invitations


@BOTH
def test_an_invitation_is_mailed_with_a_link_of_its_side_and_used_once(app, outbox, settings, side):
    token = make.make_invitation(TEAM[side], email="New@Example.org")
    prefix = "/ombudsman" if side is Side.OMBUDSMAN else ""
    (email,) = outbox.emails(side)
    assert outbox.emails(OTHER[side]) == []
    assert (email["to"], email["template"]) == ("new@example.org", "accounts_invitation")
    assert email["values"]["link"] == f"{settings.base_url}{prefix}/invitation/{token}"
    stored = db.session.scalars(select(concrete(InvitationMixin, side))).one()
    assert token not in (stored.token_hash, stored.email)
    accept = {"side": side, "token": token, "name": "New", "password": make.PASSWORD, "language": "es"}
    with unit_of_work(side):
        session_token = services.accept_invitation(**accept)
    actor = queries.actor_of_session(side, session_token)
    assert (actor.name, actor.language, actor.roles) == ("New", "es", {TEAM[side].value})
    with pytest.raises(NotFound), unit_of_work(side):
        services.accept_invitation(**accept)


def test_an_invitation_is_too_old_after_seven_days(app):
    token = make.make_invitation()
    with time_machine.travel(clock.now() + timedelta(days=7)):
        assert queries.invitation_of_token(Side.ENGAGE, token).state == "expired"
        with pytest.raises(NotFound), unit_of_work():
            services.accept_invitation(side=Side.ENGAGE, token=token, name="X", password=make.PASSWORD, language="en")


def test_a_later_invitation_stops_the_earlier_one(app):
    first = make.make_invitation(email="new@example.org")
    second = make.make_invitation(email="NEW@example.org")
    states = [queries.invitation_of_token(Side.ENGAGE, token).state for token in (first, second)]
    assert states == ["expired", "open"]


def test_an_address_with_an_account_is_not_invited(app):
    make.make_account(email="ana@example.org")
    with pytest.raises(RuleBroken) as caught:
        make.make_invitation(email="ANA@example.org")
    assert caught.value.field == "email"


def test_a_token_of_one_side_opens_nothing_on_the_other(app):
    token = make.make_invitation()
    with pytest.raises(NotFound):
        queries.invitation_of_token(Side.OMBUDSMAN, token)


def test_a_weak_password_leaves_the_invitation_open(app):
    token = make.make_invitation()
    with pytest.raises(RuleBroken) as caught, unit_of_work():
        services.accept_invitation(
            side=Side.ENGAGE, token=token, name="X", password="passwordpassword", language="en"
        )
    assert caught.value.field == "password"
    assert queries.invitation_of_token(Side.ENGAGE, token).state == "open"
    assert db.session.scalar(select(func.count()).select_from(Account)) == 0
