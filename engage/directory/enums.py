"""Kinds of programs, plans and partner agencies, with their words as msgids."""

from enum import StrEnum

from engage.core.i18n import N_


class ListName(StrEnum):
    """The lists other areas point at, as they stand in addresses."""

    PROGRAMS = "programs"
    PLANS = "plans"
    REGIONS = "regions"
    PARTNERS = "partner-agencies"


class _Labeled(StrEnum):
    @property
    def label(self) -> str:
        """The kind in words, as a msgid."""
        return _LABELS[self]


class ProgramKind(_Labeled):
    """How a state brings Medicare and Medicaid together."""

    DSNP = "dsnp"
    MMP = "mmp"
    PACE = "pace"
    MLTSS = "mltss"
    WAIVER = "waiver"
    FEE_FOR_SERVICE = "fee_for_service"
    OTHER = "other_program"


class PlanKind(_Labeled):
    """Kinds of plans (42 CFR 422.2 for the three D-SNP types, 460 for PACE)."""

    FIDE_SNP = "fide_snp"
    HIDE_SNP = "hide_snp"
    COORDINATION_ONLY = "coordination_only"
    MMP = "mmp_plan"
    PACE = "pace_organization"
    MLTSS = "mltss_plan"
    OTHER = "other_plan"


class PartnerKind(_Labeled):
    """Agencies that people are sent to, or that cases are referred to."""

    SHIP = "ship"
    ADRC = "adrc"
    AAA = "aaa"
    CIL = "cil"
    PROTECTION_ADVOCACY = "protection_advocacy"
    LEGAL_AID = "legal_aid"
    ENROLLMENT_BROKER = "enrollment_broker"
    ADULT_PROTECTION = "adult_protection"
    LICENSING = "licensing"
    QIO = "qio"
    MEDICARE = "medicare"
    OTHER = "other_partner"


_LABELS: dict[_Labeled, str] = {
    ProgramKind.DSNP: N_("Dual eligible special needs plans"),
    ProgramKind.MMP: N_("Medicare-Medicaid demonstration"),
    ProgramKind.PACE: N_("PACE"),
    ProgramKind.MLTSS: N_("Managed long-term services and supports"),
    ProgramKind.WAIVER: N_("Home and community-based waiver"),
    ProgramKind.FEE_FOR_SERVICE: N_("Fee-for-service"),
    ProgramKind.OTHER: N_("Another kind of program"),
    PlanKind.FIDE_SNP: N_("Fully integrated D-SNP (FIDE)"),
    PlanKind.HIDE_SNP: N_("Highly integrated D-SNP (HIDE)"),
    PlanKind.COORDINATION_ONLY: N_("Coordination-only D-SNP"),
    PlanKind.MMP: N_("Medicare-Medicaid plan"),
    PlanKind.PACE: N_("PACE organization"),
    PlanKind.MLTSS: N_("Long-term services and supports plan"),
    PlanKind.OTHER: N_("Another kind of plan"),
    PartnerKind.SHIP: N_("Health insurance counseling (SHIP)"),
    PartnerKind.ADRC: N_("Aging and disability resource center"),
    PartnerKind.AAA: N_("Area agency on aging"),
    PartnerKind.CIL: N_("Center for independent living"),
    PartnerKind.PROTECTION_ADVOCACY: N_("Protection and advocacy"),
    PartnerKind.LEGAL_AID: N_("Legal aid"),
    PartnerKind.ENROLLMENT_BROKER: N_("Enrollment office"),
    PartnerKind.ADULT_PROTECTION: N_("Adult protective services"),
    PartnerKind.LICENSING: N_("Licensing and survey agency"),
    PartnerKind.QIO: N_("Quality improvement organization"),
    PartnerKind.MEDICARE: N_("Medicare (CMS)"),
    PartnerKind.OTHER: N_("Another agency"),
}
