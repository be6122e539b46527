"""What people agreed to, recorded as it was given, and taken back."""

from dataclasses import dataclass
from datetime import date

from engage.audit import services as audit
from engage.core import clock
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import N_
from engage.directory.queries import state_profile
from engage.ombudsman import audit_events
from engage.ombudsman.enums import Change, ConsentKind, ConsentManner
from engage.ombudsman.models import CasePerson, Consent
from engage.ombudsman.policies import can_update_case
from engage.ombudsman.services.records import add_change, load_case

_WITH_NOTE = frozenset({ConsentManner.ORAL, ConsentManner.VISUAL})


@dataclass(frozen=True)
class ConsentText:
    """One consent as it was given."""

    person_id: int
    kind: ConsentKind
    manner: ConsentManner
    given_on: date
    to_whom: str = ""
    note: str = ""
    given_by: str = ""
    until: date | None = None


def record_consent(*, actor: Actor, case_id: int, consent: ConsentText) -> int:
    """Record a consent. Returns its id. Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    person = db.session.get(CasePerson, consent.person_id)
    if person is None or person.case_id != case.id:
        raise RuleBroken(N_("Choose somebody of this case."), field="person_id")
    _check(consent)
    row = Consent(
        case_id=case.id,
        person_id=person.id,
        kind=consent.kind,
        manner=consent.manner,
        given_on=consent.given_on,
        until=consent.until,
        to_whom=consent.to_whom or None,
        note=consent.note or None,
        given_by=consent.given_by or None,
        recorded_by=actor.account_id,
    )
    db.session.add(row)
    db.session.flush()
    add_change(case, Change.CONSENT_GIVEN, author=actor)
    audit.record(actor, audit_events.CONSENT_RECORDED, f"case:{case.id}", consent_id=row.id, kind=row.kind)
    return row.id


def withdraw_consent(*, actor: Actor, case_id: int, consent_id: int, note: str = "") -> None:
    """Record that a consent was taken back today. Raises `NotFound`, `NotAllowed`, `RuleBroken`."""
    case = load_case(actor, case_id)
    ensure(can_update_case(actor, case))
    row = db.session.get(Consent, consent_id)
    if row is None or row.case_id != case.id:
        raise NotFound
    if row.withdrawn_on is not None:
        raise RuleBroken(N_("This consent was taken back before."))
    row.withdrawn_on = max(_today(), row.given_on)
    row.withdrawn_by = actor.account_id
    row.withdrawal_note = note or None
    add_change(case, Change.CONSENT_WITHDRAWN, author=actor)
    audit.record(actor, audit_events.CONSENT_WITHDRAWN, f"case:{case.id}", consent_id=row.id, kind=row.kind)


def _check(consent: ConsentText) -> None:
    if consent.kind is ConsentKind.DISCLOSE and not consent.to_whom:
        raise RuleBroken(N_("Say who may be told."), field="to_whom")
    if consent.manner in _WITH_NOTE and not consent.note:
        raise RuleBroken(N_("Write down how it was said or shown, and who was there."), field="note")
    if consent.given_on > _today():
        raise RuleBroken(N_("This day has not come yet."), field="given_on")
    if consent.until is not None and consent.until < consent.given_on:
        raise RuleBroken(N_("It cannot end before it was given."), field="until")


def _today() -> date:
    return clock.today(state_profile().time_zone)
