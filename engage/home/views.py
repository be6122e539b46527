"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("home", __name__)
blueprints = [blueprint]
