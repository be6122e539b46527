"""The public record as files and as a page to print."""

from typing import Any

from flask import Blueprint, Response, render_template

from engage.accountability.enums import COMMITMENT_STATES, DECISIONS, PROGRESS
from engage.accountability.queries import public_record
from engage.reports.exports import record_csv as as_csv
from engage.reports.exports import record_json as as_json
from engage.web.access import public

blueprint = Blueprint("reports", __name__)
blueprints = [blueprint]


@blueprint.get("/what-we-did/download.csv")
@public
def record_csv() -> Response:
    """The public record as a table: one line a promise, or one for a recommendation without promises."""
    return _file(as_csv(public_record()), "text/csv; charset=utf-8", "what-we-did.csv")


@blueprint.get("/what-we-did/download.json")
@public
def record_json() -> Response:
    """The public record for machines."""
    return _file(as_json(public_record()), "application/json", "what-we-did.json")


@blueprint.get("/what-we-did/print")
@public
def record_print() -> Any:
    """The public record on one page, made to be printed."""
    return render_template(
        "reports/record_print.html",
        lines=public_record(),
        progress_words=PROGRESS,
        decisions=DECISIONS,
        commitment_states=COMMITMENT_STATES,
    )


def _file(data: bytes, kind: str, name: str) -> Response:
    response = Response(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
