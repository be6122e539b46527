"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__)
blueprints = [blueprint]
