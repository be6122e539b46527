"""Counsel confirms a rule, or takes the word back."""

from datetime import date

from sqlalchemy import select

from engage.audit.services import record
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.rulebook.audit_events import CONFIRMATION_WITHDRAWN, RULE_CONFIRMED
from engage.rulebook.models import RuleConfirmation
from engage.rulebook.policies import can_confirm_rule
from engage.rulebook.rules import Rule, load_rules


def confirm_rule(*, actor: Actor, rule_id: str, version: int, note: str, on: date) -> RuleConfirmation:
    """Record that counsel confirms a version of a rule on the day ``on``.

    Raises `NotFound` for an unknown rule or version, and `RuleBroken` where nothing has to be confirmed or somebody
    already did.
    """
    ensure(can_confirm_rule(actor))
    rule = _version_of(rule_id, version)
    if not rule.needs_counsel:
        raise RuleBroken(N_("We read this rule in a source. It does not have to be confirmed."))
    if _standing(rule) is not None:
        raise RuleBroken(N_("This rule is already confirmed."))
    confirmation = RuleConfirmation(
        rule_id=rule.id,
        rule_version=rule.version,
        confirmed_by_id=actor.account_id,
        confirmed_by_name=actor.name,
        confirmed_on=on,
        note=note,
    )
    db.session.add(confirmation)
    record(actor, RULE_CONFIRMED, f"rule:{rule.id}", version=rule.version)
    return confirmation


def withdraw_confirmation(*, actor: Actor, rule_id: str, version: int, reason: str, on: date) -> RuleConfirmation:
    """Take back a confirmation, with the reason; the rule waits for counsel again.

    Raises `NotFound` for an unknown rule or version, and `RuleBroken` where no confirmation stands or the reason is
    missing.
    """
    ensure(can_confirm_rule(actor))
    rule = _version_of(rule_id, version)
    confirmation = _standing(rule)
    if confirmation is None:
        raise RuleBroken(N_("This rule is not confirmed."))
    if not reason:
        raise RuleBroken(N_("Enter a reason"), field="reason")
    confirmation.withdrawn_on = on
    confirmation.withdrawn_by_id = actor.account_id
    confirmation.withdrawal_reason = reason
    record(actor, CONFIRMATION_WITHDRAWN, f"rule:{rule.id}", version=rule.version)
    return confirmation


def _version_of(rule_id: str, version: int) -> Rule:
    rules = load_rules()
    rule = rules[rule_id].version(version) if rule_id in rules else None
    if rule is None:
        raise NotFound
    return rule


def _standing(rule: Rule) -> RuleConfirmation | None:
    return db.session.scalar(
        select(RuleConfirmation).where(
            RuleConfirmation.rule_id == rule.id,
            RuleConfirmation.rule_version == rule.version,
            RuleConfirmation.withdrawn_on.is_(None),
        )
    )
