"""Meetings, what is on their agenda, who took part, what was said, decided and written down."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.core.bilingual import Words
from engage.core.db import CreatedMixin, StateModel
from engage.core.ids import new_key
from engage.councils.models import Body, Person
from engage.directory.models import Plan, Region
from engage.files.models import StoredFile
from engage.meetings.enums import (
    AgendaKind,
    AttendanceMode,
    AttendanceStatus,
    MeetingState,
    MinutesState,
    MotionResult,
    PaperKind,
    SpeakerKind,
    SupportState,
)


class Meeting(CreatedMixin, StateModel):
    """One meeting of a body. ``held_on`` is its day in ``time_zone``, by which seats and rules are judged."""

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(state = 'canceled') = (canceled_reason IS NOT NULL)", name="canceled_with_reason"),
        CheckConstraint("guests >= 0", name="guests_not_negative"),
        Index(None, "body_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    title: Mapped[str] = mapped_column(String(200))
    title_es: Mapped[str | None] = mapped_column(String(200))
    held_on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(300), default="")
    join_url: Mapped[str | None] = mapped_column(String(500))
    phone_number: Mapped[str | None] = mapped_column(String(40))
    phone_code: Mapped[str | None] = mapped_column(String(40))
    is_open: Mapped[bool] = mapped_column(default=True)
    state: Mapped[MeetingState] = mapped_column(String(12), default=MeetingState.SCHEDULED)
    canceled_reason: Mapped[str | None] = mapped_column(String(500))
    canceled_reason_es: Mapped[str | None] = mapped_column(String(500))
    #: The day the notice was first shown to the public; before it only staff see the meeting.
    notice_on: Mapped[date | None]
    #: How many people without a seat came; a number about an open room, not about members.
    guests: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    body: Mapped[Body] = relationship(lazy="raise")

    @property
    def words(self) -> Words:
        """Its title in both languages."""
        return Words(self.title, self.title_es)

    @property
    def local_start(self) -> time:
        """When it starts by the clock on the wall."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).time()

    @property
    def local_end(self) -> time:
        """When it ends by the clock on the wall."""
        return self.ends_at.astimezone(ZoneInfo(self.time_zone)).time()


class AgendaItem(StateModel):
    """One thing on the agenda; an internal one and all ``notes`` are for staff only."""

    __table_args__ = (
        CheckConstraint("minutes_planned BETWEEN 0 AND 1440", name="minutes_sensible"),
        Index(None, "meeting_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    title_es: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[AgendaKind] = mapped_column(String(20))
    minutes_planned: Mapped[int] = mapped_column(default=10)
    is_internal: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def words(self) -> Words:
        """Its title in both languages."""
        return Words(self.title, self.title_es)


class MeetingPaper(CreatedMixin, StateModel):
    """A paper of a meeting; the file under ``file_key`` is its newest version."""

    __table_args__ = (Index(None, "meeting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    title_es: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[PaperKind] = mapped_column(String(20))
    #: Otherwise only who sits on the council, and their helpers, read it.
    is_public: Mapped[bool] = mapped_column(default=False)
    file_key: Mapped[str] = mapped_column(ForeignKey(StoredFile.key), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def words(self) -> Words:
        """Its title in both languages."""
        return Words(self.title, self.title_es)


class Attendance(StateModel):
    """Whether one person who held a seat that day took part."""

    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint("(status = 'present') = (mode IS NOT NULL)", name="present_in_some_way"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[AttendanceStatus] = mapped_column(String(10))
    mode: Mapped[AttendanceMode | None] = mapped_column(String(10))


class SupportRequest(CreatedMixin, StateModel):
    """What one person needs to take part in one meeting, and which of it is arranged."""

    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    arranged: Mapped[list[str]] = mapped_column(JSON, default=list)
    other: Mapped[str] = mapped_column(Text, default="")
    is_other_arranged: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[SupportState] = mapped_column(String(10), default=SupportState.ASKED)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    person: Mapped[Person] = relationship(lazy="raise")


class Minutes(CreatedMixin, StateModel):
    """The minutes of one meeting; their text is the newest revision.

    The public reads ``published_revision``, which stays while a correction is being written.
    ``published_on`` is the day minutes of this meeting were first public.
    """

    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('approved', 'published') OR approved_on IS NOT NULL", name="approved_on_a_day"
        ),
        CheckConstraint("state <> 'published' OR published_on IS NOT NULL", name="published_on_a_day"),
        CheckConstraint("(published_on IS NULL) = (published_revision IS NULL)", name="published_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    state: Mapped[MinutesState] = mapped_column(String(12), default=MinutesState.DRAFT)
    #: The number of the newest saved text.
    revision: Mapped[int] = mapped_column(default=1)
    approved_on: Mapped[date | None]
    approved_by: Mapped[str | None] = mapped_column(String(200))
    approved_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    published_on: Mapped[date | None] = mapped_column(index=True)
    published_revision: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class MinutesRevision(CreatedMixin, StateModel):
    """One saved text of minutes; never changed afterwards."""

    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    text_es: Mapped[str | None] = mapped_column(Text)
    account_id: Mapped[int | None]


class Motion(CreatedMixin, StateModel):
    """What was moved at a meeting; its number is unique on its body, across meetings."""

    __table_args__ = (
        UniqueConstraint("body_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND abstained >= 0", name="votes_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    text_es: Mapped[str | None] = mapped_column(Text)
    result: Mapped[MotionResult] = mapped_column(String(12))
    votes_for: Mapped[int] = mapped_column(default=0)
    votes_against: Mapped[int] = mapped_column(default=0)
    abstained: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def words(self) -> Words:
        """Its text in both languages."""
        return Words(self.text, self.text_es)


class MeetingComment(StateModel):
    """Something that was said at a meeting. Who said it is kept only as a kind; its id tells no order."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=new_key)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en")
    speaker_kind: Mapped[SpeakerKind] = mapped_column(String(10))
    is_quotable: Mapped[bool] = mapped_column(default=False)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey(Plan.id))
    region_id: Mapped[int | None] = mapped_column(ForeignKey(Region.id))
