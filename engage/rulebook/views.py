"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("rulebook", __name__)
blueprints = [blueprint]
