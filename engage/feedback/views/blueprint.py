"""The blueprint of feedback, on its own so that each file of views can add to it."""

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import gettext

from engage.core.bilingual import Words
from engage.councils.queries import body_names
from engage.feedback.enums import AnswerState, FormState
from engage.feedback.forms import CHANNEL_WORDS, KIND_WORDS, REASON_WORDS, YES_NO_WORDS
from engage.feedback.queries import SaidRow

blueprint = Blueprint("feedback", __name__)


def names_of(body_ids: Iterable[int | None]) -> dict[int, Words]:
    """The councils' names for a page, in one query; none where there is no council."""
    wanted = sorted({body_id for body_id in body_ids if body_id is not None})
    return body_names(wanted) if wanted else {}


def said_words(row: SaidRow, language: str) -> str:
    """What was said to one question, as a page shows it."""
    if row.text:
        return row.text
    return ", ".join(str(YES_NO_WORDS.get(words.en, words.text(language))) for words in row.chosen)


@blueprint.context_processor
def _words() -> dict[str, object]:
    """Words for what is stored, for the templates of feedback."""
    return {
        "channel_words": CHANNEL_WORDS,
        "kind_words": KIND_WORDS,
        "reason_words": REASON_WORDS,
        "said_words": said_words,
        "form_state_words": {
            FormState.DRAFT: (gettext("Draft"), "neutral"),
            FormState.OPEN: (gettext("Open"), "good"),
            FormState.CLOSED: (gettext("Closed"), "locked"),
        },
        "answer_state_words": {
            AnswerState.STANDS: (gettext("Counts"), "good"),
            AnswerState.SET_ASIDE: (gettext("Set aside"), "warn"),
            AnswerState.WITHDRAWN: (gettext("Taken back"), "neutral"),
        },
    }
