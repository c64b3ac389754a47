"""One page of the web as bytes, asked for as a stranger's address has to be: within limits, and only in public.

An address that somebody gives may lead to this machine, its network or the metadata service of a cloud. So names are
resolved here, every address that they stand for has to be a public one, and the connection goes to the very address
that was checked; each redirect is checked in the same way.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from tallybook.errors import MissingExtraError, TooLargeError, UnreadablePathError, UnsupportedFormatError
from tallybook.reports.options import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Fetched", "fetch"]

MAX_REDIRECTS = 5
MAX_SECONDS = 30.0  # for everything together, redirects included
MAX_ADDRESS = 2_000  # characters; browsers and servers take little more
_PORTS = frozenset({80, 443, 8080, 8443})
_AGENT = "tallybook (reads one page that a person asked for)"
_KINDS = ("text/", "application/xhtml", "application/xml", "application/json", "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: the address that it came from in the end, and its bytes, perhaps packed by gzip."""

    url: str
    data: bytes


def fetch(url: str, *, max_bytes: int = MAX_BYTES, max_seconds: float = MAX_SECONDS, private: bool = False) -> Fetched:
    """Fetch the page at an http or https address. `private` also lets addresses of this network be asked.

    Raises UnreadablePathError for an address that is none, leads to a private network, does not answer in time or
    answers with an error; UnsupportedFormatError for an answer that is no text; TooLargeError above `max_bytes`;
    MissingExtraError without httpx.
    """
    try:
        import httpx  # noqa: PLC0415 (not in the base install)
    except ImportError as error:
        raise MissingExtraError(
            "Fetching pages needs packages that are not installed: pip install 'tallybook[desk]'."
        ) from error
    end = time.monotonic() + max_seconds
    at = url.strip()
    # Proxies of the environment are not asked: they would resolve the names themselves.
    with httpx.Client(
        transport=_transport(private=private, end=end), trust_env=False, follow_redirects=False, timeout=max_seconds
    ) as client:
        try:
            for _ in range(MAX_REDIRECTS + 1):
                _check(at)
                with client.stream("GET", at, headers={"user-agent": _AGENT, "accept-encoding": "identity"}) as answer:
                    if answer.is_redirect:
                        at = urljoin(at, answer.headers.get("location", ""))
                        continue
                    return Fetched(at, _body(answer, at, max_bytes, end))
        except httpx.TimeoutException as error:
            raise UnreadablePathError(f"{_shown(url)} did not answer within {max_seconds:.0f} seconds.") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreadablePathError(f"{_shown(url)} cannot be fetched: {error or type(error).__name__}.") from error
    raise UnreadablePathError(f"{_shown(url)} leads on more than {MAX_REDIRECTS} times; give the last address.")


def _shown(url: str) -> str:
    """An address as one line of a message."""
    text = "".join(character if character.isprintable() else "\ufffd" for character in url)
    return text if len(text) <= 200 else text[:200] + "..."


def _check(url: str) -> None:
    """Raise UnreadablePathError unless this is an address of the web without a password."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= MAX_ADDRESS
    except ValueError:
        good, port, parts = False, 0, urlsplit("")
    if not good:
        raise UnreadablePathError(f"{_shown(url)!r} is no address of a page; it begins with http:// or https://.")
    if parts.username is not None or parts.password is not None:
        raise UnreadablePathError("An address with a name or password in it is not fetched; save the page and add it.")
    if port not in _PORTS:
        raise UnreadablePathError(f"{_shown(url)} is at port {port}; only {sorted(_PORTS)} are asked.")


def _body(answer: Any, url: str, most: int, end: float) -> bytes:
    if answer.status_code != 200:
        raise UnreadablePathError(f"{_shown(url)} answers with the status {answer.status_code}.")
    kind = answer.headers.get("content-type", "").lower()
    if kind and not kind.startswith(_KINDS):
        raise UnsupportedFormatError(
            f"{_shown(url)} is {_shown(kind)}, not a page or a text; save it as text and add it."
        )
    packing = answer.headers.get("content-encoding", "identity").lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise UnsupportedFormatError(f"{_shown(url)} is packed as {_shown(packing)}, which was not asked for.")
    parts: list[bytes] = []
    size = 0
    # Packed bytes stay packed here: the readers unpack them with a limit on how far they may grow.
    for part in answer.iter_raw():
        parts.append(part)
        size += len(part)
        if size > most:
            raise TooLargeError(f"{_shown(url)} is larger than the limit of {most:,} bytes.")
        if time.monotonic() > end:
            raise UnreadablePathError(f"{_shown(url)} is sent too slowly; save the page and add it.")
    return b"".join(parts)


def _transport(*, private: bool, end: float) -> Any:
    import httpcore  # noqa: PLC0415 (see fetch)
    import httpx  # noqa: PLC0415 (see fetch)

    class Checked(httpcore.NetworkBackend):
        """Connects only to addresses that were checked; the name stays what certificates are held against."""

        def __init__(self) -> None:
            self._inner = httpcore.SyncBackend()

        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Iterable[Any] | None = None,
        ) -> httpcore.NetworkStream:
            left = max(end - time.monotonic(), 0.01)
            address = _resolved(host, port, private=private)
            return self._inner.connect_tcp(address, port, min(timeout or left, left), local_address, socket_options)

    transport = httpx.HTTPTransport(trust_env=False)
    # httpx has no argument for it; httpcore, which it is a shell around, has.
    transport._pool = httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=Checked())
    return transport


def _resolved(host: str, port: int, *, private: bool) -> str:
    """The first address of a host. Raises UnreadablePathError where there is none, or any is not a public one."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise UnreadablePathError(f"The host {_shown(host)} is not known.") from error
    for address in found:
        if not (private or _is_public(address)):
            raise UnreadablePathError(
                f"{_shown(host)} is in a private network ({address}), which is never asked; save the page and add it."
            )
    return found[0]


def _is_public(address: str) -> bool:
    """Whether anybody on the internet can reach an address: what it wraps (IPv4 in IPv6) has to be public as well."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        # 64:ff9b::/96 leads to the IPv4 address in its last four bytes.
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return _is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast
