"""Putting messages into the outbox, and having one tried again."""

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntryMixin
from engage.core.actor import STRANGER, Actor
from engage.core.db import db, unit_of_work
from engage.core.errors import Conflict, NotAllowed, NotFound
from engage.core.permissions import Permission
from engage.core.sides import Side, concrete
from engage.notifications.models import OutboxMessageMixin
from engage.notifications.services import Email, enqueue, retry_message, send_email

READ = {Side.ENGAGE: Permission.AUDIT_ENTRY_READ, Side.OMBUDSMAN: Permission.OMBUDSMAN_AUDIT_READ}


def _manager(side: Side = Side.ENGAGE) -> Actor:
    return Actor(side=side, account_id=3, permissions=frozenset({READ[side]}))


def _dead(side: Side = Side.ENGAGE) -> int:
    model = concrete(OutboxMessageMixin, side)
    with unit_of_work(side):
        enqueue("test:topic", {"n": 1})
        db.session.flush()
        row = db.session.scalar(select(model).order_by(model.id.desc()))
        row.state, row.attempts, row.last_error = "dead", 8, "OSError"
        return row.id


@pytest.mark.parametrize(
    "actor",
    [
        STRANGER,
        Actor(account_id=1, permissions=frozenset(Permission) - set(READ.values())),
        Actor(account_id=1, permissions=frozenset({Permission.OMBUDSMAN_AUDIT_READ})),
    ],
)
def test_others_may_not_retry(app, actor):
    number = _dead()
    with pytest.raises(NotAllowed), unit_of_work():
        retry_message(actor=actor, message_id=number)


@pytest.mark.parametrize("side", list(Side))
def test_a_retry_begins_anew_and_is_in_the_log(app, side):
    number, model, entry = _dead(side), concrete(OutboxMessageMixin, side), concrete(AuditEntryMixin, side)
    with unit_of_work(side):
        retry_message(actor=_manager(side), message_id=number)
    row = db.session.get(model, number)
    assert (row.state, row.attempts) == ("waiting", 0)
    found = db.session.scalars(select(entry)).all()
    assert [(e.event, e.actor, e.subject, e.details) for e in found] == [
        ("notifications:message:retried", "account:3", f"message:{number}", {"topic": "test:topic"})
    ]


def test_only_what_was_given_up_can_be_retried(app):
    number = _dead()
    with unit_of_work():
        retry_message(actor=_manager(), message_id=number)
    with pytest.raises(Conflict), unit_of_work():
        retry_message(actor=_manager(), message_id=number)
    with pytest.raises(NotFound), unit_of_work():
        retry_message(actor=_manager(), message_id=number + 1000)


def test_nothing_leaves_outside_a_unit_of_work(app):
    with pytest.raises(RuntimeError):
        send_email(Email("ana@example.com", "test"))


def test_what_was_rolled_back_does_not_leave(app, outbox):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        send_email(Email("ana@example.com", "test"))
        raise ZeroDivisionError
    assert outbox.messages() == []


def test_the_same_key_is_taken_once(app, outbox):
    with unit_of_work():
        assert enqueue("test:topic", {"n": 1}, dedupe_key="a") is True
        assert enqueue("test:topic", {"n": 2}, dedupe_key="a") is False
        assert enqueue("test:topic", {"n": 3}, dedupe_key="b") is True
    assert [message.payload["n"] for message in outbox.messages()] == [1, 3]
