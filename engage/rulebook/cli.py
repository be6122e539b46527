"""`engage rulebook`: the rules on the command line. They need no database."""

import json
from datetime import date, datetime
from typing import Any

import click

from engage.core import clock
from engage.rulebook.rules import Rule, load_rules


@click.group("rulebook")
def rulebook() -> None:
    """Read the rules we apply."""


@rulebook.command("list")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to list them for. [default: today]")
@click.option("--json", "as_json", is_flag=True, help="Print everything about each rule as JSON.")
def rules_list(day: datetime | None, as_json: bool) -> None:
    """List the rules that apply on a day; rules without a known first day are listed too."""
    on = day.date() if day else clock.today()
    rules = [rule for history in load_rules() if (rule := history.on(on)) is not None]
    if as_json:
        click.echo(json.dumps([as_data(rule) for rule in rules], indent=2, ensure_ascii=False))
        return
    for rule in rules:
        mark = "  (confirm with counsel)" if rule.needs_counsel else ""
        click.echo(f"{rule.id:8} {rule.title}: {rule.threshold} [{rule.citation}]{mark}")
    click.echo(f"{len(rules)} rules apply on {on.isoformat()}.", err=True)


@rulebook.command("show")
@click.argument("rule_id", metavar="ID")
def rule_show(rule_id: str) -> None:
    """Show all versions of the rule ID, such as MAC-02."""
    rules = load_rules()
    if rule_id.upper() not in rules:
        raise click.ClickException(f"There is no rule {rule_id}. `engage rulebook list` shows them all.")
    for rule in rules[rule_id.upper()].versions:
        click.echo(f"{rule.id} version {rule.version}, {_when(rule)}")
        for name, value in as_data(rule).items():
            if name not in ("id", "version", "effective_from", "effective_until") and value not in ("", [], {}):
                click.echo(f"  {name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")


def as_data(rule: Rule) -> dict[str, Any]:
    """A rule as values that JSON knows; days as YYYY-MM-DD."""
    return {
        "id": rule.id,
        "version": rule.version,
        "title": rule.title,
        "title_es": rule.title_es,
        "topic": rule.topic,
        "subject": rule.subject.value,
        "kind": rule.kind,
        "applies_to": rule.applies_to,
        "check": rule.check,
        "threshold": rule.threshold,
        "parameters": {name: _plain(value) for name, value in rule.parameters.items()},
        "citation": rule.citation,
        "evidence": rule.evidence,
        "needs_counsel": rule.needs_counsel,
        "counsel_about": rule.counsel_about,
        "effective_from": _plain(rule.effective_from),
        "effective_until": _plain(rule.effective_until),
        "effective_note": rule.effective_note,
        "note": rule.note,
        "examples": [
            {"facts": {name: _plain(fact) for name, fact in one.facts.items()}, "finding": one.finding.value}
            for one in rule.examples
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _when(rule: Rule) -> str:
    start = f"from {rule.effective_from.isoformat()}" if rule.effective_from else "first day not known"
    return f"{start} until {rule.effective_until.isoformat()}" if rule.effective_until else start


commands = [rulebook]
