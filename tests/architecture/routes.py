"""Writes `routes.json` anew: ``python -m tests.architecture.routes``."""

import json
import tempfile

from engage.app import create_app
from engage.core.settings import load_settings
from tests.architecture.test_routes import LIST, _described


def main() -> None:
    """Describe every route of a full process."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings({"ENGAGE_ENV": "development", "ENGAGE_INSTANCE": folder}))
        LIST.write_text(json.dumps(_described(app), indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
