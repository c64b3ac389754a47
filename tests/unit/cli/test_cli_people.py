"""`tallybook people`, from the first account to a revoked token."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tallybook.cli import app
from tallybook.cli import people as commands
from tallybook.service.people import Role, Scope
from tallybook.store import Book

PASSWORD = "nine green kettles\n"  # noqa: S105


@pytest.fixture
def book(tmp_path: Path) -> str:
    Book.open(tmp_path / "a.book", create=True).close()
    return str(tmp_path / "a.book")


def run(*arguments: str, book: str, given: str = "") -> Result:
    return CliRunner().invoke(app, ["people", *arguments, "--book", book], input=given)


def test_roles_and_scopes_are_those_of_the_service() -> None:
    assert [role.value for role in commands._Role] == [role.value for role in Role]
    assert [scope.value for scope in commands._Scope] == [scope.value for scope in Scope]


def test_an_account_is_made_listed_changed_and_disabled(book: str) -> None:
    made = run("add", "Breska", "--role", "coder", "--password-stdin", book=book, given=PASSWORD)
    assert (made.exit_code, made.stderr) == (0, "Breska may sign in as coder.\n")
    assert run("role", "breska", "editor", book=book).stderr == "Breska is now editor.\n"
    assert run("password", "breska", "--password-stdin", book=book, given="ten grey lanterns\n").exit_code == 0
    assert run("disable", "breska", book=book).stderr == "Breska may no longer sign in.\n"
    assert re.search(r"Breska +editor +\d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d", run("list", book=book).stdout)
    assert run("enable", "breska", book=book).stderr == "Breska may again sign in.\n"
    told = run("audit", book=book).stdout
    for what in ("add account", "set role", "set password", "disable", "enable"):
        assert what in told


def test_a_token_is_printed_once_and_revoked(book: str) -> None:
    run("add", "Breska", "--role", "coder", "--password-stdin", book=book, given=PASSWORD)
    made = run("token", "add", "Breska", "--scope", "review", "--label", "nightly", book=book)
    assert re.fullmatch(r"tbk_[\w-]{43}\n", made.stdout)
    listed = run("token", "list", "--name", "Breska", book=book).stdout
    assert "nightly" in listed
    assert made.stdout.strip() not in listed
    assert run("token", "revoke", "1", book=book).exit_code == 0
    refused = run("token", "revoke", "2", book=book)
    assert (refused.exit_code, "TB507" in refused.stderr) == (1, True)


def test_a_password_is_never_an_argument_and_asked_only_on_a_terminal(book: str) -> None:
    assert run("add", "Breska", "--role", "coder", "--password", "x", book=book).exit_code == 2
    asked = run("add", "Breska", "--role", "coder", book=book, given=PASSWORD)
    assert (asked.exit_code, "--password-stdin" in asked.stderr) == (2, True)
    assert not Path(f"{book}.people").exists()


def test_without_people_the_commands_say_how_to_begin(book: str) -> None:
    told = run("list", book=book)
    assert told.exit_code == 1
    assert "tallybook people add" in told.stderr
