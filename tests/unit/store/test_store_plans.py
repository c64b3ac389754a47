"""How SQLite looks things up, where another way would take a large book minutes instead of seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from store_builders import a_coding, a_report

from tallybook.model import Field
from tallybook.store import Book, select
from tallybook.store import schema as t

MENTIONS = [f"men_{number}" for number in range(1000)]
REPORTS = [f"rep_{number}" for number in range(select.PAGE)]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (select.statements_with_report().where(t.statement.c.mention.in_(MENTIONS)), "mention"),
        (select.standing_statements().where(t.statement.c.mention.in_(MENTIONS)), "mention"),
        (select.statements(REPORTS), "id"),
    ],
)
def test_statements_are_found_by_their_mentions_or_ids_not_by_their_fields(
    tmp_path: Path, query: sa.Select[Any], index: str
) -> None:
    with Book.open(tmp_path / "a.book", create=True) as book, book.snapshot() as connection:
        for wanted in (query, select.on_fields(query, ["casualties", "date"])):
            text = wanted.compile(connection.engine, compile_kwargs={"literal_binds": True})
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
            (found,) = [line for line in plan if line.startswith("SEARCH statement ")]
            assert f"({index}=?)" in found


def test_statements_on_a_field_leave_the_others_out(tmp_path: Path) -> None:
    report = a_report(1)
    coding = a_coding(report)
    with Book.open(tmp_path / "a.book", create=True) as book:
        book.add_coded(report, coding)
        assert tuple(book.statements(field=Field.WEAPON)) == coding.statements
        assert not list(book.statements(field=Field.CASUALTIES))
        with book.published() as look:
            mention = coding.mentions[0].id
            assert look.statements([mention], {"weapon", "date"}) == {mention: list(coding.statements)}
            assert look.statements([mention], {"date"}) == {}
