"""Serve a desk until it is interrupted."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tallybook.errors import UsageError
from tallybook.web.app import create_app
from tallybook.web.door import Door

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from fastapi import FastAPI

    from tallybook.web.settings import DeskSettings

__all__ = ["HEAD_SECONDS", "PatientProtocol", "serve"]

HEAD_SECONDS = 15.0  # from the beginning of a connection, or of the next request on it, to the end of its headers
_LARGEST_HEAD = 32_768  # bytes
_MOST_CONNECTIONS = 500
# A connection closed from here just when a client uses it again costs that request, so idle ones are kept for a while.
_IDLE_SECONDS = 75
_LAST_SECONDS = 10  # for answers under way when the desk ends


def serve(settings: DeskSettings, told: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. `told` is called with the address once it is bound.

    Raises UsageError for an address that cannot be bound, and for one that others can reach while the desk has no
    accounts; and the errors of `Book.open`.
    """
    if settings.shared and not settings.public and not _has_accounts(settings):
        raise UsageError(
            "Others could reach this desk, and it has no accounts; make one with "
            f"`tallybook people add NAME --role admin --book {settings.book}`, or leave out --host, --allow-host, "
            "--https and --trust-proxy."
        )
    with _bound(settings) as listening:
        host, port = listening.getsockname()[:2]
        app = create_app(settings)
        told(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        uvicorn.Server(_config(app)).run([listening])


def _config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        http=PatientProtocol,
        ws="none",
        proxy_headers=False,  # web/arriving.py believes only the proxies of the settings
        h11_max_incomplete_event_size=_LARGEST_HEAD,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_LAST_SECONDS,
    )


def _has_accounts(settings: DeskSettings) -> bool:
    door = Door(settings)
    try:
        return door.has_accounts()
    finally:
        door.close()


class PatientProtocol(H11Protocol):
    """HTTP that ends a connection whose request does not have all of its headers after some seconds."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what comes; while it is no whole request, go on waiting."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side has gone, or was sent away."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def _bound(settings: DeskSettings) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.create_server(address[:2], family=family)
        # Connections take this over. Without it, the body of an answer waits 40 ms for the head to be acknowledged.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        raise UsageError(
            f"{settings.host}:{settings.port} cannot be bound ({error.strerror}); name another --port."
        ) from error
