"""Pages of feedback."""

from engage.feedback.views.blueprint import blueprint

blueprints = [blueprint]
