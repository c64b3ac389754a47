"""A book to a folder of files from which an equal book can be made."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tallybook.errors import DiskFullError, DumpError
from tallybook.store.exchange.formats import get_format
from tallybook.store.exchange.kinds import Kind, Row, tables_of, to_plain
from tallybook.store.exchange.manifest import MANIFEST, Manifest, measured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallybook.store.book import Book

__all__ = ["dump_book", "write_dump"]

_FETCH = 100  # rows fetched at once; a hundred of the longest reports take about as many megabytes


def dump_book(book: Book, folder: str | os.PathLike[str], format_name: str = "jsonl") -> Manifest:
    """Write every record of `book` into `folder`, as it is at one moment, whatever is written to it meanwhile.

    `format_name`: "jsonl" or "parquet" (which needs pyarrow). Equal books give equal bytes. The folder appears when all
    is written; an empty one may be there before. Returns what the manifest says.

    Raises UsageError for an unknown format, MissingExtraError without pyarrow, DumpError where something is in the
    folder, where it cannot be written or for a value that no format holds, DiskFullError, and the errors of a book that
    cannot be read.
    """
    get_format(format_name)  # refused before anything is made
    target = Path(folder)
    absolute = target.absolute()
    _refuse(target)
    temporary = absolute.with_name(f".{absolute.name}.{os.getpid()}.part")
    with _told_files(target):
        try:
            temporary.mkdir()
            with book.snapshot() as connection:
                manifest = write_dump(connection, temporary, format_name, book.revision)
            if absolute.is_dir():
                absolute.rmdir()  # empty, as was seen above; not every system renames over a folder
            temporary.rename(absolute)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return manifest


def write_dump(connection: sa.Connection, folder: Path, format_name: str, revision: str) -> Manifest:
    """Write the tables of a book of this revision into a folder that is there. Raises OSError and DumpError."""
    module = get_format(format_name)
    parts = {}
    for table in tables_of(connection, revision):
        kind = Kind.of(table)
        path = folder / f"{kind.name}.{format_name}"
        try:
            parts[kind.name] = measured(path, module.write(path, kind, _rows(connection, table, kind)))
        except ValueError as error:
            raise DumpError(f"{kind.name} cannot be dumped: {error}; correct it in the book first.") from error
    manifest = Manifest(format_name, revision, parts)
    (folder / MANIFEST).write_text(manifest.to_text(), "utf-8")
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    return manifest


def _rows(connection: sa.Connection, table: sa.Table, kind: Kind) -> Iterator[Row]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    found = connection.execution_options(yield_per=_FETCH).execute(query)
    return (to_plain(kind, row) for row in found.mappings())


def _refuse(target: Path) -> None:
    if not target.absolute().parent.is_dir():
        raise DumpError(f"There is no folder {target.parent} for the dump; make it first.")
    if target.is_dir() and not target.is_symlink():
        if any(target.iterdir()):
            raise DumpError(f"The folder {target} is not empty; name another one for the dump.")
    elif os.path.lexists(target):
        raise DumpError(f"{target} is there already and no folder; name another one for the dump.")


@contextmanager
def _told_files(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(
                f"No space is left for the dump {target}; nothing was left there, make room."
            ) from error
        raise DumpError(f"The dump {target} cannot be written ({error.strerror}); nothing was left there.") from error
