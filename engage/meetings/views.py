"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("meetings", __name__)
blueprints = [blueprint]
