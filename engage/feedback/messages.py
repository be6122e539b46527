"""What the e-mails about an answer say: values only, the templates hold the words."""

from datetime import date

from engage.core.bilingual import Words
from engage.core.runtime import settings
from engage.feedback.enums import Step
from engage.feedback.rules import STEP_LABELS
from engage.notifications.services import Email


def receipt_url() -> str:
    """Where a receipt code is typed in."""
    return f"{settings().base_url}/feedback/receipt"


def received(*, to: str, language: str, title: Words, next_words: Words, hear_back_on: date, receipt: str) -> Email:
    """Thanks, what happens next by when, and the code; never what was said."""
    return Email(
        to=to,
        template="feedback_received",
        language=language,
        values={
            "title": title.text(language),
            "what_happens_next": next_words.text(language),
            "hear_back_on": hear_back_on.isoformat(),
            "receipt": receipt,
            "url": receipt_url(),
        },
    )


def progressed(
    *, to: str, language: str, title: Words, heard_on: date, step: Step, day: date, url: str, note: str, template: str
) -> Email:
    """What became of what the person said: one step of the road, and where to read more."""
    return Email(
        to=to,
        template=template,
        language=language,
        values={
            "title": title.text(language),
            "heard_on": heard_on.isoformat(),
            "step": step.value,
            "step_label": STEP_LABELS[step],
            "day": day.isoformat(),
            "url": url,
            "note": note,
            "receipt_url": receipt_url(),
        },
    )
