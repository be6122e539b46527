"""The blueprint of councils and what its pages share."""

from datetime import date

from flask import Blueprint, request

from engage.core.permissions import Permission
from engage.web.access import needs
from engage.web.forms import day_value
from engage.web.language import local_today

blueprint = Blueprint("councils", __name__)

managers = needs(Permission.COUNCILS_BODY_MANAGE)
keepers = needs(Permission.COUNCILS_PERSON_MANAGE)


def day_asked() -> date:
    """The day in the address (``?on=2026-03-31``); today in the state when there is none that makes sense."""
    return day_value(request.args.get("on")) or local_today()
