"""A desk with an account of every role, and browsers at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tallybook.service import people
from tallybook.service.people import Role
from tallybook.store import Book
from tallybook.web import DeskSettings, create_app

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
PASSWORD = "nine green kettles"  # noqa: S105
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def a_book(folder: Path, *, accounts: bool = True) -> Path:
    path = folder / "a.book"
    if not path.exists():
        Book.open(path, create=True).close()
    if accounts:
        with people.open_people(path, create=True) as file:
            for role in Role:
                people.add_account(file, f"the {role.value}", role, PASSWORD, at=NOON)
    return path


def a_desk(book: Path, **settings: Any) -> FastAPI:
    app = create_app(DeskSettings(book, **settings))
    app.state.desk.door.clock = Clock()
    return app


def browser(app: FastAPI, base_url: str = "http://localhost", address: str = "127.0.0.1") -> TestClient:
    return TestClient(app, base_url=base_url, follow_redirects=False, client=(address, 50000))


def sign_in(client: TestClient, role: Role | str, password: str = PASSWORD, **fields: str) -> Any:
    name = f"the {role.value}" if isinstance(role, Role) else role
    return client.post("/sign-in", data={"name": name, "password": password, **fields})


def form_token(client: TestClient) -> str:
    return str(client.get("/api/v1/me").json()["csrf"])


def walk(several: Iterable[Any]) -> Iterator[tuple[str, set[str]]]:
    """Path and methods of every route."""
    for one in several:
        # FastAPI keeps an included router as one entry in newer versions; in older ones, its routes stand in the list.
        if hasattr(one, "effective_candidates"):
            yield from walk(one.effective_candidates())
        route = getattr(one, "starlette_route", None) or one
        if getattr(route, "methods", None):
            yield route.path, set(route.methods)
