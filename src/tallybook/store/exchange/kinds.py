"""What a dump holds: one kind of record for each table of the book, its columns described by what they can hold.

Everything follows from the tables themselves, so that a table added by a later migration is carried as well.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn

import sqlalchemy as sa

from tallybook.store import migrate
from tallybook.store.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "MAX_ROW",
    "Column",
    "Kind",
    "Row",
    "Scalar",
    "from_plain",
    "parse_json",
    "plain_json",
    "tables_of",
    "to_plain",
]

# A row as plain values: texts, numbers, booleans, None, days as ISO 8601 texts, JSON as what it says.
Row = dict[str, Any]

# Bytes of one row. The readers end a report at a million characters, which is 6 MB if each one has to be escaped; a
# longer row is damage or an attack, and must not fill the memory.
MAX_ROW = 32 << 20

# What a trigger makes again from the reports: the index of their words, in several tables.
_MADE_AGAIN = ("report_number", "report_search")

_MAX_INTEGER = 1 << 63


class Scalar(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    DAY = "day"
    JSON = "json"


# In this order: sa.Text and sa.JSON are unrelated, but each dialect's own type is a subclass of one of these.
_SCALARS: tuple[tuple[type[sa.types.TypeEngine[Any]], Scalar], ...] = (
    (sa.JSON, Scalar.JSON),
    (sa.Boolean, Scalar.BOOLEAN),
    (sa.Date, Scalar.DAY),
    (sa.Integer, Scalar.INTEGER),
    (sa.Float, Scalar.DOUBLE),
    (sa.Text, Scalar.TEXT),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds, and whether it may be empty."""

    name: str
    scalar: Scalar
    null: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """The records of one table. `key` names the columns that tell them apart and order them."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @classmethod
    def of(cls, table: sa.Table) -> Kind:
        """The kind of a table. Raises TypeError for a column of a type that no dump has carried so far."""
        columns = tuple(
            Column(column.name, _scalar(column), bool(column.nullable) and not column.primary_key)
            for column in table.columns
        )
        return cls(table.name, columns, tuple(column.name for column in table.primary_key.columns))


def _scalar(column: sa.Column[Any]) -> Scalar:
    for type_, scalar in _SCALARS:
        if isinstance(column.type, type_):
            return scalar
    raise TypeError(f"The column {column} has the type {column.type!r}, which dumps cannot hold yet.")


def tables_of(connection: sa.Connection, revision: str) -> list[sa.Table]:
    """The tables with records of a book of this revision, those that others refer to first."""
    if revision == migrate.HEAD:
        return [table for table in metadata.sorted_tables if table.name not in _MADE_AGAIN]
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if not table.name.startswith(("alembic_version", *_MADE_AGAIN))]


def to_plain(kind: Kind, stored: Mapping[Any, Any]) -> Row:
    """A row of the database as plain values."""
    return {
        column.name: _day_text(stored[column.name]) if column.scalar is Scalar.DAY else stored[column.name]
        for column in kind.columns
    }


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def from_plain(kind: Kind, row: Row) -> Row:
    """Plain values as a row for the database. Raises ValueError, with the reason, for values that do not fit."""
    names = [column.name for column in kind.columns]
    if row.keys() != set(names):
        missing = [name for name in names if name not in row] or sorted(row.keys() - set(names))
        raise ValueError(f"it should have the columns {', '.join(names)}, but see {missing[0]!r}")
    return {column.name: _from_plain(column, row[column.name]) for column in kind.columns}


def _from_plain(column: Column, value: Any) -> Any:
    if column.scalar is Scalar.JSON:
        return value
    if value is None:
        if column.null:
            return None
        raise ValueError(f"its {column.name} is empty")
    if not _fits(column.scalar, value):
        raise ValueError(f"its {column.name} is no {column.scalar}: {str(value)[:40]!r}")
    return date.fromisoformat(value) if column.scalar is Scalar.DAY else value


def _fits(scalar: Scalar, value: Any) -> bool:
    match scalar:
        case Scalar.TEXT:
            return type(value) is str
        case Scalar.INTEGER:
            return type(value) is int and -_MAX_INTEGER <= value < _MAX_INTEGER
        case Scalar.DOUBLE:
            return type(value) is float and math.isfinite(value)
        case Scalar.BOOLEAN:
            return type(value) is bool
        case _:
            return type(value) is str and _is_day(value)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def plain_json(value: Any) -> str:
    """One text for one value, as `model.canonical_json`. Raises ValueError for NaN and infinity, which JSON lacks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def parse_json(text: str) -> Any:
    """The value of a text that `plain_json` wrote. Raises ValueError, with the reason, for any other text."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
        same = plain_json(value) == text
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:
        raise ValueError(f"it is no JSON ({error})") from error
    if not same:
        # Equal keys twice, escapes of half characters, 1.0e0 for 1.0: what would not come out again as it went in.
        raise ValueError(
            "its JSON is not written as a dump writes it (sorted keys, no spaces, nothing escaped in vain)"
        )
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
