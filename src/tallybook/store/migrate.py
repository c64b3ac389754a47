"""Brings a book to the revision of this version of Tallybook, or says that the book is of a newer one.

The usual open of a book that is up to date reads one row and does not import Alembic, which takes a fifth of a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tallybook.errors import BookTooNewError, NotABookError, ReadOnlyBookError
from tallybook.store import sqlite

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["HEAD", "REVISIONS", "alembic_config", "prepare", "revision_of", "upgrade"]

# Every revision that this version can read, oldest first; a test holds them against migrations/versions.
REVISIONS = ("0001", "0002", "0003", "0004")
HEAD = REVISIONS[-1]


def alembic_config(connection: sa.Connection) -> Config:
    """Alembic's configuration for `connection`. There is no alembic.ini: the steps lie in the package."""
    from alembic.config import Config  # noqa: PLC0415 (slow to import, needed only for an upgrade)

    config = Config()
    # A per cent sign in the path would be read as the start of a variable.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def revision_of(connection: sa.Connection, name: str) -> str | None:
    """The revision of the book `name`, None for a database without any table.

    Raises BookTooNewError for a revision that this version does not know, NotABookError for a database of another
    program.
    """
    tables = set(sa.inspect(connection).get_table_names())
    if not tables:
        return None
    if "alembic_version" not in tables or not tables >= {"report", "statement", "coding"}:
        raise NotABookError(f"{name} is a database of another program, not a book; name another file.")
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
    if len(found) != 1:
        raise NotABookError(f"{name} does not say which revision it has; restore it from a copy.")
    revision = str(found[0])
    if revision not in REVISIONS:
        raise BookTooNewError(
            f"{name} has revision {revision}, but this version of Tallybook knows only revisions up to {HEAD}; "
            "install a newer version of Tallybook."
        )
    return revision


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Apply the steps up to `revision` that are missing, in the caller's transaction: all of them or none."""
    from alembic import command  # noqa: PLC0415 (slow to import, needed only for an upgrade)

    command.upgrade(alembic_config(connection), revision)


def prepare(engine: sa.Engine, path: Path, *, create: bool, read_only: bool, timeout: float) -> None:
    """Make sure that `path` holds a book of the newest revision, without touching a file that is no book.

    Raises NotABookError, BookTooNewError, ReadOnlyBookError for an older book that cannot be brought up to date.
    """
    with engine.connect() as connection:
        revision = revision_of(connection, str(path))
    if revision is None and not create:
        raise NotABookError(f"{path} is an empty database; `tallybook ingest PATH --book {path}` fills it.")
    if revision == HEAD:
        return
    if read_only:
        raise ReadOnlyBookError(
            f"{path} is of an older version of Tallybook and cannot be brought up to date where it may not be written; "
            "copy it to where it can."
        )
    if revision is None:
        sqlite.set_write_ahead_log(engine, timeout)
    with sqlite.begin_write(engine) as connection:
        # Looked at again now that nobody else can write: two processes may open a new book at once.
        if revision_of(connection, str(path)) != HEAD:
            upgrade(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {sqlite.APPLICATION_ID}")
