"""What every page must pass in a real browser: axe-core, reflow, target size, visible focus."""

from pathlib import Path

from tests.browser.conftest import AXE, Person

_CHECKS = (Path(__file__).parent / "checks.js").read_text()

#: axe cannot tell these by itself: it says so, and they are checked by looking at the screenshots.
UNDECIDED = frozenset({"color-contrast", "target-size"})


def problems(person: Person, least_target: int = 24) -> list[str]:
    """Everything wrong with the page that is open; an empty list when nothing is."""
    person.page.evaluate(AXE)
    result = _run(person, "axe")
    found = [f"axe {violation}" for violation in result["violations"]]
    found += [f"axe cannot tell {rule}" for rule in result["incomplete"] if rule.split(":")[0] not in UNDECIDED]
    found += [f"too wide {element}" for element in _run(person, "tooWide")]
    found += [f"small target {element}" for element in _run(person, "smallTargets", least_target)]
    found += [f"console {problem}" for problem in person.problems]
    person.problems.clear()
    return found


def _run(person: Person, name: str, argument: object = None):
    return person.page.evaluate(f"async (argument) => await ({_CHECKS}).{name}(argument)", argument)
