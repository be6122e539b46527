"""What the platform asks: is the process up, and can it do its work? Codes only, no words of anybody."""

import structlog
from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from engage.core import migrations, registry, runtime
from engage.core.db import db, ping
from engage.core.log import kind_of
from engage.core.sides import Side
from engage.web.access import public

log = structlog.get_logger()
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def process_show() -> Response:
    """The process answers. It asks no database, so that a slow one does not get the process restarted."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def work_show() -> tuple[Response, int]:
    """Each database answers and has the schema this code expects, and nothing is stuck; else 503 and why."""
    reasons = [f"{side}:{reason}" for side in runtime.settings().sides for reason in find_reasons(side)]
    if reasons:
        return jsonify(status="not ready", reasons=reasons), 503
    return jsonify(status="ready"), 200


def find_reasons(side: Side) -> list[str]:
    """Short codes of what keeps ``side`` from working: ``database``, ``migrations``, or what the areas found."""
    try:
        ping(side)
        if not migrations.is_at_head(side):
            return ["migrations"]
        return [found for check in registry.health_checks(side) if (found := check.find())]
    except SQLAlchemyError as error:
        db.session.rollback()
        log.error("database_error", side=side, kind=kind_of(error), endpoint="health.work_show")
        return ["database"]
