"""Pages of this area."""

from flask import Blueprint

blueprint = Blueprint("ombudsman", __name__)
blueprints = [blueprint]
