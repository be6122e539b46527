"""Councils as everybody sees them."""

from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from flask_babel import lazy_gettext

from engage.councils import exports, queries
from engage.councils.enums import SEAT_CATEGORIES, SEAT_STATUSES
from engage.councils.forms import BodyFilterForm, kind_choices
from engage.councils.views.blueprint import blueprint, day_asked
from engage.web import panels
from engage.web.access import public
from engage.web.language import local_today
from engage.web.login import current_actor
from engage.web.paging import page_number, pager


def body_filters() -> BodyFilterForm:
    """The filters over a list of councils, from the address."""
    form = BodyFilterForm(request.args)
    form.kind.choices = kind_choices(first=lazy_gettext("All kinds"))
    return form


@blueprint.get("/councils")
@public
def body_list() -> Any:
    """The public councils, with search."""
    form = body_filters()
    found = queries.body_rows(
        current_actor(),
        local_today(),
        search=form.q.data or "",
        kind=form.kind.data or "",
        public_only=True,
        number=page_number(),
    )
    is_filtered = bool(form.q.data or form.kind.data)
    return render_template(
        "councils/body_list.html", filters=form, rows=found.rows, page=pager(found), is_filtered=is_filtered
    )


@blueprint.get("/councils/<int:body_id>")
@public
def body_page(body_id: int) -> Any:
    """One council with its roster on a day."""
    actor, on = current_actor(), day_asked()
    return render_template(
        "councils/body_page.html",
        body=queries.body_page(actor, body_id),
        roster=queries.public_roster(actor, body_id, on),
        today=local_today(),
        panels=panels.of("councils.body_page", body_id=body_id),
        categories=SEAT_CATEGORIES,
        statuses=SEAT_STATUSES,
    )


@blueprint.get("/councils/<int:body_id>/table.svg")
@public
def table_picture(body_id: int) -> Any:
    """The drawing of the table alone, to download."""
    roster = queries.public_roster(current_actor(), body_id, day_asked())
    svg = render_template(
        "councils/table_picture.svg", roster=roster, categories=SEAT_CATEGORIES, statuses=SEAT_STATUSES
    )
    return Response(svg, mimetype="image/svg+xml")


@blueprint.get("/councils/<int:body_id>/roster.json")
@public
def roster_json(body_id: int) -> Any:
    """The roster for machines."""
    roster = queries.public_roster(current_actor(), body_id, day_asked())
    answer = exports.roster_json(roster)
    answer["url"] = url_for(".body_page", body_id=body_id, _external=True)
    return jsonify(answer)


@blueprint.get("/councils/<int:body_id>/roster.csv")
@public
def roster_csv(body_id: int) -> Any:
    """The roster for spreadsheets."""
    roster = queries.public_roster(current_actor(), body_id, day_asked())
    return csv_file(exports.roster_csv(roster), f"roster-{body_id}-{roster.on.isoformat()}.csv")


def csv_file(content: bytes, name: str) -> Response:
    """``content`` as a file to save."""
    return Response(
        content,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
