"""Marks English texts for translation in code that knows no web framework.

``N_`` returns its text unchanged; the extractor finds it, and the web layer translates it when it
is shown.
"""


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """The same text, marked as one to translate when it is shown."""
    return message
