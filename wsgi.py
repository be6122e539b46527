"""What a WSGI server loads: settings from the environment, then the application."""

from engage.app import create_app
from engage.core.settings import load_settings

app = create_app(load_settings())
