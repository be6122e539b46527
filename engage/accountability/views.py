"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("accountability", __name__)
blueprints = [blueprint]
