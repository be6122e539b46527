"""What a process writes about itself holds nothing that anybody wrote."""

import json
import logging

import pytest
import structlog
from werkzeug.exceptions import BadRequest

from engage.core.log import KEYS, kind_of, place_of
from engage.web.access import public

MARKER = "MARKER7K2QD"


def _lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_only_known_keys_get_through(app, capsys):
    structlog.get_logger().error(
        "something_failed",
        kind="ValueError",
        endpoint="a.b",
        path=f"/receipts/{MARKER}",
        address="10.0.0.1",
        words=MARKER,
    )
    (line,) = _lines(capsys)
    assert set(line) == {"event", "level", "timestamp", "kind", "endpoint"}
    assert set(line) <= KEYS
    assert (line["event"], line["level"], line["kind"]) == ("something_failed", "error", "ValueError")


def test_a_sentence_is_not_an_event(app, capsys):
    structlog.get_logger().error(f"cannot save {MARKER}")
    assert [line["event"] for line in _lines(capsys)] == ["unnamed"]


def test_long_values_are_cut(app, capsys):
    structlog.get_logger().error("something_failed", kind="x" * 10_000)
    assert len(_lines(capsys)[0]["kind"]) == 200


def test_a_library_may_say_that_it_complains_but_not_about_what(app, capsys):
    try:
        raise ValueError(MARKER)
    except ValueError:
        logging.getLogger("some.library").exception("could not read %s", MARKER)
    logging.getLogger("some.library").info("read %s", MARKER)
    said = capsys.readouterr().err
    assert MARKER not in said
    (line,) = [json.loads(one) for one in said.splitlines()]
    assert (line["event"], line["level"], line["kind"]) == ("library", "error", "ValueError")
    assert line["where"].startswith("some.library:")


def test_place_and_kind_say_where_but_not_what(app):
    from engage.core.sides import Side, concrete

    class Nowhere:
        pass

    try:
        concrete(Nowhere, Side.ENGAGE)
    except LookupError as error:
        assert kind_of(error) == "LookupError"
        assert place_of(error).startswith("core/sides.py:")
    assert place_of(ValueError()) == "unknown"


@pytest.mark.parametrize("failure", [ValueError(MARKER), KeyError(MARKER), BadRequest(MARKER)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_typed_never_reaches_the_log(app, browser, capfd, caplog, monkeypatch, failure, method):
    """A view that fails, with the marker in the address, the form, a header and the error's own text."""

    @public
    def fail():
        raise failure

    monkeypatch.setitem(app.view_functions, "web.language_set", fail)
    monkeypatch.setitem(app.view_functions, "health.process_show", fail)
    headers = {"User-Agent": MARKER, "Referer": f"http://localhost/{MARKER}", "X-Forwarded-For": MARKER}
    caplog.set_level(logging.DEBUG)
    capfd.readouterr()
    with app.app_context():
        if method == "get":
            response = browser.client.get(f"/healthz?q={MARKER}", headers=headers)
        else:
            form = {"language": MARKER, "next": f"/{MARKER}", "csrf_token": browser.csrf()}
            response = browser.client.post(f"/language?q={MARKER}", data=form, headers=headers)
    assert response.status_code in (400, 500)
    out, err = capfd.readouterr()
    assert MARKER not in out + err
    ours = [record for record in caplog.records if not record.name.startswith("sqlalchemy")]
    assert MARKER not in " ".join(record.getMessage() for record in ours)
    if response.status_code == 500:
        line = json.loads(err.splitlines()[-1])
        assert (line["event"], line["kind"]) == ("unexpected_error", type(failure).__name__)


def test_a_failing_database_is_logged_without_what_was_to_be_saved(app, browser, capfd, monkeypatch):
    from engage.core.db import db, unit_of_work

    @public
    def fail():
        with unit_of_work():
            db.session.execute(db.text("INSERT INTO no_such_table VALUES (:words)"), {"words": MARKER})

    monkeypatch.setitem(app.view_functions, "health.process_show", fail)
    response = browser.client.get("/healthz")
    assert response.status_code == 503
    out, err = capfd.readouterr()
    assert MARKER not in out + err
    line = json.loads(err.splitlines()[-1])
    assert line["event"] == "database_error"
    assert set(line) == {"event", "level", "timestamp", "kind", "endpoint"}
