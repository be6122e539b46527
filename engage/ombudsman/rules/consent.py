"""Whether somebody agreed, on a given day (45 CFR 1324.11(e)(2)-(3))."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from engage.ombudsman.enums import ConsentKind, ReleaseGround


@dataclass(frozen=True)
class ConsentFacts:
    """One consent as far as its validity goes."""

    id: int
    kind: ConsentKind
    given_on: date
    until: date | None
    withdrawn_on: date | None

    def is_active(self, day: date) -> bool:
        """Whether it holds on ``day``; it still holds on its last day, and no longer on the day it is withdrawn."""
        if self.withdrawn_on is not None and self.withdrawn_on <= day:
            return False
        return self.given_on <= day and (self.until is None or day <= self.until)


def active_consent(consents: Iterable[ConsentFacts], kind: ConsentKind, day: date) -> ConsentFacts | None:
    """The latest consent of ``kind`` that holds on ``day``."""
    holding = [consent for consent in consents if consent.kind is kind and consent.is_active(day)]
    return max(holding, key=lambda consent: (consent.given_on, consent.id), default=None)


def was_refused(consents: Iterable[ConsentFacts], day: date) -> bool:
    """Whether consent to disclose was taken back and not given again."""
    consents = list(consents)
    withdrawn = any(c.kind is ConsentKind.DISCLOSE and c.withdrawn_on is not None for c in consents)
    return withdrawn and active_consent(consents, ConsentKind.DISCLOSE, day) is None


def disclosure_consents(consents: Iterable[ConsentFacts], day: date) -> tuple[int, ...]:
    """The consents to disclose that hold on ``day``; to whom each allows it is for a person to read."""
    return tuple(c.id for c in consents if c.kind is ConsentKind.DISCLOSE and c.is_active(day))


def release_ground(consents: Iterable[ConsentFacts], consent_id: int | None, day: date) -> ReleaseGround | None:
    """Why an issue may leave that rests on the consent ``consent_id``; None when that consent does not hold.

    Without consent (``consent_id`` None) the office may still decide to tell of an issue in which nobody can
    be recognized: files are disclosed at the discretion of the Ombudsman (45 CFR 1324.13(e)).
    """
    if consent_id is None:
        return ReleaseGround.DISCRETION
    return ReleaseGround.CONSENT if consent_id in disclosure_consents(consents, day) else None
