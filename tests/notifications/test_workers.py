"""Several workers at once, one that is killed, one that is told to stop: on real databases, over real SMTP."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from engage.app import create_app
from engage.core import clock, registry
from engage.core.db import db, unit_of_work
from engage.core.settings import PROJECT_ROOT, load_settings
from engage.core.sides import Side
from engage.notifications import queries
from engage.notifications.models import JobRun, OutboxMessage
from engage.notifications.services import Email, send_email
from engage.notifications.worker import loop
from tests.support.database import environment, make_schema
from tests.support.mail import Mailbox, test_templates


class Office:
    """An application on databases of its own that sends to ``mailbox``."""

    def __init__(self, tmp_path, mailbox: Mailbox):
        self.mailbox = mailbox
        self.environ = {**environment(tmp_path), "ENGAGE_SMTP_URL": mailbox.url}
        self.app = create_app(load_settings(self.environ))
        registry._jobs.clear()  # only the jobs of the test
        make_schema(self.app)

    def write(self, number: int) -> None:
        with self.app.app_context():
            for one in range(number):
                with unit_of_work():
                    send_email(Email(f"ana{one}@example.com", "test", values={"words": str(one)}))

    def start(self) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.support.worker_process"],
            cwd=PROJECT_ROOT,
            env={**os.environ, **self.environ},
        )

    def run_once(self) -> bool:
        with test_templates(self.app):
            return loop.run(self.app, (Side.ENGAGE,), stop=threading.Event(), once=True)

    def states(self) -> Counter:
        with self.app.app_context():
            return Counter(db.session.scalars(db.select(OutboxMessage.state)))

    def close(self) -> None:
        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def open_office(tmp_path):
    """Makes an office; everything is closed afterwards."""
    opened = []

    def make(answer=lambda _message: None) -> Office:
        mailbox = Mailbox(answer)
        mailbox.__enter__()
        office = Office(tmp_path, mailbox)
        opened.append(office)
        return office

    yield make
    for office in opened:
        office.close()
        office.mailbox.__exit__()


def _wait(is_so, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def test_workers_at_once_deliver_each_message_once(open_office):
    office = open_office()
    office.write(40)
    failures = []

    def work() -> None:
        try:
            assert loop.run(office.app, (Side.ENGAGE,), stop=threading.Event(), once=True)
        except BaseException as error:
            failures.append(error)

    with test_templates(office.app):
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert office.states() == {"delivered": 40}
    assert Counter(m["To"] for m in office.mailbox.messages) == {f"ana{n}@example.com": 1 for n in range(40)}


def test_workers_at_once_run_a_job_once(open_office):
    office = open_office()
    ran = []

    def run() -> int:
        ran.append(threading.get_ident())
        time.sleep(0.3)
        return 1

    registry.register_job("test:one", Side.ENGAGE, timedelta(hours=1), run)
    threads = [threading.Thread(target=office.run_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ran) == 1
    with office.app.app_context():
        row = db.session.get(JobRun, "test:one")
        assert (row.leased_until, row.last_error) == (None, None)
        assert row.last_ended_at >= row.last_started_at + timedelta(seconds=0.3)


def test_a_worker_killed_in_mid_delivery_repeats_only_that_message(open_office):
    in_flight = threading.Event()
    go_on = threading.Event()

    def answer(message) -> None:
        if message["To"] == "ana2@example.com" and not in_flight.is_set():
            in_flight.set()
            go_on.wait(30)

    office = open_office(answer)
    office.write(5)
    worker = office.start()
    try:
        _wait(in_flight.is_set)
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    finally:
        go_on.set()
        if worker.poll() is None:
            worker.kill()
    assert office.states() == {"delivered": 2, "waiting": 3}
    office.run_once()
    assert office.states() == {"delivered": 4, "waiting": 1}, "the one in flight is still leased"
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        office.run_once()
    assert office.states() == {"delivered": 5}
    sent = Counter(m["To"] for m in office.mailbox.messages)
    assert sent == {f"ana{n}@example.com": 2 if n == 2 else 1 for n in range(5)}
    twice = [str(m["Message-ID"]) for m in office.mailbox.messages if m["To"] == "ana2@example.com"]
    assert twice[0] == twice[1]
    assert len(set(office.mailbox.ids)) == 5


def test_a_worker_told_to_stop_finishes_the_message_at_hand(open_office):
    in_flight = threading.Event()
    go_on = threading.Event()

    def answer(message) -> None:
        if message["To"] == "ana1@example.com":
            in_flight.set()
            go_on.wait(30)

    office = open_office(answer)
    office.write(4)
    worker = office.start()
    try:
        _wait(in_flight.is_set)
        worker.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert worker.poll() is None, "it waits for the answer of the mail server"
        go_on.set()
        assert worker.wait(15) == 0
    finally:
        go_on.set()
        if worker.poll() is None:
            worker.kill()
    assert office.states() == {"delivered": 2, "waiting": 2}
    office.run_once()
    assert office.states() == {"delivered": 4}
    assert len(office.mailbox.messages) == 4


def test_a_job_of_a_killed_worker_runs_again_when_its_lease_ends(open_office):
    office = open_office()
    ran = []
    registry.register_job("test:one", Side.ENGAGE, timedelta(hours=1), lambda: ran.append(1) or 1)
    with office.app.app_context(), unit_of_work():
        now = clock.now()
        db.session.add(JobRun(name="test:one", last_started_at=now, leased_until=now + timedelta(minutes=15)))
    office.run_once()
    assert ran == []
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        office.run_once()
    assert ran == [1]


def test_a_database_that_does_not_answer_is_reported_and_asked_again(open_office, monkeypatch, capsys):
    office = open_office()
    office.write(1)
    real = loop.run_due_jobs
    calls = []

    def fail_once(side, **options):
        calls.append(1)
        if len(calls) == 1:
            raise ConnectionError("secret address")
        return real(side, **options)

    monkeypatch.setattr(loop, "run_due_jobs", fail_once)
    monkeypatch.setattr(loop, "_FAILED_SECONDS", 0.01)
    stop = threading.Event()
    with test_templates(office.app):
        thread = threading.Thread(target=lambda: loop.run(office.app, (Side.ENGAGE,), stop=stop))
        thread.start()
        try:
            _wait(lambda: len(office.mailbox.messages) == 1)
        finally:
            stop.set()
            thread.join(15)
    said = capsys.readouterr().err
    assert '"event": "round_failed"' in said
    assert "secret address" not in said


def test_jobs_and_messages_are_told_apart_by_side(open_office):
    office = open_office()
    with office.app.app_context(), unit_of_work(Side.OMBUDSMAN):
        send_email(Email("eve@example.com", "test", values={"words": "x"}))
    office.run_once()
    assert office.mailbox.messages == []
    with office.app.app_context():
        assert not queries.is_outbox_stuck(Side.OMBUDSMAN)
    with time_machine.travel(clock.now() + timedelta(minutes=31)), office.app.app_context():
        assert queries.is_outbox_stuck(Side.OMBUDSMAN)
        assert not queries.is_outbox_stuck(Side.ENGAGE)
