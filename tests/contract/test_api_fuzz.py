"""Any request that fits the description of the API, and many that do not, against a real server.

No answer is an error of the server; every answer has the shape that the description gives, errors the one body of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode, checks

from desk_books import make_book, running
from tallybook import errors
from tallybook.web.api import router

pytestmark = pytest.mark.slow

CHECKS = [checks.not_a_server_error, checks.response_schema_conformance, checks.content_type_conformance]
CODES = {getattr(errors, name).code for name in errors.__all__}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book."""
    return make_book(tmp_path_factory.mktemp("books") / "a.book", 20)


@pytest.fixture(scope="module")
def address(book: Path) -> Iterator[str]:
    """A server of it."""
    with running(book) as url:
        yield url


def _described() -> list[Any]:
    app = FastAPI()
    app.include_router(router)
    schema = schemathesis.openapi.from_dict(app.openapi())
    every: Iterator[Any] = schema.get_all_operations()
    return [found.ok() for found in every]


def _cases() -> list[Any]:
    cases = []
    for operation in _described():
        name = f"{operation.method} {operation.path}"
        cases.append(pytest.param(operation, GenerationMode.POSITIVE, id=f"{name}, as described"))
        if operation.definition.raw.keys() & {"parameters", "requestBody"}:
            cases.append(pytest.param(operation, GenerationMode.NEGATIVE, id=f"{name}, otherwise"))
    return cases


@pytest.mark.parametrize(("operation", "mode"), _cases())
def test_every_answer_is_as_described(operation: Any, mode: GenerationMode, address: str) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def ask(case: Any) -> None:
        if "wait" in (case.query or {}):
            case.query["wait"] = 0
        answer = case.call(base_url=address)
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            told = answer.json()["error"]
            assert told["code"] in CODES or told["code"] == f"HTTP{answer.status_code}"
            assert told["message"].endswith((".", "?"))

    ask()


@pytest.mark.parametrize("path", ["/incidents/{id}", "/incidents/{id}/toll", "/incidents/{id}/history"])
def test_records_of_real_incidents_are_as_described(path: str, address: str) -> None:
    operation = next(one for one in _described() if one.path == f"/api/v1{path}")
    for row in httpx.get(f"{address}/api/v1/incidents").json()["items"]:
        case = operation.Case(path_parameters={"id": row["id"]})
        answer = case.call(base_url=address)
        assert answer.status_code == 200
        case.validate_response(answer, checks=CHECKS)
