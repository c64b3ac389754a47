"""What the tests of tabular exports share: books to export, files read back, names looked for."""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from books import records
from tallybook import service
from tallybook.coding import get_coder
from tallybook.exports import LossReport
from tallybook.exports.base import ExportOptions
from tallybook.exports.redaction import redact
from tallybook.exports.registry import export_records
from tallybook.reports import ReadOptions

__all__ = ["LARGE", "demo_records", "export", "large_records", "names_told", "read_sheet", "stands_in"]

LARGE = 10_000  # incidents of the large invented book


@functools.cache
def large_records() -> list[Mapping[str, Any]]:
    """The incidents of the invented book without names of people, made once; to be exported with `names=True`."""
    return [redact(record)[0] for record in records(LARGE)]


@functools.cache
def demo_records() -> list[dict[str, Any]]:
    """The incidents of the sample reports."""
    import tempfile

    samples = Path(service.__file__).parents[1] / "cli" / "samples"
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "demo.book"
        service.ingest(book, [str(samples)], ReadOptions(), get_coder())
        return [service.view_record(view) for view in service.incident_views(book)]


def export(
    name: str,
    incidents: Iterable[Mapping[str, Any]],
    folder: Path,
    *,
    names: bool = False,
    timestamp: int | None = None,
) -> tuple[Path, LossReport]:
    """Export to a file in the folder."""
    path = folder / f"{name}.out"
    options = ExportOptions(names=names, force=True, timestamp=timestamp)
    return path, export_records(name, incidents, path, options)


def read_sheet(path: Path, columns: tuple[str, ...], delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a file, whose columns are asserted by name and order."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        assert tuple(next(reader)) == columns
        rows = [dict(zip(columns, row, strict=True)) for row in reader]
    for row in rows:
        for cell in row.values():
            assert not re.match(r"[=+@\t\r]|-(?!\d+(\.\d+)?$)", cell), f"a spreadsheet would run {cell!r}"
    return rows


def names_told(record: Mapping[str, Any]) -> set[str]:
    """The names of persons in a record, found by walking it, apart from how the redaction finds them."""
    found: set[str] = set()

    def walk(plain: Any) -> None:
        if isinstance(plain, Mapping):
            found.update(plain.get("names", ()))
            if plain.get("kind") == "individual" and plain.get("name"):
                found.add(plain["name"])
            if plain.get("kind") == "person" and "channel" in plain and plain["name"]:
                found.add(plain["name"])
            if plain.get("byline"):
                found.add(plain["byline"])
            for item in plain.values():
                walk(item)
        elif isinstance(plain, list):
            for item in plain:
                walk(item)

    walk(record)
    return found


def stands_in(name: str, text: str) -> bool:
    """Whether a name, or a part of it with more than three letters, stands in the text as words, in any case."""
    parts = [name, *(part for part in re.findall(r"[^\W\d_]+", name) if len(part) > 3)]
    plain = _plain(text)
    return any(re.search(rf"(?<![^\W\d_]){re.escape(_plain(part))}(?![^\W\d_])", plain) for part in parts)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))
