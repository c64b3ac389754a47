"""The read side of the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from books import coded_reports
from desk_books import make_book, served
from tallybook.service import get_incident, keep_apart, merge, refresh, retract, split, summaries, view_record
from tallybook.store import Book, Question

WHY: dict[str, Any] = {"why": "the texts say so", "by": "Ann", "at": "2024-01-03T00:00:00+00:00"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book that no test changes."""
    return make_book(tmp_path_factory.mktemp("books") / "shared.book")


@pytest.fixture(scope="module")
def client(shared: Path) -> Iterator[TestClient]:
    """A desk for it."""
    with served(shared) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A book to be changed."""
    return make_book(tmp_path / "own.book", 20)


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(f"/api/v1{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def every_row(client: TestClient, **params: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    offset: int | None = 0
    while offset is not None:
        page = get(client, "/incidents", limit=7, offset=offset, **params)
        rows += page["items"]
        offset = page["next"]
    assert len(rows) == page["total"]
    return rows


def test_pages_of_a_list_give_every_incident_once(client: TestClient, shared: Path) -> None:
    rows = every_row(client)
    assert len({row["id"] for row in rows}) == len(rows) == 48
    with Book.open(shared) as book:
        listed = {one.id: one for one in summaries(book, [row["id"] for row in rows])}
        for row in rows[:10]:
            view = get_incident(book, row["id"])
            one = listed[row["id"]]
            assert row["types"] == list(one.types)
            assert (row["reports"], row["statements"]) == (len(view.reports), len(view.statements))
            assert row["voices"] == len(set(view.voices.values()))


def test_a_page_after_the_last_is_empty(client: TestClient) -> None:
    page = get(client, "/incidents", offset=10**9)
    assert page == {"items": [], "total": 48, "next": None}


@pytest.mark.parametrize("sort", ["newest", "oldest", "killed", "changed", "reports", "confidence"])
def test_every_order_gives_the_same_incidents(client: TestClient, sort: str) -> None:
    assert {row["id"] for row in every_row(client, sort=sort)} == {row["id"] for row in every_row(client)}


def test_orders(client: TestClient) -> None:
    days = [row["date"]["first"] for row in every_row(client, sort="oldest") if row["date"] and row["date"]["first"]]
    assert days == sorted(days)
    reports = [row["reports"] for row in every_row(client, sort="reports")]
    assert reports == sorted(reports, reverse=True)
    grades = [row["confidence"] for row in every_row(client, sort="confidence")]
    assert grades == sorted(grades, key=["low", "medium", "high"].index)


def test_filters_narrow_the_list_and_every_other_answer_alike(client: TestClient) -> None:
    value = get(client, "/incidents/facets")["facets"]["harm"][0]
    rows = every_row(client, harm=value["value"])
    assert len(rows) == value["count"] > 0
    shown = get(client, "/incidents/map", harm=value["value"], zoom=3)
    drawn = sum(one["count"] for one in shown["points"] + shown["areas"])
    assert drawn + shown["unplaced"] == shown["total"] == len(rows)
    line = get(client, "/incidents/timeline", harm=value["value"], unit="year")
    assert sum(one["incidents"] for one in line["spans"]) + line["undated"] == line["total"] == len(rows)


def test_what_no_incident_has_fits_none(client: TestClient) -> None:
    assert get(client, "/incidents", type="no such type")["total"] == 0
    assert get(client, "/incidents", q="!!!")["total"] == 0
    assert get(client, "/incidents/facets", country="zz")["facets"]["country"][-1] == {"value": "ZZ", "count": 0}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/incidents?from=2024-13-01", 400, "TB700"),
        ("/incidents/map?bbox=1", 400, "TB700"),
        ("/incidents?limit=201", 422, "TB700"),
        ("/incidents/timeline?unit=week", 422, "TB700"),
        ("/incidents/inc_00000000000000000000", 404, "TB507"),
        ("/incidents/nothing/toll", 404, "TB507"),
        ("/reports/rep_00000000000000000000", 404, "TB507"),
        ("/codebook/colours", 400, "TB301"),
        ("/changes?since=-1", 422, "TB700"),
    ],
)
def test_errors_are_sentences_with_a_code(client: TestClient, path: str, status: int, code: str) -> None:
    answer = client.get(f"/api/v1{path}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"].endswith(".")


def test_a_record_is_what_exports_take_and_more(client: TestClient, shared: Path) -> None:
    id_ = every_row(client, sort="reports")[0]["id"]
    record = get(client, f"/incidents/{id_}")
    with Book.open(shared) as book:
        plain = view_record(get_incident(book, id_))
    assert record["reports"] == plain["reports"]
    assert len(record["reports"]) == 2
    for field, values in plain["values"].items():
        for value, told in zip(values, record["values"][field], strict=True):
            assert value.items() <= told.items()
            assert told["explanation"]
            assert told["voices_for"] >= 1
    # Only the beginning of an id is needed.
    assert get(client, f"/incidents/{id_[:14]}") == record


def test_the_toll_grows_with_the_reports(client: TestClient) -> None:
    id_ = every_row(client, sort="reports")[0]["id"]
    told = get(client, f"/incidents/{id_}/toll")
    reports = get(client, f"/incidents/{id_}")["reports"]
    assert sum(len(day["reports"]) for day in told["days"]) + len(told["undated"]) == len(reports)


def test_ids_lead_on_after_a_merge_and_end_after_a_retraction(own: Path) -> None:
    with served(own) as client:
        before = every_row(client)
        first, second = before[0]["id"], before[1]["id"]
        with Book.open(own) as book:
            merge(book, [first, second], **WHY)
        after = every_row(client)
        assert len(after) == len(before) - 1
        kept = ({first, second} & {row["id"] for row in after}).pop()
        gone = ({first, second} - {kept}).pop()
        assert get(client, f"/incidents/{gone}")["asked"] == gone
        assert get(client, f"/incidents/{gone}/history")["leads_to"] == kept
        record = get(client, f"/incidents/{kept}")
        assert record["asked"] == ""
        answer = client.post("/api/v1/incidents/batch", json={"ids": [gone, kept, "inc_nothing"]}).json()
        assert [(one["id"], one["asked"]) for one in answer["items"]] == [(kept, gone), (kept, "")]
        assert [(one["id"], one["error"]["code"]) for one in answer["missing"]] == [("inc_nothing", "TB507")]
        with Book.open(own) as book:
            for report in record["reports"]:
                retract(book, report["id"], **WHY)
        assert client.get(f"/api/v1/incidents/{kept}").status_code == 410
        assert client.get(f"/api/v1/incidents/{kept}/history").json()["state"] == "tombstone"
        assert len(every_row(client)) == len(after) - 1
        assert client.get(f"/api/v1/reports/{record['reports'][0]['id']}").json()["retracted"]
        with Book.open(own) as book:
            retract(book, record["reports"][0]["id"], undo=True, **WHY)
        assert len(every_row(client)) == len(after)


def test_the_list_follows_a_split_and_new_reports(own: Path) -> None:
    with served(own) as client:
        before = every_row(client, sort="reports")
        assert before[0]["reports"] == 2
        mention = get(client, f"/incidents/{before[0]['id']}")["mentions"][1]["id"]
        with Book.open(own) as book:
            split(book, before[0]["id"], [mention], **WHY)
        assert len(every_row(client)) == len(before) + 1
        assert {row["reports"] for row in every_row(client)} >= {1}
        with Book.open(own) as book:
            for report, coding in list(coded_reports(23))[20:]:
                book.add_coded(report, coding)
            refresh(book)
        assert len(every_row(client)) == len(before) + 4
        assert get(client, "/incidents", q='"invented report 22"')["total"] == 1


def test_a_question_of_linking_needs_a_person_until_it_is_answered(own: Path) -> None:
    with served(own) as client, Book.open(own) as book:
        assert get(client, "/incidents", review=1)["total"] == 0
        ids = [row["id"] for row in every_row(client)]
        ends = [get(client, f"/incidents/{id_}")["mentions"][0]["id"] for id_ in ids[:3]]
        asked = [
            Question(min(pair), max(pair), 0.5, "alike", "machine:linking/1", "2024-01-01")
            for pair in ((ends[0], ends[1]), (ends[1], ends[2]))
        ]
        book.add_links((), {}, "1", asked)
        waiting = {row["id"] for row in every_row(client, review=1)}
        assert waiting == set(ids[:3])
        assert [row["id"] for row in every_row(client) if row["needs_review"]] == [i for i in ids if i in waiting]
        keep_apart(book, ids[0], ids[1], **WHY)
        assert {row["id"] for row in every_row(client, review=1)} == {ids[1], ids[2]}
        merge(book, [ids[1], ids[2]], **WHY)
        assert every_row(client, review=1) == []
        assert not any(row["needs_review"] for row in every_row(client))


def test_changes_are_told_once_and_in_order(own: Path) -> None:
    with served(own) as client:
        seen: list[dict[str, Any]] = []
        since = 0
        while page := get(client, "/changes", since=since, limit=5)["items"]:
            seen += page
            since = page[-1]["revision"]
        assert [event["revision"] for event in seen] == sorted({event["revision"] for event in seen})
        assert {event["incident"] for event in seen} >= {row["id"] for row in every_row(client)}
        assert get(client, "/changes", since=since, wait=0.1) == {"items": [], "next": since, "revision": since}
        with Book.open(own) as book:
            merge(book, [row["id"] for row in every_row(client)[:2]], **WHY)
        kinds = {event["kind"] for event in get(client, "/changes", since=since, wait=5)["items"]}
        assert kinds >= {"merged", "redirected"}


def test_reports_are_listed_newest_first_and_searched(client: TestClient) -> None:
    found: list[dict[str, Any]] = []
    offset: int | None = 0
    while offset is not None:
        page = get(client, "/reports", limit=25, offset=offset)
        found += page["items"]
        offset = page["next"]
    days = [one["published"]["first"] if one["published"] else "" for one in found]
    assert days == sorted(days, reverse=True)
    assert len({one["id"] for one in found}) == page["total"] == 60
    hit = get(client, "/reports", q='"invented report 7"')
    assert [one["document"] for one in hit["items"]] == ["doc-7"]
    assert get(client, "/reports", q="...")["total"] == 0


def test_a_report_comes_with_its_text_and_what_was_found_in_it(client: TestClient) -> None:
    id_ = get(client, "/reports", limit=1)["items"][0]["id"]
    report = get(client, f"/reports/{id_}")
    assert report["statements"]
    for one in report["statements"]:
        assert report["text"][one["span"]["start"] : one["span"]["end"]] == one["original_text"]
    homes = {one["incident"] for one in report["mentions"]}
    assert all(get(client, f"/incidents/{home}")["id"] == home for home in homes)


def test_incidents_of_one_report_are_related(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.book", 10)
    with served(path) as client:
        two = next(row for row in every_row(client) if row["reports"] == 2)
        assert get(client, f"/incidents/{two['id']}/related") == {"items": []}


def test_all_records_as_lines(client: TestClient) -> None:
    answer = client.get("/api/v1/incidents.jsonl", params={"sort": "oldest", "confidence": ["low", "medium"]})
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    rows = every_row(client, sort="oldest", confidence=["low", "medium"])
    assert [json.loads(line)["id"] for line in answer.text.splitlines()] == [row["id"] for row in rows]


def test_the_codebook(client: TestClient) -> None:
    lists = {one["name"]: one for one in get(client, "/codebook")["lists"]}
    assert get(client, "/codebook/harms") == lists["harms"]
    assert {code["code"] for code in lists["harms"]["codes"]} >= {"killed", "injured"}
    assert all(code["label"] and code["definition"] for one in lists.values() for code in one["codes"])


def test_an_empty_book(tmp_path: Path) -> None:
    Book.open(tmp_path / "a.book", create=True).close()
    with served(tmp_path / "a.book") as client:
        assert get(client, "/incidents", q="a") == {"items": [], "total": 0, "next": None}
        assert get(client, "/incidents/map") == {"points": [], "areas": [], "unplaced": 0, "total": 0}
        assert get(client, "/incidents/timeline")["spans"] == []
        assert get(client, "/incidents/facets", type="bombing")["total"] == 0
        assert get(client, "/reports")["total"] == 0
        assert get(client, "/changes") == {"items": [], "next": 0, "revision": 0}
        assert client.get("/api/v1/incidents.jsonl").text == ""
