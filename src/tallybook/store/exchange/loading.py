"""A dump back to a book: checked in every respect, and made whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tallybook.errors import BookExistsError, BookNotFoundError, BookTooNewError, DumpError, NotABookError, StoreError
from tallybook.store import migrate, sqlite
from tallybook.store.auditing import check_book
from tallybook.store.book import Book
from tallybook.store.exchange.formats import get_format
from tallybook.store.exchange.kinds import Kind, Row, from_plain, tables_of
from tallybook.store.exchange.manifest import Manifest, read_manifest, verify

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["load_book"]

_BATCH_ROWS = 1_000  # inserted at once, or fewer
_BATCH_BYTES = 16 << 20  # where they are long
_TIMEOUT = 30.0  # seconds; nobody else knows the file, so nothing is ever waited for


def load_book(folder: str | os.PathLike[str], path: str | os.PathLike[str]) -> Manifest:
    """Make a new book at `path` from the dump in `folder`. A dump of an older revision is brought up to date.

    Checked are: the bytes of every file, the number of rows and their order, the type of every value, references
    between records, and that each record is one of the data model whose words stand in its report (`check_book`). The
    book appears at `path` when all is well; else nothing is left there. Returns what the manifest says.

    Raises DumpError for a dump that is not whole or not sound, BookTooNewError for one of a newer version,
    MissingExtraError for a Parquet dump without pyarrow, BookExistsError where something is at `path`,
    BookNotFoundError where its folder is missing, DiskFullError, StoreError.
    """
    source, target = Path(folder), Path(path)
    _refuse(target)
    manifest = read_manifest(source)
    if manifest.revision not in migrate.REVISIONS:
        raise BookTooNewError(
            f"The dump {source} has revision {manifest.revision}, but this version of Tallybook knows only revisions "
            f"up to {migrate.HEAD}; install a newer version of Tallybook."
        )
    get_format(manifest.format)  # refused before anything is made
    absolute = target.absolute()
    temporary = absolute.with_name(f".{absolute.name}.{os.getpid()}.part")
    try:
        temporary.mkdir()
        made = temporary / "book"
        with sqlite.told_errors(target):
            _fill(made, source, manifest)
        _check(made, source)
        _put_in_place(made, target)
    except OSError as error:
        raise StoreError(f"The book {target} cannot be made ({error.strerror}); nothing was left there.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return manifest


def _refuse(target: Path) -> None:
    if not target.absolute().parent.is_dir():
        raise BookNotFoundError(f"There is no folder {target.parent} for a book; make it first.")
    # The log of a book that is gone would be taken for one of the new book.
    for beside in ("", "-wal", "-shm", "-journal"):
        found = target.with_name(target.name + beside)
        if os.path.lexists(found):
            raise BookExistsError(f"{found} is there already; name another file for the new book.")


def _fill(path: Path, source: Path, manifest: Manifest) -> None:
    engine = sqlite.make_engine(path, read_only=False, timeout=_TIMEOUT)
    try:
        sqlite.set_write_ahead_log(engine, _TIMEOUT)
        with sqlite.begin_write(engine) as connection:
            migrate.upgrade(connection, manifest.revision)
            connection.exec_driver_sql(f"PRAGMA application_id = {sqlite.APPLICATION_ID}")
            # Checked below for all rows at once, where it can be said which one is at fault.
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            tables = tables_of(connection, manifest.revision)
            _check_kinds(source, manifest, tables)
            for table in tables:
                _insert(connection, table, source, manifest)
            _check_references(connection, source)
    finally:
        engine.dispose()


def _check_kinds(source: Path, manifest: Manifest, tables: list[sa.Table]) -> None:
    expected = {table.name for table in tables}
    different = sorted(expected ^ manifest.kinds.keys())
    if different:
        said = "missing from" if different[0] in expected else "unknown in"
        raise DumpError(f"The kind {different[0]!r} is {said} the dump {source} of revision {manifest.revision}.")


def _insert(connection: sa.Connection, table: sa.Table, source: Path, manifest: Manifest) -> None:
    kind = Kind.of(table)
    part = manifest.kinds[kind.name]
    path = source / f"{kind.name}.{manifest.format}"
    verify(path, part)
    rows = _checked(path, kind, get_format(manifest.format).read(path, kind))
    count = 0
    for batch in _batches(rows):
        try:
            connection.execute(sa.insert(table), batch)
        except sa.exc.IntegrityError as error:
            raise DumpError(f"{path} breaks a rule of the tables ({error.orig}); make the dump again.") from error
        count += len(batch)
    if count != part.rows:
        raise DumpError(f"{path} has {count} rows, but the manifest says {part.rows}; make the dump again.")


def _batches(rows: Iterator[tuple[Row, int]]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = 0
    for row, length in rows:
        batch.append(row)
        size += length
        if len(batch) == _BATCH_ROWS or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _checked(path: Path, kind: Kind, rows: Iterator[tuple[Row, int]]) -> Iterator[tuple[Row, int]]:
    """Rows for the database. In the order of their keys, so that each is there once and dumps come out the same."""
    last: tuple[object, ...] = ()
    for number, (row, length) in enumerate(rows, start=1):
        try:
            checked = from_plain(kind, row)
        except ValueError as error:
            raise DumpError(f"{path}, row {number}: this is no row of {kind.name}: {error}.") from error
        key = tuple(checked[name] for name in kind.key)
        if last and not last < key:
            raise DumpError(f"{path}, row {number}: its key does not come after that of the row before it.")
        last = key
        yield checked, length


def _check_references(connection: sa.Connection, source: Path) -> None:
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost is not None:
        raise DumpError(f"In the dump {source}, a row of {lost[0]} names a row of {lost[2]} that is not there.")


def _check(path: Path, source: Path) -> None:
    """Open the book, which brings it up to date, and look at every record."""
    try:
        with Book.open(path) as book:
            check_book(book)
    except NotABookError as error:
        raise DumpError(f"The dump {source} makes no sound book: {error.__cause__ or error}") from error


def _put_in_place(made: Path, target: Path) -> None:
    try:
        # Takes the name only where nobody has it, which no way of renaming does on every system.
        target.open("xb").close()
    except FileExistsError as error:
        raise BookExistsError(f"{target} is there already; name another file for the new book.") from error
    made.replace(target)
