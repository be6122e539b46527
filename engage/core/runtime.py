"""The one reach into the running application: its settings and the ombudsman's keyring.

Domain code may need a key or a setting but knows no web framework; the application context is the
only thing that says which application (there are several in a test run) is at work.
"""

from flask import current_app

from engage.core.crypto import Keyring
from engage.core.settings import Settings


def settings() -> Settings:
    """The settings of the application at work."""
    return current_app.extensions["engage_settings"]


def keyring() -> Keyring:
    """The ombudsman's keyring. Raises `SettingsError` in a process that does not hold it."""
    extensions = current_app.extensions
    if "engage_keyring" not in extensions:
        extensions["engage_keyring"] = settings().keyring()
    return extensions["engage_keyring"]
