from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.audit.models import AuditEntry
from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.core.errors import NotAllowed, NotFound, RuleBroken
from engage.rulebook.models import RuleConfirmation
from engage.rulebook.services import confirm_rule, withdraw_confirmation

DAY = date(2026, 3, 3)


def confirm(actor, rule_id="MAC-02", version=2, note="Read 89 FR 40861."):
    with unit_of_work():
        return confirm_rule(actor=actor, rule_id=rule_id, version=version, note=note, on=DAY)


def withdraw(actor, reason="The text changed.", rule_id="MAC-02"):
    with unit_of_work():
        return withdraw_confirmation(actor=actor, rule_id=rule_id, version=2, reason=reason, on=date(2026, 3, 9))


def events():
    rows = db.session.execute(select(AuditEntry).order_by(AuditEntry.id)).scalars()
    return [(row.event, row.subject, row.details, row.actor) for row in rows if row.event.startswith("rulebook:")]


def test_nobody_else_confirms_or_withdraws(app, counsel, coordinator, ombudsman):
    for actor in (STRANGER, coordinator, ombudsman):
        with pytest.raises(NotAllowed):
            confirm(actor)
    confirm(counsel)
    for actor in (STRANGER, coordinator, ombudsman):
        with pytest.raises(NotAllowed):
            withdraw(actor)


def test_confirmation_keeps_name_day_and_note_and_is_recorded(app, counsel):
    confirm(counsel)
    row = db.session.scalars(select(RuleConfirmation)).one()
    assert (row.rule_id, row.rule_version, row.confirmed_by_id, row.confirmed_by_name) == (
        "MAC-02",
        2,
        7,
        "Ruth Amsel",
    )
    assert (row.confirmed_on, row.note, row.withdrawn_on) == (DAY, "Read 89 FR 40861.", None)
    assert events() == [("rulebook:rule:confirmed", "rule:MAC-02", {"version": 2}, "account:7")]


@pytest.mark.parametrize(("rule_id", "version"), [("ZZ-99", 1), ("MAC-02", 4), ("MAC-02", 0)])
def test_unknown_rule_or_version_is_not_found(app, counsel, rule_id, version):
    with pytest.raises(NotFound):
        confirm(counsel, rule_id, version)


def test_rule_read_in_its_source_is_not_confirmed(app, counsel):
    with pytest.raises(RuleBroken, match="does not have to be confirmed"):
        confirm(counsel, "PACE-01", 1)


def test_version_is_confirmed_once_and_other_versions_stay_open(app, counsel):
    confirm(counsel)
    with pytest.raises(RuleBroken, match="already confirmed"):
        confirm(counsel)
    confirm(counsel, version=3)
    assert len(events()) == 2


def test_database_keeps_two_standing_confirmations_of_one_version_out(app, counsel):
    confirm(counsel)
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(
            RuleConfirmation(
                rule_id="MAC-02", rule_version=2, confirmed_by_id=9, confirmed_by_name="Other", confirmed_on=DAY
            )
        )


def test_withdrawn_confirmation_is_kept_and_the_rule_can_be_confirmed_again(app, counsel):
    with pytest.raises(RuleBroken, match="not confirmed"):
        withdraw(counsel)
    confirm(counsel)
    with pytest.raises(RuleBroken, match="Enter a reason"):
        withdraw(counsel, reason="")
    withdraw(counsel)
    confirm(counsel, note="Read again.")
    rows = db.session.scalars(select(RuleConfirmation).order_by(RuleConfirmation.id)).all()
    assert [(row.withdrawn_by_id, row.withdrawal_reason, row.note) for row in rows] == [
        (7, "The text changed.", "Read 89 FR 40861."),
        (None, "", "Read again."),
    ]
    assert [event[0] for event in events()] == [
        "rulebook:rule:confirmed",
        "rulebook:confirmation:withdrawn",
        "rulebook:rule:confirmed",
    ]
