"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("notifications", __name__)
blueprints = [blueprint]
