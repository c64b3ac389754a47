"""Signing in at a desk with accounts: who gets in, as whom, for how long, and what others see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from people_builders import NOON, PASSWORD, QUICK, a_book, a_desk, browser, form_token, sign_in, walk

from tallybook.errors import UsageError
from tallybook.service import people
from tallybook.service.people import IDLE, Role, Scope, passwords
from tallybook.web import DeskSettings
from tallybook.web.serving import serve

OTHER = "ten grey lanterns"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", lambda: QUICK)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    made = a_desk(a_book(tmp_path))
    with browser(made):  # keeps the desk open
        yield made


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return browser(app)


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path of every route, with something in place of parameters."""
    found = [
        (method, re.sub(r"\{[^}]*\}", "1", path))
        for path, methods in walk(app.routes)
        for method in sorted(methods)
        if method not in {"HEAD", "OPTIONS"}
    ]
    assert len(found) > 20
    return found


# What is open, what every reader may do for themself, and what makes a file but changes nothing in the book.
# Everything else that is not a GET needs a coder.
OPEN = {"/sign-in", "/api/v1/sign-in"}
ONES_OWN = {
    *("/sign-out", "/account/password", "/account/tokens", "/account/tokens/1/revoke"),
    *("/api/v1/sign-out", "/api/v1/me/password", "/api/v1/tokens", "/api/v1/tokens/1"),
}
EXPORTS = {"/publish", "/api/v1/exports", "/api/v1/incidents/batch"}


def test_nobody_sees_anything_without_signing_in(app: FastAPI, client: TestClient) -> None:
    for method, path in routes(app):
        answer = client.request(method, path)
        if path in OPEN:
            assert answer.status_code in {200, 401, 405, 422}, path
        elif path.startswith("/api/"):
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "TB751"), path
        else:
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/sign-in"), path


def test_a_reader_changes_nothing_but_their_own_account(app: FastAPI, client: TestClient) -> None:
    sign_in(client, Role.READER)
    token = form_token(client)
    for method, path in routes(app):
        if method != "GET" and path not in OPEN | ONES_OWN | EXPORTS:
            answer = client.request(method, path, headers={"x-csrf-token": token})
            assert answer.status_code == 403, (method, path)
            assert "role" in answer.text, (method, path)
    wanted = {"format": "csv", "names": True}
    answer = client.post("/api/v1/exports", json=wanted, headers={"x-csrf-token": token})
    assert answer.status_code == 403, "nor do they get the names of persons"


@pytest.mark.parametrize("role", [Role.READER, Role.CODER, Role.EDITOR])
def test_accounts_and_the_log_are_for_admins(client: TestClient, role: Role) -> None:
    sign_in(client, role)
    for path in ("/people", "/people/audit", "/api/v1/people", "/api/v1/audit"):
        assert client.get(path).status_code == 403


def test_every_change_needs_the_token_of_a_form(app: FastAPI, client: TestClient) -> None:
    sign_in(client, Role.ADMIN)
    other = browser(app)
    sign_in(other, Role.ADMIN)
    for method, path in routes(app):
        if method == "GET" or path in OPEN:
            continue
        for headers in ({}, {"x-csrf-token": form_token(other)}):
            answer = client.request(method, path, headers=headers)
            assert answer.status_code == 403, (method, path)
            assert "form" in answer.text, (method, path)
    assert client.get("/api/v1/me").status_code == 200


def test_the_token_may_be_in_a_field(client: TestClient) -> None:
    sign_in(client, Role.ADMIN)
    fields = {"name": "Breska", "role": "coder", "password": OTHER, "again": OTHER, "csrf": form_token(client)}
    assert client.post("/people", data=fields).headers["location"] == "/people?done=added"
    assert client.post("/people", data=fields | {"csrf": "é"}).status_code == 403


# Signing in ----------------------------------------------------------------------------------------------------------


def test_signing_in_leads_to_what_was_asked_for(client: TestClient) -> None:
    asked = client.get("/people/audit?who=x&before=3")
    assert asked.headers["location"] == "/sign-in?next=/people/audit%3Fwho%3Dx%26before%3D3"
    form = client.get(asked.headers["location"])
    assert 'name="next" value="/people/audit?who=x&amp;before=3"' in form.text
    answer = sign_in(client, Role.ADMIN, next="/people/audit?who=x&before=3")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people/audit?who=x&before=3")
    assert client.get("/sign-in?next=/people").headers["location"] == "/people"


@pytest.mark.parametrize(
    "wanted",
    [
        *("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example"),
        *("javascript:alert(1)", "elsewhere", "", "/\t/elsewhere.example", "/a\r\nset-cookie: b", "/sign-in?next=/x"),
    ],
)
def test_signing_in_leads_nowhere_else(client: TestClient, wanted: str) -> None:
    assert "elsewhere" not in client.get("/sign-in", params={"next": wanted}).text
    assert sign_in(client, Role.READER, next=wanted).headers["location"] == "/"
    assert client.get("/sign-in", params={"next": wanted}).headers["location"] == "/"


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client: TestClient) -> None:
    answers = [sign_in(client, "nobody", "x" * 12), sign_in(client, Role.READER, "x" * 12)]
    assert [answer.status_code for answer in answers] == [401, 401]
    first, second = (re.sub(r'id="name".*', "", answer.text) for answer in answers)
    assert first == second
    assert "do not fit" in first
    told = [
        client.post("/api/v1/sign-in", json={"name": name, "password": "x"}).json() for name in ("nobody", "the reader")
    ]
    assert told[0] == told[1]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    cookie = sign_in(client, Role.READER).headers["set-cookie"]
    assert cookie.startswith("tallybook=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    assert "Domain" not in cookie


def test_over_tls_the_cookie_is_for_this_host_and_tls_only(tmp_path: Path) -> None:
    app = a_desk(a_book(tmp_path), https=True, hosts=("desk.example.org",))
    with browser(app, "https://desk.example.org") as client:
        answer = sign_in(client, Role.READER)
        assert re.match(r"__Host-tallybook=[^;]+; HttpOnly; .*Path=/; .*Secure", answer.headers["set-cookie"])
        assert "max-age" in answer.headers["strict-transport-security"]
        assert client.get("/api/v1/me").json()["name"] == "the reader"


def test_a_session_that_somebody_else_chose_is_not_taken(app: FastAPI) -> None:
    fields = {"name": "the reader", "password": PASSWORD}
    chosen = {"cookie": "tallybook=chosen-by-somebody-else"}
    given = browser(app).post("/sign-in", data=fields, headers=chosen).headers["set-cookie"].partition(";")[0]
    assert "chosen" not in given
    assert browser(app).get("/api/v1/me", headers=chosen).status_code == 401
    assert browser(app).get("/api/v1/me", headers={"cookie": given}).status_code == 200
    browser(app).post("/sign-in", data=fields, headers={"cookie": given})
    assert browser(app).get("/api/v1/me", headers={"cookie": given}).status_code == 401, "signing in again ended it"


def test_a_session_ends_when_it_is_old_or_ended(app: FastAPI, client: TestClient) -> None:
    sign_in(client, Role.READER)
    app.state.desk.door.clock.now = NOON + IDLE
    assert client.get("/api/v1/me").status_code == 401
    app.state.desk.door.clock.now = NOON
    sign_in(client, Role.READER)
    kept = client.cookies["tallybook"]
    out = client.post("/sign-out", data={"csrf": form_token(client)})
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert 'tallybook=""' in out.headers["set-cookie"]
    client.cookies.set("tallybook", kept)
    assert client.get("/api/v1/me").status_code == 401


def test_too_many_failures_are_told_when_to_come_back(client: TestClient) -> None:
    for _ in range(10):
        assert sign_in(client, Role.READER, "x" * 12).status_code == 401
    answer = sign_in(client, Role.READER)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert "in 1 minute" in answer.text
    told = client.post("/api/v1/sign-in", json={"name": "the reader", "password": PASSWORD})
    assert (told.status_code, told.json()["error"]["code"], told.headers["retry-after"]) == (429, "TB753", "60")


def test_a_form_from_elsewhere_signs_nobody_in(client: TestClient) -> None:
    answer = client.post(
        "/sign-in",
        data={"name": "the reader", "password": PASSWORD},
        headers={"origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_what_is_private_is_not_stored(client: TestClient) -> None:
    sign_in(client, Role.ADMIN)
    for path in ("/people", "/account", "/api/v1/me", "/api/v1/people", "/nothing"):
        assert client.get(path).headers["cache-control"] == "no-store", path
    assert client.get("/static/desk.css").headers.get("cache-control") != "no-store"


# Accounts ------------------------------------------------------------------------------------------------------------


def test_an_admin_keeps_accounts(app: FastAPI, client: TestClient) -> None:
    sign_in(client, Role.ADMIN)
    reader = browser(app)
    sign_in(reader, Role.READER)
    token = {"csrf": form_token(client)}
    accounts = {one["name"]: one["id"] for one in client.get("/api/v1/people").json()}
    place = f"/people/{accounts['the reader']}"
    assert client.post(f"{place}/role", data={"role": "editor", **token}).status_code == 303
    assert reader.get("/api/v1/me").json()["role"] == "editor"
    assert client.post(f"{place}/password", data={"password": OTHER, "again": "x", **token}).status_code == 400
    assert client.post(f"{place}/password", data={"password": OTHER, "again": OTHER, **token}).status_code == 303
    assert reader.get("/api/v1/me").status_code == 401
    assert sign_in(reader, Role.READER, OTHER).status_code == 303
    assert client.post(f"{place}/disable", data=token).status_code == 303
    assert reader.get("/api/v1/me").status_code == 401
    assert client.post(f"{place}/enable", data=token).headers["location"] == "/people?done=enabled"
    shown = client.get("/people?done=enabled").text
    assert "may sign in again" in shown
    last = client.post(f"/people/{accounts['the admin']}/disable", data=token)
    assert (last.status_code, "last admin" in last.text) == (400, True)
    assert client.post("/people/999/disable", data=token).status_code == 404


def test_ones_own_password(client: TestClient) -> None:
    sign_in(client, Role.READER)
    fields = {"password": OTHER, "again": OTHER, "csrf": form_token(client)}
    wrong = client.post("/account/password", data={"present": "x", **fields})
    assert (wrong.status_code, "present password" in wrong.text) == (401, True)
    assert client.post("/account/password", data={"present": PASSWORD, **fields}).status_code == 303
    assert client.get("/account?done=password").status_code == 200, "the new session goes on"


def test_accounts_through_the_api(client: TestClient) -> None:
    made = client.post("/api/v1/sign-in", json={"name": "the admin", "password": PASSWORD}).json()
    headers = {"x-csrf-token": made["csrf"]}
    wanted = {"name": "Breska", "role": "coder", "password": OTHER}
    added = client.post("/api/v1/people", json=wanted, headers=headers)
    assert added.status_code == 201
    assert "password" not in added.json()
    place = f"/api/v1/people/{added.json()['id']}"
    assert client.patch(place, json={"role": "editor", "disabled": True}, headers=headers).json()["role"] == "editor"
    assert client.patch("/api/v1/people/999", json={"role": "editor"}, headers=headers).status_code == 404
    assert client.post("/api/v1/people", json=wanted, headers=headers).status_code == 400
    assert client.post("/api/v1/sign-out", headers=headers).status_code == 204
    assert client.get("/api/v1/me").status_code == 401


# Tokens --------------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_used_without_a_form(app: FastAPI, client: TestClient) -> None:
    sign_in(client, Role.ADMIN)
    fields = {"scope": "admin", "label": "<b>nightly</b>", "days": "30", "csrf": form_token(client)}
    shown = client.post("/account/tokens", data=fields).text
    found = re.search(r"tbk_[\w-]{43}", shown)
    assert found is not None
    assert found.group() not in client.get("/account").text
    assert "&lt;b&gt;nightly" in client.get("/people").text
    program = browser(app)
    program.headers["authorization"] = f"Bearer {found.group()}"
    assert program.get("/api/v1/me").json() == {"name": "the admin", "role": "admin", "account": 4, "csrf": ""}
    made = program.post("/api/v1/people", json={"name": "Breska", "role": "coder", "password": OTHER})
    assert made.status_code == 201
    assert program.get("/api/v1/audit").json()["entries"][0]["what"] == "POST"
    token = {"csrf": form_token(client)}
    assert client.post("/account/tokens/1/revoke", data=token).status_code == 303
    assert program.get("/api/v1/me").json()["error"]["code"] == "TB751"


def test_a_token_makes_no_token_and_changes_no_password(app: FastAPI) -> None:
    program = browser(app)
    with people.open_people(app.state.desk.settings.book) as file:
        secret = people.add_token(file, "the admin", Scope.READ, at=NOON).secret
    program.headers["authorization"] = f"Bearer {secret}"
    assert program.get("/api/v1/me").json()["role"] == "reader"
    assert program.get("/api/v1/people").status_code == 403
    assert program.post("/api/v1/tokens", json={"scope": "admin"}).status_code == 403
    change = {"present": PASSWORD, "password": OTHER}
    assert program.post("/api/v1/me/password", json=change).status_code == 403


def test_a_token_beside_a_cookie_counts_alone(app: FastAPI, client: TestClient) -> None:
    sign_in(client, Role.ADMIN)
    answer = client.get("/api/v1/me", headers={"authorization": "Bearer tbk_invented"})
    assert answer.status_code == 401


def test_nobody_ends_the_token_of_somebody_else(app: FastAPI, client: TestClient) -> None:
    with people.open_people(app.state.desk.settings.book) as file:
        people.add_token(file, "the admin", Scope.READ, at=NOON)
    sign_in(client, Role.READER)
    headers = {"x-csrf-token": form_token(client)}
    assert client.delete("/api/v1/tokens/1", headers=headers).status_code == 404
    assert client.get("/api/v1/tokens?all=true").json() == []


# The log -------------------------------------------------------------------------------------------------------------


def test_every_change_is_noted_with_its_answer(client: TestClient) -> None:
    sign_in(client, Role.ADMIN)
    client.post("/people/1/role", data={"role": "coder", "csrf": form_token(client)})
    client.post("/people/1/role", data={"role": "coder"})
    entries = client.get("/api/v1/audit?limit=3").json()["entries"]
    assert [(one["who"], one["what"], one["subject"], one["status"]) for one in entries] == [
        ("the admin", "POST", "/people/1/role", 403),
        ("the admin", "POST", "/people/1/role", 303),
        ("the admin", "set role", "the reader: coder", None),
    ]
    assert {one["address"] for one in entries} == {"127.0.0.1"}
    shown = client.get("/people/audit?who=the admin")
    assert "/people/1/role" in shown.text


# A desk without accounts, and how it gets them -----------------------------------------------------------------------


def test_a_desk_without_accounts_has_one_person(tmp_path: Path) -> None:
    app = a_desk(a_book(tmp_path, accounts=False), person="A. Recorder")
    with browser(app) as client:
        assert client.get("/api/v1/me").json()["role"] == "admin"
        assert client.get("/sign-in").headers["location"] == "/"
        assert client.get("/account").status_code == 403
        assert client.get("/people").status_code == 200
        assert client.get("/people/audit").status_code == 200
        assert not people.people_path(tmp_path / "a.book").exists(), "looking makes no file"


def test_a_browser_at_a_desk_without_accounts_needs_the_token_of_a_form(tmp_path: Path) -> None:
    app = a_desk(a_book(tmp_path, accounts=False))
    with browser(app) as client:
        found = re.search(r'name="csrf" value="([^"]+)"', client.get("/people").text)
        assert found is not None
        fields = {"name": "Breska", "role": "coder", "password": OTHER, "again": OTHER}
        same = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}
        assert client.post("/people", data=fields, headers=same).status_code == 403
        first = client.post("/people", data=fields | {"csrf": found.group(1)}, headers=same)
        assert (first.status_code, "admin" in first.text) == (400, True)
        fields |= {"csrf": found.group(1), "role": "admin"}
        assert client.post("/people", data=fields, headers=same).status_code == 303
        assert client.get("/people").headers["location"].startswith("/sign-in")
        sign_in(client, "Breska", OTHER)
        assert client.get("/people").status_code == 200


def test_accounts_that_are_made_while_the_desk_runs_close_it(tmp_path: Path) -> None:
    app = a_desk(a_book(tmp_path, accounts=False))
    with browser(app) as client:
        assert client.get("/api/v1/health").status_code == 200
        a_book(tmp_path)
        assert client.get("/api/v1/health").status_code == 401
        for path in tmp_path.glob("a.book.people*"):
            path.unlink()
        assert client.get("/api/v1/health").status_code == 401, "taking the file away does not open the desk"


def test_a_file_of_people_that_cannot_be_read_closes_the_desk(tmp_path: Path) -> None:
    app = a_desk(a_book(tmp_path, accounts=False))
    people.people_path(tmp_path / "a.book").write_bytes(b"no database at all, but something")
    with browser(app) as client:
        assert client.get("/api/v1/health").status_code == 500
        assert client.get("/api/v1/health").json()["error"]["code"] == "TB502"


@pytest.mark.parametrize(
    "settings",
    [{"host": "0.0.0.0"}, {"hosts": ("desk.example.org",)}, {"https": True}, {"proxies": ("127.0.0.1",)}],  # noqa: S104
)
def test_a_desk_that_others_reach_needs_accounts(tmp_path: Path, settings: dict[str, object]) -> None:
    book = a_book(tmp_path, accounts=False)
    with pytest.raises(UsageError, match="tallybook people add"):
        serve(DeskSettings(book, port=0, **settings), lambda _: None)  # type: ignore[arg-type]
    with browser(a_desk(book, **settings)) as client:
        assert client.get("/api/v1/me").status_code == 401, "also where it is served in another way"
        assert sign_in(client, Role.ADMIN).status_code == 400
