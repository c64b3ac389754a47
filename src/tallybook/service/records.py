"""Looking up what a book holds besides incidents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.service.books import opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallybook.model import Report
    from tallybook.service.books import AnyBook
    from tallybook.store import Run

__all__ = ["BookSummary", "get_report", "summarise_book"]


@dataclass(frozen=True, slots=True)
class BookSummary:
    """How much a book holds, by kind of record and older codings included, and what ran on it, oldest first."""

    revision: str
    counts: Mapping[str, int]
    runs: tuple[Run, ...]


def summarise_book(book: AnyBook) -> BookSummary:
    """Counts and runs of a book. Raises the errors of `Book.open`."""
    with opened(book) as found:
        return BookSummary(found.revision, found.counts(), found.runs())


def get_report(book: AnyBook, report: str) -> Report:
    """The report whose id is or begins with `report`. Raises RecordNotFoundError and the errors of `Book.open`."""
    with opened(book) as found:
        return found.get_report(report)
