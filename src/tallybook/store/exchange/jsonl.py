"""Rows as JSON Lines: one object a line, its keys sorted, nothing escaped in vain, UTF-8, lines ended by LF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.errors import DumpError
from tallybook.store.exchange.kinds import MAX_ROW, Kind, Row, parse_json, plain_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["read", "write"]


def write(path: Path, kind: Kind, rows: Iterable[Row]) -> int:
    """Write the rows of a kind. Returns how many. Raises ValueError for a value that JSON does not have."""
    count = 0
    with path.open("wb") as file:
        for row in rows:
            line = plain_json(row).encode()
            if len(line) > MAX_ROW:
                raise ValueError(
                    f"a row of {kind.name} has {len(line):,} bytes, and a dump holds rows up to {MAX_ROW:,}"
                )
            file.write(line)
            file.write(b"\n")
            count += 1
    return count


def read(path: Path, kind: Kind) -> Iterator[tuple[Row, int]]:
    """The rows of a file with their bytes, one line in memory at a time. Raises DumpError for what is no row."""
    number = 0
    with path.open("rb") as file:
        # Bytes, not text: in text, characters other than LF would end lines as well.
        while line := file.readline(MAX_ROW + 2):
            number += 1
            try:
                yield _row(line), len(line)
            except ValueError as error:
                raise DumpError(f"{path}, line {number}: this is no row of {kind.name}: {error}.") from error


def _row(line: bytes) -> Row:
    if not line.endswith(b"\n"):
        raise ValueError(f"it is longer than {MAX_ROW:,} bytes" if len(line) > MAX_ROW else "its end is missing")
    row = parse_json(line[:-1].decode("utf-8"))
    if not isinstance(row, dict):
        raise ValueError("it is no object")
    return row
