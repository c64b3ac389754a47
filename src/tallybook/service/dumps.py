"""A whole book to files that any program can read, and back to the same book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallybook.service.books import opened

if TYPE_CHECKING:
    import os

    from tallybook.service.books import AnyBook
    from tallybook.store.exchange import Manifest

__all__ = ["dump_book", "load_book"]


def dump_book(book: AnyBook, folder: str | os.PathLike[str], format_name: str = "jsonl") -> Manifest:
    """Write all of a book into a new folder, as "jsonl" or "parquet"; equal books give equal bytes.

    Raises the errors of `store.exchange.dump_book` and of `Book.open`.
    """
    from tallybook.store import exchange  # noqa: PLC0415 (see opened)

    with opened(book) as found:
        return exchange.dump_book(found, folder, format_name)


def load_book(folder: str | os.PathLike[str], path: str | os.PathLike[str]) -> Manifest:
    """Make a new book of a dump, checked record by record, whole or not at all.

    Raises the errors of `store.exchange.load_book`.
    """
    from tallybook.store import exchange  # noqa: PLC0415 (see opened)

    return exchange.load_book(folder, path)
