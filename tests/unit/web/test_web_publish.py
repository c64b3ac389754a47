"""Exports from the desk with their loss reports, and the public view."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from books import FIRST_NAMES, LAST_NAMES, coded_reports
from tallybook.service import refresh
from tallybook.store import Book
from tallybook.web import DeskSettings, create_app

COUNT = 40
RELEASED = 12


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("publish") / "invented.book"
    with Book.open(found, create=True) as book:
        for report, coding in coded_reports(COUNT, seed=4):
            book.add_coded(report, coding, coded_at="2026-01-01T00:00:00+00:00")
        refresh(book)
    with sqlite3.connect(found) as connection:
        connection.execute(
            "UPDATE incident SET status = 'published', version = version + 1 "
            "WHERE id IN (SELECT id FROM incident ORDER BY id LIMIT ?)",
            (RELEASED,),
        )
    connection.close()
    return found


@pytest.fixture
def client(path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(DeskSettings(path, person="Ann")), base_url="http://localhost") as found:
        yield found


@pytest.fixture
def public(path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(DeskSettings(path, public=True)), base_url="http://localhost") as found:
        yield found


def test_an_export_has_a_file_and_a_loss_report(client: TestClient) -> None:
    job = client.post("/api/v1/exports", json={"format": "geojson"}).json()
    assert (job["done"], job["names"], job["incidents"]) == (True, False, COUNT)
    file = client.get(f"/api/v1/exports/{job['id']}/file")
    assert file.headers["content-disposition"].startswith("attachment")
    held = len(json.loads(file.content)["features"])
    losses = client.get(f"/api/v1/exports/{job['id']}/losses").json()
    assert losses == job["losses"]
    assert losses["incidents"] == COUNT
    assert held + losses["left_out"] == COUNT


def test_an_export_holds_what_the_list_was_narrowed_to(client: TestClient) -> None:
    job = client.post("/api/v1/exports?status=published", json={"format": "csv"}).json()
    assert job["incidents"] == RELEASED


def test_names_are_withheld_unless_they_are_asked_for(client: TestClient) -> None:
    texts = {}
    for names in (False, True):
        job = client.post("/api/v1/exports", json={"format": "csv", "names": names}).json()
        texts[names] = client.get(f"/api/v1/exports/{job['id']}/file").text
    surnames = [name for name in LAST_NAMES if name in texts[True]]
    assert surnames
    assert not any(name in texts[False] for name in surnames)


@pytest.mark.parametrize("given", [{"format": "nothing"}, {}, {"format": "csv", "more": 1}])
def test_a_wrong_request_is_told(client: TestClient, given: dict[str, object]) -> None:
    answer = client.post("/api/v1/exports", json=given)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["message"]


def test_the_pages_lead_from_the_formats_to_the_file(client: TestClient) -> None:
    shown = client.get("/publish?status=published").text
    assert f"<strong>{RELEASED}</strong> of {COUNT}" in shown
    answer = client.post("/publish?status=published", data={"format": "acled"}, follow_redirects=False)
    assert answer.status_code == 303
    made = client.get(answer.headers["location"]).text
    assert "What the format could not hold" in made
    assert client.get(answer.headers["location"] + "/file").status_code == 200
    assert client.get("/publish/999").status_code == 404


def test_the_public_sees_released_incidents_only(public: TestClient, path: Path) -> None:
    shown = public.get("/public").text
    assert f"<strong>{RELEASED}</strong> incidents" in shown
    with Book.open(path) as book, book.published() as look:
        rows = look.rows(look.active_ids())
    for id_, row in rows.items():
        answer = public.get(f"/public/incidents/{id_}")
        assert answer.status_code == (200 if row["status"] == "published" else 404)


def test_the_public_sees_no_names(public: TestClient, client: TestClient) -> None:
    job = client.post("/api/v1/exports?status=published", json={"format": "csv", "names": True}).json()
    named = client.get(f"/api/v1/exports/{job['id']}/file").text
    whole = [name for name in (f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES) if name in named]
    assert whole
    shown = (
        "".join(public.get(f"/public?start={start}").text for start in (0, 25))
        + public.get("/public/incidents.csv").text
    )
    ids = {word.split('"')[0] for word in shown.split("/public/incidents/")[1:]}
    shown += "".join(public.get(f"/public/incidents/{id_}").text for id_ in ids)
    assert not any(name in shown for name in whole)


def test_the_public_cannot_search_words_or_actors_or_see_the_desk(public: TestClient) -> None:
    everything = public.get("/public").text.count("<li><h2>")
    for parameters in ("q=Karsk", "actor=Nobody", "stance=nothing", "confidence=none", "bbox=0,0,1,1"):
        assert public.get(f"/public?{parameters}").text.count("<li><h2>") == everything
    for page in ("/incidents", "/api/v1/incidents", "/api/v1/openapi.json", "/publish", "/add", "/reports", "/review"):
        assert public.get(page).status_code == 404
    assert public.post("/add", data={"text": "x"}).status_code in (404, 405)
    assert public.get("/", follow_redirects=False).headers["location"] == "/public"


def test_public_files_are_made_once_for_a_state_of_the_book(public: TestClient) -> None:
    first = public.get("/public/incidents.geojson")
    assert first.content == public.get("/public/incidents.geojson").content
    assert public.get("/public/incidents.stix").status_code == 404


def test_the_list_leads_to_an_export_of_what_it_shows(client: TestClient) -> None:
    shown = client.get("/incidents?status=published&q=the").text
    assert 'href="/publish?q=the&amp;status=published"' in shown
    assert 'class="export" href="/publish"' in client.get("/incidents").text


def test_records_in_bulk_withhold_names_unless_they_are_asked_for(client: TestClient) -> None:
    withheld, shown = (client.get(f"/api/v1/incidents.jsonl{query}").text for query in ("", "?names=1"))
    victims = 0
    for line, clean in zip(shown.splitlines(), withheld.splitlines(), strict=True):
        for entry in json.loads(line)["values"]["casualties"]:
            assert not any(name in clean for name in entry["value"]["names"])
            victims += len(entry["value"]["names"])
    assert victims
    assert len(withheld.splitlines()) == COUNT
