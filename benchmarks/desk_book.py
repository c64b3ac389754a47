"""A large invented book for benchmarks of the desk: made once, kept where it is asked for.

Of seven reports two tell of one incident, which a program has linked; the reports are those of tests/books.py, about
eleven statements each.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from refresh_speed import add_rows

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from books import coded_reports
from tallybook.model import Decision, Judgement
from tallybook.service import refresh
from tallybook.store import Book
from tallybook.store import schema as t

__all__ = ["make_book"]

_STEP = 2000  # reports per transaction
_AT = "2024-01-01T00:00:00+00:00"
_TABLES = (t.report, t.coding, t.mention, t.statement, t.coding_mention, t.coding_statement, t.support)


def make_book(path: Path, incidents: int) -> None:
    """Make the book, unless it is there. One that was being made when something ended it is made again."""
    if path.exists():
        return
    unfinished = path.with_name(path.name + ".unfinished")
    for left in unfinished.parent.glob(unfinished.name + "*"):
        left.unlink()
    with Book.open(unfinished, create=True) as book:
        _fill(book, incidents)
        refresh(book, at=_AT)
        with book._engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    unfinished.rename(path)


def _fill(book: Book, incidents: int) -> None:
    known: set[str] = set()
    tables: dict[sa.Table, list[dict[str, Any]]] = {}
    decisions: list[Decision] = []
    before = ""
    # Every seventh report tells of the same incident as the one before it.
    for number, (report, coding) in enumerate(coded_reports(incidents + (incidents - 1) // 6), 1):
        if report.source is not None and report.source.id not in known:
            known.add(report.source.id)
            tables.setdefault(t.source, []).append(
                {"id": report.source.id, "name": report.source.name, "domain": report.source.domain}
            )
        add_rows(tables, report, coding, number)
        mention = coding.mentions[0].id
        if number % 7 == 0:
            decisions.append(Decision.make(before, mention, Judgement.SAME, "machine:linking/1", _AT, "close", 0.9))
        before = mention
        if number % _STEP == 0:
            _write(book, tables, decisions)
            tables, decisions = {}, []
    _write(book, tables, decisions)


def _write(book: Book, tables: dict[sa.Table, list[dict[str, Any]]], decisions: list[Decision]) -> None:
    with book._write() as connection:
        for table in (t.source, *_TABLES):
            if table in tables:
                connection.execute(sa.insert(table), tables[table])
    book.add_decisions(decisions)


if __name__ == "__main__":
    make_book(Path(sys.argv[1]), int(sys.argv[2]))
