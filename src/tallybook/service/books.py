"""Opening books only when they are needed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from tallybook.store import Book

    AnyBook = Book | str | os.PathLike[str]

__all__ = ["open_book", "opened"]


def open_book(path: str | os.PathLike[str]) -> Book:
    """The book at a path, for a program that keeps it open and closes it. Raises the errors of `Book.open`."""
    from tallybook.store import Book  # noqa: PLC0415 (see opened)

    return Book.open(path)


@contextmanager
def opened(book: AnyBook, *, create: bool = False) -> Iterator[Book]:
    """The book itself if it is open, left open; or the book at a path, closed at the end of the block.

    Raises the errors of `Book.open`.
    """
    from tallybook.store import Book  # noqa: PLC0415 (a database is slow to import; most commands need none)

    if isinstance(book, Book):
        yield book
        return
    with Book.open(book, create) as found:
        yield found
