"""Answers and results as CSV files that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask_babel import gettext

from engage.core.disclosure import Cell
from engage.core.text import safe_cell
from engage.feedback.enums import AnswerState
from engage.feedback.queries import AnswerRow, QuestionView, ResultsPage

#: Spreadsheet programs read UTF-8 rightly only behind this mark.
_MARK = "\ufeff"


def answers_csv(questions: Sequence[QuestionView], rows: Iterable[AnswerRow], *, has_names: bool) -> bytes:
    """One line an answer; the names only where the reader may have them."""
    who = [gettext("Name")] if has_names else []
    head = [gettext("Day"), gettext("How it reached us"), gettext("Language"), gettext("State"), *who]
    lines = [[*head, *(question.words.en for question in questions)]]
    for row in rows:
        said = {entry.question.id: entry for entry in row.said}
        answers = [_words(said.get(question.id)) for question in questions]
        names = [row.who or (gettext("Name not known") if row.is_named else gettext("Without a name"))]
        lines.append(
            [
                row.day.isoformat(),
                row.channel.value,
                row.language,
                _state(row),
                *(names if has_names else []),
                *answers,
            ]
        )
    return _file(lines)


def results_csv(page: ResultsPage) -> bytes:
    """The protected numbers; a hidden one says "few"."""
    lines = [[gettext("Question"), gettext("Answer"), gettext("People")]]
    lines.append([gettext("All answers"), "", _number(page.total)])
    for result in page.questions:
        for bar in result.bars:
            words = bar.words.en if bar.words else _other(result.question)
            lines.append([result.question.words.en, words, _number(bar.cell)])
    return _file(lines)


def _other(question: QuestionView) -> str:
    return gettext("No answer") if question.options else gettext("Wrote something")


def _number(cell: Cell) -> str:
    return gettext("few") if cell.is_hidden else str(cell.value)


def _words(said) -> str:
    if said is None:
        return ""
    return said.text or "; ".join(words.en for words in said.chosen)


def _state(row: AnswerRow) -> str:
    return {
        AnswerState.STANDS: gettext("Counts"),
        AnswerState.SET_ASIDE: gettext("Set aside"),
        AnswerState.WITHDRAWN: gettext("Taken back"),
    }[row.state]


def _file(lines: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([safe_cell(value) for value in line] for line in lines)
    return (_MARK + out.getvalue()).encode()
