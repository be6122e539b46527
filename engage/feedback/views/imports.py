"""Files of comments in the browser: upload, say what the columns hold, look at the report, import, undo."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engage.core.actor import Actor
from engage.core.db import unit_of_work
from engage.core.errors import Conflict, RuleBroken
from engage.core.i18n import N_
from engage.core.permissions import Permission
from engage.core.text import one_line
from engage.feedback import imports, queries, services
from engage.feedback.forms import MappingForm, UploadForm, picks
from engage.feedback.policies import can_import_comments
from engage.feedback.views.blueprint import blueprint, names_of
from engage.web.access import needs
from engage.web.forms import BaseForm
from engage.web.language import current_language
from engage.web.login import current_actor
from engage.web.paging import page_number, pager

IMPORTERS = (Permission.FEEDBACK_ANSWER_ENTER, Permission.THEMES_CODING_APPLY)
_LARGEST = 20 * 1024 * 1024


@blueprint.get("/staff/feedback/imports")
@needs(*IMPORTERS)
def import_list() -> str:
    """The files of comments that were taken in."""
    page = queries.import_rows(actor=current_actor(), number=page_number())
    return render_template("feedback/import_list.html", rows=page.rows, page=pager(page))


@blueprint.route("/staff/feedback/imports/new", methods=["GET", "POST"])
@needs(*IMPORTERS)
def import_create() -> Any:
    """Upload a file; nothing is imported yet."""
    form = UploadForm()
    if request.method == "GET":
        return render_template("feedback/import_create.html", form=form)
    if not form.validate():
        return render_template("feedback/import_create.html", form=form), 422
    data = form.file.data.stream.read(_LARGEST + 1)
    try:
        if len(data) > _LARGEST:
            raise RuleBroken(N_("The file is larger than 20 MB. Split it, or use the command line."))
        imports.file_columns(data)
        with unit_of_work():
            key = services.keep_upload(
                actor=current_actor(), file_name=one_line(form.file.data.filename) or "comments.csv", content=data
            )
    except RuleBroken as error:
        error.field = "file"
        form.take_error(error)
        return render_template("feedback/import_create.html", form=form), 422
    return redirect(url_for(".import_map", key=key), 303)


@blueprint.route("/staff/feedback/imports/new/<string:key>", methods=["GET", "POST"])
@needs(*IMPORTERS)
def import_map(key: str) -> Any:
    """Say what the columns hold, read the report, then import or not."""
    actor = current_actor()
    upload = queries.upload_of(actor=actor, key=key)
    columns = imports.file_columns(upload.content)
    form = _mapping(actor, columns)
    if request.method == "GET":
        form.source_name.data = upload.file_name.rsplit(".", 1)[0][:120]
        return _map(form, upload)
    step = request.form.get("step", "")
    if step == "change":
        return _map(form, upload)
    if not form.validate():
        return _map(form, upload, 422)
    try:
        parsed = imports.read_comments(upload.content, _options(form), today=queries.state_today())
        if step != "import" or parsed.bad:
            known = queries.known_identities([row.identity for row in parsed.rows])
            status = 422 if parsed.bad else 200
            report = {"parsed": parsed, "new": len(parsed.rows) - len(known), "bad": _bad(parsed)}
            return render_template("feedback/_import_report.html", form=form, upload=upload, **report), status
        return _import(actor, key, form, parsed)
    except (RuleBroken, Conflict) as error:
        form.take_error(error)
        return _map(form, upload, 422)


def _import(actor: Actor, key: str, form: MappingForm, parsed: imports.ParsedFile) -> Any:
    fields = services.ImportFields(
        source_name=form.source_name.data,
        file_hash=parsed.file_hash,
        language=form.language.data,
        body_id=int(form.body_id.data) if form.body_id.data else None,
        may_quote=form.may_quote.data,
        without_text=parsed.without_text,
    )
    with unit_of_work(form_key=form.form_key.data) as work:
        done = services.import_comments(actor=actor, fields=fields, rows=parsed.rows)
        services.drop_upload(actor=actor, key=key)
        work.location = url_for(".import_list")
    flash(gettext("%(count)s comments were imported.", count=f"{done.comments:,}"), "success")
    return redirect(work.location, 303)


def _mapping(actor: Actor, columns: tuple[str, ...]) -> MappingForm:
    form = MappingForm()
    named = [(column, column) for column in columns if column]
    form.text_column.choices = picks([("", gettext("Choose a column")), *named])
    form.date_column.choices = picks([("", gettext("No column: I give one date")), *named])
    form.id_column.choices = picks([("", gettext("No column: the file and the line")), *named])
    bodies = [(str(body_id), name.text(current_language())) for body_id, name in names_of(actor.body_ids).items()]
    alone = [("", gettext("No council"))] if can_import_comments(actor, None) else []
    form.body_id.choices = picks([*alone, *sorted(bodies, key=lambda choice: choice[1])])
    return form


def _options(form: MappingForm) -> imports.ReadOptions:
    return imports.ReadOptions(
        text_column=form.text_column.data,
        source_name=form.source_name.data,
        date_column=form.date_column.data or None,
        day=form.day.data,
        id_column=form.id_column.data or None,
    )


def _map(form: MappingForm, upload: queries.Upload, status: int = 200) -> Any:
    return render_template("feedback/import_map.html", form=form, upload=upload), status


def _bad(parsed: imports.ParsedFile) -> list[str]:
    return [
        gettext("Line %(line)s %(reason)s.", line=row.line, reason=gettext(row.message) % row.values)
        for row in parsed.bad[: imports.MOST_NAMED]
    ]


@blueprint.route("/staff/feedback/imports/<int:batch_id>/undo", methods=["GET", "POST"])
@needs(*IMPORTERS)
def import_undo(batch_id: int) -> Any:
    """Take a file's comments out again, after a look."""
    actor = current_actor()
    row = queries.import_row(actor=actor, batch_id=batch_id)
    if request.method == "GET":
        return render_template("feedback/import_undo.html", form=BaseForm(), row=row)
    with unit_of_work():
        gone = services.undo_import(actor=actor, batch_id=batch_id)
    flash(gettext("%(count)s comments were taken out.", count=f"{gone:,}"), "success")
    return redirect(url_for(".import_list"), 303)
