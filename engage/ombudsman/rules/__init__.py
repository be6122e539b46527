"""Casework as pure functions: codes, steps, clocks, lookup keys, consent, and the screen before a release."""

from engage.ombudsman.rules.closing import closing_fault
from engage.ombudsman.rules.consent import (
    ConsentFacts,
    active_consent,
    disclosure_consents,
    release_ground,
    was_refused,
)
from engage.ombudsman.rules.issues import IssueCode, issue_code, issue_codes, issue_groups
from engage.ombudsman.rules.lifecycle import MOVES, Step, moves_from, working_days_after
from engage.ombudsman.rules.lookup import SearchKeys, person_keys, search_keys
from engage.ombudsman.rules.screening import Finding, Known, Segment, find_identifiers, is_certain, segments

__all__ = [
    "MOVES",
    "ConsentFacts",
    "Finding",
    "IssueCode",
    "Known",
    "SearchKeys",
    "Segment",
    "Step",
    "active_consent",
    "closing_fault",
    "disclosure_consents",
    "find_identifiers",
    "is_certain",
    "issue_code",
    "issue_codes",
    "issue_groups",
    "moves_from",
    "person_keys",
    "release_ground",
    "search_keys",
    "segments",
    "was_refused",
    "working_days_after",
]
