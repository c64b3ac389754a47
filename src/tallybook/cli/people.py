"""`tallybook people`: who may use the desk of a book, tokens for programs, and the log of what was done."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tallybook.cli.options import Book
from tallybook.cli.terminal import show, tell
from tallybook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tallybook.service.people import PeopleFile

__all__ = ["register"]


class _Role(StrEnum):  # the same names as in service.people, which would have to be imported for every command
    READER = "reader"
    CODER = "coder"
    EDITOR = "editor"
    ADMIN = "admin"


class _Scope(StrEnum):
    READ = "read"
    REVIEW = "review"
    EDIT = "edit"
    ADMIN = "admin"


Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of an account.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input, one line, for scripts.")
]

_people = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]}
)
_token = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]}
)


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.add_typer(_people, name="people", help="Say who may use the desk of a book, and see what they did.")
    _people.add_typer(_token, name="token", help="Make, list and revoke tokens for programs.")


@_people.command()
def add(
    name: Name,
    book: Book,
    role: Annotated[_Role, typer.Option(help="What the person may do.")],
    password_stdin: FromStdin = False,
) -> None:
    """Make an account; the desk of this book then asks everybody to sign in.

    reader: look. coder: also accept, correct and reject, add reports. editor: also merge, split, retract, publish.
    admin: also accounts.

    \b
    Example:
      tallybook people add "A. Recorder" --role admin --book my.book
    """
    from tallybook.service import people

    password = _asked_password(from_stdin=password_stdin)
    with _opened(book, create=True) as file:
        made = people.add_account(file, name, people.Role(role.value), password, at=_now(), by=_who())
    tell(f"{made.name} may sign in as {made.role.value}.")


@_people.command("list")
def list_(book: Book) -> None:
    """List the accounts of a book.

    \b
    Example:
      tallybook people list --book my.book
    """
    from tallybook.service import people

    with _opened(book) as file:
        rows = [
            (one.name, one.role.value, one.created_at[:10], one.disabled_at[:10]) for one in people.list_accounts(file)
        ]
    _table(("name", "role", "since", "disabled"), rows)


@_people.command()
def role(
    name: Name, role: Annotated[_Role, typer.Argument(metavar="ROLE", help="What the person may do.")], book: Book
) -> None:
    """Give a person another role, from the next request on.

    \b
    Example:
      tallybook people role "B. Coder" editor --book my.book
    """
    from tallybook.service import people

    with _opened(book) as file:
        changed = people.set_role(file, name, people.Role(role.value), at=_now(), by=_who())
    tell(f"{changed.name} is now {changed.role.value}.")


@_people.command()
def password(name: Name, book: Book, password_stdin: FromStdin = False) -> None:
    """Give a person another password; whoever is signed in under this name is signed out.

    \b
    Example:
      tallybook people password "B. Coder" --book my.book
    """
    from tallybook.service import people

    with _opened(book) as file:
        account = people.get_account(file, name)
        people.set_password(file, account.id, _asked_password(from_stdin=password_stdin), at=_now(), by=_who())
    tell(f"{account.name} has another password and is signed out.")


@_people.command()
def disable(name: Name, book: Book) -> None:
    """Keep a person from signing in, at once; accounts are never deleted, since what they decided stays theirs.

    \b
    Example:
      tallybook people disable "B. Coder" --book my.book
    """
    _set_disabled(name, book, disabled=True)


@_people.command()
def enable(name: Name, book: Book) -> None:
    """Let a person sign in again who was disabled.

    \b
    Example:
      tallybook people enable "B. Coder" --book my.book
    """
    _set_disabled(name, book, disabled=False)


def _set_disabled(name: str, book: str, *, disabled: bool) -> None:
    from tallybook.service import people

    with _opened(book) as file:
        account = people.set_disabled(file, name, disabled, at=_now(), by=_who())
    tell(f"{account.name} may {'no longer' if disabled else 'again'} sign in.")


@_people.command()
def audit(
    book: Book,
    who: Annotated[str, typer.Option(metavar="NAME", help="Only what this person did.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many entries, the newest first.")] = 50,
    before: Annotated[int | None, typer.Option(min=1, help="Only entries with a smaller number.")] = None,
) -> None:
    """Show the log of what was done at the desk and to accounts, the newest first.

    \b
    Example:
      tallybook people audit --book my.book --limit 20
    """
    from tallybook.service import people

    with _opened(book) as file:
        entries = people.list_audit(file, before=before, who=who, limit=limit)
    rows = [
        (
            str(one.number),
            one.at[:16].replace("T", " "),
            one.who,
            one.what,
            one.subject,
            one.address,
            str(one.status or ""),
        )
        for one in entries
    ]
    _table(("number", "at (UTC)", "who", "what", "subject", "address", "status"), rows)


@_token.command("add")
def token_add(
    name: Name,
    book: Book,
    scope: Annotated[_Scope, typer.Option(help="What the token allows at most.")] = _Scope.READ,
    label: Annotated[str, typer.Option(metavar="TEXT", help="What it is for.")] = "",
    days: Annotated[int, typer.Option(min=1, max=366, help="For how long it is valid.")] = 90,
) -> None:
    """Make a token, with which a program asks the API in a person's name; it is printed once and not kept.

    \b
    Example:
      tallybook people token add "B. Coder" --scope review --label "nightly import" --book my.book
    """
    from tallybook.service import people

    with _opened(book) as file:
        made = people.add_token(file, name, people.Scope(scope.value), at=_now(), label=label, days=days, by=_who())
    sys.stdout.write(f"{made.secret}\n")
    tell(f"Token {made.token.id} is valid until {made.token.expires_at[:10]}; it is not shown again.")


@_token.command("list")
def token_list(
    book: Book,
    name: Annotated[str, typer.Option(metavar="NAME", help="Only the tokens of this person.")] = "",
) -> None:
    """List tokens, without what is secret about them.

    \b
    Example:
      tallybook people token list --book my.book
    """
    from tallybook.service import people

    with _opened(book) as file:
        found = people.list_tokens(file, name or None)
    rows = [
        (str(one.id), one.account, one.scope.value, one.label, *_days(one.expires_at, one.used_at, one.revoked_at))
        for one in found
    ]
    _table(("number", "account", "scope", "label", "expires", "last used", "revoked"), rows)


@_token.command("revoke")
def token_revoke(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The number that `token list` shows.")], book: Book
) -> None:
    """End a token at once.

    \b
    Example:
      tallybook people token revoke 3 --book my.book
    """
    from tallybook.service import people

    with _opened(book) as file:
        people.revoke_token(file, number, at=_now(), by=_who())
    tell(f"Token {number} is no longer valid.")


@contextmanager
def _opened(book: str, *, create: bool = False) -> Iterator[PeopleFile]:
    from tallybook.service import people

    with people.open_people(book, create=create) as file:
        yield file


def _asked_password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask for the password on; give it with --password-stdin.")
    import getpass

    first = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != first:
        raise UsageError("The two passwords differ; run the command again.")
    return first


def _now() -> datetime:
    return datetime.now(UTC)


def _who() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""  # the log says by an empty address that it was the command line


def _days(*instants: str) -> tuple[str, ...]:
    return tuple(instant[:10] for instant in instants)


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    from rich.table import Table

    from tallybook.exports import printable

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column.startswith(("at", "number", "status")))
    for row in rows:
        table.add_row(*(printable(cell) for cell in row))
    show(table)
