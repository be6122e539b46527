"""What can go wrong, in the words of the subject; `web.errors` turns each into one HTTP answer.

A message is a msgid in English with named placeholders: the web layer translates it and fills in
``values``, so that domain code needs no web framework to speak to people.
"""

from typing import Any


class DomainError(Exception):
    """Something the person can be told in a sentence."""

    default = "Something went wrong."

    def __init__(self, message: str | None = None, *, field: str | None = None, **values: Any):
        self.message = message or self.default
        self.field = field
        self.values = values
        super().__init__(self.message % values if values else self.message)


class NotFound(DomainError):
    """There is no such thing, or this person may not know that there is (404)."""

    default = "We cannot find that page."


class NotAllowed(DomainError):
    """The person can see it but may not do this to it (403)."""

    default = "You do not have permission to do this."


class Conflict(DomainError):
    """Somebody else changed it since the page was opened (409)."""

    default = "Someone changed this while you had it open. Check the new version, then save again."


class RuleBroken(DomainError):
    """What was asked would break a rule; ``field`` names the form field to fix, if any (422)."""

    default = "This cannot be saved as it is."


class AlreadyDone(Exception):
    """The same form was sent twice; ``location`` is where the first one led."""

    def __init__(self, location: str | None):
        self.location = location
        super().__init__(location)


class SettingsError(Exception):
    """The process cannot start; the text says which setting to fix and how."""
