"""The blueprint of feedback, on its own so that each file of views can add to it."""

from flask import Blueprint

blueprint = Blueprint("feedback", __name__)
