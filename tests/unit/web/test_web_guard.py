"""What every answer of a desk carries, and what it refuses before anything is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tallybook.store import Book
from tallybook.web import DeskSettings, create_app


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    Book.open(tmp_path / "a.book", create=True).close()
    app = create_app(DeskSettings(tmp_path / "a.book"))
    with TestClient(app, base_url="http://localhost") as found:
        yield found


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/nothing", "/nothing", "/static/desk.css"])
def test_every_answer_forbids_foreign_and_inline_scripts(client: TestClient, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_name_that_another_site_points_here_is_refused(client: TestClient) -> None:
    answer = client.get("/api/v1/health", headers={"host": "elsewhere.example"})
    assert answer.status_code == 403
    assert "--allow-host" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}],
)
def test_a_write_that_another_site_sends_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/v1/health", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["message"].startswith("Another site")


def test_errors_are_json_under_the_api_and_pages_elsewhere(client: TestClient) -> None:
    told = client.get("/api/v1/nothing")
    assert (told.status_code, set(told.json()["error"])) == (404, {"code", "message", "where"})
    shown = client.get("/nothing")
    assert (shown.status_code, shown.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>Not Found</h1>" in shown.text


def test_a_fault_is_told_without_what_it_was_and_with_the_same_headers(tmp_path: Path) -> None:
    Book.open(tmp_path / "a.book", create=True).close()
    app = create_app(DeskSettings(tmp_path / "a.book"))

    @app.get("/api/v1/broken")
    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("a secret of the inside")

    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        for path in ("/api/v1/broken", "/broken"):
            answer = client.get(path)
            assert answer.status_code == 500
            assert "secret" not in answer.text
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert client.get("/api/v1/broken").json()["error"]["code"] == "TB000"
