"""What the mails of this area say; their words are in ``templates/emails/accountability_*``."""

from engage.accountability.enums import DECISIONS, Decision
from engage.core.bilingual import Words
from engage.notifications.services import Email


def answer_email(
    *, to: str, language: str, title: Words, number: str, decision: str, is_changed: bool, url: str
) -> Email:
    """To a council member: the state has answered, or changed its answer to, what the council recommended."""
    return Email(
        to=to,
        template="accountability_answer_published",
        language=language,
        values={
            "title": title.text(language),
            "number": number,
            "decision_words": DECISIONS[Decision(decision)],
            "is_changed": is_changed,
            "url": url,
        },
    )
