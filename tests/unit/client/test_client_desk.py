"""The client against a real server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_type_hints, is_typeddict

import pytest
from pydantic import BaseModel

from desk_books import make_book, running
from tallybook import errors
from tallybook.client import Desk, shapes
from tallybook.service import get_incident, merge, retract, view_record
from tallybook.store import Book
from tallybook.web.api import changes, exports, intake, records, reports, review
from tallybook.web.api import shapes as served_shapes
from tallybook.web.review_shapes import ActBody

WHY: dict[str, Any] = {"why": "the texts say so", "by": "Ann"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book that no test changes."""
    return make_book(tmp_path_factory.mktemp("books") / "shared.book", 40)


@pytest.fixture(scope="module")
def desk(path: Path) -> Iterator[Desk]:
    """A client of a server of it."""
    with running(path) as url, Desk(url, token="tb_none") as found:  # noqa: S106 (a desk without accounts asks nobody)
        yield found


def test_all_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tallybook.client.desk._BATCH", 7)
    rows = list(desk.every_incident(sort="oldest"))
    assert len({row["id"] for row in rows}) == len(rows) == 32
    assert rows[:3] == desk.incidents(limit=3, sort="oldest")["items"]
    assert [one["id"] for one in desk.incident_records(row["id"] for row in rows)] == [row["id"] for row in rows]


def test_filters_have_the_meaning_that_they_have_in_the_list(desk: Desk) -> None:
    assert desk.incidents(first=date(2020, 1, 1), last=date(2021, 1, 1))["total"] in range(1, 32)
    assert desk.incidents(bbox=(-180, -90, 0, 90), review=False)["total"] in range(1, 32)
    assert desk.incidents(review=True)["total"] == 0
    for facet, counts in desk.facets().items():
        for value, count in list(counts.items())[:3]:
            wanted: dict[str, Any] = {facet: [value]}
            assert desk.incidents(**wanted)["total"] == count
    assert desk.incidents(q="river brigade", type="bombing")["total"] <= desk.incidents(q="river brigade")["total"]


def test_records_are_those_of_the_book(desk: Desk, path: Path) -> None:
    found = list(desk.records(names=True, sort="newest"))
    with Book.open(path) as book:
        assert found == [view_record(get_incident(book, one["id"])) for one in found]
    assert len(found) == 32


def test_one_incident_and_all_about_it(desk: Desk) -> None:
    row = desk.incidents(limit=1, sort="reports")["items"][0]
    record = desk.incident(row["id"])
    assert record["id"] == row["id"]
    assert desk.toll(row["id"])["incident"] == row["id"]
    assert [event["kind"] for event in desk.history(row["id"])["events"]] == ["created"]
    assert desk.related(row["id"]) == []
    report = desk.report(record["reports"][0]["id"])
    assert report["head"] in desk.reports(limit=200)["items"]
    assert report["head"] == record["reports"][0]
    assert "killed" in {code["code"] for code in desk.codebook()["harms"]}


def test_errors_are_raised_as_what_they_are(desk: Desk) -> None:
    with pytest.raises(errors.RecordNotFoundError, match="inc_nothing"):
        desk.incident("inc_nothing")
    with pytest.raises(errors.TallybookError, match="nothing at this address"):
        desk.report("../health")
    with pytest.raises(errors.UsageError, match="sort"):
        desk.incidents(sort="worst")
    with pytest.raises(errors.UsageError, match="swap"):
        list(desk.records(first=date(2021, 1, 1), last=date(2020, 1, 1)))
    with pytest.raises(errors.UsageError):
        desk.incidents(limit=1000)


def test_withdrawn_incidents_and_changes(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.book", 8)
    with running(path) as url, Desk(url) as desk:
        since = desk.changes()["next"]
        first, second, *_ = [row["id"] for row in desk.every_incident()]
        with Book.open(path) as book:
            merge(book, [first, second], **WHY)
        assert {event["kind"] for event in desk.every_change(since)} >= {"merged"}
        record = desk.incident(first)
        assert {record["id"], record["asked"]} <= {first, second, ""}
        with Book.open(path) as book:
            for report in record["reports"]:
                retract(book, report["id"], **WHY)
        with pytest.raises(errors.IncidentWithdrawnError):
            desk.incident(first)


def test_a_program_does_what_people_do(tmp_path: Path) -> None:
    text = "KARSK, Kenya (Fictional) - Two soldiers were killed when a bomb exploded in Karsk on Monday, police said."
    with running(make_book(tmp_path / "a.book", 8)) as url, Desk(url) as desk:
        job = desk.finished(desk.add_text(text, source="Invented Courier", published="2024-05-07"), every=0.05)
        assert (job["state"], job["coded"], len(job["incidents"])) == ("done", 1, 1)
        again = desk.finished(
            desk.add_files([("a.txt", text.encode())], source="Invented Courier", published="2024-05-07")
        )
        assert (again["coded"], again["already_there"]) == (0, 1)
        record = desk.incident(job["incidents"][0])
        killed = [one["id"] for one in record["values"]["casualties"][0]["supporting"]]
        act = desk.act("reject", statements=killed, why="three, says the ministry")
        assert (act["kind"], act["stands"], act["by"]) == ("reject", True, "Ann")
        assert desk.incident(record["id"])["values"]["casualties"] == []
        desk.act("undo", act=act["id"])
        assert desk.incident(record["id"])["values"] == record["values"]
        assert [one["kind"] for one in desk.acts(record["id"])] == ["undo", "reject"]
        other = next(row["id"] for row in desk.every_incident() if row["id"] != record["id"])
        desk.act("merge", incidents=[record["id"], other], why="one blast")
        assert len(desk.incident(record["id"])["reports"]) > len(record["reports"])
        asked = desk.queue("uncertain_link")
        assert {one["kind"] for one in asked["items"]} <= {"uncertain_link"}
        assert asked["counts"]["uncertain_link"] >= len(asked["items"])
        export = desk.export("geojson", q="soldiers")
        assert b"FeatureCollection" in desk.export_file(export, every=0.05)
        with pytest.raises(errors.UsageError):
            desk.act("reject", statements=killed, why="")
        with pytest.raises(errors.TallybookError):
            desk.act("nothing")


def test_no_desk_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Desk(f"http://127.0.0.1:{port}") as desk:
        with pytest.raises(errors.DeskUnreachableError, match=str(port)):
            desk.incidents()
        with pytest.raises(errors.DeskUnreachableError):
            list(desk.records())


_PAIRS: list[tuple[Any, type[BaseModel]]] = [
    (shapes.IncidentPage, served_shapes.IncidentPage),
    (shapes.IncidentRecord, records.IncidentRecord),
    (shapes.Toll, records.TollAnswer),
    (shapes.History, records.HistoryAnswer),
    (shapes.RelatedIncident, records.RelatedIncident),
    (shapes.Changes, changes.Changes),
    (shapes.ReportPage, reports.ReportPage),
    (shapes.Report, reports.WholeReport),
    (shapes.Job, intake.JobBody),
    (shapes.Queue, review.QueuePage),
    (shapes.Act, ActBody),
    (shapes.Export, exports.ExportBody),
]


@pytest.mark.parametrize(("shape", "served"), _PAIRS)
def test_shapes_are_those_that_the_desk_sends(shape: Any, served: type[BaseModel]) -> None:
    _compare(shape, served)


def _compare(shape: Any, served: type[BaseModel]) -> None:
    hints = get_type_hints(shape)
    assert hints.keys() == served.model_fields.keys()
    for name, hint in hints.items():
        mine, theirs = _inner(hint), _inner(served.model_fields[name].annotation)
        assert bool(mine) == bool(theirs), name
        for one, other in zip(mine, theirs, strict=True):
            _compare(one, other)


def _inner(hint: Any) -> list[Any]:
    """The records within a type."""
    if is_typeddict(hint) or (isinstance(hint, type) and issubclass(hint, BaseModel)):
        return [hint]
    return [found for argument in get_args(hint) for found in _inner(argument)]
