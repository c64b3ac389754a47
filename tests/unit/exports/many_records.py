"""Ten thousand invented incidents without names of persons, made once for the tests of all formats."""

from __future__ import annotations

import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from books import records
from tallybook.exports import ExportOptions
from tallybook.exports.base import LossReport
from tallybook.exports.redaction import names_of_persons, redact
from tallybook.exports.registry import export_records, get_export

__all__ = ["MANY", "leaked", "many", "written"]

MANY = 10_000


@cache
def many() -> tuple[Any, ...]:
    """The incidents, as `export_records` hands them to a format."""
    return tuple(redact(record)[0] for record in records(MANY))


def written(name: str, folder: Path) -> tuple[Path, LossReport]:
    """The incidents in a format. Taking names out is tested by `leaked`; here it would cost more than all else."""
    path = folder / f"many{get_export(name).suffix}"
    return path, get_export(name).write(iter(many()), path, ExportOptions())


def leaked(name: str, folder: Path) -> tuple[set[str], int]:
    """Names of persons that a format shows of 300 incidents although they are known, and how many it could show."""
    found = list(records(300, seed=7))
    shown, known = set(), 0
    for number, record in enumerate(found):
        names = {person for person in names_of_persons(record) if " " in person}
        known += len(names)
        path = folder / f"leak-{number}"
        export_records(name, [record], path, ExportOptions())
        content = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                content = b"".join(archive.read(entry) for entry in archive.namelist())
        shown |= {person for person in names if person.encode() in content}
    return shown, known
