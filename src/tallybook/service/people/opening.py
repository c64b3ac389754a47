"""Opening the file of people of a book, and instants as it keeps them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from tallybook.errors import BookNotFoundError
from tallybook.store.people import PeopleFile, people_path

if TYPE_CHECKING:
    import os
    from datetime import datetime
    from pathlib import Path

__all__ = ["kept", "open_people", "people_path"]


def open_people(book: str | os.PathLike[str], *, create: bool = False) -> PeopleFile:
    """The file of people of the book at a path; the caller closes it. With `create`, it is made where there is none.

    Raises BookNotFoundError where there is no book or no such file, and the errors of `PeopleFile.open`.
    """
    path: Path = people_path(book)
    if create and not path.with_name(path.name.removesuffix(".people")).is_file():
        raise BookNotFoundError(f"There is no book at {book}; `tallybook ingest PATH --book {book}` makes one.")
    return PeopleFile.open(path, create)


def kept(at: datetime) -> str:
    """An instant as it is kept: ISO 8601 in UTC to the microsecond, so that texts sort like instants."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
