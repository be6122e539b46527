from datetime import date

from engage.core.actor import STRANGER
from engage.core.db import db, unit_of_work
from engage.rulebook.policies import can_confirm_rule, visible_confirmations
from engage.rulebook.services import confirm_rule, withdraw_confirmation


def test_only_counsel_on_the_state_side_may_confirm(counsel, coordinator, ombudsman):
    assert [can_confirm_rule(actor) for actor in (STRANGER, coordinator, ombudsman, counsel)] == [
        False, False, False, True,
    ]  # fmt: skip


def test_withdrawn_confirmations_are_seen_by_counsel_alone(app, counsel, coordinator, ombudsman):
    with unit_of_work():
        confirm_rule(actor=counsel, rule_id="MAC-03", version=1, note="", on=date(2026, 3, 3))
        confirm_rule(actor=counsel, rule_id="MAC-04", version=1, note="", on=date(2026, 3, 3))
    with unit_of_work():
        withdraw_confirmation(actor=counsel, rule_id="MAC-04", version=1, reason="Wrong text", on=date(2026, 3, 4))

    def seen(actor):
        return sorted(row.rule_id for row in db.session.scalars(visible_confirmations(actor)))

    assert seen(STRANGER) == ["MAC-03"]
    assert seen(coordinator) == ["MAC-03"]
    assert seen(ombudsman) == []
    assert seen(counsel) == ["MAC-03", "MAC-04"]
