"""What is particular to SQLite: how a book's file is opened, and what its errors mean to a person."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import sqlalchemy as sa

from tallybook.errors import (
    BookLockedError,
    BookNotFoundError,
    DiskFullError,
    InvalidValueError,
    NotABookError,
    ReadOnlyBookError,
    StoreError,
)
from tallybook.model import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "APPLICATION_ID",
    "begin_write",
    "check_header",
    "is_writable",
    "make_engine",
    "set_write_ahead_log",
    "told_errors",
]

# "TBbk" in ASCII: what `file` and SQLite show as the kind of this database.
APPLICATION_ID = 0x5442626B

_MAGIC = b"SQLite format 3\x00"
# Below this much free space, a failed write counts as a full disk although SQLite calls it an error of input or output.
_NEARLY_FULL = 1 << 20


def check_header(path: Path, *, create: bool) -> None:
    """Refuse what cannot be a book before SQLite touches it.

    Raises BookNotFoundError where there is no file (unless `create`), NotABookError for a folder or a file that is no
    SQLite database. An empty file counts as a new book under `create`: a killed process may leave one behind.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except FileNotFoundError as error:
        if create and path.parent.is_dir():
            return
        if not path.parent.is_dir():
            raise BookNotFoundError(f"There is no folder {path.parent} for a book; make it first.") from error
        raise BookNotFoundError(
            f"There is no book at {path}; `tallybook ingest PATH --book {path}` makes one."
        ) from error
    except IsADirectoryError as error:
        raise NotABookError(f"{path} is a folder, not a book; name a file.") from error
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}); check its permissions.") from error
    if not head and create:
        return
    if not head:
        raise NotABookError(f"{path} is empty; `tallybook ingest PATH --book {path}` fills it.")
    if head != _MAGIC:
        raise NotABookError(f"{path} is not a book (it is no SQLite database, or its first bytes are damaged).")


def make_engine(path: Path, *, read_only: bool, timeout: float) -> sa.Engine:
    """An engine for the file at `path`. `timeout`: seconds to wait for another process that is writing."""
    uri = f"file:{quote(str(path.absolute()))}" + (_read_only_flags(path) if read_only else "")

    def connect() -> sqlite3.Connection:
        # isolation_level None: transactions begin where this package says so, around changes of tables as well.
        connection = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # SQLite's own function knows only the 26 letters of ASCII; a search in any case is for all alphabets.
            connection.create_function("lower", 1, _lower, deterministic=True)
            # FULL: what was stored outlives a power cut, not only a killed process. Decisions of a person cannot be
            # made again by running again. The price is one flush to disk per report.
            connection.execute("PRAGMA synchronous = FULL")
            # 64 MiB: ids are hashes, so what is read together lies anywhere in the file, and the usual 2 MiB hold too
            # little of a large book's indexes. Memory is taken as it is needed.
            connection.execute("PRAGMA cache_size = -65536")
        except BaseException:
            connection.close()
            raise
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.QueuePool, json_serializer=canonical_json)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _lower(value: Any) -> str | None:
    return str(value).casefold() if value is not None else None


def _read_only_flags(path: Path) -> str:
    # A database in WAL mode needs its side files even for reading. Where they can neither be found nor made, the file
    # is read as one that nobody changes, which is safe only while no unfinished log lies beside it.
    log = path.with_name(path.name + "-wal")
    shared = path.with_name(path.name + "-shm")
    if os.access(path.parent, os.W_OK) or shared.exists():
        return "?mode=ro"
    if log.exists() and log.stat().st_size:
        raise ReadOnlyBookError(
            f"{path} has changes in {log.name} that cannot be read from a folder without write permission; "
            "open it once from where it can be written."
        )
    return "?mode=ro&immutable=1"


def _begin(connection: sa.Connection) -> None:
    # IMMEDIATE takes the right to write at once: two writers wait for each other instead of failing half-way.
    write = connection.get_execution_options().get("tallybook_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def set_write_ahead_log(engine: sa.Engine, timeout: float) -> None:
    """Let readers read while one process writes, for good: the mode is kept in the file."""
    connection = engine.raw_connection()
    try:
        end = time.monotonic() + timeout
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                # SQLite does not wait by itself here when another process makes the same book.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(0.01)
    finally:
        connection.close()


def is_writable(path: Path) -> bool:
    """Whether the file at `path`, if there is one, and the folder around it can be written."""
    return os.access(path.absolute().parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


@contextmanager
def begin_write(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection in a write transaction: committed at the end of the block, rolled back if it raises."""
    with engine.connect().execution_options(tallybook_write=True) as connection, connection.begin():
        yield connection


@contextmanager
def told_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite about the book at `path` into Tallybook's, each one sentence with a stable code."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _told(error.orig, path) from error
    except sqlite3.Error as error:
        raise _told(error, path) from error
    except UnicodeEncodeError as error:
        raise InvalidValueError(
            "A record holds half of a two-part character (a lone surrogate), which cannot be stored; "
            "repair the text of the input."
        ) from error


def _told(error: Any, path: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return BookLockedError(f"Another process is writing to {path}; wait for it to end and run again.")
        case sqlite3.SQLITE_READONLY:
            return ReadOnlyBookError(f"{path} may be read but not written; check its permissions or copy it.")
        case sqlite3.SQLITE_FULL:
            return _full(path)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return NotABookError(f"{path} is damaged or not a book ({error}); restore it from a copy.")
        case sqlite3.SQLITE_CANTOPEN:
            return StoreError(f"{path} cannot be opened; check the permissions of the file and of its folder.")
        case sqlite3.SQLITE_IOERR if _nearly_full(path):
            return _full(path)
        case _:
            name = getattr(error, "sqlite_errorname", type(error).__name__)
            return StoreError(f"The book {path} failed with {name} ({error}); run `tallybook doctor --book {path}`.")


def _full(path: Path) -> DiskFullError:
    return DiskFullError(f"No space is left for {path}; everything stored before is kept, so make room and run again.")


def _nearly_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _NEARLY_FULL
    except OSError:
        return False
