"""Cases, the people in them, what they complain of and what they agreed to."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.core import clock
from engage.core.db import OmbudsmanModel
from engage.files.models import OmbudsmanStoredFile
from engage.ombudsman.enums import (
    AttachmentKind,
    CaseStatus,
    Channel,
    ComplainantType,
    ConsentKind,
    ConsentManner,
    DecidedBy,
    Disposition,
    Outcome,
    Verification,
)
from engage.ombudsman.models.sealed import Sealed, one_of


class Case(OmbudsmanModel):
    """One request for help, from the first word to the outcome."""

    __table_args__ = (
        one_of("status", CaseStatus),
        one_of("channel", Channel),
        one_of("outcome", Outcome),
        CheckConstraint("(status = 'closed') = (outcome IS NOT NULL)", name="outcome_when_closed"),
        CheckConstraint("(status = 'closed') = (closed_on IS NOT NULL)", name="day_when_closed"),
        CheckConstraint("closed_on IS NULL OR closed_on >= received_on", name="closed_after_received"),
        Index("ix_case_status_received_on", "status", "received_on"),
        Index("ix_case_assigned_to_status", "assigned_to", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The reference people say on the phone; it gives no access.
    number: Mapped[str] = mapped_column(String(20), unique=True)
    #: Keyed hash of the receipt code; the code itself is known only to the person.
    receipt_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    channel: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(12), default=CaseStatus.NEW)
    outcome: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8), default="en")
    received_on: Mapped[date]
    closed_on: Mapped[date | None]
    first_contact_due_on: Mapped[date | None]
    #: The account on this side that works on it.
    assigned_to: Mapped[int | None]
    #: A plan of the state's list, by id; the list stands in the other database.
    plan_id: Mapped[int | None]
    #: Something from the person that nobody in the office has read yet.
    has_unread: Mapped[bool] = mapped_column(Boolean, default=False)
    story: Mapped[str | None] = mapped_column(Sealed)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    people: Mapped[list["CasePerson"]] = relationship(back_populates="case", order_by="CasePerson.id")
    complaints: Mapped[list["Complaint"]] = relationship(back_populates="case", order_by="Complaint.id")
    consents: Mapped[list["Consent"]] = relationship(back_populates="case", order_by="Consent.id")


class CasePerson(OmbudsmanModel):
    """A person in a case: who complains, who is affected, or both, and how they may be reached."""

    __table_args__ = (
        one_of("complainant_type", ComplainantType),
        CheckConstraint("is_complainant OR is_affected OR is_helper", name="has_a_part"),
        Index("ix_case_person_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    is_complainant: Mapped[bool] = mapped_column(default=False)
    is_affected: Mapped[bool] = mapped_column(default=False)
    #: Somebody the person named through whom the office may reach them.
    is_helper: Mapped[bool] = mapped_column(default=False)
    complainant_type: Mapped[str] = mapped_column(String(2), default=ComplainantType.UNKNOWN)
    name: Mapped[str | None] = mapped_column(Sealed)
    relationship_words: Mapped[str | None] = mapped_column(Sealed)
    phone: Mapped[str | None] = mapped_column(Sealed)
    email: Mapped[str | None] = mapped_column(Sealed)
    address: Mapped[str | None] = mapped_column(Sealed)
    member_number: Mapped[str | None] = mapped_column(Sealed)
    contact_note: Mapped[str | None] = mapped_column(Sealed)
    #: What the person said is safe. Not asked means no.
    may_call: Mapped[bool] = mapped_column(default=False)
    may_leave_voicemail: Mapped[bool] = mapped_column(default=False)
    may_email: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[Case] = relationship(back_populates="people")
    lookups: Mapped[list["PersonLookup"]] = relationship(cascade="all, delete-orphan")


class PersonLookup(OmbudsmanModel):
    """A keyed hash by which a person is found again by exact name, phone, e-mail or member number."""

    __table_args__ = (Index("ix_person_lookup_person_id", "person_id"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("case_person.id"), primary_key=True)


class Complaint(OmbudsmanModel):
    """One thing a case is about, with its code, what was found and what became of it."""

    __table_args__ = (
        one_of("decided_by", DecidedBy),
        one_of("verification", Verification),
        one_of("disposition", Disposition),
        Index("ix_complaint_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    code: Mapped[str] = mapped_column(String(12), index=True)
    decided_by: Mapped[str] = mapped_column(String(20), default=DecidedBy.UNKNOWN)
    plan_id: Mapped[int | None]
    details: Mapped[str | None] = mapped_column(Sealed)
    verification: Mapped[str] = mapped_column(String(8), default=Verification.PENDING)
    disposition: Mapped[str] = mapped_column(String(8), default=Disposition.PENDING)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    case: Mapped[Case] = relationship(back_populates="complaints")


class Consent(OmbudsmanModel):
    """What one person agreed to, with whom it may be shared, and how we know (45 CFR 1324.11(e)(2)-(3))."""

    __table_args__ = (
        one_of("kind", ConsentKind),
        one_of("manner", ConsentManner),
        CheckConstraint("kind <> 'disclose' OR to_whom IS NOT NULL", name="disclose_names_to_whom"),
        CheckConstraint("manner NOT IN ('oral', 'visual') OR note IS NOT NULL", name="spoken_needs_note"),
        CheckConstraint("until IS NULL OR until >= given_on", name="ends_after_given"),
        CheckConstraint("(withdrawn_on IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_somebody"),
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="withdrawn_after_given"),
        Index("ix_consent_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("case_person.id"))
    kind: Mapped[str] = mapped_column(String(12))
    to_whom: Mapped[str | None] = mapped_column(Sealed)
    manner: Mapped[str] = mapped_column(String(12))
    #: Written while it was given, as the rule asks of spoken and signed consent.
    note: Mapped[str | None] = mapped_column(Sealed)
    #: Empty when the person gave it; else who gave it in the person's name.
    given_by: Mapped[str | None] = mapped_column(Sealed)
    given_on: Mapped[date]
    until: Mapped[date | None]
    recorded_by: Mapped[int]
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[int | None]
    withdrawal_note: Mapped[str | None] = mapped_column(Sealed)

    case: Mapped[Case] = relationship(back_populates="consents")
    person: Mapped[CasePerson] = relationship()


class CaseAttachment(OmbudsmanModel):
    """A file of a case. Its bytes and its name are kept encrypted by the area of files."""

    __table_args__ = (one_of("kind", AttachmentKind), Index("ix_case_attachment_case_id", "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(String(12))
    file_key: Mapped[str] = mapped_column(ForeignKey(OmbudsmanStoredFile.key), unique=True)
    added_by: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
