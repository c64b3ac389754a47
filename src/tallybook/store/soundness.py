"""Whether a row of a book is a record of the data model: what the checks of all tables share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from tallybook.errors import InvalidValueError, ModelError
from tallybook.store import select

__all__ = ["Stored", "sound", "stored"]

Stored = Mapping[Any, Any]
"""A row as the database gives it."""


def stored(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Stored]:
    """The rows of a query, some at a time."""
    yield from connection.execution_options(yield_per=select.PAGE).execute(query).mappings()


def sound(
    table: sa.Table, row: Stored, read: Callable[[Stored], Any], write: Callable[[Any], Stored] | None = None
) -> Any:
    """The record of a row. Raises InvalidValueError where it is none, or where `write` would make another row of it."""
    name = f"{table.name} {' and '.join(str(row[column.name]) for column in table.primary_key.columns)}"
    try:
        record = read(row)
        again = write(record) if write is not None else {}
    # Whatever a value of a wrong shape leads to: these rows may come from a stranger.
    except (ModelError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise InvalidValueError(f"The {name} is no record of the data model ({error}).") from error
    # What `write` does not give (the number of a decision) follows from nothing in the record.
    for column, value in again.items():
        if value != row[column]:
            raise InvalidValueError(f"The {name} has a {column} that does not fit its other values.")
    return record
