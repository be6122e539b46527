"""The rules as they stand on a day. A changed rule is a new version; March is judged by March's rule.

`rule_on` and `parameter` are what other areas call: no number that comes from a statute stands in code.
"""

from datetime import date

from .loading import BrokenRulebook, load_rules, read_rules
from .model import Example, ParameterValue, Rule, Rulebook, RuleHistory

__all__ = [
    "BrokenRulebook",
    "Example",
    "ParameterValue",
    "Rule",
    "RuleHistory",
    "Rulebook",
    "load_rules",
    "parameter",
    "read_rules",
    "rule_on",
]


def rule_on(rule_id: str, day: date) -> Rule | None:
    """The version of a rule that applies on a day; None before it starts and after it ends.

    Raises LookupError where there is no such rule.
    """
    return load_rules()[rule_id].on(day)


def parameter(rule_id: str, name: str, *, on: date) -> ParameterValue:
    """One value of a rule as it stands on a day, such as ``parameter("MB-16", "days", on=day)``: 30 calendar days.

    The unit is in the name. Raises LookupError where there is no such rule, where it does not apply on that day
    (ask `rule_on` first if that can be), and where it has no such value.
    """
    rule = rule_on(rule_id, on)
    if rule is None:
        raise LookupError(f"{rule_id} does not apply on {on.isoformat()}.")
    if name not in rule.parameters:
        raise LookupError(f"{rule_id} has no parameter {name!r}, only {sorted(rule.parameters)}.")
    return rule.parameters[name]
