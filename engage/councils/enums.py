"""Kinds of bodies, seats and reasons, as data."""

from dataclasses import dataclass
from enum import StrEnum

from engage.core.bilingual import Words
from engage.core.i18n import N_


class BodyKind(StrEnum):
    """What kind of body it is, which decides the law that applies to it."""

    MAC = "mac"
    BAC = "bac"
    PLAN_MEMBER_COMMITTEE = "plan_member_committee"
    ENROLLEE_COMMITTEE = "enrollee_committee"
    PACE_COMMITTEE = "pace_committee"
    COMMUNITY_FIRST_CHOICE = "community_first_choice"
    INTERESTED_PARTIES = "interested_parties"
    IMPLEMENTATION_COUNCIL = "implementation_council"
    HCBS_COUNCIL = "hcbs_council"
    INTEGRATION_TEAM = "integration_team"
    OTHER = "other"

    @property
    def info(self) -> "KindInfo":
        """Its names and the law behind it."""
        return KINDS[self]


@dataclass(frozen=True)
class KindInfo:
    """The name of a kind in both languages, its citation, and whether the posting clocks of 42 CFR 431.12 bind it."""

    name: Words
    citation: str | None = None
    has_posting_clocks: bool = False


KINDS: dict[BodyKind, KindInfo] = {
    BodyKind.MAC: KindInfo(
        Words("Medicaid Advisory Committee (MAC)", "Comité Asesor de Medicaid (MAC)"), "42 CFR 431.12", True
    ),
    BodyKind.BAC: KindInfo(
        Words("Beneficiary Advisory Council (BAC)", "Consejo Asesor de Beneficiarios (BAC)"), "42 CFR 431.12", True
    ),
    BodyKind.PLAN_MEMBER_COMMITTEE: KindInfo(
        Words("Plan member advisory committee", "Comité asesor de miembros del plan"), "42 CFR 438.110"
    ),
    BodyKind.ENROLLEE_COMMITTEE: KindInfo(
        Words("D-SNP enrollee advisory committee", "Comité asesor de afiliados de un plan D-SNP"),
        "42 CFR 422.107(f)",
    ),
    BodyKind.PACE_COMMITTEE: KindInfo(
        Words("PACE participant advisory committee", "Comité asesor de participantes de PACE"), "42 CFR 460.62(b)"
    ),
    BodyKind.COMMUNITY_FIRST_CHOICE: KindInfo(
        Words(
            "Community First Choice development and implementation council",
            "Consejo de desarrollo e implementación de Community First Choice",
        ),
        "42 CFR 441.575",
    ),
    BodyKind.INTERESTED_PARTIES: KindInfo(
        Words("Interested Parties Advisory Group", "Grupo Asesor de Partes Interesadas"), "42 CFR 447.203(b)(6)"
    ),
    BodyKind.IMPLEMENTATION_COUNCIL: KindInfo(Words("Implementation council", "Consejo de implementación")),
    BodyKind.HCBS_COUNCIL: KindInfo(
        Words("Home and community-based services council", "Consejo de servicios en el hogar y en la comunidad")
    ),
    BodyKind.INTEGRATION_TEAM: KindInfo(
        Words(
            "Medicare-Medicaid integration management team", "Equipo de gestión de la integración Medicare-Medicaid"
        )
    ),
    BodyKind.OTHER: KindInfo(Words("Other group", "Otro grupo")),
}


class SeatCategory(StrEnum):
    """Whom a seat speaks for."""

    MEMBER = "member"
    FAMILY = "family"
    ADVOCATE = "advocate"
    PROVIDER = "provider"
    PLAN = "plan"
    AGENCY = "agency"
    OTHER = "other"


SEAT_CATEGORIES: dict[SeatCategory, str] = {
    SeatCategory.MEMBER: N_("Person with Medicare and Medicaid"),
    SeatCategory.FAMILY: N_("Family member or caregiver"),
    SeatCategory.ADVOCATE: N_("Community or advocacy group"),
    SeatCategory.PROVIDER: N_("Health care provider"),
    SeatCategory.PLAN: N_("Health plan"),
    SeatCategory.AGENCY: N_("State agency"),
    SeatCategory.OTHER: N_("Other"),
}


class SeatStatus(StrEnum):
    """How a seat stands on a day; always derived, never stored."""

    FILLED = "filled"
    ENDING_SOON = "ending_soon"
    CARRIED_OVER = "carried_over"
    VACANT = "vacant"


SEAT_STATUSES: dict[SeatStatus, str] = {
    SeatStatus.FILLED: N_("Filled"),
    SeatStatus.ENDING_SOON: N_("Ending soon"),
    SeatStatus.CARRIED_OVER: N_("Carried over"),
    SeatStatus.VACANT: N_("Vacant"),
}


class LeftReason(StrEnum):
    """Why somebody left a seat."""

    TERM_ENDED = "term_ended"
    RESIGNED = "resigned"
    MOVED_SEAT = "moved_seat"
    NO_LONGER_ELIGIBLE = "no_longer_eligible"
    REMOVED = "removed"
    DIED = "died"
    OTHER = "other"


LEFT_REASONS: dict[LeftReason, str] = {
    LeftReason.TERM_ENDED: N_("The term ended"),
    LeftReason.RESIGNED: N_("Resigned"),
    LeftReason.MOVED_SEAT: N_("Moved to another seat"),
    LeftReason.NO_LONGER_ELIGIBLE: N_("Can no longer hold this seat"),
    LeftReason.REMOVED: N_("Removed by the appointing authority"),
    LeftReason.DIED: N_("Died"),
    LeftReason.OTHER: N_("Another reason"),
}


class ContactWay(StrEnum):
    """How a person wants to hear from us."""

    EMAIL = "email"
    PHONE = "phone"
    TEXT = "text"
    MAIL = "mail"


CONTACT_WAYS: dict[ContactWay, str] = {
    ContactWay.EMAIL: N_("E-mail"),
    ContactWay.PHONE: N_("Phone call"),
    ContactWay.TEXT: N_("Text message"),
    ContactWay.MAIL: N_("Mail"),
}


class FormatNeed(StrEnum):
    """In which form a person can read what we send."""

    LARGE_PRINT = "large_print"
    BRAILLE = "braille"
    AUDIO = "audio"
    PLAIN_LANGUAGE = "plain_language"
    SCREEN_READER = "screen_reader"


FORMAT_NEEDS: dict[FormatNeed, str] = {
    FormatNeed.LARGE_PRINT: N_("Large print"),
    FormatNeed.BRAILLE: N_("Braille"),
    FormatNeed.AUDIO: N_("Audio"),
    FormatNeed.PLAIN_LANGUAGE: N_("Plain language"),
    FormatNeed.SCREEN_READER: N_("Files that work with a screen reader"),
}
