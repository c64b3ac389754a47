"""Tables with fixed columns, written row by row: comma- or tab-separated."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tallybook.exports.table import csv_cell

__all__ = ["Sheet", "open_sheet"]


class Sheet:
    """Rows of one shape. Cells are guarded as `table.csv_cell` does; line breaks within cells become spaces."""

    def __init__(self, rows: csv.DictWriter[str], columns: Iterable[str]) -> None:
        self._rows = rows
        self._columns = tuple(columns)

    def add(self, cells: Mapping[str, object]) -> None:
        """Write a row; columns that `cells` lacks stay empty. Raises KeyError for a cell without a column."""
        unknown = cells.keys() - set(self._columns)
        if unknown:
            raise KeyError(f"There is no column {min(unknown)!r}.")
        self._rows.writerow({column: " ".join(csv_cell(cells.get(column)).split()) for column in self._columns})


@contextmanager
def open_sheet(path: Path, columns: Iterable[str], *, delimiter: str = ",") -> Iterator[Sheet]:
    """A table at `path`, UTF-8, with its header."""
    columns = tuple(columns)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, columns, delimiter=delimiter, lineterminator="\n")
        rows.writeheader()
        yield Sheet(rows, columns)
