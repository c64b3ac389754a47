"""Pages are fetched from public addresses only, within limits; a real server answers here."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tallybook.errors import TooLargeError, UnreadablePathError, UnsupportedFormatError
from tallybook.reports import fetching, read_bytes
from tallybook.reports.fetching import _is_public, fetch


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answers: dict[str, tuple[int, dict[str, str], bytes]] = {
            "/page": (200, {"content-type": "text/html; charset=utf-8"}, b"<p>A bomb went off in Karsk.</p>"),
            "/moved": (302, {"location": "/page"}, b""),
            "/loop": (302, {"location": "/loop"}, b""),
            "/away": (302, {"location": "http://10.0.0.1/secret"}, b""),
            "/file": (302, {"location": "file:///etc/passwd"}, b""),
            "/missing": (404, {}, b"no"),
            "/picture": (200, {"content-type": "image/png"}, b"\x89PNG"),
            "/odd": (200, {"content-type": "text/html", "content-encoding": "br"}, b"x"),
            "/packed": (
                200,
                {"content-type": "text/html", "content-encoding": "gzip"},
                gzip.compress(b"<p>Packed.</p>"),
            ),
            "/long": (200, {"content-type": "text/plain"}, b"word " * 10_000),
        }
        status, headers, body = answers[self.path]
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    port = server.server_address[1]
    monkeypatch.setattr(fetching, "_PORTS", frozenset({80, port}))
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_fetched_and_redirects_are_followed(site: str) -> None:
    assert fetch(f"{site}/page", private=True).data.startswith(b"<p>A bomb")
    assert fetch(f"{site}/moved", private=True).url == f"{site}/page"


def test_a_packed_page_is_unpacked_by_the_readers(site: str) -> None:
    (report,) = read_bytes(fetch(f"{site}/packed", private=True).data)
    assert getattr(report, "text", "") == "Packed."


@pytest.mark.parametrize("path", ["/page", "/moved"])
def test_a_private_address_is_refused(site: str, path: str) -> None:
    with pytest.raises(UnreadablePathError, match="private network"):
        fetch(site + path)


def test_a_redirect_is_checked_like_an_address(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(UnreadablePathError, match=r"private network \(10\.0\.0\.1\)"):
        fetch(f"{site}/away")
    with pytest.raises(UnreadablePathError, match="no address of a page"):
        fetch(f"{site}/file")


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("/loop", UnreadablePathError, "leads on"),
        ("/missing", UnreadablePathError, "status 404"),
        ("/picture", UnsupportedFormatError, "image/png"),
        ("/odd", UnsupportedFormatError, "packed as br"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(site: str, path: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        fetch(site + path, private=True)


def test_a_page_above_the_limit_is_refused_while_it_comes(site: str) -> None:
    with pytest.raises(TooLargeError, match="1,000 bytes"):
        fetch(f"{site}/long", private=True, max_bytes=1_000)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "ftp://karsk.example/",
        "javascript:alert(1)",
        "http://[::1",
        "http://a:b@karsk.example/",
        "//x",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(url: str) -> None:
    with pytest.raises(UnreadablePathError):
        fetch(url)


def test_other_ports_are_not_asked() -> None:
    with pytest.raises(UnreadablePathError, match="port 22"):
        fetch("http://karsk.example:22/")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104 (looked at, not bound)
            "224.0.0.1",
        ),
        *("::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "64:ff9b::a00:1", "ff02::1", "::"),
    ],
)
def test_addresses_that_not_everybody_can_reach_are_private(address: str) -> None:
    assert not _is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert _is_public(address)
