"""Serve a desk until it is interrupted."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

from tallybook.errors import UsageError
from tallybook.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallybook.web.settings import DeskSettings

__all__ = ["serve"]

_KEPT_OPEN = 310  # seconds; Firefox and Chrome keep a connection for up to 300


def serve(settings: DeskSettings, told: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. `told` is called with the address once it is bound.

    Raises UsageError for an address that cannot be bound, and for one that others can reach while the desk has no
    accounts; and the errors of `Book.open`.
    """
    if not settings.local:
        raise UsageError(
            f"A desk without accounts binds only to this machine, not to {settings.host}; leave --host out."
        )
    with _bound(settings) as listening:
        host, port = listening.getsockname()[:2]
        app = create_app(settings)
        told(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        # Browsers and clients give an idle connection up sooner; closed from here, a request just sent would be lost.
        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_keep_alive=_KEPT_OPEN)
        uvicorn.Server(config).run([listening])


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
