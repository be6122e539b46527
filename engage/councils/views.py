"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("councils", __name__)
blueprints = [blueprint]
