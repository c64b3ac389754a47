"""The file of people beside a book: who may use its desk, and what they did there. Rules are in service/people."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa

from tallybook.errors import BookNotFoundError, BookTooNewError, NotABookError, StoreError
from tallybook.store import people_schema as t
from tallybook.store.sqlite import begin_write, make_engine, set_write_ahead_log, told_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["AccountRow", "AuditRow", "FailureRow", "PeopleFile", "SessionRow", "TokenRow", "people_path"]

_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account. `disabled_at` is empty for one that may sign in."""

    id: int
    name: str
    key: str
    role: str
    password: str
    created_at: str
    disabled_at: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session; `hash` is the SHA-256 of its secret."""

    hash: str
    account: int
    created_at: str
    seen_at: str
    address: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token of an account. `used_at` and `revoked_at` are empty where that has not happened."""

    id: int
    hash: str
    account: int
    label: str
    scope: str
    created_at: str
    expires_at: str
    used_at: str
    revoked_at: str


@dataclass(frozen=True, slots=True)
class FailureRow:
    """How often signing in failed for one name or address, and until when it is locked."""

    key: str
    count: int
    last_at: str
    locked_until: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry of the audit log; the largest number is the newest."""

    number: int
    at: str
    who: str
    what: str
    subject: str
    address: str
    status: int | None


def people_path(book: str | os.PathLike[str]) -> Path:
    """Where the file of people of a book is: `BOOK.people`, beside the file itself, not beside a link to it."""
    place = Path(book).resolve()
    return place.with_name(place.name + ".people")


class PeopleFile:
    """An open file of people. Use it as a context manager, or close it. Threads may share it."""

    def __init__(self, path: Path, engine: sa.Engine) -> None:
        self.path = path
        self._engine = engine

    @classmethod
    def open(cls, path: Path, create: bool = False, *, timeout: float = 30.0) -> PeopleFile:
        """Open the file at `path`; with `create`, make one where there is none. Only its owner may read it.

        Raises BookNotFoundError, NotABookError for another kind of file, BookTooNewError, and the errors of SQLite as
        StoreError.
        """
        _make_private(path, create=create)
        engine = make_engine(path, read_only=False, timeout=timeout)
        try:
            with told_errors(path):
                _prepare(engine, path, timeout)
        except BaseException:
            engine.dispose()
            raise
        return cls(path, engine)

    def close(self) -> None:
        """Close the file. Closing twice does nothing."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with told_errors(self.path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with told_errors(self.path), begin_write(self._engine) as connection:
            yield connection

    # Accounts --------------------------------------------------------------------------------------------------------

    def accounts(self) -> list[AccountRow]:
        """All accounts, by name."""
        with self._read() as connection:
            return [AccountRow(*row) for row in connection.execute(sa.select(t.account).order_by(t.account.c.key))]

    def has_accounts(self) -> bool:
        """Whether there is any account, also a disabled one."""
        with self._read() as connection:
            return connection.execute(sa.select(t.account.c.id).limit(1)).first() is not None

    def find_account(self, key: str) -> AccountRow | None:
        """The account whose name in one case is `key`."""
        return self._account(t.account.c.key == key)

    def find_account_by_id(self, number: int) -> AccountRow | None:
        """The account with this number."""
        return self._account(t.account.c.id == number)

    def _account(self, condition: sa.ColumnElement[bool]) -> AccountRow | None:
        with self._read() as connection:
            row = connection.execute(sa.select(t.account).where(condition)).first()
            return AccountRow(*row) if row is not None else None

    def add_account(self, name: str, key: str, role: str, password: str, at: str) -> bool:
        """Store an account. Returns False where the name is taken."""
        with self._write() as connection:
            if connection.execute(sa.select(t.account.c.id).where(t.account.c.key == key)).first():
                return False
            values = {"name": name, "key": key, "role": role, "password": password, "created_at": at}
            connection.execute(sa.insert(t.account).values(**values, disabled_at=""))
            return True

    def change_account(
        self, number: int, *, end_sessions: bool = False, keep_one_with: str = "", **values: str
    ) -> bool:
        """Change columns of an account, and end its sessions, in one transaction.

        `keep_one_with`: a role; where no account that may sign in would have it any more, although one has it now,
        nothing is changed and False is returned.
        """
        with self._write() as connection:
            before = _having(connection, keep_one_with)
            connection.execute(sa.update(t.account).where(t.account.c.id == number).values(**values))
            if keep_one_with and before and not _having(connection, keep_one_with):
                connection.rollback()
                return False
            if end_sessions:
                connection.execute(sa.delete(t.session).where(t.session.c.account == number))
            return True

    # Sessions --------------------------------------------------------------------------------------------------------

    def add_session(self, row: SessionRow, *, stale_before: str) -> None:
        """Store a session; delete those that began before an instant, which nobody can use any more."""
        with self._write() as connection:
            connection.execute(sa.delete(t.session).where(t.session.c.created_at < stale_before))
            connection.execute(sa.insert(t.session).values(**_columns(row)))

    def find_session(self, digest: str) -> tuple[SessionRow, AccountRow] | None:
        """A session and its account."""
        with self._read() as connection:
            row = connection.execute(
                sa.select(t.session, t.account).join(t.account).where(t.session.c.hash == digest)
            ).first()
            width = len(t.session.c)
            return (SessionRow(*row[:width]), AccountRow(*row[width:])) if row is not None else None

    def see_session(self, digest: str, at: str) -> None:
        """Note that a session is in use."""
        with self._write() as connection:
            connection.execute(sa.update(t.session).where(t.session.c.hash == digest).values(seen_at=at))

    def end_session(self, digest: str) -> bool:
        """Delete a session. Returns whether there was one."""
        with self._write() as connection:
            return bool(connection.execute(sa.delete(t.session).where(t.session.c.hash == digest)).rowcount)

    # Tokens ----------------------------------------------------------------------------------------------------------

    def add_token(self, digest: str, account: int, label: str, scope: str, at: str, expires_at: str) -> int:
        """Store a token. Returns its number."""
        values = {"hash": digest, "account": account, "label": label, "scope": scope}
        dates = {"created_at": at, "expires_at": expires_at, "used_at": "", "revoked_at": ""}
        with self._write() as connection:
            added = sa.insert(t.token).values(**values, **dates).returning(t.token.c.id)
            return int(connection.execute(added).scalar_one())

    def tokens(self, account: int | None = None) -> list[tuple[TokenRow, str]]:
        """Tokens with the names of their accounts, the newest first; of one account or of all."""
        wanted = sa.select(t.token, t.account.c.name).join(t.account).order_by(t.token.c.id.desc())
        if account is not None:
            wanted = wanted.where(t.token.c.account == account)
        with self._read() as connection:
            return [(TokenRow(*row[:-1]), row[-1]) for row in connection.execute(wanted)]

    def find_token(self, digest: str) -> tuple[TokenRow, AccountRow] | None:
        """A token and its account."""
        with self._read() as connection:
            row = connection.execute(
                sa.select(t.token, t.account).join(t.account).where(t.token.c.hash == digest)
            ).first()
            width = len(t.token.c)
            return (TokenRow(*row[:width]), AccountRow(*row[width:])) if row is not None else None

    def change_token(self, number: int, **values: str) -> None:
        """Change columns of a token."""
        with self._write() as connection:
            connection.execute(sa.update(t.token).where(t.token.c.id == number).values(**values))

    # Failures and the audit log --------------------------------------------------------------------------------------

    def count_failures(
        self, keys: tuple[str, ...], counted: Callable[[str, FailureRow | None], FailureRow], *, stale_before: str
    ) -> None:
        """Count one more failure for each key, all in one transaction, so that none of many at once is missed.

        `counted` makes the new row from the earlier one; where it raises, nothing is counted. Rows whose last failure
        was before an instant are forgotten first.
        """
        with self._write() as connection:
            connection.execute(sa.delete(t.failure).where(t.failure.c.last_at < stale_before))
            for key in keys:
                found = connection.execute(sa.select(t.failure).where(t.failure.c.key == key)).first()
                row = counted(key, FailureRow(*found) if found is not None else None)
                connection.execute(sa.delete(t.failure).where(t.failure.c.key == key))
                connection.execute(sa.insert(t.failure).values(**_columns(row)))

    def take_back_failure(self, key: str, *, all_of_them: bool = False) -> None:
        """Count one failure less for a key, or none at all any more."""
        with self._write() as connection:
            mine = t.failure.c.key == key
            if all_of_them:
                connection.execute(sa.delete(t.failure).where(mine))
            else:
                connection.execute(
                    sa.update(t.failure).where(mine).values(count=t.failure.c.count - 1, locked_until="")
                )

    def add_audit(self, at: str, who: str, what: str, subject: str, address: str, status: int | None) -> None:
        """Add an entry to the audit log."""
        values = {"at": at, "who": who, "what": what, "subject": subject, "address": address, "status": status}
        with self._write() as connection:
            connection.execute(sa.insert(t.audit).values(**values))

    def audit(self, *, before: int | None, who: str, limit: int) -> list[AuditRow]:
        """Entries of the audit log, the newest first; only those with a number below `before`, only of `who`."""
        wanted = sa.select(t.audit).order_by(t.audit.c.number.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(t.audit.c.number < before)
        if who:
            wanted = wanted.where(t.audit.c.who == who)
        with self._read() as connection:
            return [AuditRow(*row) for row in connection.execute(wanted)]


def _columns(row: SessionRow | FailureRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}


def _having(connection: sa.Connection, role: str) -> bool:
    found = sa.select(t.account.c.id).where(t.account.c.role == role, t.account.c.disabled_at == "").limit(1)
    return connection.execute(found).first() is not None


def _make_private(path: Path, *, create: bool) -> None:
    # SQLite gives its side files the mode of the file itself, so this holds for those as well.
    if create:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY))
        except FileExistsError:
            pass
        except FileNotFoundError as error:
            raise BookNotFoundError(f"There is no folder {path.parent}; make it first.") from error
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise BookNotFoundError(f"{path} is not there; `tallybook people add` makes it.") from error
    if mode & 0o077:
        try:
            path.chmod(_OWNER_ONLY)
        except PermissionError as error:
            raise StoreError(f"Others can read {path}, and it is not yours; let its owner run chmod 600.") from error


def _prepare(engine: sa.Engine, path: Path, timeout: float) -> None:
    with engine.connect() as connection:
        if _version(connection, path) == len(t.STEPS):
            return
    set_write_ahead_log(engine, timeout)
    with begin_write(engine) as connection:
        # Looked at again now that nobody else can write: two processes may open a new file at once.
        for step in t.STEPS[_version(connection, path) :]:
            step(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {t.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {len(t.STEPS)}")


def _version(connection: sa.Connection, path: Path) -> int:
    kind = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if kind != t.APPLICATION_ID and sa.inspect(connection).get_table_names():
        raise NotABookError(f"{path} is not a file of people; move it away, or restore it from a copy.")
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if version > len(t.STEPS):
        raise BookTooNewError(
            f"{path} was written by a newer version of Tallybook; install that version, or a later one."
        )
    return version
