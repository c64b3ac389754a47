"""Acts, verdicts and second codings in the tables: read as they were written, checked, dumped and loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from store_builders import a_coding, a_report

from tallybook.errors import NotABookError
from tallybook.model import Act, ActKind, Assignment, AssignmentState, Opinion
from tallybook.store import Book
from tallybook.store import schema as t
from tallybook.store.auditing import check_book
from tallybook.store.exchange import dump_book, load_book

AT = "2024-03-01T10:00:00.000000+00:00"


def _filled(path: Path) -> Book:
    book = Book.open(path, create=True)
    report = a_report(1)
    coding = a_coding(report)
    book.add_coded(report, coding)
    first = coding.statements[0].id
    with book.reviewing() as reviewer:
        act = Act(0, AT, "Ann", ActKind.REJECT, report=report.id, why="wrong")
        one = reviewer.add_act(act, {first: Opinion.REJECTED})
        two = reviewer.add_act(Act(0, AT, "Ben", ActKind.UNDO, why="right", undoes=one.id))
        reviewer.add_act(Act(0, AT, "Ann", ActKind.UNDO, undoes=two.id))
        reviewer.add_act(
            Act(0, AT, "Ben", ActKind.ACCEPT, why="right", data={"statements": [first]}), {first: Opinion.ACCEPTED}
        )
        reviewer.add_assignment(Assignment(0, report.id, "Cora", AssignmentState.OPEN, "Ed", AT))
    return book


def test_acts_stand_unless_one_that_stands_took_them_back(tmp_path: Path) -> None:
    with _filled(tmp_path / "a.book") as book, book.published() as look:
        assert look.review.taken_back == {2}
        assert [act.stands for act in look.review.acts_after(0)] == [True, False, True, True]
        said = look.review.verdicts(mention for mention in look.live())
        assert [(one.by, one.opinion) for one in said] == [("Ann", Opinion.REJECTED), ("Ben", Opinion.ACCEPTED)]
        assert look.review.disputed_statements() == {said[0].statement}
        (act,) = look.review.acts([1]).values()
        assert (act.by, act.kind, act.why, act.incident) == ("Ann", ActKind.REJECT, "wrong", "")


@pytest.mark.parametrize("format_name", ["jsonl", "parquet"])
def test_a_dump_carries_them(tmp_path: Path, format_name: str) -> None:
    with _filled(tmp_path / "a.book") as book:
        dump_book(book, tmp_path / "dump", format_name)
    load_book(tmp_path / "dump", tmp_path / "b.book")
    with Book.open(tmp_path / "a.book") as book, Book.open(tmp_path / "b.book") as again:
        for table in (t.act, t.verdict, t.assignment):
            with book.snapshot() as one, again.snapshot() as other:
                query = sa.select(table).order_by(table.c.id)
                assert one.execute(query).all() == other.execute(query).all() != []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE act SET kind = 'gossip' WHERE id = 1", "The act 1 is no record"),
        ("UPDATE act SET undoes = 4 WHERE id = 3", "takes back one that came after it"),
        ("UPDATE verdict SET judgement = 'perhaps'", "The verdict 1 is no record"),
        ("UPDATE assignment SET state = 'lost'", "The assignment 1 is no record"),
    ],
)
def test_the_check_of_a_book_looks_at_them(tmp_path: Path, damage: str, told: str) -> None:
    with _filled(tmp_path / "a.book") as book:
        check_book(book)
        with book._write() as connection:
            connection.exec_driver_sql(damage)
        with pytest.raises(NotABookError, match=told):
            check_book(book)
