"""docs/reference/book.md says what the store does."""

from __future__ import annotations

import dataclasses
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_builders import a_coding, a_report

from tallybook import errors
from tallybook.model import CasualtyRow, Coding, Field, Quantity, Report, Span, Stance, Statement
from tallybook.store import Book, RunState, migrate
from tallybook.store.schema import metadata

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "book.md"
TEXT = PAGE.read_text(encoding="utf-8")


def _section(title: str) -> str:
    return re.split(r"^#+ ", TEXT.split(f"### {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_every_table_and_column_is_described_and_no_other() -> None:
    tables = TEXT.split("## Tables\n", 1)[1].split("## Asking", 1)[0]
    assert set(re.findall(r"^### (\w+)$", tables, re.MULTILINE)) == set(metadata.tables)
    for name, table in metadata.tables.items():
        described = set(re.findall(r"`(\w+)`", _section(name)))
        assert {column.name for column in table.columns} <= described, name


def test_every_revision_state_and_error_of_the_store_is_described() -> None:
    assert set(re.findall(r"^\| `(\d{4})` \|", TEXT, re.MULTILINE)) == set(migrate.REVISIONS)
    assert {state.value for state in RunState} <= set(re.findall(r"`(\w+)`", _section("run")))
    codes = {error.code for error in errors.StoreError.__subclasses__()}
    assert set(re.findall(r"^\| `(TB5\d\d)` \|", TEXT, re.MULTILINE)) == codes


def _killed(report: Report, number: int) -> Statement:
    row = CasualtyRow("killed", "civilians", Quantity.stated(number))
    return Statement.make(report, "", Field.CASUALTIES, row, Span(14, 15), Stance.REPORTED_AS_FACT)


def test_the_examples_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    report = Report.make("A bomb killed 9 in Examplia.", url="https://example.org/1")
    coding = Coding(report.id, "rules", "1", statements=(_killed(report, 8), _killed(report, 9)))
    with Book.open("my.book", create=True) as book:
        book.add_coded(report, coding)
        book.add_coded(report, dataclasses.replace(coding, version="2", statements=coding.statements[1:]))
        book.add_coded(a_report(1), a_coding(a_report(1)))
    (query,) = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)
    with closing(sqlite3.connect("my.book")) as connection:
        assert connection.execute(query).fetchall() == [("https://example.org/1", "9", 9)]
    (program,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(program, {})  # noqa: S102 (the page's own example)
    assert "weapon bomb" in capsys.readouterr().out
