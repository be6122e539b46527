"""Plain English, whole Spanish."""

import re

import pytest
import textstat

from engage.core.settings import PROJECT_ROOT
from tests.architecture.words import catalog, placeholders, sentences, sources, texts_of

_TEMPLATES = PROJECT_ROOT / "templates"
_SAME_IN_BOTH = frozenset({"CSV", "JSON"})
_MOST_GRADE = 6.0
_LEAST_WORDS = 40
_FORBIDDEN = re.compile(
    r"\b(submit|submitted|user|users|stakeholder|stakeholders|utilize|please note)\b", re.IGNORECASE
)
_BRITISH = re.compile(
    r"\b(\w*organis(e|ation)\w*|behaviou\w*|colou\w*|favou\w*|centre\w*|cancelled|cancelling|programme\w*|enrol|"
    r"enrolment|recognis\w*|summaris\w*|whilst|licence)\b",
    re.IGNORECASE,
)


def _for_everybody():
    """Templates that members and the public read."""
    found = []
    for path in sorted(_TEMPLATES.rglob("*.html")):
        text = path.read_text()
        if re.search(r'extends "layouts/(members|public|error|help)\.html"|extends own_layout', text):
            found.append(path)
    return found


def _name(path):
    return str(path.relative_to(PROJECT_ROOT))


def _messages():
    """The catalog as (forms of the English, forms of the Spanish, message)."""

    def forms(text):
        return text if isinstance(text, tuple) else (text,)

    return [(forms(message.id), forms(message.string), message) for message in catalog() if message.id]


def test_every_text_is_translated():
    missing = {text for path in sources() for text in texts_of(path)} - {ids[0] for ids, _, _ in _messages()}
    assert sorted(missing) == []
    assert [ids[0] for ids, strings, _ in _messages() if not all(strings)] == []
    assert [ids[0] for ids, _, message in _messages() if message.fuzzy] == []


def test_translations_keep_the_gaps():
    wrong = [
        ids[0]
        for ids, strings, _ in _messages()
        if placeholders(" ".join(s or "" for s in strings)) - placeholders(" ".join(ids))
    ]
    assert wrong == []


def test_only_used_texts_are_translated():
    used = {text for path in sources() for text in texts_of(path)}
    assert sorted({ids[0] for ids, _, _ in _messages()} - used) == []


@pytest.mark.parametrize("path", _for_everybody(), ids=_name)
def test_page_reads_at_grade_six(path):
    """Flesch-Kincaid over the full sentences of a page, where there are enough to measure."""
    text = sentences(texts_of(path))
    if len(text.split()) >= _LEAST_WORDS:
        assert textstat.flesch_kincaid_grade(text) <= _MOST_GRADE, text


def test_pages_for_everybody_read_at_grade_six_together():
    text = sentences([text for path in _for_everybody() for text in texts_of(path)])
    assert textstat.flesch_kincaid_grade(text) <= _MOST_GRADE


def test_pages_for_everybody_use_plain_words():
    found = {_name(path): [t for t in texts_of(path) if _FORBIDDEN.search(t)] for path in _for_everybody()}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_spelling_is_american():
    found = {_name(path): [t for t in texts_of(path) if _BRITISH.search(t)] for path in sources()}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_no_text_in_a_template_is_left_unmarked():
    """Words between tags that no translator would ever see."""
    strays = {}
    for path in sorted(_TEMPLATES.rglob("*.html")):
        shown = re.sub(r"(?s)<code>.*?</code>|\{% block page_class %\}.*?\{% endblock %\}", " ", path.read_text())
        without_jinja = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|\busa-[\w-]+", " ", shown)
        bare = re.sub(r"(?s)<[^>]*>|&\w+;|&#\d+;", " ", without_jinja)
        words = [word for word in re.findall(r"[A-Za-z]{3,}", bare) if word not in _SAME_IN_BOTH]
        if words:
            strays[_name(path)] = words[:6]
    assert strays == {}
