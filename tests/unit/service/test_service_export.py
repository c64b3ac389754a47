"""Exporting a book: filters, options, contradictions, and names that only another incident's statements tell of."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from books import coded_reports
from tallybook import service
from tallybook.errors import BookNotFoundError, OutputExistsError, UsageError
from tallybook.exports import ExportOptions
from tallybook.model import (
    CasualtyRow,
    CodeValue,
    Coding,
    Field,
    Mention,
    MentionKind,
    Quantity,
    Report,
    Span,
    Stance,
    Statement,
    Value,
)
from tallybook.store import Book


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of sixty invented incidents."""
    path = tmp_path / "invented.book"
    with Book.open(path, create=True) as found:
        for report, coding in coded_reports(60):
            found.add_coded(report, coding)
    return path


def _ids(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["incident"] for row in csv.DictReader(file)]


def test_a_book_is_exported_with_its_loss_report(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    report = service.export_incidents(book, "csv", path)
    assert report.incidents == report.rows == len(_ids(path)) == 60
    assert json.loads((tmp_path / "all.csv.loss.json").read_text("utf-8")) == report.to_plain()
    assert report.names_withheld


def test_filters_are_those_of_the_list(book: Path, tmp_path: Path) -> None:
    wanted = service.IncidentFilter(first=date(2018, 1, 1), last=date(2020, 12, 31))
    path = tmp_path / "some.csv"
    service.export_incidents(book, "csv", path, wanted)
    assert 0 < len(_ids(path)) < 60
    assert _ids(path) == [summary.id for summary in service.list_incidents(book, wanted).incidents]


def test_names_are_shown_where_they_are_asked_for(book: Path, tmp_path: Path) -> None:
    shown = service.export_incidents(book, "csv", tmp_path / "a.csv", options=ExportOptions(names=True))
    assert shown.names_withheld is None
    assert (tmp_path / "a.csv").read_bytes() != b""


def test_the_same_book_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        service.export_incidents(book, "gtd", tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_errors_are_told_before_anything_is_written(book: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.write_text("mine")
    with pytest.raises(OutputExistsError):
        service.export_incidents(book, "csv", there)
    with pytest.raises(UsageError):
        service.export_incidents(book, "excel", tmp_path / "x")
    with pytest.raises(BookNotFoundError):
        service.export_incidents(tmp_path / "none.book", "csv", tmp_path / "x")
    assert not (tmp_path / "x").exists()
    assert there.read_text() == "mine"


def test_a_name_of_another_incident_goes_from_the_headline(tmp_path: Path) -> None:
    text = "Zimra Vantreel is buried\nThis report is fictional. A robbery in Karsk. Zimra Vantreel was shot.\n"
    report = Report.make(text, title="Zimra Vantreel is buried", title_span=Span(0, 24))
    robbery, shooting = (
        Mention.make(report.id, MentionKind.REPORTED, Span(text.index(words), text.index(words) + len(words)))
        for words in ("robbery", "was shot")
    )
    row = CasualtyRow("killed", "civilians", Quantity.stated(1), names=("Zimra Vantreel",))
    told: list[tuple[Mention, Field, Value]] = [
        (robbery, Field.INCIDENT_TYPE, CodeValue("incident_types", "robbery")),
        (shooting, Field.INCIDENT_TYPE, CodeValue("incident_types", "armed_assault")),
        (shooting, Field.CASUALTIES, row),
    ]
    statements = tuple(
        Statement.make(report, mention.id, field, value, mention.anchor, Stance.REPORTED_AS_FACT)
        for mention, field, value in told
    )
    path = tmp_path / "names.book"
    with Book.open(path, create=True) as book:
        book.add_coded(report, Coding(report.id, "invented", "1", (robbery, shooting), statements))
    service.export_incidents(path, "plover", tmp_path / "out", options=ExportOptions())
    service.export_incidents(path, "hxl", tmp_path / "hxl.csv")
    service.export_incidents(path, "gtd", tmp_path / "gtd.csv")
    written = "".join((tmp_path / name).read_text("utf-8") for name in ("out", "hxl.csv", "gtd.csv"))
    assert "Vantreel" not in written
