"""Feedback from the command line: files of comments in, and out again."""

import os
from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup

from engage.core.actor import Actor, system_actor
from engage.core.db import unit_of_work
from engage.core.errors import DomainError
from engage.core.permissions import Permission
from engage.core.sides import Side
from engage.feedback import imports, queries, services

feedback = AppGroup("feedback", help="Comments from elsewhere: import files, list them, undo.")
batches = AppGroup("imports", help="Files of comments that were imported.")
feedback.add_command(batches)
commands = [feedback]


def _actor() -> Actor:
    return system_actor(Side.ENGAGE, Permission.FEEDBACK_ANSWER_ENTER)


@feedback.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--text-column", help="The column with the comments.")
@click.option("--date-column", help="The column with the day each comment was made.")
@click.option("--date", "day", help="One day for all comments, as YYYY-MM-DD.")
@click.option("--id-column", help="A column with an id for each comment; else the file and the line identify it.")
@click.option("--language", default="en", show_default=True, help="The language of the comments: en or es.")
@click.option("--source-name", help="What to call the source; the file's name by default.")
@click.option("--encoding", default="utf-8", show_default=True, help="How the file is written.")
@click.option("--delimiter", help="The sign between columns; found out by default.")
@click.option("--day-first", is_flag=True, help="Dates are written with the day before the month.")
@click.option("--may-quote", is_flag=True, help="The comments may be printed word for word.")
@click.option("--dry-run", is_flag=True, help="Only say what the file holds.")
def import_file(file: Path, text_column: str | None, day: str | None, language: str, **options) -> None:
    """Import the comments of a CSV file, all or nothing. A second run adds nothing."""
    try:
        _import(file, text_column, day, language, **options)
    except DomainError as error:
        raise click.ClickException(str(error)) from error


def _import(
    file: Path,
    text_column: str | None,
    day: str | None,
    language: str,
    *,
    date_column: str | None,
    id_column: str | None,
    source_name: str | None,
    encoding: str,
    delimiter: str | None,
    day_first: bool,
    may_quote: bool,
    dry_run: bool,
) -> None:
    data = _bytes(file)
    if not text_column:
        columns = ", ".join(imports.file_columns(data, encoding=encoding, delimiter=delimiter))
        raise click.ClickException(f"Name the column with the comments: --text-column. The columns are: {columns}.")
    if language not in ("en", "es"):
        raise click.ClickException("--language must be en or es.")
    if bool(date_column) == bool(day):
        raise click.ClickException(
            "Say when the comments were made: --date-column NAME, or --date YYYY-MM-DD for all of them."
        )
    options = imports.ReadOptions(
        text_column,
        source_name or file.stem,
        date_column,
        _day(day),
        id_column,
        encoding,
        _sign(delimiter),
        day_first,
    )
    parsed = _read(data, options)
    _tell_bad(file, parsed)
    fields = services.ImportFields(
        options.source_name, parsed.file_hash, language, may_quote=may_quote, without_text=parsed.without_text
    )
    if dry_run:
        known = len(queries.known_identities([row.identity for row in parsed.rows]))
        _report(file, parsed, known)
        click.echo(f"Dry run: nothing was imported. {len(parsed.rows) - known:,} comments would be new.")
        return
    _store(file, parsed, fields)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {os.strerror(error.errno or 0)}.") from error


def _sign(delimiter: str | None) -> str | None:
    sign = delimiter.replace("\\t", "\t") if delimiter else None
    if sign is not None and len(sign) != 1:
        raise click.ClickException("--delimiter must be one sign, such as ';'.")
    return sign


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise click.ClickException("--date must be a day that exists, written like 2026-03-31.") from error
    if found > queries.state_today():
        raise click.ClickException("--date is in the future. Give the day the comments were made.")
    return found


def _read(data: bytes, options: imports.ReadOptions) -> imports.ParsedFile:
    with click.progressbar(length=data.count(b"\n") + 1, label="Reading") as bar:
        return imports.read_comments(data, options, today=queries.state_today(), on_progress=bar.update)


def _tell_bad(file: Path, parsed: imports.ParsedFile) -> None:
    if not parsed.bad:
        return
    for row in parsed.bad[: imports.MOST_NAMED]:
        click.echo(f"Line {row.line} {row.message % row.values}.", err=True)
    if len(parsed.bad) > imports.MOST_NAMED:
        click.echo(f"And {len(parsed.bad) - imports.MOST_NAMED:,} more.", err=True)
    raise click.ClickException(
        f"{len(parsed.bad):,} of {parsed.total:,} rows of {file.name} cannot be read, so nothing was imported. "
        "Correct these lines, then import again."
    )


def _report(file: Path, parsed: imports.ParsedFile, known: int) -> None:
    click.echo(f"{file.name} has {parsed.total:,} rows. {len(parsed.rows):,} of them hold a comment.")
    if parsed.without_text:
        click.echo(f"{parsed.without_text:,} rows without text were set aside.")
    if known:
        click.echo(f"{known:,} comments were imported before.")


def _store(file: Path, parsed: imports.ParsedFile, fields: services.ImportFields) -> None:
    with click.progressbar(length=len(parsed.rows), label="Importing") as bar, unit_of_work():
        done = services.import_comments(actor=_actor(), fields=fields, rows=parsed.rows, on_progress=bar.update)
    _report(file, parsed, done.already_here)
    if done.batch_id is None:
        click.echo("Nothing was added.")
        return
    click.echo(
        f"{done.comments:,} comments were imported as batch {done.batch_id}. "
        f"To take them out again: engage feedback imports undo {done.batch_id}"
    )


@batches.command("list")
def list_batches() -> None:
    """The imported files, newest first."""
    number = 1
    while True:
        page = queries.import_rows(actor=_actor(), number=number)
        if not page.total:
            click.echo("No file of comments was imported yet.")
        for row in page.rows:
            end = f", undone {row.undone_on}" if row.undone_on else ""
            click.echo(f"{row.id:>5}  {row.imported_on}  {row.comments:>8,} comments  {row.source_name}{end}")
        if number >= page.pages:
            return
        number += 1


@batches.command("undo")
@click.argument("batch", type=int)
def undo_batch(batch: int) -> None:
    """Take the comments of one imported file out again."""
    try:
        with unit_of_work():
            gone = services.undo_import(actor=_actor(), batch_id=batch)
    except DomainError as error:
        message = f"There is no import {batch}." if type(error).__name__ == "NotFound" else str(error)
        raise click.ClickException(message) from error
    click.echo(f"{gone:,} comments of import {batch} were taken out.")
