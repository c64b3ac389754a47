"""Who is still to code a report a second time sees nothing that others made of it; everybody else does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from people_builders import QUICK, a_book, a_desk, browser, form_token, sign_in, walk

from review_book import make_review_book
from tallybook.service import merge
from tallybook.service.people import Role, passwords
from tallybook.service.second_coding import assign, submit, withdraw
from tallybook.store import Book

CODER = "the coder"
BLIND = "from its text alone"


class Case:
    """A book in which the coder is asked to code one report."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "a.book"
        told = make_review_book(self.path)
        self.report = told["one"].report.id
        self.other = told["two"].report.id
        self.statements = [one.id for one in told["one"].statements]
        self.mentions = [one.id for one in told["one"].mentions]
        a_book(folder)
        with Book.open(self.path) as book, book.published() as look:
            self.incident = look.incidents_of(self.mentions[:1])[self.mentions[0]]
        assign(self.path, self.report, CODER, by="the editor")


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr(passwords, "_hasher", lambda: QUICK)
    return Case(tmp_path)


def _at(case: Case, role: Role) -> Iterator[TestClient]:
    with browser(a_desk(case.path)) as client:
        sign_in(client, role)
        client.headers["x-csrf-token"] = form_token(client)
        yield client


@pytest.fixture
def coder(case: Case) -> Iterator[TestClient]:
    yield from _at(case, Role.CODER)


@pytest.fixture
def editor(case: Case) -> Iterator[TestClient]:
    yield from _at(case, Role.EDITOR)


def _addresses(case: Case) -> list[str]:
    about = [
        f"/reports/{case.report}",
        f"/reports/{case.report[:9]}",
        f"/reports/{case.report[4:9]}",
        f"/incidents/{case.incident}",
        f"/incidents/{case.incident[:9]}",
        f"/review/acts?incident={case.incident}",
        f"/review/correct?statement={case.statements[0]}",
        f"/review/value?mention={case.mentions[0][:9]}",
        f"/review/add?report={case.report}",
        f"/public/incidents/{case.incident}",
    ]
    of_api = [f"/api/v1/incidents/{case.incident}{part}" for part in ("", "/toll", "/history", "/related")]
    return [*about, *of_api, f"/api/v1/reports/{case.report}", f"/api/v1/acts?incident={case.incident}"]


def test_the_pages_and_the_api_of_the_report_are_refused(case: Case, coder: TestClient) -> None:
    for address in _addresses(case):
        answer = coder.get(address)
        assert (address, answer.status_code, BLIND in answer.text) == (address, 403, True)
    assert coder.get(f"/review/second/{case.report}").status_code == 200
    assert coder.get(f"/api/v1/assignments/{case.report}").status_code == 200
    assert coder.get(f"/reports/{case.other}").status_code == 200


def test_nothing_about_the_report_is_decided(case: Case, coder: TestClient) -> None:
    for name, body in (
        ("accept", {"statements": case.statements[:1]}),
        ("correct", {"statement": case.statements[0], "value": {}}),
        ("add-incident", {"report": case.report, "incident": {}}),
    ):
        answer = coder.post(f"/api/v1/acts/{name}", json=body)
        assert (answer.status_code, BLIND in answer.text) == (403, True)
    assert coder.post("/review/acts/accept", data={"statement": case.statements[0]}).status_code == 403
    assert coder.post("/api/v1/incidents/batch", json={"ids": [case.incident]}).status_code == 403


def test_no_list_tells_of_it(case: Case, coder: TestClient, editor: TestClient) -> None:
    hidden = re.compile("|".join([case.incident, *case.statements, *case.mentions]))
    app: Any = coder.app
    paths = [path for path, methods in walk(app.routes) if "GET" in methods and "{" not in path]
    seen = []
    for path in paths:
        assert not hidden.search(coder.get(path).text), path
        seen += [path] if hidden.search(editor.get(path).text) else []
    # The test would find what it looks for.
    assert {"/incidents", "/api/v1/incidents", "/api/v1/incidents.jsonl", "/api/v1/changes", "/review"} <= set(seen)


def test_an_incident_that_was_joined_to_it_leads_nowhere(case: Case, coder: TestClient) -> None:
    with Book.open(case.path) as book, book.published() as look:
        other = next(id_ for id_ in look.active_ids() if id_ != case.incident)
    merge(case.path, [case.incident, other], by="the editor", why="one attack")
    assert coder.get(f"/incidents/{other}").status_code == 403
    assert coder.get(f"/api/v1/incidents/{case.incident}").status_code == 403


def test_an_export_is_made_without_it_and_others_exports_wait(
    case: Case, coder: TestClient, editor: TestClient
) -> None:
    made = coder.post("/api/v1/exports", json={"format": "csv"}).json()
    assert made["incidents"] == editor.get("/api/v1/incidents").json()["total"] - 1
    coder.app.state.desk.exports.add("csv", [case.incident], by="the editor")  # type: ignore[attr-defined]
    coder.app.state.desk.exports.job(made["id"] + 1, wait=20)  # type: ignore[attr-defined]
    assert coder.get(f"/publish/{made['id']}/file").status_code == 200
    assert coder.get(f"/publish/{made['id'] + 1}/file").status_code == 403


@pytest.mark.parametrize("end", ["handed in", "withdrawn"])
def test_it_is_seen_when_the_coding_is_handed_in_or_asked_for_no_more(case: Case, coder: TestClient, end: str) -> None:
    if end == "handed in":
        submit(case.path, case.report, CODER, [])
    else:
        withdraw(case.path, case.report, CODER, by="the editor")
    assert coder.get(f"/reports/{case.report}").status_code == 200
    assert coder.get(f"/incidents/{case.incident}").status_code == 200


def test_nothing_is_hidden_from_an_editor(case: Case, editor: TestClient) -> None:
    assign(case.path, case.report, "the editor", by="the editor")
    for address in _addresses(case):
        if not address.startswith("/public"):
            assert editor.get(address, follow_redirects=True).status_code == 200, address
