"""How much of a request, how fast and how often a desk takes, and whom it believes about where it comes from."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient
from people_builders import PASSWORD, QUICK, a_book, a_desk, browser, form_token, sign_in

from tallybook.errors import UsageError
from tallybook.service.people import Role, passwords
from tallybook.web import DeskSettings, arriving, serving
from tallybook.web.arriving import Arrive, Bucket, Buckets


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", lambda: QUICK)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with browser(a_desk(a_book(tmp_path))) as found:
        sign_in(found, Role.ADMIN)
        yield found


# How often -----------------------------------------------------------------------------------------------------------


def test_a_bucket_gives_at_once_what_it_holds_and_then_as_much_as_flows_in() -> None:
    buckets = Buckets(Bucket(rate=2, burst=3))
    assert [buckets.take("a", 0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b", 0) == 0
    assert [buckets.take("a", 0.5) == 0, buckets.take("a", 0.5)] == [True, 0.5]
    assert [buckets.take("a", 100) for _ in range(4)] == [0, 0, 0, 0.5]


def test_buckets_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "_MOST_KEYS", 10)
    buckets = Buckets(Bucket(rate=1, burst=1))
    for number in range(100):
        buckets.take(str(number), number)
    assert len(buckets._levels) == 10
    assert buckets.take("99", 99) > 0, "the newest are kept"


def test_twenty_people_of_one_address_sign_in_and_work(tmp_path: Path) -> None:
    with browser(a_desk(a_book(tmp_path))) as desk:
        people = [browser(desk.app) for _ in range(20)]  # type: ignore[arg-type]
        assert {sign_in(one, Role.CODER).status_code for one in people} == {303}
        assert {one.get("/api/v1/me").status_code for one in people for _ in range(20)} == {200}


def test_who_tries_names_without_end_is_slowed_down(tmp_path: Path) -> None:
    with browser(a_desk(a_book(tmp_path))) as client:
        answers = [client.post("/api/v1/sign-in", json={}) for _ in range(32)]
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert client.get("/sign-in").status_code == 200


def test_a_program_that_writes_without_end_is_told_to_wait(client: TestClient) -> None:
    headers = {"x-csrf-token": form_token(client)}
    answers = [client.post("/api/v1/nothing", headers=headers) for _ in range(110)]
    assert answers[0].status_code == 404
    assert (answers[-1].status_code, answers[-1].headers["retry-after"]) == (429, "1")


# How much ------------------------------------------------------------------------------------------------------------


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    headers = {"x-csrf-token": form_token(client), "content-type": "application/json"}
    answer = client.post("/api/v1/people", content=b" " * 1_000_001, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "TB103")
    assert "1,000,000 bytes" in answer.json()["error"]["message"]


def test_a_body_that_hides_its_length_is_cut_off(client: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 100_000
            yield b" " * 100_000

    headers = {"x-csrf-token": form_token(client), "content-type": "application/json"}
    answer = client.post("/api/v1/people", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert "1,000,000 bytes" in answer.json()["error"]["message"]


def test_uploads_may_be_larger_and_signing_in_is_small(client: TestClient) -> None:
    files = {"file": ("a.txt", b"x" * 3_000_000)}
    assert client.post("/api/v1/nothing", files=files).status_code == 404
    files = {"file": ("a.txt", b"x" * 21_000_000)}
    assert client.post("/api/v1/nothing", files=files).status_code == 413
    assert client.post("/sign-in", data={"name": "x" * 20_000}).status_code == 413


def test_too_many_headers_are_refused(client: TestClient) -> None:
    answer = client.get("/api/v1/me", headers={f"x-{number}": "a" for number in range(120)})
    assert (answer.status_code, "100 headers" in answer.text) == (431, True)


# Where from ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "client", "forwarded", "address", "secure"),
    [
        ((), "192.0.2.1", "203.0.113.9", "192.0.2.1", False),
        (("10.0.0.0/8",), "192.0.2.1", "203.0.113.9", "192.0.2.1", False),
        (("10.0.0.0/8",), "10.0.0.2", "203.0.113.9", "203.0.113.9", True),
        (("10.0.0.0/8",), "10.0.0.2", "198.51.100.1, 203.0.113.9, 10.0.0.3", "203.0.113.9", True),
        (("10.0.0.0/8",), "10.0.0.2", "invented", "10.0.0.2", True),
        (("10.0.0.0/8",), "10.0.0.2", "", "10.0.0.2", True),
        (("::1",), "::1", "2001:db8::7", "2001:db8::7", True),
    ],
)
def test_only_a_trusted_proxy_is_believed(
    proxies: tuple[str, ...], client: str, forwarded: str, address: str, secure: bool
) -> None:
    async def nothing(*_: Any) -> None: ...

    found = Arrive(nothing, DeskSettings(Path("a.book"), proxies=proxies))._origin(
        {
            "client": (client, 1),
            "headers": [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", b"https")],
        }
    )
    assert found == (address, secure)


def test_what_is_no_proxy_is_refused() -> None:
    with pytest.raises(UsageError, match=r"10\.0\.0\.0/8"):
        _ = DeskSettings(Path("a.book"), proxies=("the proxy",)).trusted


# Through a real server -----------------------------------------------------------------------------------------------


@contextmanager
def served(book: Path) -> Iterator[int]:
    app = a_desk(book)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(serving._config(app))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


def test_a_real_server_signs_in_and_ends_what_is_slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "HEAD_SECONDS", 0.4)
    monkeypatch.setattr(arriving, "_PART_SECONDS", 0.4)
    with served(a_book(tmp_path)) as port:
        base = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=base) as client:
            assert client.get("/incidents").headers["location"] == "/sign-in?next=/incidents"
            fields = {"name": "the admin", "password": PASSWORD}
            assert client.post("/sign-in", data=fields, headers={"origin": base}).status_code == 303
            shown = client.get("/people")
            assert (shown.status_code, "server" in shown.headers) == (200, False)
            assert client.get("/people", headers={"host": "elsewhere.example"}).status_code == 403
            forged = client.get("/people", headers={"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"})
            assert "strict-transport-security" not in forged.headers
            entries = client.get("/api/v1/audit").json()["entries"]
            assert {entry["address"] for entry in entries} == {"127.0.0.1", ""}
        for begun in (b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n"):
            with socket.create_connection(("127.0.0.1", port)) as slow:
                slow.settimeout(10)
                slow.sendall(begun)
                assert slow.recv(100) == b"", "closed without an answer"
        with socket.create_connection(("127.0.0.1", port)) as slow:
            slow.settimeout(10)
            head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
            slow.sendall(head + b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname=")
            assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_an_answer_that_takes_long_is_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "_PART_SECONDS", 0.01)
    parts: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"", "more_body": False},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        if len(parts) == 1:
            await asyncio.sleep(0.1)
        found: dict[str, Any] = parts.pop(0)
        return found

    async def read() -> list[str]:
        body = arriving._Body(receive, 10)
        return [(await body.receive())["type"] for _ in range(2)]

    assert asyncio.run(read()) == ["http.request", "http.disconnect"]
