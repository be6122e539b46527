"""Counting statements, so that a list's cost cannot grow with its length unseen."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Engine


class QueryCounter:
    """Counts what is sent to either database."""

    @contextmanager
    def count(self) -> Iterator[list[str]]:
        """The statements sent inside the block, savepoints left out."""
        statements: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
                statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    @contextmanager
    def exactly(self, expected: int) -> Iterator[None]:
        """Fail unless the block sends exactly ``expected`` statements."""
        with self.count() as statements:
            yield
        assert len(statements) == expected, "\n".join([f"{len(statements)} statements:", *statements])
