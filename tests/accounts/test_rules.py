"""Roles, passwords, sessions and keys, as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from engage.accounts import rules
from engage.accounts.enums import Role
from engage.core.permissions import Permission
from engage.core.sides import Side

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
IDLE = timedelta(minutes=30)


def test_every_role_has_permissions_of_its_own_side_only():
    assert set(rules.ROLE_PERMISSIONS) == set(Role)
    for role, permissions in rules.ROLE_PERMISSIONS.items():
        assert permissions, role
        sides = {Side.OMBUDSMAN if p.startswith("ombudsman:") else Side.ENGAGE for p in permissions}
        assert sides == {role.side}, role


def test_every_permission_is_held_by_some_role():
    assert frozenset().union(*rules.ROLE_PERMISSIONS.values()) == frozenset(Permission)


def test_no_role_holds_every_permission_of_its_side():
    for side in (Side.ENGAGE,):
        everything = frozenset().union(*(rules.ROLE_PERMISSIONS[role] for role in rules.roles_of(side)))
        assert all(rules.ROLE_PERMISSIONS[role] < everything for role in rules.roles_of(side))


def test_the_administrator_reads_neither_cases_nor_what_anybody_said():
    assert rules.ROLE_PERMISSIONS[Role.ADMINISTRATOR] == {
        Permission.ACCOUNTS_ACCOUNT_MANAGE,
        Permission.DIRECTORY_PROFILE_EDIT,
        Permission.COUNCILS_BODY_CREATE,
        Permission.AUDIT_ENTRY_READ,
    }


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            Role.INTEGRATION_TEAM,
            {
                Permission.COUNCILS_BODY_READ,
                Permission.THEMES_THEME_READ,
                Permission.ACCOUNTABILITY_RECOMMENDATION_READ,
            },
        ),
        (
            Role.COUNSEL,
            {
                Permission.RULEBOOK_RULE_CONFIRM,
                Permission.COUNCILS_BODY_READ,
                Permission.ACCOUNTABILITY_RECOMMENDATION_READ,
            },
        ),
        (
            Role.HELPER,
            {
                Permission.MEETINGS_MEETING_ATTEND,
                Permission.FEEDBACK_ANSWER_GIVE,
                Permission.ACCOUNTABILITY_VERDICT_GIVE,
            },
        ),
    ],
)
def test_narrow_roles_hold_exactly(role, expected):
    assert rules.ROLE_PERMISSIONS[role] == expected


def test_permissions_of_several_roles_add_up():
    both = rules.permissions_of({"member", "counsel"})
    assert both == rules.ROLE_PERMISSIONS[Role.MEMBER] | rules.ROLE_PERMISSIONS[Role.COUNSEL]
    assert rules.permissions_of(set()) == frozenset()


@pytest.mark.parametrize(
    "password",
    [
        "seven green lamps sing",
        "elevenelevex",
        "ñandú come maíz",
        "🌵🦎🌵🦎 cactus y lagarto",
        "مرحبا بكم في المجلس",
        "x" * 8 + "correct battery",
    ],
)
def test_long_and_rare_passwords_are_taken_whatever_their_characters(password):
    assert rules.password_fault(password, "ana@example.org") is None


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "x" * 201,
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "123456789012",
        "PasswordPassword",
        "password12345!",
        "Medicaid20262026",
        "ana.ruiz.1950@example.org",
        "Ana.Ruiz.1950",
    ],
)
def test_passwords_that_are_easy_to_guess_are_refused(password):
    assert rules.password_fault(password, "Ana.Ruiz.1950@example.org") is not None


@pytest.mark.parametrize(
    ("started", "seen", "ended", "is_open"),
    [
        (0, 0, None, True),
        (60, 29, None, True),
        (60, 30, None, False),
        (60, 0, 1, False),
        (12 * 60 - 1, 0, None, True),
        (12 * 60, 0, None, False),
    ],
)
def test_a_session_ends_when_left_alone_or_after_twelve_hours(started, seen, ended, is_open):
    found = rules.session_is_open(
        now=NOW,
        started_at=NOW - timedelta(minutes=started),
        last_seen_at=NOW - timedelta(minutes=seen),
        ended_at=NOW - timedelta(minutes=ended) if ended else None,
        idle=IDLE,
    )
    assert found is is_open


@pytest.mark.parametrize(("idle", "step"), [(5, 50), (30, 300), (240, 300)])
def test_last_use_is_coarse_but_finer_than_the_idle_limit(idle, step):
    assert rules.seen_step(timedelta(minutes=idle)) == timedelta(seconds=step)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_tries_are_counted_by_network(address, network):
    assert rules.network_of(address) == network


def test_a_try_key_depends_on_secret_kind_and_value_and_holds_none_of_them():
    key = rules.attempt_key("secret", "email", "ana@example.org")
    others = {
        rules.attempt_key("other", "email", "ana@example.org"),
        rules.attempt_key("secret", "address", "ana@example.org"),
        rules.attempt_key("secret", "email", "bob@example.org"),
    }
    assert len(key) == 64
    assert key not in others
    assert len(others) == 3
    assert "ana" not in key
