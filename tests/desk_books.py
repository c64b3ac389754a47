"""Small books for tests of the desk, and desks for them. Everything in them is invented."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi.testclient import TestClient

from books import coded_reports
from tallybook.model import Decision, Judgement
from tallybook.service import refresh
from tallybook.store import Book
from tallybook.web import DeskSettings, create_app

__all__ = ["make_book", "running", "served"]


def make_book(path: Path, reports: int = 60) -> Path:
    """A book in which every fifth report tells of the same incident as the one before it."""
    with Book.open(path, create=True) as book:
        before = ""
        for number, (report, coding) in enumerate(coded_reports(reports)):
            book.add_coded(report, coding)
            mention = coding.mentions[0].id
            if number % 5 == 4:
                at = "2024-01-01T00:00:00+00:00"
                book.add_decision(Decision.make(before, mention, Judgement.SAME, "machine:linking/1", at, "close", 0.9))
            before = mention
        refresh(book, at="2024-01-02T00:00:00+00:00")
    return path


@contextmanager
def served(path: Path) -> Iterator[TestClient]:
    """A client of a desk for the book."""
    with TestClient(create_app(DeskSettings(path, person="Ann")), base_url="http://localhost") as client:
        yield client


@contextmanager
def running(path: Path) -> Iterator[str]:
    """The address of a real server of a desk for the book, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(DeskSettings(path, person="Ann")), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)
