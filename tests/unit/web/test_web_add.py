"""Adding reports through pages and the API."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tallybook.store import Book
from tallybook.web import DeskSettings, create_app

TEXT = "KARSK, Kenya (Fictional) - Two soldiers were killed when a bomb exploded in Karsk on Monday, police said."
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> Gunmen killed two people in Karsk on Monday."


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    Book.open(tmp_path / "a.book", create=True).close()
    app = create_app(DeskSettings(tmp_path / "a.book", person="Ann"))
    with TestClient(app, base_url="http://localhost") as found:
        found.headers["x-csrf-token"] = ""
        yield found


def _done(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    end = time.monotonic() + 60
    while (found := client.get(f"/api/v1/jobs/{job['id']}").json())["state"] in ("waiting", "running"):
        assert time.monotonic() < end
        time.sleep(0.05)
    return dict(found)


def test_a_text_is_added_by_the_api(client: TestClient) -> None:
    answer = client.post("/api/v1/reports/text", json={"text": TEXT, "source": "Karsk Courier", "published": "2023-02"})
    assert answer.status_code == 202
    job = _done(client, answer.json())
    assert (job["state"], job["coded"], job["by"]) == ("done", 1, "Ann")
    assert len(job["incidents"]) == 1
    assert client.get("/api/v1/jobs").json()[0]["id"] == job["id"]


def test_files_are_added_by_the_api(client: TestClient) -> None:
    answer = client.post("/api/v1/reports/files", files=[("files", ("a.txt", TEXT)), ("files", ("b.txt", b"\x00"))])
    job = _done(client, answer.json())
    assert (job["coded"], [one["where"] for one in job["skipped"]]) == (1, ["b.txt"])


def test_what_is_wrong_is_told_in_the_one_body(client: TestClient) -> None:
    for given, status in (
        ({"text": " "}, 400),
        ({"text": TEXT, "published": "soon"}, 400),
        ({"words": TEXT}, 422),
    ):
        answer = client.post("/api/v1/reports/text", json=given)
        assert (answer.status_code, set(answer.json()["error"])) == (status, {"code", "message", "where"})
    assert client.get("/api/v1/jobs/99").status_code == 404


def test_the_form_leads_to_the_page_of_the_job(client: TestClient) -> None:
    assert "Address" in client.get("/add").text
    answer = client.post("/add", data={"text": HOSTILE}, files={}, follow_redirects=False)
    assert answer.status_code == 303
    job = int(answer.headers["location"].rsplit("/", 1)[1])
    _done(client, {"id": job})
    shown = client.get(f"/jobs/{job}").text
    assert "/incidents/inc_" in shown
    assert "<script>alert" not in shown
    assert "onerror=alert(1)&gt;" in shown


def test_the_form_keeps_what_was_written_when_something_is_wrong(client: TestClient) -> None:
    answer = client.post("/add", data={"text": TEXT, "published": "soon"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "Two soldiers" in answer.text
    assert client.post("/add", data={"text": ""}).status_code == 400


def test_a_full_disk_is_told_of(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    answer = client.post("/api/v1/reports/files", files=[("files", ("a.txt", b"Five people were killed."))])
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "TB504")
