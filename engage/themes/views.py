"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("themes", __name__)
blueprints = [blueprint]
