"""Forms, and answers in two kinds of table: those with a name, and those without.

Anonymous is physical (architecture decision 6). An anonymous answer has a random key and a day, and
no column that could hold who, from where or when. SQLite keeps a hidden row number in the order of
arrival unless the key is the row number or the table has none; both are used here, so that the file
itself is in the order of the random keys. `jobs` mixes what PostgreSQL would still show.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from engage.audit.models import BigId
from engage.core.bilingual import Words
from engage.core.db import CreatedMixin, StateModel
from engage.core.ids import new_key
from engage.feedback.enums import (
    AnswerState,
    Audience,
    Channel,
    FormState,
    GroupKind,
    QuestionKind,
    SetAsideReason,
    Step,
)

_NO_ROW_NUMBER = {"sqlite_with_rowid": False}


def _one_of(column: str, values: type[StrEnum], *, or_null: bool = False) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    null = f"{column} IS NULL OR " if or_null else ""
    return CheckConstraint(f"{null}{column} IN ({listed})", name=f"{column}_known")


class FeedbackForm(CreatedMixin, StateModel):
    """Questions put to members or to everybody, with the promise of what happens next."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Random, so that a link cannot be guessed; a part of the public address.
    slug: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    title_es: Mapped[str] = mapped_column(String(200), default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    intro_es: Mapped[str] = mapped_column(Text, default="")
    what_happens_next: Mapped[str] = mapped_column(Text, default="")
    what_happens_next_es: Mapped[str] = mapped_column(Text, default="")
    #: The day by which people will hear what became of what they said.
    hear_back_on: Mapped[date | None]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    audience: Mapped[str] = mapped_column(String(10), default=Audience.PUBLIC)
    allows_anonymous: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(10), default=FormState.DRAFT, index=True)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", cascade="all, delete-orphan", back_populates="form"
    )

    __table_args__ = (
        _one_of("audience", Audience),
        _one_of("state", FormState),
        CheckConstraint("closes_on IS NULL OR opens_on IS NULL OR closes_on >= opens_on", name="closes_after_opens"),
        CheckConstraint("state = 'draft' OR what_happens_next <> ''", name="published_says_what_happens_next"),
        CheckConstraint("state = 'draft' OR hear_back_on IS NOT NULL", name="published_says_by_when"),
        # Strangers have no name to give, so a public form must take answers without one.
        CheckConstraint("audience = 'members' OR allows_anonymous", name="public_allows_anonymous"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def words(self) -> Words:
        """The title in both languages."""
        return Words(self.title, self.title_es or None)


class Question(StateModel):
    """One question of a form. ``options`` and ``options_es`` are lists of the same length."""

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("feedback_form.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    text_es: Mapped[str] = mapped_column(String(500), default="")
    kind: Mapped[str] = mapped_column(String(12))
    options: Mapped[list[str]] = mapped_column(JSON, default=list)
    options_es: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    #: Set when the question only sorts people into groups (their plan, their region).
    group_kind: Mapped[str | None] = mapped_column(String(10))

    form: Mapped[FeedbackForm] = relationship(back_populates="questions")

    __table_args__ = (
        _one_of("kind", QuestionKind),
        _one_of("group_kind", GroupKind, or_null=True),
        CheckConstraint("group_kind IS NULL OR kind = 'choice'", name="group_is_choice"),
    )

    @property
    def words(self) -> Words:
        """The question in both languages."""
        return Words(self.text, self.text_es or None)

    @property
    def is_group(self) -> bool:
        """Whether it only sorts people into groups."""
        return self.group_kind is not None


class SubmissionMixin:
    """What both kinds of answer have. ``receipt_hash`` recognizes the code that only the person holds."""

    key: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, default=new_key)
    day: Mapped[date]
    language: Mapped[str] = mapped_column(String(2), default="en")
    channel: Mapped[str] = mapped_column(String(10), default=Channel.WEB)
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)
    may_quote: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=AnswerState.STANDS)
    state_on: Mapped[date | None]
    set_aside_reason: Mapped[str | None] = mapped_column(String(20))

    @declared_attr
    def form_id(cls) -> Mapped[int]:  # noqa: N805
        """The form that was answered."""
        return mapped_column(ForeignKey("feedback_form.id"), index=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[CheckConstraint, ...]:  # noqa: N805
        return (
            _one_of("channel", Channel),
            _one_of("state", AnswerState),
            _one_of("set_aside_reason", SetAsideReason, or_null=True),
            CheckConstraint("(state = 'stands') = (state_on IS NULL)", name="state_has_day"),
            CheckConstraint("(state = 'set_aside') = (set_aside_reason IS NOT NULL)", name="set_aside_has_reason"),
            CheckConstraint("key > 0", name="key_positive"),
        )


class NamedSubmission(SubmissionMixin, StateModel):
    """An answer by somebody we know: an account, a person on a council, or an e-mail address left."""

    account_id: Mapped[int | None] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    contact_email: Mapped[str | None] = mapped_column(String(254))
    #: Whether to write to them when something became of it.
    wants_news: Mapped[bool] = mapped_column(default=False)
    entered_by_account_id: Mapped[int | None]
    #: Random; the same for all answers of one person, so that people are counted and not mentions.
    speaker_key: Mapped[int] = mapped_column(BigId, default=new_key)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[CheckConstraint, ...]:  # noqa: N805
        known = "state = 'withdrawn' OR account_id IS NOT NULL OR person_id IS NOT NULL OR contact_email IS NOT NULL"
        return (*super().__table_args__, CheckConstraint(known, name="somebody_is_known"))


class AnonymousSubmission(SubmissionMixin, StateModel):
    """An answer by we do not know whom: no person, no address, no time finer than a day."""


class AnswerMixin:
    """What was said to one question: a text, or the options chosen (as the English form writes them)."""

    text: Mapped[str] = mapped_column(Text, default="")
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)

    @declared_attr
    def question_id(cls) -> Mapped[int]:  # noqa: N805
        """The question that was answered."""
        return mapped_column(ForeignKey("question.id"), primary_key=True)


class NamedAnswer(AnswerMixin, StateModel):
    """One answer inside a named submission."""

    submission_key: Mapped[int] = mapped_column(
        BigId, ForeignKey("named_submission.key"), primary_key=True, sort_order=-1
    )
    __table_args__ = (_NO_ROW_NUMBER,)


class AnonymousAnswer(AnswerMixin, StateModel):
    """One answer inside an anonymous submission."""

    submission_key: Mapped[int] = mapped_column(
        BigId, ForeignKey("anonymous_submission.key"), primary_key=True, sort_order=-1
    )
    __table_args__ = (_NO_ROW_NUMBER,)


class FormParticipation(StateModel):
    """That somebody answered a form, so that each answers once. Not when, and not what."""

    form_id: Mapped[int] = mapped_column(ForeignKey("feedback_form.id"), primary_key=True)
    #: ``person:12`` or ``account:7``.
    participant: Mapped[str] = mapped_column(String(40), primary_key=True)

    __table_args__ = (_NO_ROW_NUMBER,)


class AnonymousDay(StateModel):
    """How many anonymous answers a form got on a day that is over; written once by the nightly job."""

    form_id: Mapped[int] = mapped_column(ForeignKey("feedback_form.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    answers: Mapped[int]

    __table_args__ = (CheckConstraint("answers > 0", name="some_answers"),)


class SubmissionProgress(StateModel):
    """One step of what became of an answer. ``submission_key`` stands in either table of answers."""

    submission_key: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(12), primary_key=True)
    day: Mapped[date]
    public_url: Mapped[str] = mapped_column(String(500), default="")
    #: What was given back, in a sentence or two; the public page holds the whole.
    note: Mapped[str] = mapped_column(Text, default="")
    note_es: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (_one_of("step", Step), _NO_ROW_NUMBER)


class ImportBatch(StateModel):
    """One file of comments taken in, with what it held."""

    id: Mapped[int] = mapped_column(primary_key=True)
    source_name: Mapped[str] = mapped_column(String(120))
    file_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    may_quote: Mapped[bool] = mapped_column(default=False)
    #: How many comments were new; how many rows had no text; how many were here before.
    comments: Mapped[int]
    without_text: Mapped[int]
    already_here: Mapped[int]
    imported_on: Mapped[date] = mapped_column(index=True)
    imported_by: Mapped[str] = mapped_column(String(40))
    undone_on: Mapped[date | None]

    __table_args__ = (CheckConstraint("comments > 0", name="some_comments"),)


class ImportedComment(StateModel):
    """One comment of a file. ``identity`` is made from its id or its line, never from its text."""

    key: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, default=new_key)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    identity: Mapped[str] = mapped_column(String(64))
    line: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    said_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("identity"),
        CheckConstraint("text <> ''", name="has_text"),
    )


class ImportUpload(CreatedMixin, StateModel):
    """A file between its upload and the decision to import it; deleted then, or after a day."""

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index("ix_import_upload_created_at", "created_at"),)
