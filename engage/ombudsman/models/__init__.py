"""The ombudsman's tables: all in the ombudsman's database, names and words encrypted in every one."""

from engage.ombudsman.models.cases import Case, CaseAttachment, CasePerson, Complaint, Consent, PersonLookup
from engage.ombudsman.models.journal import JournalEntry, journal_digest
from engage.ombudsman.models.office import Office
from engage.ombudsman.models.releases import Release, ReleaseAnswer
from engage.ombudsman.models.sealed import Sealed

__all__ = [
    "Case",
    "CaseAttachment",
    "CasePerson",
    "Complaint",
    "Consent",
    "JournalEntry",
    "Office",
    "PersonLookup",
    "Release",
    "ReleaseAnswer",
    "Sealed",
    "journal_digest",
]
