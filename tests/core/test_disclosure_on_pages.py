"""What a page says in place of a hidden number is true of that number."""

import pytest

from engage.core.disclosure import protect_counts


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("small", "Fewer than 11 people, so we do not show the number"),
        ("other", "We do not show this number, so that a small one cannot be worked out"),
        ("large", "1,300"),
    ],
)
def test_long_words_of_a_cell(app, label, words):
    cells = protect_counts({"small": 5, "other": 20, "large": 1300})
    with app.test_request_context("/"):
        macro = app.jinja_env.get_template("components/tables.html").make_module({}).cell_count
        assert macro(cells[label], long=True).striptags() == words
