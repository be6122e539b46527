"""Who may read the log."""

import pytest

from engage.audit.policies import can_read_entries, visible_entries
from engage.audit.services import AuditEvent, record
from engage.core.actor import STRANGER, Actor, system_actor
from engage.core.db import db, unit_of_work
from engage.core.permissions import Permission
from engage.core.sides import Side

EVENT = AuditEvent("test:thing:made", frozenset())
EVERYTHING_ELSE = frozenset(Permission) - {Permission.AUDIT_ENTRY_READ, Permission.OMBUDSMAN_AUDIT_READ}


@pytest.mark.parametrize(
    "actor",
    [
        STRANGER,
        Actor(side=Side.OMBUDSMAN),
        Actor(account_id=1, permissions=EVERYTHING_ELSE),
        Actor(account_id=1, permissions=frozenset({Permission.OMBUDSMAN_AUDIT_READ})),
        Actor(side=Side.OMBUDSMAN, account_id=1, permissions=frozenset({Permission.AUDIT_ENTRY_READ})),
        system_actor(Side.ENGAGE),
    ],
)
def test_nobody_else_reads_the_log(app, actor):
    for side in Side:
        with unit_of_work(side):
            record(system_actor(side), EVENT, "thing:1")
    assert not can_read_entries(actor)
    assert db.session.execute(visible_entries(actor)).all() == []


@pytest.mark.parametrize(
    ("side", "permission"),
    [(Side.ENGAGE, Permission.AUDIT_ENTRY_READ), (Side.OMBUDSMAN, Permission.OMBUDSMAN_AUDIT_READ)],
)
def test_readers_see_their_own_side(app, side, permission):
    for number, one in enumerate(Side):
        with unit_of_work(one):
            for _ in range(number + 1):
                record(system_actor(one), EVENT, f"{one}:1")
    actor = Actor(side=side, account_id=1, permissions=frozenset({permission}))
    assert can_read_entries(actor)
    found = [entry.subject for entry, _seal in db.session.execute(visible_entries(actor))]
    assert found == [f"{side}:1"] * (1 if side is Side.ENGAGE else 2)
