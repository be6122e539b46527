"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("feedback", __name__)
blueprints = [blueprint]
