"""How answers in words, and imported comments, flow out to the themes."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, and_, literal, or_, select, union_all
from sqlalchemy.sql import Subquery

from engage.core.comments import CommentSource, SourceComment
from engage.core.db import db
from engage.feedback.enums import AnswerState, GroupKind, QuestionKind
from engage.feedback.models import (
    AnonymousAnswer,
    AnonymousSubmission,
    FeedbackForm,
    ImportBatch,
    ImportedComment,
    NamedAnswer,
    NamedSubmission,
    Question,
)
from engage.feedback.rules import import_source_key, source_key

_PAIRS = ((NamedSubmission, NamedAnswer), (AnonymousSubmission, AnonymousAnswer))
_CHUNK = 400


def comment_rows(
    after_key: str | None = None, limit: int = 500, since: date | None = None
) -> tuple[SourceComment, ...]:
    """Answers in words, then imported comments, each in the order of their random keys.

    Go on with the last ``source_key``; an empty tuple means there are no more. The order says nothing
    about who spoke first. ``since`` leaves out what came in before that day.
    """
    rows: list[SourceComment] = []
    if after_key is None or after_key.startswith("feedback:"):
        rows = _answers(after_key, limit, since)
    if len(rows) < limit:
        after = after_key if after_key and after_key.startswith("import:") else None
        rows += _imported(after, limit - len(rows), since)
    return tuple(rows)


def gone_source_keys(source_keys: Iterable[str]) -> frozenset[str]:
    """Those of ``source_keys`` that no longer stand: withdrawn, set aside, or their import was undone."""
    wanted = set(source_keys)
    answers = {key: int(key.split(":")[1]) for key in wanted if key.startswith("feedback:")}
    imports = {key: int(key.split(":")[1]) for key in wanted if key.startswith("import:")}
    standing: set[int] = set()
    for chunk in _chunks(sorted(set(answers.values()))):
        for submissions, _ in _PAIRS:
            statement = select(submissions.key).where(
                submissions.key.in_(chunk), submissions.state == AnswerState.STANDS
            )
            standing |= set(db.session.scalars(statement))
    held: set[int] = set()
    for chunk in _chunks(sorted(set(imports.values()))):
        held |= set(db.session.scalars(select(ImportedComment.key).where(ImportedComment.key.in_(chunk))))
    gone = {key for key, number in answers.items() if number not in standing}
    return frozenset(gone | {key for key, number in imports.items() if number not in held})


def _chunks(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def _said(submissions: type, answers: type, since: date | None) -> Select:
    named = submissions is NamedSubmission
    statement = (
        select(
            submissions.key.label("key"),
            answers.question_id.label("question_id"),
            answers.text.label("text"),
            submissions.language.label("language"),
            submissions.day.label("day"),
            submissions.may_quote.label("may_quote"),
            (submissions.speaker_key if named else submissions.key).label("speaker"),
            literal(named).label("is_named"),
            FeedbackForm.body_id.label("body_id"),
            FeedbackForm.meeting_id.label("meeting_id"),
        )
        .join(answers, answers.submission_key == submissions.key)
        .join(Question, Question.id == answers.question_id)
        .join(FeedbackForm, FeedbackForm.id == submissions.form_id)
        .where(
            submissions.state == AnswerState.STANDS,
            Question.kind == QuestionKind.LONG_TEXT,
            answers.text != "",
        )
    )
    return statement.where(submissions.day >= since) if since else statement


def _answers(after_key: str | None, limit: int, since: date | None) -> list[SourceComment]:
    said: Subquery = union_all(*(_said(*pair, since) for pair in _PAIRS)).subquery()
    statement = select(said).order_by(said.c.key, said.c.question_id).limit(limit)
    if after_key is not None:
        _, key, question_id = after_key.split(":")
        statement = statement.where(
            or_(said.c.key > int(key), and_(said.c.key == int(key), said.c.question_id > int(question_id)))
        )
    rows = db.session.execute(statement).all()
    groups = _groups({row.key for row in rows})
    return [
        SourceComment(
            source=CommentSource.FEEDBACK,
            source_key=source_key(row.key, row.question_id),
            text=row.text,
            language=row.language,
            said_on=row.day,
            body_id=row.body_id,
            meeting_id=row.meeting_id,
            plan_id=groups.get((row.key, GroupKind.PLAN)),
            region_id=groups.get((row.key, GroupKind.REGION)),
            program_id=groups.get((row.key, GroupKind.PROGRAM)),
            speaker_key=f"feedback:{'named' if row.is_named else 'answer'}:{row.speaker}",
            may_quote=bool(row.may_quote),
        )
        for row in rows
    ]


def _groups(keys: set[int]) -> dict[tuple[int, str], int]:
    """The plan, region and program of submissions, where their form asked for one."""
    found: dict[tuple[int, str], int] = {}
    listed = (GroupKind.PLAN, GroupKind.REGION, GroupKind.PROGRAM)
    for chunk in _chunks(sorted(keys)):
        for _, answers in _PAIRS:
            statement = (
                select(answers.submission_key, Question.group_kind, answers.choices)
                .join(Question, Question.id == answers.question_id)
                .where(answers.submission_key.in_(chunk), Question.group_kind.in_(listed))
            )
            for key, kind, choices in db.session.execute(statement):
                if choices:
                    found[key, kind] = int(choices[0])
    return found


def _imported(after_key: str | None, limit: int, since: date | None) -> list[SourceComment]:
    statement = (
        select(ImportedComment, ImportBatch)
        .join(ImportBatch, ImportBatch.id == ImportedComment.batch_id)
        .order_by(ImportedComment.key)
        .limit(limit)
    )
    if after_key is not None:
        statement = statement.where(ImportedComment.key > int(after_key.split(":")[1]))
    if since is not None:
        statement = statement.where(ImportBatch.imported_on >= since)
    return [
        SourceComment(
            source=CommentSource.IMPORT,
            source_key=import_source_key(comment.key),
            text=comment.text,
            language=batch.language,
            said_on=comment.said_on,
            body_id=batch.body_id,
            may_quote=batch.may_quote,
        )
        for comment, batch in db.session.execute(statement)
    ]
