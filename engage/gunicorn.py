"""How the production server runs. No access log: an address beside a time is a way back to a person."""

import os

wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = int(os.environ.get("ENGAGE_WEB_WORKERS", "2"))
threads = int(os.environ.get("ENGAGE_WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 20
keepalive = 5
accesslog = None
errorlog = "-"
loglevel = "warning"
# Largest request line and headers; forms are limited by the application.
limit_request_line = 4094
