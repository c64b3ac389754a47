"""A book of a few reports for tests of review, each of one incident. Places and attacks are invented."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from service_builders import WordCoder, a_report, sentence

from tallybook.model import CasualtyRow, CodeValue, Field, Quantity, Span, Statement
from tallybook.service import get_incident, refresh
from tallybook.service.reviewing import NewValue
from tallybook.store import Book

__all__ = ["REPORTS", "a_book", "at", "casualties", "incident_of", "killed", "robbery", "row", "statement_of"]

REPORTS = [a_report(number, sentence(killed=number + 1, day=f"2020-03-0{number + 1}")) for number in range(4)]


def at(hour: int) -> str:
    """An instant."""
    return f"2024-03-01T{hour:02}:00:00.000000+00:00"


def a_book(folder: Path) -> Book:
    """Four reports of one incident each, published at one o'clock."""
    book = Book.open(folder / "a.book", create=True)
    for report in REPORTS:
        book.add_coded(report, WordCoder().code(report))
    refresh(book, at=at(1))
    return book


def mention_of(report: int) -> str:
    """The mention of a report."""
    return WordCoder().code(REPORTS[report]).mentions[0].id


def incident_of(book: Book, report: int) -> str:
    """The incident that a report tells of."""
    with book.published() as look:
        return look.incidents_of([mention_of(report)])[mention_of(report)]


def statement_of(report: int, field: Field) -> Statement:
    """What the coder says of one field of a report."""
    return next(one for one in WordCoder().code(REPORTS[report]).statements if one.field is field)


def row(number: int) -> CasualtyRow:
    """So many civilians killed."""
    return CasualtyRow("killed", "civilians", Quantity.stated(number))


def killed(book: Book, report: int) -> list[int | None]:
    """The published figures of killed people of the incident of a report."""
    return casualties(get_incident(book, incident_of(book, report)).incident.values(Field.CASUALTIES))


def casualties(values: Iterable[object]) -> list[int | None]:
    """The best figures of rows."""
    return [one.quantity.best for one in values if isinstance(one, CasualtyRow)]


def robbery(span: Span) -> NewValue:
    """A robbery that a person reads from the words at a span."""
    return NewValue(Field.INCIDENT_TYPE, CodeValue("incident_types", "robbery"), span)
