"""The rules of the house that a machine can check."""

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest

from engage.audit.services import declared_events
from engage.core import registry
from engage.core.settings import PROJECT_ROOT
from engage.core.sides import Side
from engage.notifications.services import EMAIL

CODE = sorted((PROJECT_ROOT / "engage").rglob("*.py"))
TEMPLATES = sorted((PROJECT_ROOT / "templates").rglob("*.html"))
_FILE_CEILING = 450
_TEMPLATE_CEILING = 90


def _names(paths):
    return [str(path.relative_to(PROJECT_ROOT)) for path in paths]


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_only_the_unit_of_work_commits():
    allowed = {"engage/core/db.py", "engage/core/migrations.py"}
    found = [p for p in CODE if re.search(r"\.commit\(", p.read_text())]
    assert set(_names(found)) - allowed == set()


def test_only_the_clock_reads_the_time():
    pattern = re.compile(r"datetime\.(now|utcnow)\(|date\.today\(|\btime\.time\(")
    assert _names(p for p in CODE if pattern.search(p.read_text())) == ["engage/core/clock.py"]


def test_no_room_is_a_junk_drawer():
    names = {"utils", "util", "helpers", "helper", "common", "misc", "lib"}
    assert [p for p in CODE if names & set(p.relative_to(PROJECT_ROOT).with_suffix("").parts)] == []


def test_files_stay_readable():
    assert {name: n for name, n in zip(_names(CODE), map(_lines, CODE), strict=True) if n > _FILE_CEILING} == {}


def test_templates_stay_readable():
    pages = [t for t in TEMPLATES if "components" not in t.parts and "layouts" not in t.parts]
    assert {n: c for n, c in zip(_names(pages), map(_lines, pages), strict=True) if c > _TEMPLATE_CEILING} == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: str(t.relative_to(PROJECT_ROOT / "templates")))
def test_template_has_nothing_inline_and_escapes_everything(template):
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\bsrc=)", text)
    assert "autoescape false" not in text
    if "components" not in template.parts:
        assert not re.search(r"\|\s*safe\b", text)


def test_every_template_is_named_after_its_page_or_named_by_one(app):
    """A page's template is named after its endpoint; a step of a page, or a part, is named where it is used."""
    endpoints = {rule.endpoint.replace(".", "/", 1) for rule in app.url_map.iter_rules()}
    everything = "\n".join(path.read_text() for path in [*CODE, *TEMPLATES])
    strays = []
    for template in TEMPLATES:
        name = str(template.relative_to(PROJECT_ROOT / "templates"))
        if name.startswith(("errors/", "emails/")) or name.removesuffix(".html") in endpoints:
            continue
        if template.stem not in everything:
            strays.append(name)
    assert strays == []


def test_every_audit_event_is_used(app):
    source = "\n".join(p.read_text() for p in CODE)
    unused = []
    for path in CODE:
        if path.name != "audit_events.py":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if len(re.findall(rf"\b{name}\b", source)) < 2:
                    unused.append(name)
    assert unused == []
    assert declared_events()


def _topics() -> set[tuple[Side, str]]:
    """What is put into the outbox anywhere: the first argument of each call of ``enqueue``, with its side."""
    found = set()
    for path in CODE:
        name = ".".join(path.relative_to(PROJECT_ROOT).with_suffix("").parts)
        side = Side.OMBUDSMAN if name.startswith("engage.ombudsman") else Side.ENGAGE
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "enqueue":
                topic = ast.unparse(node.args[0])
                found.add((side, eval(topic, vars(importlib.import_module(name)))))
    return found


def test_everything_put_into_the_outbox_has_a_listener(app):
    """A message that nobody listens to is tried for two days and then given up as lost."""
    topics = {(side, topic) for side, topic in _topics() if topic != EMAIL}
    assert len(topics) >= 4
    assert [(side, topic) for side, topic in sorted(topics) if not registry.handlers(side, topic)] == []


def test_audit_events_say_what_happened(app):
    endings = "ed|made|sent|given|told|held|read|written|reset|set_up|set_aside|taken_back|undone|withdrawn|to_review"
    pattern = re.compile(rf"^[a-z_]+:[a-z_]+:[a-z_]*({endings})$")
    assert [event.name for event in declared_events() if not pattern.match(event.name)] == []


def test_tracked_files_name_no_machine_and_no_package_index():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    ).stdout
    pattern = re.compile(
        r"(/root/|/home/[a-z]+/|/work/)|(--index-url|--extra-index-url|\"resolved\":)", re.IGNORECASE
    )
    found = []
    for name in tracked.splitlines():
        path = PROJECT_ROOT / name
        if path.suffix in (".woff2", ".png", ".mo", ".ico") or not path.is_file() or path == Path(__file__):
            continue
        if "axe.min.js" in name or name.startswith("engage/static/"):
            continue
        if pattern.search(path.read_text(errors="ignore")):
            found.append(name)
    assert found == []
