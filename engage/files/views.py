"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("files", __name__)
blueprints = [blueprint]
