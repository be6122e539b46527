"""A worker as a process of its own, which a test can kill: settings come from the environment."""

import signal
import sys
import threading

from engage.app import create_app
from engage.core.settings import load_settings
from engage.notifications.worker import loop
from tests.support.mail import test_templates


def main() -> None:
    """Deliver until told to stop, or with ``once`` until nothing is due."""
    app = create_app(load_settings())
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    with test_templates(app):
        loop.run(app, app.extensions["engage_settings"].sides, stop=stop, once="once" in sys.argv)


if __name__ == "__main__":
    main()
