"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("audit", __name__)
blueprints = [blueprint]
