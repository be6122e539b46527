"""Files are kept whole, apart, and never without their row for long."""

import os
import shutil
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from engage.audit.models import AuditEntryMixin
from engage.core import clock
from engage.core.actor import STRANGER, Actor
from engage.core.db import db, unit_of_work
from engage.core.errors import NotAllowed, NotFound, RuleBroken
from engage.core.sides import Side, concrete
from engage.files import storage
from engage.files.models import StoredFileMixin
from engage.files.queries import FileDamaged, file_rows, open_file, version_rows
from engage.files.services import remove_file, store_file, sweep_orphans
from engage.web.downloads import send_download
from tests.factories import files

MARKER = b"%PDF-1.7 secret words of a person"


@pytest.fixture(autouse=True)
def _empty_folders(app):
    """Nothing in the folders before and after."""
    for side in Side:
        shutil.rmtree(storage.folder(side), ignore_errors=True)
    yield
    for side in Side:
        shutil.rmtree(storage.folder(side), ignore_errors=True)


def _on(side: Side) -> list:
    return [path for path in storage.folder(side).rglob("*") if path.is_file()]


def _store(side: Side = Side.ENGAGE, name: str = "letter from Ana Ruiz.pdf", data: bytes = MARKER, **options):
    with unit_of_work(side):
        return store_file(actor=Actor(side=side, account_id=1), name=name, data=data, **options)


@pytest.mark.parametrize("actor", [Actor(side=Side.OMBUDSMAN, account_id=1), Actor(side=Side.OMBUDSMAN)])
def test_nobody_stores_or_removes_on_the_other_side(app, actor):
    kept = _store()
    with pytest.raises(NotAllowed), unit_of_work(Side.ENGAGE):
        store_file(actor=actor, name="a.pdf", data=files.PDF)
    with pytest.raises(NotAllowed), unit_of_work(Side.ENGAGE):
        remove_file(actor=actor, key=kept.key)
    with pytest.raises(NotAllowed):
        store_file(actor=STRANGER, name="a.pdf", data=files.PDF)
    assert len(_on(Side.ENGAGE)) == 1


@pytest.mark.parametrize("side", list(Side))
def test_what_is_stored_comes_back(app, side):
    kept = _store(side)
    opened = open_file(side, kept.key)
    assert opened.data == MARKER
    assert opened.row == kept
    assert (kept.name, kept.media_type, kept.size, kept.version) == (
        "letter from Ana Ruiz.pdf",
        "application/pdf",
        len(MARKER),
        1,
    )
    other = Side.OMBUDSMAN if side is Side.ENGAGE else Side.ENGAGE
    with pytest.raises(NotFound):
        open_file(other, kept.key)
    assert _on(other) == []


def test_the_ombudsmans_files_and_their_names_are_encrypted(app):
    kept = _store(Side.OMBUDSMAN)
    (path,) = _on(Side.OMBUDSMAN)
    assert b"secret" not in path.read_bytes()
    assert "Ana" not in str(path)
    row = db.session.get(concrete(StoredFileMixin, Side.OMBUDSMAN), kept.key)
    assert b"Ana" not in row.name
    entry = db.session.scalar(select(concrete(AuditEntryMixin, Side.OMBUDSMAN)))
    assert "Ana" not in str((entry.subject, entry.details))


@pytest.mark.parametrize("side", list(Side))
def test_nobody_else_on_the_machine_can_read_them(app, side):
    _store(side)
    (path,) = _on(side)
    assert path.stat().st_mode & 0o077 == 0


def test_storing_and_removing_are_in_the_log(app):
    kept = _store()
    with unit_of_work():
        remove_file(actor=Actor(account_id=1), key=kept.key)
    entries = db.session.scalars(select(concrete(AuditEntryMixin, Side.ENGAGE))).all()
    assert [(entry.event, entry.subject, entry.details) for entry in entries] == [
        (
            "files:file:stored",
            f"file:{kept.key}",
            {"media_type": "application/pdf", "size": len(MARKER), "version": 1},
        ),
        ("files:file:removed", f"file:{kept.key}", {"version": 1}),
    ]
    with pytest.raises(NotFound):
        open_file(Side.ENGAGE, kept.key)


def test_a_file_that_is_refused_leaves_nothing(app):
    with pytest.raises(RuleBroken):
        _store(data=files.PNG)
    assert _on(Side.ENGAGE) == []


def test_versions_stand_beside_each_other(app):
    first = _store(data=MARKER)
    second = _store(data=MARKER + b" new", series=first.series)
    assert (second.version, second.series) == (2, first.series)
    assert open_file(Side.ENGAGE, first.key).data == MARKER
    assert open_file(Side.ENGAGE, second.key).data == MARKER + b" new"
    assert version_rows(Side.ENGAGE, first.series) == (second, first)
    with pytest.raises(NotFound):
        _store(series="no such series")


def test_many_files_cost_one_query(app, queries):
    kept = [_store() for _ in range(3)]
    for some in (kept[:1], kept):
        with queries.exactly(1):
            rows = file_rows(Side.ENGAGE, [one.key for one in some])
        assert rows == {one.key: one for one in some}


@pytest.mark.parametrize("key", ["", "x", "../secrets.json", "\x00" * 43, "é" * 43, "A" * 43])
def test_a_key_that_is_none_finds_nothing(app, key):
    with pytest.raises(NotFound):
        open_file(Side.ENGAGE, key)
    with pytest.raises(NotFound), unit_of_work():
        remove_file(actor=Actor(account_id=1), key=key)


def test_damage_is_noticed(app):
    kept = _store()
    (path,) = _on(Side.ENGAGE)
    path.write_bytes(MARKER + b"x")
    with pytest.raises(FileDamaged):
        open_file(Side.ENGAGE, kept.key)
    path.unlink()
    with pytest.raises(FileDamaged):
        open_file(Side.ENGAGE, kept.key)


def test_a_full_disk_leaves_nothing_half_written(app, monkeypatch):
    def fail(_descriptor) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        _store()
    assert _on(Side.ENGAGE) == []
    assert db.session.scalars(select(concrete(StoredFileMixin, Side.ENGAGE))).all() == []


@pytest.mark.parametrize("side", list(Side))
def test_the_sweep_takes_only_old_bytes_without_a_row(app, side):
    kept = _store(side)
    with pytest.raises(ZeroDivisionError), unit_of_work(side):
        store_file(actor=Actor(side=side), name="a.pdf", data=files.PDF)
        raise ZeroDivisionError
    draft = storage.path_of(side, kept.key).with_name("half.draft")
    draft.write_bytes(b"half")
    stranger = storage.folder(side) / "README"
    stranger.write_text("not ours")
    assert len(_on(side)) == 4
    assert sweep_orphans(side) == 0, "the transaction could still be open"
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert sweep_orphans(side) == 2
        assert sweep_orphans(side) == 0
    assert sorted(path.name for path in _on(side)) == sorted([kept.key, "README"])
    assert open_file(side, kept.key).data == MARKER


def test_bytes_of_a_removed_file_go_with_the_sweep(app):
    kept = _store()
    with unit_of_work():
        remove_file(actor=Actor(account_id=1), key=kept.key)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert sweep_orphans(Side.ENGAGE) == 1
    assert _on(Side.ENGAGE) == []


@pytest.mark.parametrize("name", ['señora "x".txt', "a.html", "تقرير.pdf"])
def test_a_download_is_saved_and_never_run(app, name):
    with app.test_request_context():
        response = app.process_response(send_download(b"<script>", name=name, media_type="text/plain"))
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert response.mimetype == "text/plain"
        response.direct_passthrough = False
        assert response.get_data() == b"<script>"
