"""What a rule is about, how sure we are of it, and where its confirmation stands."""

from enum import StrEnum

from engage.core.i18n import N_


class Subject(StrEnum):
    """The one thing a rule is about."""

    BODY = "body"
    MEETING = "meeting"
    REPORT = "report"
    CASE = "case"
    RELEASE = "release"
    SITE = "site"

    @property
    def label(self) -> str:
        """The subject in words, as a msgid."""
        return _SUBJECT_LABELS[self]


class Evidence(StrEnum):
    """How we know what a rule says."""

    READ = "read"
    PARTLY = "partly"
    NOT_CHECKED = "not_checked"

    @property
    def label(self) -> str:
        """A sentence for the public page, as a msgid."""
        return _EVIDENCE_LABELS[self]


class Confirmation(StrEnum):
    """Whether counsel has to confirm a version of a rule, and has."""

    NOT_NEEDED = "not_needed"
    WAITING = "waiting"
    CONFIRMED = "confirmed"


class Finding(StrEnum):
    """What applying a rule to facts can give."""

    MET = "met"
    NOT_MET = "not_met"
    AT_RISK = "at_risk"
    UNKNOWN = "unknown"


_SUBJECT_LABELS: dict[Subject, str] = {
    Subject.BODY: N_("Councils and committees"),
    Subject.MEETING: N_("Meetings"),
    Subject.REPORT: N_("Reports"),
    Subject.CASE: N_("Cases, appeals and complaints"),
    Subject.RELEASE: N_("What may be shared"),
    Subject.SITE: N_("Pages, numbers and notices"),
}

_EVIDENCE_LABELS: dict[Evidence, str] = {
    Evidence.READ: N_("We read this in a source."),
    Evidence.PARTLY: N_("We read part of this in a source. The rest is not checked yet."),
    Evidence.NOT_CHECKED: N_("This is widely known. We have not checked it against the text of the law yet."),
}

#: Whom or what a rule applies to, by the code in the files, as a msgid.
APPLIES_TO: dict[str, str] = {
    "AIP": N_("Joined Medicare and Medicaid plans"),
    "Agency info": N_("The state agency"),
    "BAC": N_("Beneficiary Advisory Council"),
    "CFC Council": N_("Community First Choice council"),
    "D-SNP": N_("Special plans for people with Medicare and Medicaid"),
    "HCBS FFS": N_("Care at home paid by the state"),
    "IPAG": N_("Group on pay for home care"),
    "MA": N_("Medicare plans"),
    "MA One Care Council": N_("One Care council in Massachusetts"),
    "MAC": N_("Medicaid Advisory Committee"),
    "MAC+BAC": N_("Medicaid Advisory Committee and Beneficiary Advisory Council"),
    "MAC, BAC each": N_("Medicaid Advisory Committee and Beneficiary Advisory Council"),
    "MLTSS plan": N_("Medicaid plans with long-term services"),
    "Medicaid FFS": N_("Medicaid from the state"),
    "Medicaid FFS/eligibility": N_("Medicaid from the state"),
    "Medicaid MCO": N_("Medicaid plans"),
    "Medicaid hearing": N_("Medicaid hearings"),
    "Notices": N_("Notices"),
    "Ombudsman": N_("The ombudsman"),
    "Ombudsman (LTC)": N_("The ombudsman for long-term care"),
    "Original Medicare": N_("Original Medicare"),
    "PACE": N_("PACE programs"),
    "Part D": N_("Medicare drug plans"),
    "Plan materials": N_("Papers from plans"),
    "Publisher": N_("Everything this site publishes"),
    "State agency on aging": N_("The state agency on aging"),
    "Web/app": N_("Websites and apps"),
    "public MAC + any public BAC": N_("Public meetings"),
    "public meetings": N_("Public meetings"),
}
