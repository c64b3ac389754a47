"""The files of the desk: compressed where they can be, kept where their address never changes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tallybook.web.files import DeskFiles


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    built = tmp_path / "built" / "assets"
    built.mkdir(parents=True)
    (built / "map-abc123.mjs").write_text("plain")
    (built / "map-abc123.mjs.gz").write_bytes(gzip.compress(b"compressed"))
    (tmp_path / "desk.css").write_text("body {}")
    app = Starlette()
    app.mount("/static", DeskFiles(directory=tmp_path))
    with TestClient(app) as found:
        yield found


def test_the_compressed_file_is_given_to_who_takes_it(client: TestClient) -> None:
    found = client.get("/static/built/assets/map-abc123.mjs", headers={"accept-encoding": "gzip, br"})
    assert found.text == "compressed"
    assert found.headers["content-encoding"] == "gzip"
    assert found.headers["content-type"].startswith("text/javascript")
    assert "accept-encoding" in found.headers["vary"].lower()


def test_the_plain_file_is_given_to_others(client: TestClient) -> None:
    found = client.get("/static/built/assets/map-abc123.mjs", headers={"accept-encoding": "identity"})
    assert found.text == "plain"
    assert "content-encoding" not in found.headers
    assert found.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/static/built/assets/map-abc123.mjs", "public, max-age=31536000, immutable"),
        ("/static/desk.css?0123456789ab", "public, max-age=31536000, immutable"),
        ("/static/desk.css", "no-cache"),
    ],
)
def test_only_an_address_with_a_hash_is_kept_for_ever(client: TestClient, path: str, kept: str) -> None:
    assert client.get(path).headers["cache-control"] == kept


def test_a_file_outside_is_not_given(client: TestClient) -> None:
    assert client.get("/static/%2e%2e/secret").status_code == 404
