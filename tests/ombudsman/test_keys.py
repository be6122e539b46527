"""Keys are exchanged while people work, and the wrong key is a sentence."""

from datetime import timedelta

import pytest
import time_machine
from cryptography.fernet import Fernet
from sqlalchemy import LargeBinary, select, type_coerce

from engage.core import clock
from engage.core.actor import Actor, system_actor
from engage.core.crypto import Keyring
from engage.core.db import db, unit_of_work
from engage.core.errors import NotAllowed
from engage.core.runtime import keyring, settings
from engage.core.sides import Side
from engage.files import storage
from engage.files.models import OmbudsmanStoredFile
from engage.files.queries import FileDamaged, open_file
from engage.files.services import rotate_files
from engage.notifications.models import OmbudsmanOutboxMessage
from engage.notifications.services import unpack
from engage.ombudsman import queries, services
from engage.ombudsman.models import Case, PersonLookup
from engage.ombudsman.queries.keys import find_key_fault
from engage.ombudsman.services import keys
from tests.factories.ombudsman import (
    approved_release,
    make_attachment,
    make_complaint,
    make_consent,
    make_office,
    make_request,
    make_staff,
    safe_person,
)


@pytest.fixture
def use_keys(app, monkeypatch):
    """Have the process hold these keys; the index key stays."""

    def use(*fernet_keys: str) -> None:
        ring = Keyring(fernet_keys, settings().ombudsman_index_key)
        monkeypatch.setitem(app.extensions, "engage_keyring", ring)
        db.session.expunge_all()

    return use


@pytest.fixture
def old() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def new() -> str:
    return Fernet.generate_key().decode()


def _fill() -> tuple:
    make_office()
    staff = make_staff()
    case_id, receipt = make_request(person=safe_person())
    make_complaint(staff, case_id, details="Details")
    make_consent(staff, case_id, note="Said so")
    make_attachment(staff, case_id, name="Ana.txt", data=b"Dear plan")
    with unit_of_work(Side.OMBUDSMAN):
        services.write_note(actor=staff, case_id=case_id, text="A note")
    approved_release(staff, make_staff(), case_id)
    return staff, case_id, receipt


def _rotate(app, *, exit_code: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["ombudsman", "keys", "rotate"])
    assert result.exit_code == exit_code, result.output
    return result.output


def _raw() -> list[tuple[str, bytes]]:
    found = []
    for table, columns in keys.sealed_columns().items():
        for column in columns:
            statement = select(type_coerce(column, LargeBinary)).where(column.is_not(None))
            found += [
                (f"{table.name}.{column.name}", bytes(value))
                for value in db.session.scalars(statement, bind_arguments=keys.here())
            ]
    return found


def test_everything_moves_to_the_new_key_and_reads_the_same(app, use_keys, old, new):
    use_keys(old)
    staff, case_id, receipt = _fill()
    digests = set(db.session.scalars(select(PersonLookup.digest)))
    use_keys(new, old)
    output = _rotate(app)
    assert "Every text is under the newest key" in output
    use_keys(new)
    assert all(keyring().is_newest(value) for _, value in _raw())
    case = queries.case_page(actor=staff, case_id=case_id, today=_day(case_id))
    assert (case.people[0].name, case.complaints[0].details, case.consents[0].note) == (
        "Ana Ruiz",
        "Details",
        "Said so",
    )
    lines = queries.journal_rows(actor=staff, case_id=case_id).rows
    assert [(line.body, line.is_altered) for line in lines if line.body] == [
        ("A note", False),
        ("Ana.txt", False),
    ]
    assert set(db.session.scalars(select(PersonLookup.digest))) == digests
    assert [row.id for row in queries.search_rows(actor=staff, typed="ruiz")] == [case_id]
    assert queries.receipt_page(receipt).status == "new"
    for body in db.session.scalars(select(OmbudsmanOutboxMessage.body)):
        assert isinstance(unpack(Side.OMBUDSMAN, body), dict)


def _files() -> list[tuple[str, bytes]]:
    keys_of_files = db.session.scalars(select(OmbudsmanStoredFile.key).order_by(OmbudsmanStoredFile.key))
    opened = [open_file(Side.OMBUDSMAN, key) for key in keys_of_files]
    return sorted((one.row.name, one.data) for one in opened)


def test_files_open_when_the_old_key_is_gone(app, use_keys, old, new):
    use_keys(old)
    staff, case_id, _ = _fill()
    make_attachment(staff, case_id, name="Other.csv", data=b"a,b")
    kept = [("Ana.txt", b"Dear plan"), ("Other.csv", b"a,b")]
    use_keys(new, old)
    assert _files() == kept
    _rotate(app)
    use_keys(new)
    assert _files() == kept
    assert [
        row.file.name for row in queries.case_page(actor=staff, case_id=case_id, today=_day(case_id)).attachments
    ] == [
        "Ana.txt",
        "Other.csv",
    ]


def test_a_file_opens_whenever_the_rotation_stops(app, use_keys, old, new, monkeypatch):
    use_keys(old)
    staff, case_id, _ = _fill()
    make_attachment(staff, case_id, name="Other.csv", data=b"a,b")
    use_keys(new, old)
    actor, kept = system_actor(Side.OMBUDSMAN), _files()
    steps = rotate_files(actor=actor)
    assert next(steps).is_renewed
    steps.close()
    assert _files() == kept

    def fails(*_):
        raise OSError("No space left on device")

    with monkeypatch.context() as broken, pytest.raises(OSError, match="No space"):
        broken.setattr("engage.files.storage.write", fails)
        list(rotate_files(actor=actor))
    assert _files() == kept
    assert [step.is_renewed for step in rotate_files(actor=actor)].count(True) == 1
    assert [step.is_renewed for step in rotate_files(actor=actor)] == [False, False]
    assert _files() == kept


def test_the_old_bytes_are_swept_after_a_rotation(app, use_keys, old, new):
    use_keys(old)
    _fill()
    use_keys(new, old)
    (row,) = db.session.scalars(select(OmbudsmanStoredFile))
    place = storage.path_of(Side.OMBUDSMAN, row.stored_as)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        _rotate(app)
    assert not place.exists()
    assert _files() == [("Ana.txt", b"Dear plan")]


def test_damaged_bytes_are_not_made_good_by_a_rotation(app, use_keys, old, new):
    use_keys(old)
    _fill()
    use_keys(new, old)
    (row,) = db.session.scalars(select(OmbudsmanStoredFile))
    storage.path_of(Side.OMBUDSMAN, row.stored_as).write_bytes(keyring().seal_bytes(b"forged"))
    _rotate(app, exit_code=1)
    with pytest.raises(FileDamaged):
        _files()


@pytest.mark.parametrize("actor", [Actor(), Actor(side=Side.OMBUDSMAN), system_actor(Side.ENGAGE)])
def test_only_the_command_rotates_files(app, actor):
    with pytest.raises(NotAllowed):
        next(rotate_files(actor=actor))


def _day(case_id: int):
    return db.session.get_one(Case, case_id).received_on


def test_every_locked_column_is_known_to_the_rotation():
    names = {f"{table.name}.{column.name}" for table, columns in keys.sealed_columns().items() for column in columns}
    assert {"case.story", "journal_entry.body", "release.text", "ombudsman_outbox_message.body"} <= names
    assert all(len(table.primary_key.columns) == 1 for table in keys.sealed_columns())


def test_a_rotation_that_was_stopped_is_taken_up_again(app, use_keys, old, new, monkeypatch):
    use_keys(old)
    _fill()
    use_keys(new, old)
    monkeypatch.setattr(keys, "_BATCH", 1)
    steps = services.rotate_keys(actor=system_actor(Side.OMBUDSMAN))
    done = sum(next(steps).renewed for _ in range(3))
    steps.close()
    total = len(_raw())
    assert 0 < done < total
    output = _rotate(app)
    assert f"{total - done + len(_files())} texts locked" in output
    assert "0 texts locked" in _rotate(app)


def test_a_key_that_is_missing_is_said_and_nothing_is_lost(app, use_keys, old, new):
    use_keys(old)
    _fill()
    before = sorted(_raw())
    use_keys(new)
    output = _rotate(app, exit_code=1)
    assert "Add the old key to ENGAGE_OMBUDSMAN_KEYS" in output
    assert sorted(_raw()) == before


@pytest.mark.parametrize("path", ["/ombudsman/", "/ombudsman/cases", "/ombudsman/cases/{}", "/ombudsman/releases/1"])
def test_the_wrong_key_is_a_sentence_and_no_crash(app, browser, use_keys, old, new, path):
    use_keys(old)
    staff, case_id, _ = _fill()
    browser.sign_in(staff)
    use_keys(new)
    path = path.format(case_id).replace("releases/1", f"releases/{_release_id()}")
    page = browser.open(path, status=503)
    assert "locked with a key that this computer does not hold" in page.html
    assert page.soup.title.get_text() == "Work page"


def _release_id() -> int:
    from engage.ombudsman.models import Release

    return db.session.scalar(select(Release.id))


def test_the_wrong_key_is_seen_before_anybody_meets_it(app, use_keys, old, new):
    assert find_key_fault() is None
    use_keys(old)
    _fill()
    assert find_key_fault() is None
    use_keys(new)
    assert find_key_fault() == "wrong_key"
    assert "wrong_key" in app.test_client().get("/readyz").text
    use_keys(new, old)
    assert find_key_fault() is None


def test_the_wrong_key_does_not_stop_new_requests(app, browser, use_keys, old, new):
    use_keys(old)
    _fill()
    use_keys(new)
    page = browser.get("ombudsman.get_help").form("Send it to the office").fill(story="Help").send()
    assert page.heading == "We have it"


def test_the_lead_is_made_on_the_command_line(app, browser):
    result = app.test_cli_runner().invoke(
        args=["ombudsman", "lead", "create", "Lead@example.org", "--name", " Luz  Ortega "]
    )
    assert result.exit_code == 0, result.output
    password = result.output.split("Password: ")[1].strip()
    form = browser.open("/ombudsman/sign-in").form("Sign in")
    page = form.fill(email="lead@example.org", password=password).send()
    assert page.heading == "Home"
    assert "Luz Ortega" in page.html


@pytest.mark.parametrize("args", [["not an address", "--name", "x"], ["a@example.org", "--name", " "]])
def test_a_lead_without_a_name_or_address_is_refused(app, args):
    assert app.test_cli_runner().invoke(args=["ombudsman", "lead", "create", *args]).exit_code == 2
