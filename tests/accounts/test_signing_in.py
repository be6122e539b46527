"""Sessions, tries and passwords, on both sides alike."""

from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import select

from engage.accounts import queries, services
from engage.accounts.enums import Role
from engage.accounts.models import (
    Account,
    SignInAttemptMixin,
    SignInSession,
)
from engage.accounts.rules import RESET_TRIES, SIGN_IN_TRIES
from engage.audit.models import AuditEntryMixin
from engage.core import clock, passwords
from engage.core.actor import Actor
from engage.core.db import db, unit_of_work
from engage.core.errors import NotAllowed, NotFound, RuleBroken
from engage.core.permissions import Permission
from engage.core.sides import Side, concrete
from tests.factories import accounts as make

BOTH = pytest.mark.parametrize("side", list(Side))
TEAM = {Side.ENGAGE: Role.PROGRAM_TEAM, Side.OMBUDSMAN: Role.OMBUDSMAN_STAFF}
OTHER = {Side.ENGAGE: Side.OMBUDSMAN, Side.OMBUDSMAN: Side.ENGAGE}


def events(side: Side) -> list[tuple[str, str, str]]:
    entry = concrete(AuditEntryMixin, side)
    return [(e.event, e.actor, e.subject) for e in db.session.scalars(select(entry).order_by(entry.id))]


# Signing in


@BOTH
def test_a_session_is_stored_as_a_hash_and_belongs_to_its_side(app, side):
    account_id = make.make_account(TEAM[side], email="ana@example.org")
    token = make.sign_in(side, "ANA@example.org ")
    assert queries.actor_of_session(side, token).account_id == account_id
    assert queries.actor_of_session(OTHER[side], token) is None
    assert events(side)[-1] == ("accounts:session:started", f"account:{account_id}", f"account:{account_id}")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ana@example.org", "another password here"),
        ("ana@example.org", ""),
        ("ana@example.org", make.PASSWORD + "x" * 300),
        ("nobody@example.org", make.PASSWORD),
        ("' OR 1=1 --", make.PASSWORD),
        ("", ""),
    ],
)
def test_wrong_addresses_and_passwords_get_the_same_answer(app, email, password):
    make.make_account(email="ana@example.org")
    with pytest.raises(RuleBroken) as caught:
        make.sign_in(Side.ENGAGE, email, password)
    assert (caught.value.message, caught.value.field) == (services.WRONG, None)


def test_an_unknown_address_costs_the_same_work(app, monkeypatch):
    make.make_account(email="ana@example.org")
    calls = []
    real = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda self, *args: calls.append(1) or real(self, *args))
    for email in ("ana@example.org", "nobody@example.org"):
        services.check_password(side=Side.ENGAGE, email=email, password="wrong password here")
    assert calls == [1, 1]


def test_a_hash_with_old_parameters_is_renewed_at_sign_in(app):
    account_id = make.make_account(email="ana@example.org")
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(make.PASSWORD)
    with unit_of_work():
        db.session.get(Account, account_id).password_hash = old
    make.sign_in(Side.ENGAGE, "ana@example.org")
    renewed = db.session.get(Account, account_id).password_hash
    assert "t=1" in renewed
    assert passwords.is_password(renewed, make.PASSWORD)


def test_a_password_changed_between_check_and_session_is_not_enough(app):
    account_id = make.make_account(email="ana@example.org")
    checked = services.check_password(side=Side.ENGAGE, email="ana@example.org", password=make.PASSWORD)
    with unit_of_work():
        db.session.get(Account, account_id).password_hash = passwords.hash_password("another password here")
    with pytest.raises(RuleBroken), unit_of_work():
        services.start_session(side=Side.ENGAGE, checked=checked)


def test_a_session_left_alone_ends_and_one_in_use_does_not(app):
    make.make_account(email="ana@example.org")
    start = clock.now()
    with time_machine.travel(start, tick=False) as travel:
        token = make.sign_in(Side.ENGAGE, "ana@example.org")
        for minutes in (20, 40, 60):
            travel.move_to(start + timedelta(minutes=minutes))
            found = queries.session_of_token(Side.ENGAGE, token)
            assert found.is_due
            with unit_of_work():
                services.note_seen(side=Side.ENGAGE, session_id=found.id)
            assert not queries.session_of_token(Side.ENGAGE, token).is_due
        travel.move_to(start + timedelta(minutes=90))
        assert queries.actor_of_session(Side.ENGAGE, token) is None


@BOTH
def test_signing_out_everywhere_else_keeps_this_browser(app, side):
    account_id = make.make_account(TEAM[side], email="ana@example.org")
    tokens = [make.sign_in(side, "ana@example.org") for _ in range(3)]
    actor = queries.actor_of_session(side, tokens[0])
    with unit_of_work(side):
        assert services.end_own_sessions(actor=actor, keep_this=True) == 2
    assert [queries.actor_of_session(side, token) is not None for token in tokens] == [True, False, False]
    with unit_of_work(side):
        services.end_session(side=side, token=tokens[0])
        services.end_session(side=side, token=tokens[0])
    assert queries.session_rows(actor=actor) == ()
    ended = [e for e in events(side) if e[0] == "accounts:session:ended"]
    assert ended == [("accounts:session:ended", f"account:{account_id}", f"account:{account_id}")] * 2


def test_nobody_ends_the_session_of_somebody_else(app):
    make.make_account(email="ana@example.org")
    make.sign_in(Side.ENGAGE, "ana@example.org")
    other = make.make_actor(Role.ADMINISTRATOR)
    session_id = db.session.scalar(select(SignInSession.id))
    with pytest.raises(NotFound), unit_of_work():
        services.end_own_session(actor=other, session_id=session_id)


# Tries


def _try(side=Side.ENGAGE, email="ana@example.org", address="192.0.2.1", limits=SIGN_IN_TRIES) -> bool:
    with unit_of_work(side):
        return services.count_attempt(side=side, purpose="sign_in", limits=limits, email=email, address=address)


@BOTH
def test_tries_for_an_address_stop_after_twenty_an_hour_from_wherever(app, side):
    start = clock.now()
    with time_machine.travel(start, tick=False) as travel:
        allowed = [_try(side, address=f"192.0.2.{n}") for n in range(21)]
        assert allowed == [True] * 20 + [False]
        assert _try(side, email="bo@example.org")
        travel.move_to(start + timedelta(minutes=61))
        assert _try(side)


def test_tries_from_one_network_stop_after_a_hundred_for_whomever(app):
    limits = {"email": 20, "address": 5}
    allowed = [_try(email=f"p{n}@example.org", address=f"2001:db8::{n}", limits=limits) for n in range(6)]
    assert allowed == [True] * 5 + [False]


def test_tries_hold_neither_address_nor_network(app):
    _try()
    model = concrete(SignInAttemptMixin, Side.ENGAGE)
    stored = " ".join(str(vars(row)) for row in db.session.scalars(select(model)))
    assert "ana" not in stored
    assert "192.0.2" not in stored


def test_a_right_password_starts_the_count_anew(app):
    make.make_account(email="ana@example.org")
    for _ in range(19):
        assert _try()
    make.sign_in(Side.ENGAGE, "ana@example.org")
    assert _try()


# Passwords


@BOTH
def test_a_reset_ends_every_session_and_every_other_link(app, outbox, side):
    account_id = make.make_account(TEAM[side], email="ana@example.org", language="es")
    token = make.sign_in(side, "ana@example.org")
    for _ in range(2):
        with unit_of_work(side):
            services.request_password_reset(side=side, email="Ana@example.org")
    first, second = (mail["values"]["link"].rsplit("/", 1)[1] for mail in outbox.emails(side))
    with unit_of_work(side):
        services.reset_password(side=side, token=first, password="four other words here")
    assert queries.actor_of_session(side, token) is None
    assert queries.actor_of_session(side, make.sign_in(side, "ana@example.org", "four other words here"))
    for used in (first, second):
        assert not queries.reset_is_open(side, used)
        with pytest.raises(NotFound), unit_of_work(side):
            services.reset_password(side=side, token=used, password=make.PASSWORD)
    assert [mail["template"] for mail in outbox.emails(side)] == [
        "accounts_reset",
        "accounts_reset",
        "accounts_password_changed",
    ]
    assert {mail["language"] for mail in outbox.emails(side)} == {"es"}
    assert ("accounts:password:reset", f"account:{account_id}", f"account:{account_id}") in events(side)


def test_a_reset_link_is_too_old_after_an_hour(app, outbox):
    make.make_account(email="ana@example.org")
    with unit_of_work():
        services.request_password_reset(side=Side.ENGAGE, email="ana@example.org")
    token = outbox.emails()[0]["values"]["link"].rsplit("/", 1)[1]
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert not queries.reset_is_open(Side.ENGAGE, token)


def test_no_link_goes_to_a_stranger_or_a_closed_account(app, outbox):
    make.make_account()
    closed = make.make_account(Role.COUNSEL, email="closed@example.org")
    with unit_of_work():
        services.deactivate_account(actor=make.keeper_of(Side.ENGAGE), account_id=closed)
    for email in ("nobody@example.org", "closed@example.org"):
        with unit_of_work():
            services.request_password_reset(side=Side.ENGAGE, email=email)
    assert outbox.emails() == []


def test_changing_ones_password_asks_for_the_old_one_and_keeps_this_browser(app, outbox):
    make.make_account(email="ana@example.org")
    here, there = (make.sign_in(Side.ENGAGE, "ana@example.org") for _ in range(2))
    actor = queries.actor_of_session(Side.ENGAGE, here)
    with pytest.raises(RuleBroken) as caught, unit_of_work():
        services.change_password(actor=actor, current_password="wrong", password="four other words here")
    assert caught.value.field == "current_password"
    with unit_of_work():
        services.change_password(actor=actor, current_password=make.PASSWORD, password="four other words here")
    assert queries.actor_of_session(Side.ENGAGE, here) == actor
    assert queries.actor_of_session(Side.ENGAGE, there) is None
    assert [mail["template"] for mail in outbox.emails()] == ["accounts_password_changed"]


def test_an_actor_of_another_side_with_the_same_id_is_nobody_here(app):
    make.make_account(email="ana@example.org")
    intruder = Actor(side=Side.OMBUDSMAN, account_id=1, permissions=frozenset({Permission.ACCOUNTS_ACCOUNT_MANAGE}))
    with pytest.raises(NotAllowed):
        queries.account_rows(actor=intruder)


# Clearing


@BOTH
def test_old_tries_and_sessions_are_forgotten_and_young_ones_stay(app, side):
    make.make_account(TEAM[side], email="ana@example.org")
    _try(side, limits=RESET_TRIES)
    make.sign_in(side, "ana@example.org")
    with unit_of_work(side):
        assert services.forget_old_rows(side=side) == 0
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)), unit_of_work(side):
        # The try of the e-mail address went with the sign-in, the one of the network is left.
        assert services.forget_old_rows(side=side) == 1
    with time_machine.travel(clock.now() + timedelta(days=31)), unit_of_work(side):
        assert services.forget_old_rows(side=side) == 1
