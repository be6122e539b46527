"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("directory", __name__)
blueprints = [blueprint]
