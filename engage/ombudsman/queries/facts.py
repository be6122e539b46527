"""What the rules are given about a case."""

from collections.abc import Iterable

from engage.ombudsman.enums import ConsentKind
from engage.ombudsman.models import Case, Consent
from engage.ombudsman.rules import ConsentFacts, Known


def consent_facts(consents: Iterable[Consent]) -> list[ConsentFacts]:
    """The consents of a case as far as their validity goes."""
    return [ConsentFacts(c.id, ConsentKind(c.kind), c.given_on, c.until, c.withdrawn_on) for c in consents]


def known_of(case: Case) -> Known:
    """The names, numbers and addresses that a text from ``case`` must not hold."""
    people = case.people
    numbers = [number for p in people for number in (p.phone, p.member_number) if number]
    return Known(
        names=tuple(p.name for p in people if p.name),
        numbers=(case.number, *numbers),
        addresses=tuple(p.address for p in people if p.address),
        handles=tuple(p.email.split("@")[0] for p in people if p.email),
    )
