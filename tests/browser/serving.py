"""A desk that is really served, and a page of a browser that is watched."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["Watched", "served"]


def served(book: Path) -> Iterator[str]:
    """Serve a desk for a book on a free port; gives its address without a slash at the end."""
    uvicorn = pytest.importorskip("uvicorn", reason="the extra `desk` is not installed")
    from tallybook.web import DeskSettings, create_app

    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_app(DeskSettings(book, port=port)), log_level="warning", lifespan="on")
    )
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started, "The desk did not start within 20 seconds."
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    listening.close()


class Watched:
    """A page, with everything it asked for and complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._said)

    def _said(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    @property
    def foreign(self) -> list[str]:
        """Requests that went to anybody but this machine."""
        return [
            url
            for url in self.asked
            if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).hostname != "127.0.0.1"
        ]

    def check(self) -> None:
        """Fails where the page complained, or asked another host for anything."""
        assert self.foreign == []
        assert self.complaints == []
