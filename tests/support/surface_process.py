"""Started by `tests/web/test_surfaces.py`: says as JSON what one process holds and serves."""

import json
import logging
import sys

from engage.app import create_app
from engage.core import registry
from engage.core.settings import load_settings

settings = load_settings()
app = create_app(settings)
logging.disable()
client = app.test_client()
paths = sys.argv[1:]


def client_cookies(path: str) -> list:
    """The cookies that a fresh browser is given by ``path``."""
    browser = app.test_client()
    browser.get(path)
    return list(browser._cookies.values())


json.dump(
    {
        "answers": {path: client.get(path).status_code for path in paths},
        "commands": sorted(app.cli.commands),
        "jobs": {side.value: [job.name for job in registry.jobs(side)] for side in settings.sides},
        "has_ombudsman_code": any(name.startswith("engage.ombudsman") for name in sys.modules),
        "keys": {
            "database": settings.ombudsman_database_url is not None,
            "cookies": settings.ombudsman_secret_key is not None,
            "cases": bool(settings.ombudsman_keys or settings.ombudsman_index_key),
            "mail": settings.ombudsman_mail is not None,
            "state_mail": settings.mail is not None,
        },
        "set_cookies": sorted({cookie.key for path in paths for cookie in client_cookies(path)}),
    },
    sys.stdout,
)
