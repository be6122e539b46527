"""Tables that only ever grow: the database itself refuses to change or remove a row.

``append_only(Model)`` makes the triggers part of the schema, so that ``create_all`` builds them;
a migration executes the same statements from ``TRIGGER_SQL[side][dialect]``. A batch migration on
SQLite copies the table and so drops its triggers: such a migration ends with ``trigger_sql``.
"""

from typing import Any

from sqlalchemy import DDL, Table, UniqueConstraint, event

from engage.core.sides import Side

#: Every statement that a side's database needs, by dialect, in order, each safe to run once.
TRIGGER_SQL: dict[Side, dict[str, list[str]]] = {side: {"sqlite": [], "postgresql": []} for side in Side}

_POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = '23000'; END $$"
)


def append_only(model: Any) -> None:
    """Forbid UPDATE and DELETE on the table of ``model`` (and TRUNCATE on PostgreSQL).

    ``model`` is a mapped class or a `Table`. Both engines then raise an integrity error.
    """
    table: Table = getattr(model, "__table__", model)
    side = Side(table.metadata.info.get("bind_key") or Side.ENGAGE)
    for dialect, statements in trigger_sql(table).items():
        for statement in statements:
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))
            if statement not in TRIGGER_SQL[side][dialect]:
                TRIGGER_SQL[side][dialect].append(statement)


def trigger_sql(table: Table) -> dict[str, list[str]]:
    """The statements that make ``table`` append-only, by dialect."""
    return {"sqlite": _sqlite(table), "postgresql": _postgresql(table)}


def drop_trigger_sql(table: Table) -> dict[str, list[str]]:
    """The statements that take the protection off again, for a migration that must rebuild ``table``."""
    name = table.name
    return {
        "sqlite": [f"DROP TRIGGER IF EXISTS {name}_no_{what}" for what in ("update", "delete", "replace")],
        "postgresql": [f"DROP TRIGGER IF EXISTS {name}_append_only ON {name}"],
    }


def _postgresql(table: Table) -> list[str]:
    # Once a statement, not once a row: a statement that meets no row is refused as well.
    what = f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} FOR EACH STATEMENT"
    return [
        _POSTGRESQL_FUNCTION,
        f"CREATE TRIGGER {table.name}_append_only {what} EXECUTE FUNCTION refuse_change()",
    ]


def _sqlite(table: Table) -> list[str]:
    name = table.name
    refuse = f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
    # INSERT OR REPLACE removes the row in its way without firing a DELETE trigger.
    taken = " OR ".join(" AND ".join(f"{c} = NEW.{c}" for c in columns) for columns in _unique_columns(table))
    exists = f"EXISTS (SELECT 1 FROM {name} WHERE {taken})"  # noqa: S608 - names from the models, nothing typed
    return [
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {refuse}",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {refuse}",
        f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} WHEN {exists} {refuse}",
    ]


def _unique_columns(table: Table) -> list[list[str]]:
    """The sets of columns by which a row can stand in another's way."""
    found = [[column.name for column in table.primary_key]]
    found += [[c.name for c in one.columns] for one in table.constraints if isinstance(one, UniqueConstraint)]
    found += [[c.name for c in index.columns] for index in table.indexes if index.unique]
    return [names for number, names in enumerate(found) if names not in found[:number]]
