"""What is done once a day is over: one count a form and day, and no order left.

PostgreSQL keeps rows where they were written and under the transaction that wrote them, so for a day
its administrator could see which mark of having answered came with which anonymous answer. Writing
both anew, in a random order, takes that away. In SQLite the files are in the order of the keys anyway.
"""

import random
from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, delete, func, insert, select, update

from engage.audit import services as audit
from engage.core.actor import Actor, ensure
from engage.core.db import db
from engage.feedback import audit_events
from engage.feedback.models import AnonymousAnswer, AnonymousDay, AnonymousSubmission, FormParticipation

_random = random.SystemRandom()


def close_anonymous_days(*, actor: Actor, today: date) -> int:
    """Count, audit and mix the anonymous answers of each form and day before ``today``; returns how many days.

    A day is told again when answers were entered for it later (paper in the post).
    Raises `NotAllowed` for anyone but the system.
    """
    ensure(actor.is_system)
    counted = {(row.form_id, row.day): row for row in db.session.scalars(select(AnonymousDay))}
    told = 0
    forms = set()
    for form_id, day, answers in _days_before(today):
        row = counted.get((form_id, day))
        if row is not None and row.answers >= answers:
            continue
        if row is None:
            db.session.add(AnonymousDay(form_id=form_id, day=day, answers=answers))
        else:
            row.answers = answers
        subject, told = f"feedback_form:{form_id}", told + 1
        audit.record(actor, audit_events.ANSWERS_COUNTED, subject, day=day.isoformat(), answers=answers)
        forms.add(form_id)
    for form_id in sorted(forms):
        _mix_answers(form_id)
        _mix_participation(form_id)
    return told


def _days_before(today: date) -> Sequence[tuple[int, date, int]]:
    statement = (
        select(AnonymousSubmission.form_id, AnonymousSubmission.day, func.count())
        .where(AnonymousSubmission.day < today)
        .group_by(AnonymousSubmission.form_id, AnonymousSubmission.day)
        .order_by(AnonymousSubmission.day, AnonymousSubmission.form_id)
    )
    return db.session.execute(statement).all()


def _mix_answers(form_id: int) -> None:
    """Write each row again as it is, in a random order: its place and its transaction become new."""
    keys = list(db.session.scalars(select(AnonymousSubmission.key).where(AnonymousSubmission.form_id == form_id)))
    _random.shuffle(keys)
    order = [{"one": key} for key in keys]
    connection = db.session.connection(bind_arguments={"mapper": AnonymousSubmission})
    for table, column in ((AnonymousSubmission.__table__, "key"), (AnonymousAnswer.__table__, "submission_key")):
        own = table.c[column]
        connection.execute(update(table).where(own == bindparam("one")).values({column: own}), order)


def _mix_participation(form_id: int) -> None:
    marks = list(
        db.session.scalars(select(FormParticipation.participant).where(FormParticipation.form_id == form_id))
    )
    if not marks:
        return
    _random.shuffle(marks)
    db.session.execute(delete(FormParticipation).where(FormParticipation.form_id == form_id))
    db.session.execute(insert(FormParticipation), [{"form_id": form_id, "participant": mark} for mark in marks])
