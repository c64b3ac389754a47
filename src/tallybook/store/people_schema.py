"""The tables of the file of people, which lies beside a book: accounts, sessions, tokens, failures, the audit log.

They are no part of the book: a book is handed on to others, and the hashes of passwords must not go with it.
`PRAGMA user_version` is the number of the last step of STEPS that a file has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["APPLICATION_ID", "STEPS", "account", "audit", "failure", "metadata", "session", "token"]

# "TBpp" in ASCII: a file of people is told from a book and from the database of another program.
APPLICATION_ID = 0x54427070

metadata = sa.MetaData()


def _text(name: str, **options: object) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)  # type: ignore[arg-type]


def _of_account() -> sa.Column[int]:
    return sa.Column("account", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True)


account = sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _text("name"),
    _text("key", unique=True),  # the name in one case, so that no two accounts differ only in case
    _text("role"),
    _text("password"),  # Argon2id with its parameters, as the PHC string format writes it
    _text("created_at"),
    _text("disabled_at"),  # empty: may sign in
    sqlite_autoincrement=True,
)

# A session or a token is known by the SHA-256 of its secret: who reads the file cannot sign in with what it holds.
session = sa.Table(
    "session",
    metadata,
    _text("hash", primary_key=True),
    _of_account(),
    _text("created_at"),
    _text("seen_at"),
    _text("address"),
)

token = sa.Table(
    "token",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _text("hash", unique=True),
    _of_account(),
    _text("label"),
    _text("scope"),
    _text("created_at"),
    _text("expires_at"),
    _text("used_at"),  # empty: never
    _text("revoked_at"),  # empty: valid
    sqlite_autoincrement=True,
)

# Of a name only the hash is kept, since people type passwords where names belong.
failure = sa.Table(
    "failure",
    metadata,
    _text("key", primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    _text("last_at"),
    _text("locked_until"),  # empty: not locked
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    _text("at"),
    _text("who"),  # empty: nobody who is signed in
    _text("what"),
    _text("subject"),
    _text("address"),  # empty: the command line
    sa.Column("status", sa.Integer),  # of the answer to a request; null for what is no request
    sa.Index("ix_audit_who", "who", "number"),
    sqlite_autoincrement=True,
)


def _first(connection: sa.Connection) -> None:
    metadata.create_all(connection)
    for verb in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
        )


STEPS: tuple[Callable[[sa.Connection], None], ...] = (_first,)
