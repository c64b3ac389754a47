"""The two formats of a dump, behind one interface."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING, Protocol, cast

from tallybook.errors import MissingExtraError, UsageError
from tallybook.store.exchange.manifest import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tallybook.store.exchange.kinds import Kind, Row

__all__ = ["Format", "get_format"]


class Format(Protocol):
    """A module that writes the rows of one kind to a file and reads them back, in memory that does not grow."""

    def write(self, path: Path, kind: Kind, rows: Iterable[Row]) -> int:
        """Write the rows. Returns how many. Raises ValueError for a value that the format does not have."""
        ...

    def read(self, path: Path, kind: Kind) -> Iterator[tuple[Row, int]]:
        """The rows of a file with their bytes, not yet held against the columns of the kind. Raises DumpError."""
        ...


def get_format(name: str) -> Format:
    """The format of this name. Raises UsageError for another name, MissingExtraError where its package is missing."""
    if name not in FORMATS:
        raise UsageError(f"There is no format {name!r} of dumps; there are {' and '.join(FORMATS)}.")
    if name == "parquet" and importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError(
            'Parquet needs the package pyarrow, which is not installed; `pip install "tallybook[parquet]"` adds it.'
        )
    return cast("Format", importlib.import_module(f"tallybook.store.exchange.{name}"))
