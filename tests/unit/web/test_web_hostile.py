"""What a report or a person writes is shown and nothing more: on every page that a desk has, and in a browser."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html  # type: ignore[import-untyped]
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hostile_builders import ATTEMPTS, hostile_book
from people_builders import NOON, PASSWORD, QUICK, a_book, a_desk, browser, sign_in, walk

from tallybook.service import people
from tallybook.service.people import Role, Scope, passwords
from tallybook.web import serving

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
_HOLDING_ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ALLOWED = {"", "http", "https", "mailto"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", lambda: QUICK)


@pytest.fixture
def ids(tmp_path: Path) -> tuple[str, str]:
    """The incident and the report of the hostile book `a.book`, whose desk has hostile accounts and tokens too."""
    found = hostile_book(tmp_path / "a.book")
    book = a_book(tmp_path)
    with people.open_people(book) as file:
        for attempt in ATTEMPTS:
            name = "".join(character for character in attempt if character.isprintable())
            people.add_account(file, f"{name} {len(name)}"[:80], Role.READER, PASSWORD, at=NOON)
            people.add_token(file, "the admin", Scope.READ, at=NOON, label=name[:80])
            people.note(file, attempt, who=attempt, subject=attempt, address=attempt, at=NOON)
    return found


@pytest.fixture
def client(tmp_path: Path, ids: tuple[str, str]) -> Iterator[TestClient]:
    with browser(a_desk(tmp_path / "a.book")) as found:
        sign_in(found, Role.ADMIN)
        yield found


def addresses(app: FastAPI, ids: tuple[str, str]) -> list[str]:
    """The addresses of everything that can be looked at, about the hostile report where it is about a record."""
    incident, report = ids

    def fill(found: re.Match[str]) -> str:
        return report if "report" in found.group() else incident

    return [re.sub(r"\{[^}]*\}", fill, path) for path, methods in walk(app.routes) if "GET" in methods]


def test_no_page_lets_what_is_written_act(client: TestClient, ids: tuple[str, str]) -> None:
    paths = addresses(client.app, ids)  # type: ignore[arg-type]
    words = "".join(ATTEMPTS)
    queries = ["", "?done=x", f"?{'&'.join(f'{name}=' for name in ('q', 'who', 'next', 'text'))}"]
    looked_at = 0
    for path in [*paths, f"/{ATTEMPTS[1]}", f"/incidents/{ATTEMPTS[0]}", f"/people/audit?who={ATTEMPTS[2]}"]:
        for query in queries if "?" not in path else [""]:
            answer = client.get(path + query.replace("=&", f"={words}&"))
            assert answer.status_code < 500, path
            if answer.headers.get("content-type", "").startswith("text/html"):
                check(answer.text, path)
                looked_at += 1
            elif path.startswith("/api/"):
                assert answer.headers["x-content-type-options"] == "nosniff"
    assert looked_at > 5


def test_the_form_to_sign_in_shows_a_name_as_it_was_typed(client: TestClient) -> None:
    for attempt in ATTEMPTS:
        stranger = browser(client.app)  # type: ignore[arg-type]
        answer = sign_in(stranger, attempt, "x", next=attempt)
        check(answer.text, "/sign-in")
        # A file of a form cannot carry these, and a field of one line drops them.
        assert lxml.html.fromstring(answer.text).get_element_by_id("name").value.split() == _shown(attempt).split()


def _shown(text: str) -> str:
    return _TURNING.sub("\ufffd", text)


def check(page: str, path: str) -> None:
    """That nothing on a page runs, styles, leads or turns but what its template says."""
    tree = lxml.html.fromstring(page)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        where = f"{path}: {lxml.html.tostring(element, encoding='unicode')[:200]}"
        if element.tag == "script":
            assert element.get("type") == "application/json" or not (element.text or "").strip(), where
            assert (element.get("src") or "/static/").startswith("/static/"), where
        assert element.tag not in {"iframe", "object", "embed", "base", "style"}, where
        for name, value in element.attrib.items():
            assert not name.startswith("on"), where
            assert name not in {"style", "srcdoc", "http-equiv"}, where
            if name in _HOLDING_ADDRESSES:
                assert urlsplit(value.strip().replace("\t", "").replace("\n", "")).scheme.lower() in _ALLOWED, where
                if element.tag != "a":
                    assert not urlsplit(value.strip()).netloc, where
    assert not _TURNING.search(page), path
    assert str(7 * 191) not in page, path


# In a browser --------------------------------------------------------------------------------------------------------


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(serving._config(app))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium")
def test_a_browser_runs_nothing_and_asks_nobody_else(tmp_path: Path, ids: tuple[str, str]) -> None:
    api = pytest.importorskip("playwright.sync_api")
    app = a_desk(tmp_path / "a.book")
    asked: list[str] = []
    trouble: list[str] = []
    with served(app) as base, api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(SWITCHES))
        try:
            page: Any = chromium.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("dialog", lambda dialog: trouble.append(dialog.message))
            page.on("console", lambda told: trouble.append(told.text) if "Content Security" in told.text else None)
            page.goto(f"{base}/people")
            page.fill("#name", "the admin")
            page.fill("#password", PASSWORD)
            page.click("button.primary")
            page.wait_for_url(f"{base}/people")
            for path in addresses(app, ids):
                if path.startswith("/api/") or "download" in path or "export" in path:
                    continue
                page.goto(base + path)
                assert page.evaluate("window.caught") is None, path
                assert page.evaluate("document.title.length") > 0, path
        finally:
            chromium.close()
    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))} == {urlsplit(base).netloc}
    assert not trouble
