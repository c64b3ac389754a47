"""Rows as Parquet, by pyarrow: texts as strings, days as dates, JSON as strings that hold canonical JSON.

Row groups are small, and no dictionaries are written: a reader can know how much memory it takes before it reads.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tallybook.errors import DumpError
from tallybook.store.exchange.kinds import MAX_ROW, Column, Kind, Row, Scalar, parse_json, plain_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["read", "write"]

_GROUP_ROWS = 10_000
_GROUP_BYTES = 32 << 20  # of texts; the row that reaches it is the last of its group
_MAX_GROUP = _GROUP_BYTES + MAX_ROW + (32 << 20)  # with the numbers, days and lengths of texts


def _schema(kind: Kind) -> Any:
    import pyarrow as pa  # noqa: PLC0415 (an optional package, slow to import)

    types = {
        Scalar.TEXT: pa.string(),
        Scalar.INTEGER: pa.int64(),
        Scalar.DOUBLE: pa.float64(),
        Scalar.BOOLEAN: pa.bool_(),
        Scalar.DAY: pa.date32(),
        Scalar.JSON: pa.string(),
    }
    return pa.schema([pa.field(column.name, types[column.scalar], nullable=column.null) for column in kind.columns])


def write(path: Path, kind: Kind, rows: Iterable[Row]) -> int:
    """Write the rows of a kind. Returns how many. Raises ValueError for a value that JSON does not have."""
    import pyarrow as pa  # noqa: PLC0415 (see _schema)
    import pyarrow.parquet as pq  # noqa: PLC0415 (see _schema)

    schema = _schema(kind)
    count = 0
    # Arrow's own schema is left out: it says again what Parquet's says, in a form that changes with pyarrow.
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=False, store_schema=False) as writer:
        for group in _groups(kind, rows):
            columns = zip(schema, zip(*group, strict=True), strict=True)
            arrays = [pa.array(cells, type=field.type) for field, cells in columns]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
            count += len(group)
    return count


def _groups(kind: Kind, rows: Iterable[Row]) -> Iterator[list[list[Any]]]:
    """The cells of the rows in groups whose size depends on nothing but the rows, so that files come out the same."""
    group: list[list[Any]] = []
    size = 0
    for row in rows:
        cells = [_cell(column, row[column.name]) for column in kind.columns]
        length = _size(cells)
        if length > MAX_ROW:
            raise ValueError(f"a row of {kind.name} has {length:,} bytes, and a dump holds rows up to {MAX_ROW:,}")
        group.append(cells)
        size += length
        if len(group) == _GROUP_ROWS or size >= _GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _size(cells: Iterable[Any]) -> int:
    return sum(len(cell.encode()) for cell in cells if isinstance(cell, str))


def _cell(column: Column, value: Any) -> Any:
    if column.scalar is Scalar.JSON:
        return None if value is None and column.null else plain_json(value)
    if column.scalar is Scalar.DAY and value is not None:
        return date.fromisoformat(value)
    return value


def read(path: Path, kind: Kind) -> Iterator[tuple[Row, int]]:
    """The rows of a file with their bytes, one row group in memory at a time. Raises DumpError for any other file."""
    import pyarrow as pa  # noqa: PLC0415 (see _schema)
    import pyarrow.parquet as pq  # noqa: PLC0415 (see _schema)

    number = 0
    try:
        with pq.ParquetFile(path, memory_map=False) as file:
            _check(path, kind, file)
            for group in range(file.metadata.num_row_groups):
                for cells in file.read_row_group(group, use_threads=False).to_pylist():
                    number += 1
                    row = {column.name: _plain(column, cells[column.name]) for column in kind.columns}
                    yield row, _size(cells.values())
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        place = f"{path}, row {number}" if number else str(path)
        raise DumpError(f"{place}: this cannot be read as Parquet: {_one_line(error)}.") from error


def _check(path: Path, kind: Kind, file: Any) -> None:
    """Refuse a file of other columns, or one that may need more memory than any that `write` makes."""
    expected = _schema(kind)
    if not file.schema_arrow.equals(expected):
        raise DumpError(f"{path} does not have the columns of {kind.name}: {', '.join(expected.names)}.")
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        columns = [group.column(index) for index in range(group.num_columns)]
        if any(column.has_dictionary_page for column in columns) or group.num_rows > _GROUP_ROWS:
            raise DumpError(f"{path} was not written by `tallybook dump` (its row groups are laid out in another way).")
        if sum(column.total_uncompressed_size for column in columns) > _MAX_GROUP:
            raise DumpError(f"{path} has a row group above {_MAX_GROUP:,} bytes, which no dump has.")


def _plain(column: Column, cell: Any) -> Any:
    if cell is None:
        return None
    if column.scalar is Scalar.JSON:
        return parse_json(cell)
    return cell.isoformat() if column.scalar is Scalar.DAY else cell


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200].rstrip(".")
