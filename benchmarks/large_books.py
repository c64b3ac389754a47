"""What the benchmarks that invent large books share: outlets, and rows that are written many at a time.

Adding reports one by one, as an ingest does, would time the disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tallybook.model import Source, Span
from tallybook.store import rows
from tallybook.store import schema as t

if TYPE_CHECKING:
    from tallybook.model import Coding, Report
    from tallybook.store import Book

__all__ = ["OUTLETS", "add_outlets", "add_rows", "span_of", "write_rows"]

OUTLETS = [Source.make(f"The Invented Times {number}") for number in range(40)]
_TABLES = (t.report, t.coding, t.mention, t.statement, t.coding_mention, t.coding_statement, t.support)


def span_of(text: str, words: str) -> Span:
    """Where the words stand in the text for the first time."""
    start = text.index(words)
    return Span(start, start + len(words))


def add_outlets(book: Book) -> None:
    """Store the outlets, which the reports name."""
    with book._write() as connection:
        connection.execute(
            sa.insert(t.source), [{"id": one.id, "name": one.name, "domain": one.domain} for one in OUTLETS]
        )


def add_rows(tables: dict[sa.Table, list[dict[str, Any]]], report: Report, coding: Coding, number: int) -> None:
    """Add the rows of a report, and of the coding with this number, to those of each table."""

    def add(table: sa.Table, row: dict[str, Any]) -> None:
        tables.setdefault(table, []).append(row)

    add(t.report, rows.report_row(report))
    add(
        t.coding,
        {
            "id": number,
            "report": report.id,
            "coder": coding.coder,
            "version": coding.version,
            "coded_at": "2024-01-01T00:00:00+00:00",
            "run": None,
        },
    )
    for place, mention in enumerate(coding.mentions):
        add(t.mention, rows.mention_row(mention))
        add(t.coding_mention, {"coding": number, "position": place, "mention": mention.id})
    for place, statement in enumerate(coding.statements):
        add(t.statement, rows.statement_row(statement))
        add(t.coding_statement, {"coding": number, "position": place, "statement": statement.id})
    for place, support in enumerate(coding.supports):
        add(t.support, rows.support_row(support, number, place))


def write_rows(book: Book, tables: dict[sa.Table, list[dict[str, Any]]]) -> None:
    """Store what `add_rows` gathered, in one transaction."""
    with book._write() as connection:
        for table in _TABLES:
            connection.execute(sa.insert(table), tables[table])
