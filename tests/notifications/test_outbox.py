"""Delivery: once, in order, again after a failure, and given up in the end."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from engage.core import clock
from engage.core.db import db, unit_of_work
from engage.core.registry import register_handler
from engage.core.runtime import settings
from engage.core.sides import Side, concrete
from engage.notifications.models import OutboxMessageMixin
from engage.notifications.services import Email, enqueue, forget_delivered, send_email, unpack
from engage.notifications.worker import outbox as worker
from engage.notifications.worker.outbox import deliver_due


def _send(to: str = "ana@example.com", side: Side = Side.ENGAGE, **fields) -> None:
    with unit_of_work(side):
        send_email(Email(to=to, template="test", values={"words": "secret words"}, **fields))


def _rows(side: Side = Side.ENGAGE):
    db.session.expire_all()
    model = concrete(OutboxMessageMixin, side)
    return db.session.scalars(select(model).order_by(model.id)).all()


@pytest.fixture
def sink(app):
    """The folders of sent mail, empty before and after."""
    folders = {side: settings().mail_of(side).sink for side in Side}

    def clear() -> None:
        for folder in folders.values():
            for path in folder.glob("*.eml"):
                path.unlink()

    clear()
    yield folders
    clear()


@pytest.mark.parametrize("side", list(Side))
def test_mail_of_a_side_goes_out_on_that_side(sink, side):
    _send(side=side)
    other = Side.OMBUDSMAN if side is Side.ENGAGE else Side.ENGAGE
    assert deliver_due(other) == 0
    assert deliver_due(side) == 1
    assert deliver_due(side) == 0
    assert len(list(sink[side].glob("*.eml"))) == 1
    assert list(sink[other].glob("*.eml")) == []


@pytest.mark.parametrize("side", list(Side))
def test_what_was_delivered_is_not_kept(sink, side):
    _send(side=side)
    (row,) = _rows(side)
    assert unpack(side, row.body)["to"] == "ana@example.com"
    assert (b"ana@example.com" in row.body) is (side is Side.ENGAGE)
    deliver_due(side)
    (row,) = _rows(side)
    assert (row.state, row.attempts, row.leased_until, row.last_error) == ("delivered", 1, None, None)
    assert row.delivered_at is not None
    assert unpack(side, row.body) == {}


def test_oldest_first_and_nothing_before_its_time(sink):
    seen = []
    register_handler(Side.ENGAGE, "test:topic", lambda payload: seen.append(payload["n"]))
    now = clock.now()
    with unit_of_work():
        for number, minutes in ((1, -1), (2, -5), (3, 60), (4, -3)):
            enqueue("test:topic", {"n": number}, due_at=now + timedelta(minutes=minutes))
    assert deliver_due(Side.ENGAGE) == 3
    assert seen == [2, 4, 1]
    with time_machine.travel(now + timedelta(minutes=61)):
        deliver_due(Side.ENGAGE)
    assert seen == [2, 4, 1, 3]


def test_the_same_key_is_delivered_once_even_after_delivery(sink):
    for _ in range(2):
        with unit_of_work():
            enqueue("test:topic", {"n": 1}, dedupe_key="once")
    seen = []
    register_handler(Side.ENGAGE, "test:topic", lambda payload: seen.append(1))
    deliver_due(Side.ENGAGE)
    with unit_of_work():
        assert enqueue("test:topic", {"n": 1}, dedupe_key="once") is False
    deliver_due(Side.ENGAGE)
    assert seen == [1]


def test_failures_are_tried_again_ever_later_and_then_given_up(sink, capsys):
    def fail(payload) -> None:
        raise ConnectionRefusedError(f"no way to {payload['to']}")

    register_handler(Side.ENGAGE, "test:topic", fail)
    with unit_of_work():
        enqueue("test:topic", {"to": "ana@example.com"})
    start = clock.now()
    tried_at, row = [], _rows()[0]
    while row.state == "waiting":
        with time_machine.travel(row.due_at - timedelta(seconds=1), tick=False):
            assert deliver_due(Side.ENGAGE) == 0
        with time_machine.travel(row.due_at, tick=False):
            assert deliver_due(Side.ENGAGE) == 1
            tried_at.append(round((clock.now() - start).total_seconds() / 60))
        (row,) = _rows()
    assert tried_at == [0, 1, 6, 21, 81, 321, 1041, 2481]
    assert (row.state, row.attempts, row.last_error) == ("dead", 8, "ConnectionRefusedError")
    assert unpack(Side.ENGAGE, row.body) == {"to": "ana@example.com"}, "kept, so that it can be tried again"
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["message_failed"] * 7 + ["message_given_up"]
    assert all(line["kind"] == "ConnectionRefusedError" and line["topic"] == "test:topic" for line in lines)
    assert "ana@example.com" not in json.dumps(lines)


def test_one_listener_that_fails_holds_up_neither_the_others_nor_other_messages(sink):
    seen = []
    is_broken = [True]

    def fail(payload) -> None:
        if is_broken[0]:
            raise RuntimeError

    register_handler(Side.ENGAGE, "test:first", fail)
    register_handler(Side.ENGAGE, "test:first", lambda payload: seen.append("first"))
    register_handler(Side.ENGAGE, "test:second", lambda payload: seen.append("second"))
    with unit_of_work():
        enqueue("test:first", {})
        enqueue("test:second", {})
    deliver_due(Side.ENGAGE)
    assert seen == ["first", "second"]
    assert [row.state for row in _rows()] == ["waiting", "delivered"]
    is_broken[0] = False
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        deliver_due(Side.ENGAGE)
    assert seen == ["first", "second", "first"]
    assert [row.state for row in _rows()] == ["delivered", "delivered"]


def test_a_listener_that_breaks_its_transaction_does_not_break_the_next(sink):
    def fail(payload) -> None:
        with unit_of_work():
            db.session.execute(select(1 / db.literal(0) if False else db.text("no_such_column")))

    register_handler(Side.ENGAGE, "test:first", fail)
    with unit_of_work():
        enqueue("test:first", {})
    _send()
    deliver_due(Side.ENGAGE)
    assert [row.state for row in _rows()] == ["waiting", "delivered"]


def test_a_topic_without_listeners_waits(sink):
    with unit_of_work():
        enqueue("test:nobody", {"n": 1})
    deliver_due(Side.ENGAGE)
    (row,) = _rows()
    assert (row.state, row.last_error) == ("waiting", "NoHandler")


@pytest.mark.parametrize("to", ["not an address", "ana@example.com\nBcc: eve@example.com"])
def test_a_letter_that_cannot_be_written_does_not_stop_the_next(sink, to):
    _send(to=to)
    _send()
    assert deliver_due(Side.ENGAGE) == 2
    assert [row.state for row in _rows()] == ["waiting", "delivered"]
    assert _rows()[0].last_error == "ValueError"


def test_a_leased_message_is_left_alone_until_its_lease_ends(sink):
    _send()
    now = clock.now()
    assert worker._lease_next(Side.ENGAGE) is not None
    assert deliver_due(Side.ENGAGE) == 0
    with time_machine.travel(now + timedelta(minutes=6)):
        assert deliver_due(Side.ENGAGE) == 1
    (row,) = _rows()
    assert (row.state, row.attempts) == ("delivered", 2)


def test_whoever_lost_the_lease_marks_nothing(sink):
    _send()
    lost = worker._lease_next(Side.ENGAGE)
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        held = worker._lease_next(Side.ENGAGE)
        worker._mark_failed(Side.ENGAGE, lost, OSError())
        (row,) = _rows()
        assert (row.leased_until, row.last_error) == (held.until, None)


def test_a_message_that_kills_every_worker_is_given_up(sink, capsys):
    _send()
    moment = clock.now()
    for _ in range(8):
        with time_machine.travel(moment):
            assert worker._lease_next(Side.ENGAGE) is not None
        moment += timedelta(minutes=6)
    with time_machine.travel(moment):
        assert deliver_due(Side.ENGAGE) == 0
    (row,) = _rows()
    assert (row.state, row.last_error) == ("dead", "worker_lost")
    assert "messages_given_up" in capsys.readouterr().err


def test_told_to_stop_it_finishes_the_message_at_hand(sink):
    seen = []
    register_handler(Side.ENGAGE, "test:topic", lambda payload: seen.append(payload["n"]))
    with unit_of_work():
        for number in range(5):
            enqueue("test:topic", {"n": number})
    assert deliver_due(Side.ENGAGE, should_stop=lambda: len(seen) == 2) == 2
    assert [row.state for row in _rows()] == ["delivered"] * 2 + ["waiting"] * 3


def test_old_delivered_messages_are_forgotten_but_not_their_keys(sink):
    with unit_of_work():
        send_email(Email("ana@example.com", "test", values={"words": "x"}), dedupe_key="kept")
    _send()
    deliver_due(Side.ENGAGE)
    _send()
    with time_machine.travel(clock.now() + timedelta(days=31)), unit_of_work():
        assert forget_delivered() == 1
    assert [(row.dedupe_key, row.state) for row in _rows()] == [("kept", "delivered"), (None, "waiting")]
